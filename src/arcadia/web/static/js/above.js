// @ts-check
/**
 * Menus (`details.menu`) and sheets (a switch inside of what it opens) open and close without script. Here the focus goes
 * in and comes back; Escape and a press beside them close them.
 */
const STEPS = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
const OPEN = "details.menu[open]";
const SWITCH = ".sheet-switch > input";
/** What lies above a sheet: a press there is none beside it. */
const HIGHER = "dialog, .toasts";

export function wireAbove() {
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("change", onSwitch);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onPress, true);
  document.addEventListener("focusin", ({ target }) => closeMenus(/** @type {Node} */ (target)));
}

/** @param {Event} event */
function onToggle({ target }) {
  const menu = /** @type {HTMLDetailsElement} */ (target);
  if (menu.matches(OPEN) && menu.contains(document.activeElement)) itemsOf(menu)[0]?.focus();
}

/** @param {Event} event */
function onSwitch({ target }) {
  const input = /** @type {HTMLInputElement} */ (target);
  if (input.matches(SWITCH) && input.checked) sheetOf(input).querySelector(/** @type {"input"} */ (`:checked:not(${SWITCH})`))?.focus();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const menu = event.target instanceof Element ? event.target.closest("details.menu") : null;
  if (event.key === "Escape" && !document.querySelector(":modal")) {
    for (const open of document.querySelectorAll(OPEN)) leave(open);
    const sheet = openSheet();
    if (sheet) shut(sheet);
  } else if (menu instanceof HTMLDetailsElement && STEPS[event.key]) {
    event.preventDefault();
    step(menu, STEPS[event.key] ?? 0);
  }
}

/** @param {HTMLDetailsElement} menu @param {number} by */
function step(menu, by) {
  const items = itemsOf(menu);
  const now = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (menu.open) items.at((now + by + items.length) % items.length)?.focus();
  else menu.open = true;
}

/** A press beside a sheet closes it and does nothing else: who wants it away marks no square by that; keys do what they say. @param {MouseEvent} event */
function onPress(event) {
  const target = /** @type {Element} */ (event.target);
  const menu = target.closest(OPEN);
  if (menu && !target.closest("summary")) leave(menu);
  closeMenus(target);
  const sheet = openSheet();
  if (!sheet || !event.detail || sheetOf(sheet).contains(target) || target.closest(HIGHER)) return;
  event.preventDefault();
  event.stopPropagation();
  shut(sheet);
}

/** Closes all menus but the one that holds a node. @param {Node} node */
function closeMenus(node) {
  for (const menu of document.querySelectorAll(OPEN)) if (!menu.contains(node)) menu.removeAttribute("open");
}

/** Closes a menu; the focus, where it was inside, goes back to its button. @param {Element} menu */
function leave(menu) {
  if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
  menu.removeAttribute("open");
}

/** @param {HTMLInputElement} input */
function shut(input) {
  if (sheetOf(input).contains(document.activeElement)) input.focus();
  input.checked = false;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The switch of the sheet that is open; where there is room for all there is no switch to be seen, and no sheet. */
function openSheet() {
  const input = document.querySelector(`${SWITCH}:checked`);
  return input instanceof HTMLInputElement && input.checkVisibility() ? input : null;
}

/** @param {Element} menu @returns {HTMLElement[]} */
function itemsOf(menu) {
  return [...menu.querySelectorAll(/** @type {"a"} */ ("div > a, div > button:not([hidden])"))];
}

/** @param {HTMLInputElement} input @returns {HTMLElement} */
function sheetOf(input) {
  return /** @type {HTMLElement} */ (input.closest(".talk"));
}
