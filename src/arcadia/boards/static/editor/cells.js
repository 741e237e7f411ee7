// @ts-check
import { _ } from "arcadia/web/js/words.js";
/**
 * @typedef {object} Facts  What a goal has beside its text, as the form carries it (pages/facts.py).
 * @property {string} [key]
 * @property {string} [description]
 * @property {number} [difficulty]  1 to 25
 * @property {string[]} [types]
 * @property {number} [target]
 * @property {string} [icon]
 */
/** @typedef {Facts & {text: string}} Goal  As the API gives it. */
/** @typedef {{text: string, facts: Facts, free: boolean}} Cell  What moves when squares change places. */

const HARDEST = 25;
const HEATS = 4;
const MOST_DOTS = 4;
const HUES = 360;

/** A square on the page: its text, its hidden facts, and what is drawn of them. */
export class CellElement {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.text = /** @type {HTMLTextAreaElement} */ (element.querySelector("textarea"));
    this.facts = /** @type {HTMLInputElement} */ (element.querySelector('input[type="hidden"]'));
    this.free = /** @type {HTMLInputElement} */ (element.querySelector('input[type="radio"]'));
    this.grip = /** @type {HTMLElement} */ (element.querySelector(".edit-grip"));
    this.drawn = /** @type {HTMLElement} */ (element.querySelector(".edit-facts"));
    this.number = Number(element.dataset.square);
  }

  /** @returns {Cell} */
  read() {
    return { text: this.text.value, facts: this.facts.value ? JSON.parse(this.facts.value) : {}, free: this.free.checked };
  }

  /** @param {Cell} cell */
  write(cell) {
    this.text.value = cell.text;
    this.facts.value = Object.keys(cell.facts).length ? JSON.stringify(cell.facts) : "";
    this.free.checked = cell.free;
    this.draw();
  }

  draw() {
    const { text, facts, free } = this.read();
    const types = facts.types ?? [];
    // Tools that read the page take a field's first text for what is seen in it.
    if (this.text.defaultValue !== text) this.text.defaultValue = text;
    this.element.classList.toggle("free", free);
    this.element.setAttribute("aria-label", [_("Square {n}", { n: this.number }), text || (free ? "" : _("empty")), free ? _("free square") : "", ...words(facts)].filter(Boolean).join(", "));
    this.drawn.replaceChildren(...types.slice(0, MOST_DOTS).map(typeDot), ...(facts.target ? [factChip(`× ${facts.target}`)] : []), ...(facts.difficulty ? [difficultyChip(facts.difficulty)] : []));
  }
}

/** @param {Facts} facts @returns {string[]} */
export function words(facts) {
  return [facts.difficulty ? _("difficulty {n}", { n: facts.difficulty }) : "", ...(facts.types ?? []), facts.target ? _("counts to {n}", { n: facts.target }) : ""].filter(Boolean);
}

/** @param {Goal} goal @returns {Pick<Cell, "text" | "facts">} */
export function cellOf({ text, ...facts }) {
  return { text, facts: Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && !(Array.isArray(value) && !value.length))) };
}

/** @param {number} difficulty */
export function difficultyChip(difficulty) {
  const made = factChip(String(difficulty));
  made.dataset.heat = String(1 + Math.floor(((difficulty - 1) * HEATS) / HARDEST));
  return made;
}

/** A dot in the colour of a type: the same name has the same colour everywhere. @param {string} name */
export function typeDot(name) {
  const dot = document.createElement("i");
  dot.className = "type-dot";
  dot.title = name;
  dot.style.setProperty("--hue", String(hueOf(name)));
  return dot;
}

/** Drawn by the style sheet: the square's name says it in words. @param {string} text */
function factChip(text) {
  const made = document.createElement("span");
  made.className = "fact";
  made.dataset.text = text;
  return made;
}

/** @param {string} name  @returns {number} degrees; steps of the golden angle keep neighbours apart */
function hueOf(name) {
  let sum = 0;
  for (const letter of name.toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return Math.round((sum * 137.5) % HUES);
}

/** @template T @param {T[]} list @param {number} index @returns {T} */
export function at(list, index) {
  if (index < 0 || index >= list.length) throw new RangeError(`no element ${index}`);
  return /** @type {T} */ (list[index]);
}
