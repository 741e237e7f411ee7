// @ts-check
/** @typedef {import("arcadia/boards/editor/cells.js").CellElement} CellElement */

/** Which squares are selected, and which of them has the focus: one tab stop for the whole grid. */
export class Selection {
  /** @param {CellElement[]} cells @param {number} columns */
  constructor(cells, columns) {
    this.cells = cells;
    this.columns = columns;
    this.active = 0;
    this.anchor = 0;
    this.chosen = new Set([0]);
    this.onChange = () => {};
  }

  /** @returns {number[]} positions from 0, in order */
  get positions() {
    return [...this.chosen].toSorted((one, other) => one - other);
  }

  /** @param {number} position */
  only(position) {
    this.anchor = position;
    this.#set(position, [position]);
  }

  /** The rectangle from where the selection began. @param {number} position */
  reach(position) {
    const [top, bottom] = ordered(this.#row(this.anchor), this.#row(position));
    const [left, right] = ordered(this.#column(this.anchor), this.#column(position));
    const inside = this.cells.map((_, index) => index).filter((index) => between(this.#row(index), top, bottom) && between(this.#column(index), left, right));
    this.#set(position, inside);
  }

  /** @param {number} position */
  toggle(position) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(position) || !chosen.size) chosen.add(position);
    this.anchor = position;
    this.#set(position, chosen);
  }

  all() {
    this.#set(this.active, this.cells.keys());
  }

  /** @param {[number, number]} step  rows down and columns to the right @returns {number | null} null at the edge */
  neighbour([down, right]) {
    const [row, column] = [this.#row(this.active) + down, this.#column(this.active) + right];
    const is_inside = row >= 0 && column >= 0 && column < this.columns && row * this.columns + column < this.cells.length;
    return is_inside ? row * this.columns + column : null;
  }

  focus() {
    this.cells[this.active]?.element.focus();
  }

  show() {
    this.cells.forEach(({ element }, index) => {
      element.tabIndex = index === this.active ? 0 : -1;
      element.setAttribute("aria-selected", String(this.chosen.has(index)));
    });
  }

  /** @param {number} active @param {Iterable<number>} chosen */
  #set(active, chosen) {
    this.active = active;
    this.chosen = new Set(chosen);
    this.show();
    this.onChange();
  }

  /** @param {number} position */
  #row(position) {
    return Math.floor(position / this.columns);
  }

  /** @param {number} position */
  #column(position) {
    return position % this.columns;
  }
}

/** @param {number} one @param {number} other @returns {[number, number]} */
const ordered = (one, other) => (one < other ? [one, other] : [other, one]);

/** @param {number} value @param {number} least @param {number} most */
const between = (value, least, most) => value >= least && value <= most;
