// @ts-check
import { Autosave } from "arcadia/boards/autosave.js";
import { SquareGrid } from "arcadia/boards/grid.js";

const place = document.getElementById("editor");
if (place instanceof HTMLFormElement) start(place);

/** @param {HTMLFormElement} form */
function start(form) {
  const squares = form.querySelector(".edit-grid");
  if (!(squares instanceof HTMLElement)) return;
  const grid = new SquareGrid(squares);
  const bar = form.querySelector(".edit-bar");
  if (bar instanceof HTMLElement) bar.hidden = false;
  const undo = form.querySelector('[data-do="undo"]');
  const showUndo = () => undo instanceof HTMLButtonElement && (undo.disabled = !grid.canUndo);
  grid.onChange = () => {
    showUndo();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  grid.onSurplus = (lines) => keep(form, lines);
  undo?.addEventListener("click", () => grid.undo());
  form.querySelector('[data-do="shuffle"]')?.addEventListener("click", () => grid.shuffle());
  if ("autosave" in form.dataset) new Autosave(form).start();
  else warnBeforeLeaving(form);
}

/** @param {HTMLFormElement} form @param {string[]} lines  pasted, and more than there were squares for */
function keep(form, lines) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("lines"));
  field.value = [field.value.trimEnd(), ...lines].filter(Boolean).join("\n");
  field.closest("details")?.setAttribute("open", "");
  const notice = document.getElementById("unfit");
  if (!notice) return;
  notice.hidden = false;
  notice.textContent = `${lines.length.toLocaleString("en")} ${lines.length === 1 ? "line" : "lines"} did not fit: kept under “Fill from text”.`;
  notice.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLFormElement} form  one that is stored only when asked: a new board, or a version beside another */
function warnBeforeLeaving(form) {
  let is_changed = "changed" in form.dataset;
  form.addEventListener("input", () => (is_changed = true));
  form.addEventListener("submit", () => (is_changed = false));
  window.addEventListener("beforeunload", (event) => is_changed && event.preventDefault());
}
