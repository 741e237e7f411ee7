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
  undo?.addEventListener("click", () => grid.undo());
  form.querySelector('[data-do="shuffle"]')?.addEventListener("click", () => grid.shuffle());
  if ("autosave" in form.dataset) new Autosave(form, grid).start();
  else warnBeforeLeaving(form);
}

/** @param {HTMLFormElement} form  a board that is not stored yet */
function warnBeforeLeaving(form) {
  let is_changed = false;
  form.addEventListener("input", () => (is_changed = true));
  form.addEventListener("submit", () => (is_changed = false));
  window.addEventListener("beforeunload", (event) => is_changed && event.preventDefault());
}
