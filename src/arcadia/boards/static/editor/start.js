// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";
import { Autosave, isOfForm } from "arcadia/boards/editor/autosave.js";
import { BalanceMeter } from "arcadia/boards/editor/balance.js";
import { SquareGrid } from "arcadia/boards/editor/grid.js";
import { askBeforeCutting } from "arcadia/boards/editor/sizing.js";
import { SquareBar } from "arcadia/boards/editor/square_bar.js";
import { Tabs } from "arcadia/boards/editor/tabs.js";

const place = document.getElementById("editor");
if (place instanceof HTMLFormElement) startEditor(place);

/** @param {HTMLFormElement} form */
function startEditor(form) {
  const grid = new SquareGrid(part(form, ".edit-grid"));
  const bar = new SquareBar(part(form, ".square-bar"), grid);
  const balance = new BalanceMeter(part(form, "#panel-balance"), grid);
  const show = () => {
    bar.show();
    balance.show();
    button(form, "undo").disabled = !grid.canUndo;
    button(form, "redo").disabled = !grid.canRedo;
    button(form, "swap").disabled = grid.selection.chosen.size !== 2;
  };
  grid.onChange = () => {
    show();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  grid.place.addEventListener("input", show);
  form.addEventListener("change", (event) => /** @type {HTMLInputElement} */ (event.target).name === "free" && grid.cells.forEach((cell) => cell.draw()));
  grid.selection.onChange = show;
  grid.onSurplus = (lines) => keepSurplus(form, tabs, lines);
  const tabs = wireTabs(form, grid);
  wireToolbar(form, grid);
  show();
  form.classList.add("live");
  askBeforeCutting(form, grid);
  if ("autosave" in form.dataset) wireAutosave(form);
  else warnBeforeLeaving(form);
}

/** @param {HTMLFormElement} form @param {SquareGrid} grid */
function wireToolbar(form, grid) {
  /** @type {Record<string, () => void>} */
  const actions = {
    undo: () => grid.undo(),
    redo: () => grid.redo(),
    shuffle: () => grid.shuffle(),
    clear: () => grid.clear(),
    swap: () => {
      const [one, other] = grid.selection.positions;
      if (one !== undefined && other !== undefined) grid.swap(one, other);
    },
    preview: () => void load(async () => (await import("arcadia/boards/editor/stream.js")).showStream(form, grid)),
    keys: () => /** @type {HTMLDialogElement} */ (document.getElementById("editor-keys")).showModal(),
  };
  for (const [name, run] of Object.entries(actions)) button(form, name).addEventListener("click", run);
}

/** The panels, each with its module when it is first seen. @param {HTMLFormElement} form @param {SquareGrid} grid */
function wireTabs(form, grid) {
  const tabs = new Tabs(part(form, '[role="tablist"]'));
  /** @type {Record<string, (panel: HTMLElement) => Promise<unknown>>} */
  const features = {
    "panel-goals": async (panel) => (await import("arcadia/boards/editor/library.js")).startLibrary(panel, grid),
    "panel-generate": async (panel) => (await import("arcadia/boards/editor/generator.js")).startGenerator(panel, grid),
  };
  tabs.onShow = (panel) => {
    const start = features[panel.id];
    delete features[panel.id];
    if (start) void load(() => start(panel));
  };
  const faulty = form.querySelector('.editor-aside [aria-invalid="true"]')?.id;
  tabs.show(faulty ?? (location.hash.slice(1) || form.dataset.panel || "panel-board"));
  return tabs;
}

/** @param {() => Promise<unknown>} start */
async function load(start) {
  try {
    await start();
  } catch {
    toast(_("This part of the page could not be loaded. Nothing typed is lost; load the page again when you are connected."), "bad");
  }
}

/** @param {HTMLFormElement} form */
function wireAutosave(form) {
  const autosave = new Autosave(form);
  autosave.start();
  // Files and paper show what is stored: what is typed is stored first.
  form.querySelector("[data-export]")?.addEventListener("toggle", () => void autosave.save());
}

/** @param {HTMLFormElement} form @param {Tabs} tabs @param {string[]} lines  pasted, and more than there were squares for */
function keepSurplus(form, tabs, lines) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("lines"));
  field.value = [field.value.trimEnd(), ...lines].filter(Boolean).join("\n");
  field.closest("details")?.setAttribute("open", "");
  tabs.show(field.id);
  const notice = document.getElementById("unfit");
  if (!notice) return;
  notice.hidden = false;
  notice.textContent = plural("{n} line did not fit: kept under “Fill from text”.", "{n} lines did not fit: kept under “Fill from text”.", lines.length);
  notice.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLFormElement} form  one that is stored only when asked: a new board, or a version beside another */
function warnBeforeLeaving(form) {
  let is_changed = "changed" in form.dataset;
  const state = document.getElementById("editor-state");
  form.addEventListener("input", (event) => {
    if (is_changed || !isOfForm(event, form)) return;
    is_changed = true;
    if (state) state.textContent = _("Not saved yet");
  });
  form.addEventListener("submit", (event) => (is_changed &&= event.defaultPrevented));
  window.addEventListener("beforeunload", (event) => is_changed && event.preventDefault());
}

/** @param {HTMLElement} root @param {string} selector @returns {HTMLElement} */
function part(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}

/** @param {HTMLElement} root @param {string} name @returns {HTMLButtonElement} */
function button(root, name) {
  return /** @type {HTMLButtonElement} */ (root.querySelector(`[data-do="${name}"]`));
}
