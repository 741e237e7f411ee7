// @ts-check
import { drawSquare, element } from "arcadia/play/session/square.js";

/** The live board: `role=grid` with one tab stop, arrows, Home and End; a press asks the page to mark or unmark. */
export class LiveBoard extends HTMLElement {
  constructor() {
    super();
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    this.size = "";
    /** @type {(square: number) => void} */
    this.onPress = () => {};
    /** @type {(square: number) => void} */
    this.onDetails = () => {};
  }

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.move(event));
    this.addEventListener("click", (event) => this.press(event.target));
    this.addEventListener("contextmenu", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button.square") : null;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      this.onDetails(Number(button.dataset.square));
    });
  }

  /**
   * @param {import("arcadia/play/session/model.js").Model} model
   * @param {Set<number | undefined>} waiting
   * @param {number[] | null} only the squares that changed, or null for all
   */
  draw(model, waiting, only = null) {
    const view = model.view;
    if (!view) return;
    this.shape(view.card.rows, view.card.columns);
    const lines = lineSquares(view, model.me?.team);
    for (const square of view.squares) {
      if (!square) continue;
      const button = this.buttons[square.n - 1];
      if (!button) continue;
      drawSquare(button, square, model, { isWaiting: waiting.has(square.n), isLine: lines.has(square.n) });
      if (only?.includes(square.n) && (square.held ?? []).length) this.glow(button);
    }
  }

  /** @param {HTMLButtonElement} button */
  glow(button) {
    button.classList.add("fresh");
    setTimeout(() => button.classList.remove("fresh"), 1000);
  }

  /**
   * Build the grid where its size has changed; the focused position stays focused.
   * @param {number} rows
   * @param {number} columns
   */
  shape(rows, columns) {
    if (this.size === `${rows}x${columns}`) return;
    this.size = `${rows}x${columns}`;
    this.columns = columns;
    const grid = element("div", "board");
    grid.dataset.rows = String(rows);
    grid.dataset.columns = String(columns);
    grid.setAttribute("role", "grid");
    grid.setAttribute("aria-label", `Board, ${rows} by ${columns}`);
    this.buttons = [];
    for (let row = 0; row < rows; row += 1) grid.append(this.makeRow(row, columns));
    const frame = element("div", "board-frame");
    frame.append(grid);
    this.replaceChildren(frame);
    this.setTabStop(0);
  }

  /**
   * @param {number} row
   * @param {number} columns
   */
  makeRow(row, columns) {
    const made = element("div", "");
    made.setAttribute("role", "row");
    for (let column = 0; column < columns; column += 1) {
      const cell = element("div", "");
      cell.setAttribute("role", "gridcell");
      const button = /** @type {HTMLButtonElement} */ (element("button", "square"));
      button.type = "button";
      button.dataset.square = String(row * columns + column + 1);
      cell.append(button);
      made.append(cell);
      this.buttons.push(button);
    }
    return made;
  }

  /** @param {number} index */
  setTabStop(index) {
    this.buttons.forEach((button, place) => (button.tabIndex = place === index ? 0 : -1));
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const at = this.buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    if (at < 0) return;
    const to = target(event, at, this.columns ?? 5, this.buttons.length);
    if (to === null) return;
    event.preventDefault();
    this.setTabStop(to);
    this.buttons[to]?.focus();
  }

  /** @param {EventTarget | null} place */
  press(place) {
    const button = place instanceof Element ? place.closest("button.square") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    this.setTabStop(this.buttons.indexOf(button));
    this.onPress(Number(button.dataset.square));
  }
}

/**
 * @param {KeyboardEvent} event
 * @param {number} at
 * @param {number} columns
 * @param {number} count
 * @returns {number | null}
 */
function target(event, at, columns, count) {
  const row = Math.floor(at / columns);
  const to = /** @type {Record<string, number>} */ ({
    ArrowLeft: at % columns ? at - 1 : at,
    ArrowRight: (at + 1) % columns ? at + 1 : at,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: event.ctrlKey ? 0 : row * columns,
    End: event.ctrlKey ? count - 1 : row * columns + columns - 1,
  })[event.key];
  return to === undefined || to < 0 || to >= count ? null : to;
}

/**
 * The squares on lines that one team has completed: the viewer's own lines, else anybody's.
 * @param {import("arcadia/play/session/model.js").View} view
 * @param {number | undefined} own
 */
function lineSquares(view, own) {
  const { rows, columns } = view.card;
  const found = new Set();
  for (const line of linesOf(rows, columns)) {
    const teams = view.teams.filter((team) => own === undefined || team.n === own);
    const isHeld = (/** @type {number} */ team) => line.every((n) => (view.squares[n - 1]?.held ?? []).includes(team) || view.squares[n - 1]?.state === "free");
    if (teams.some((team) => isHeld(team.n))) line.forEach((n) => found.add(n));
  }
  return found;
}

/**
 * @param {number} rows
 * @param {number} columns
 */
function linesOf(rows, columns) {
  const lines = [];
  for (let row = 0; row < rows; row += 1) lines.push(Array.from({ length: columns }, (_, column) => row * columns + column + 1));
  for (let column = 0; column < columns; column += 1) lines.push(Array.from({ length: rows }, (_, row) => row * columns + column + 1));
  if (rows === columns) {
    lines.push(Array.from({ length: rows }, (_, step) => step * columns + step + 1));
    lines.push(Array.from({ length: rows }, (_, step) => step * columns + columns - step));
  }
  return lines;
}

customElements.define("live-board", LiveBoard);
