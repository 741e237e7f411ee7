// @ts-check
import { plural } from "arcadia/web/js/words.js";
/** @typedef {import("arcadia/boards/editor/grid.js").SquareGrid} SquareGrid */

const MOST_NAMED = 6;

/** Asks before a smaller size cuts squares off that hold goals. @param {HTMLFormElement} form @param {SquareGrid} grid */
export function askBeforeCutting(form, grid) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("cutting"));
  let is_agreed = false;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.value !== "resize" || is_agreed) return;
    const cut = cutOff(grid, chosenNumber(form, "rows"), chosenNumber(form, "columns"));
    if (!cut.length) return;
    event.preventDefault();
    showCut(dialog, cut);
    dialog.addEventListener("close", () => {
      is_agreed = dialog.returnValue === "cut";
      if (is_agreed) form.requestSubmit(button);
    }, { once: true });
  });
}

/** @param {SquareGrid} grid @param {number} rows @param {number} columns @returns {string[]} */
function cutOff(grid, rows, columns) {
  const outside = (/** @type {number} */ index) => Math.floor(index / grid.columns) >= rows || index % grid.columns >= columns;
  return grid.read().filter((cell, index) => cell.text.trim() && outside(index)).map(({ text }) => text);
}

/** @param {HTMLDialogElement} dialog @param {string[]} cut */
function showCut(dialog, cut) {
  const named = cut.slice(0, MOST_NAMED).map((text) => Object.assign(document.createElement("li"), { textContent: text, dir: "auto" }));
  const more = cut.length - named.length;
  if (more > 0) named.push(Object.assign(document.createElement("li"), { textContent: plural("and {n} more", "and {n} more", more), dir: "" }));
  dialog.querySelector("ul")?.replaceChildren(...named);
  dialog.returnValue = "";
  dialog.showModal();
}

/** @param {HTMLFormElement} form @param {string} name */
function chosenNumber(form, name) {
  return Number(/** @type {HTMLSelectElement} */ (form.elements.namedItem(name)).value);
}
