// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { at } from "arcadia/boards/editor/cells.js";

/** @typedef {import("arcadia/boards/editor/cells.js").Facts} Facts */
/** @typedef {import("arcadia/boards/editor/grid.js").SquareGrid} SquareGrid */

/** What the selected squares have beside their text, in fields above the grid. */
export class SquareBar {
  /** @param {HTMLElement} place @param {SquareGrid} grid */
  constructor(place, grid) {
    this.place = place;
    this.grid = grid;
    this.name = /** @type {HTMLElement} */ (place.querySelector("[data-picked]"));
    this.free = /** @type {HTMLButtonElement} */ (place.querySelector('[data-do="free"]'));
    this.fields = /** @type {HTMLInputElement[]} */ ([...place.querySelectorAll("[data-fact]")]);
    for (const field of this.fields) field.addEventListener("change", () => this.#onField(field));
    this.free.addEventListener("click", () => grid.toggleFree());
  }

  show() {
    const { positions, active } = this.grid.selection;
    const cells = positions.map((position) => at(this.grid.cells, position).read());
    this.name.textContent = positions.length > 1 ? plural("{n} square", "{n} squares", positions.length) : _("Square {n}", { n: active + 1 });
    for (const field of this.fields) {
      const values = new Set(cells.map(({ facts }) => written(facts, field.dataset.fact ?? "")));
      field.value = values.size === 1 ? /** @type {string} */ (values.values().next().value) : "";
      field.placeholder = values.size === 1 ? (field.dataset.example ?? "") : _("Mixed");
    }
    this.free.setAttribute("aria-pressed", String(at(this.grid.cells, active).read().free));
  }

  /** @param {HTMLInputElement} field */
  #onField(field) {
    if (!field.reportValidity()) return;
    const name = field.dataset.fact ?? "";
    this.grid.changeChosen((cell) => ({ ...cell, facts: withFact(cell.facts, name, field.value.trim()) }));
  }
}

/** @param {Facts} facts @param {string} name @returns {string} */
function written(facts, name) {
  if (name === "types") return (facts.types ?? []).join(", ");
  return String(name === "difficulty" ? (facts.difficulty ?? "") : (facts.target ?? ""));
}

/** @param {Facts} facts @param {string} name @param {string} value @returns {Facts} */
function withFact(facts, name, value) {
  const { [/** @type {keyof Facts} */ (name)]: _gone, ...rest } = facts;
  if (!value) return rest;
  const types = value.split(",").map((type) => type.trim()).filter(Boolean);
  return { ...rest, [name]: name === "types" ? types : Number(value) };
}
