// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { TextFit } from "arcadia/play/session/fit.js";
import { drawSquare, element } from "arcadia/play/session/square.js";
import { squareAt, Touch } from "arcadia/play/session/touch.js";

const GLOW_MS = 900;

/**
 * The live board: `role=grid` with one tab stop, arrows, Home and End. A press asks the page to mark or unmark; a right
 * click or a long touch asks for the details. It takes over the squares that the server wrote.
 */
export class LiveBoard extends HTMLElement {
  constructor() {
    super();
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    /** @type {HTMLButtonElement | undefined} */
    this.hovered = undefined;
    this.columns = 5;
    this.size = "";
    this.touch = new Touch(this, (square) => this.onHold(square));
    /** @type {(square: number, isTouch: boolean) => void} */
    this.onPress = () => {};
    /** @type {(square: number) => void} */
    this.onDetails = () => {};
    /** @type {(square: number) => void} */
    this.onHold = () => {};
    /** @type {(square: number) => {star: boolean, note: boolean}} */
    this.ownMarks = () => ({ star: false, note: false });
  }

  connectedCallback() {
    this.adopt();
    this.fitting = new TextFit(this);
    this.addEventListener("keydown", (event) => this.move(event));
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("contextmenu", (event) => this.menu(event));
    this.addEventListener("mouseover", (event) => this.hover(event));
  }

  /** Take over what the server wrote, so that focus stays where it is. */
  adopt() {
    const grid = /** @type {HTMLElement | null} */ (this.querySelector(".board"));
    if (!grid) return;
    this.size = `${grid.dataset.rows}x${grid.dataset.columns}`;
    this.columns = Number(grid.dataset.columns);
    this.buttons = [...this.querySelectorAll("button.square")].map((button) => /** @type {HTMLButtonElement} */ (button));
    for (const button of this.buttons) {
      button.type = "button";
      button.removeAttribute("name");
    }
    const focused = this.buttons.findIndex((button) => button === document.activeElement);
    this.setTabStop(Math.max(0, focused));
  }

  /**
   * @param {import("arcadia/play/session/model.js").Model} model
   * @param {Set<number | undefined>} waiting
   * @param {number[]} fresh  the squares that glow
   */
  draw(model, waiting, fresh = []) {
    const view = model.view;
    if (!view) return;
    this.shape(view.card.rows, view.card.columns);
    const lines = lineSquares(view, model.own);
    const changed = [];
    for (const square of view.squares) {
      const button = square && this.buttons[square.n - 1];
      if (!button) continue;
      const marks = { isWaiting: waiting.has(square.n), isLine: lines.has(square.n), ...this.ownMarks(square.n) };
      if (drawSquare(button, square, model, marks)) changed.push(button);
      if (fresh.includes(square.n) && (square.held ?? []).length) this.glow(button);
    }
    this.fitting?.fit(changed);
  }

  /** @param {HTMLElement} button */
  glow(button) {
    button.classList.add("fresh");
    setTimeout(() => button.classList.remove("fresh"), GLOW_MS);
  }

  /**
   * Build the grid where its size has changed; the focused position stays focused.
   * @param {number} rows
   * @param {number} columns
   */
  shape(rows, columns) {
    if (this.size === `${rows}x${columns}`) return;
    const focused = this.buttons.findIndex((button) => button === document.activeElement);
    this.size = `${rows}x${columns}`;
    this.columns = columns;
    const grid = element("div", "board");
    for (const place of [this, grid, /** @type {HTMLElement | null} */ (this.closest(".stage"))]) if (place) Object.assign(place.dataset, { rows: String(rows), columns: String(columns) });
    grid.setAttribute("role", "grid");
    grid.setAttribute("aria-label", _("Board, {rows} by {columns}", { rows, columns }));
    this.buttons = [];
    for (let row = 0; row < rows; row += 1) grid.append(this.makeRow(row, columns));
    const frame = element("div", "board-frame");
    frame.append(grid);
    this.replaceChildren(frame);
    const stop = Math.min(Math.max(0, focused), this.buttons.length - 1);
    this.setTabStop(stop);
    if (focused >= 0) this.buttons[stop]?.focus();
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

  /** The number of the square that has the focus, 0 where none has. */
  get focused() {
    return this.buttons.findIndex((button) => button === document.activeElement) + 1;
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const at = this.focused - 1;
    if (at < 0) return;
    const to = nextPlace(event, at, this.columns, this.buttons.length);
    if (to === null) return;
    event.preventDefault();
    this.goTo(to);
  }

  /** Put the focus on a square; nothing happens for a place that is not there. @param {number} index */
  goTo(index) {
    if (!this.buttons[index]) return;
    this.setTabStop(index);
    this.buttons[index].focus();
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    const square = squareAt(event);
    if (!square) return;
    event.preventDefault();
    this.setTabStop(square - 1);
    if (!this.touch.isPress(event)) return;
    if (isTooSmall(this.buttons[square - 1])) this.onDetails(square);
    else this.onPress(square, this.touch.isFinger);
  }

  /** A mouse that rests on a square is shown the whole goal and all holders; whoever hears the name has had them. @param {MouseEvent} event */
  hover(event) {
    const button = this.buttons[squareAt(event) - 1];
    if (this.hovered !== button) this.hovered?.removeAttribute("title");
    this.hovered = button;
    if (button) button.title = button.getAttribute("aria-label") ?? "";
  }

  /** @param {MouseEvent} event */
  menu(event) {
    const square = squareAt(event);
    if (!square) return;
    event.preventDefault();
    if (!this.touch.wasHeld) this.onDetails(square);
  }

  /** Come back from elsewhere on the page. */
  back() {
    this.buttons.find((button) => button.tabIndex === 0)?.focus();
  }
}

/** Whether a square is too small for its text: it then shows its number, and its text on a press. @param {HTMLElement | undefined} button */
function isTooSmall(button) {
  const goal = button?.querySelector(".goal");
  return goal?.textContent ? goal.getClientRects().length === 0 : false;
}

/**
 * Where a key leads from a place among squares, null where it leads nowhere.
 * @param {KeyboardEvent} event
 * @param {number} at
 * @param {number} columns
 * @param {number} count
 * @returns {number | null}
 */
export function nextPlace(event, at, columns, count) {
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
 * The squares on lines that one team has completed: the viewer's own lines while the card is played, else anybody's.
 * @param {import("arcadia/play/session/model.js").View} view
 * @param {number | undefined} own
 */
export function lineSquares(view, own) {
  const found = new Set();
  const isPlaying = own !== undefined && view.clock.phase !== "finished";
  const teams = !isPlaying ? view.teams.map((team) => team.n) : [own];
  for (const line of linesOf(view.card.rows, view.card.columns)) {
    const isHeld = (/** @type {number} */ team) => line.every((n) => (view.squares[n - 1]?.held ?? []).includes(team) || view.squares[n - 1]?.state === "free");
    if (teams.some(isHeld)) line.forEach((n) => found.add(n));
  }
  return found;
}

/**
 * @param {number} rows
 * @param {number} columns
 */
export function linesOf(rows, columns) {
  const lines = [];
  for (let row = 0; row < rows; row += 1) lines.push(Array.from({ length: columns }, (_cell, column) => row * columns + column + 1));
  for (let column = 0; column < columns; column += 1) lines.push(Array.from({ length: rows }, (_cell, row) => row * columns + column + 1));
  if (rows === columns) {
    lines.push(Array.from({ length: rows }, (_cell, step) => step * columns + step + 1));
    lines.push(Array.from({ length: rows }, (_cell, step) => step * columns + columns - step));
  }
  return lines;
}

customElements.define("live-board", LiveBoard);
