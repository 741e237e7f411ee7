// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { nextPlace } from "arcadia/play/session/board.js";
import { missingOfLines } from "arcadia/play/session/speaking.js";
import { COLOURS, element, MOST_BANDS } from "arcadia/play/session/square.js";
import { countText, goalText, isClosed, squareLabel } from "arcadia/play/session/square_words.js";
import { squareAt, Touch } from "arcadia/play/session/touch.js";

const SORTS = /** @type {[string, string][]} */ ([["row", _("by row")], ["free", _("free first")], ["near", _("near a line first")]]);
const FAR = 99;
/** What is told of a line: that it is as near as this, in squares. */
const NEAR = 2;

/**
 * The squares as a list, with the same commands as the board: for whoever does not see it, and for boards that are too
 * wide for the screen. Loaded when it is first asked for. Rows keep their place while things happen, so that nothing
 * moves away under a finger; they are sorted when that is asked for, and at a new card.
 * @typedef {import("arcadia/play/session/model.js").Square} Square
 * @typedef {{model: import("arcadia/play/session/model.js").Model, waiting: () => Set<number | undefined>, own: (square: number) => import("arcadia/play/session/private.js").Own, press: (square: number, isFinger: boolean) => void, hold: (square: number) => void, details: (square: number) => void}} ListedPage
 */
export class SquareList {
  /**
   * @param {ListedPage} page
   * @param {HTMLElement} board  what it stands in for
   */
  constructor(page, board) {
    this.page = page;
    this.rows = element("ol", "square-rows");
    this.rows.setAttribute("role", "list");
    this.rows.setAttribute("aria-label", _("Squares"));
    this.sort = makeSort();
    this.touch = new Touch(this.rows, (square) => page.hold(square));
    /** @type {HTMLElement[]} */
    this.items = [];
    this.shape = "";
    this.place = element("div", "square-list");
    this.place.append(this.head(), this.rows);
    board.after(this.place);
    this.rows.addEventListener("click", (event) => this.click(event));
    this.rows.addEventListener("keydown", (event) => this.move(event));
  }

  head() {
    const head = element("div", "row close");
    const label = element("label", "small", `${_("Sort")} `);
    label.append(this.sort);
    const again = /** @type {HTMLButtonElement} */ (element("button", "button small quiet", _("Sort again")));
    again.type = "button";
    for (const [place, what] of /** @type {[HTMLElement, string][]} */ ([[this.sort, "change"], [again, "click"]])) place.addEventListener(what, () => this.arrange());
    head.append(label, again);
    return head;
  }

  /** Draw what changed. */
  draw() {
    const view = this.page.model.view;
    if (!view) return;
    const shape = `${view.card.number} ${view.card.rows}x${view.card.columns}`;
    if (this.shape !== shape) this.build(view.squares.length);
    const waiting = this.page.waiting();
    const near = this.nearness();
    for (const square of view.squares) if (square) this.drawRow(square, waiting.has(square.n), near.get(square.n));
    if (this.shape !== shape) this.arrange();
    this.shape = shape;
  }

  /** @param {number} count */
  build(count) {
    const focused = this.focused;
    this.items = Array.from({ length: count }, (_cell, index) => makeRow(index + 1));
    this.rows.replaceChildren(...this.items);
    if (focused) this.goTo(focused - 1);
  }

  /**
   * @param {Square} square
   * @param {boolean} isWaiting
   * @param {number | undefined} short  of how many squares the nearest own line is short
   */
  drawRow(square, isWaiting, short) {
    const item = this.items[square.n - 1];
    const { model } = this.page;
    const own = this.page.own(square.n);
    const label = squareLabel(square, model, isWaiting);
    const words = short && short <= NEAR ? plural("{n} square short", "{n} squares short", short) : "";
    const key = JSON.stringify([label, square.held, words, own.star, own.note, model.own]);
    if (!item || item.dataset.key === key) return;
    item.dataset.key = key;
    item.className = [square.state ?? "open", isWaiting ? "waiting" : ""].join(" ").trim();
    const [press, more] = item.querySelectorAll("button");
    press?.setAttribute("aria-label", label);
    press?.setAttribute("aria-description", this.description(square, words, own));
    press?.setAttribute("aria-disabled", String(isClosed(square, model)));
    if (press && model.own !== undefined) press.ariaPressed = String((square.held ?? []).includes(model.own));
    press?.replaceChildren(makeGoal(goalText(square) || label));
    item.querySelector(".holders")?.replaceChildren(...this.badges(square));
    const aside = item.querySelector(".aside");
    if (aside) aside.textContent = [own.star ? "★" : "", own.note ? "✎" : "", countText(square, model.own), words].filter(Boolean).join(" · ");
    more?.setAttribute("aria-label", _("About {goal}", { goal: goalText(square) || label }));
  }

  /**
   * Where it stands on the board, how near it is to a line, and what is one's own.
   * @param {Square} square
   * @param {string} short
   * @param {import("arcadia/play/session/private.js").Own} own
   */
  description(square, short, own) {
    const columns = this.page.model.view?.card.columns ?? 5;
    const place = _("row {row}, column {column}", { row: Math.ceil(square.n / columns), column: ((square.n - 1) % columns) + 1 });
    return [place, short && _("nearest line: {short}", { short }), own.star ? _("starred") : "", own.note ? _("with a note") : ""].filter(Boolean).join(", ");
  }

  /** The holders, own team first, as many as a square draws. @param {Square} square */
  badges(square) {
    const { model } = this.page;
    const held = (square.held ?? []).toSorted((a, b) => Number(b === model.own) - Number(a === model.own));
    const badges = held.slice(0, MOST_BANDS).map((n) => makeBadge(n, model.team(n)?.colour ?? "blue"));
    return held.length > MOST_BANDS ? [...badges, element("b", "num", `+${held.length - MOST_BANDS}`)] : badges;
  }

  /** Of how many squares the nearest own line through each square is short. */
  nearness() {
    /** @type {Map<number, number>} */
    const near = new Map();
    for (const missing of missingOfLines(this.page.model)) for (const { n } of missing) near.set(n, Math.min(near.get(n) ?? FAR, missing.length));
    return near;
  }

  /** Put the rows into the order that is asked for; the focus stays where it is. */
  arrange() {
    const { model } = this.page;
    const near = this.nearness();
    const rank = /** @type {Record<string, (square: Square | undefined) => number>} */ ({
      row: () => 0,
      free: (square) => Number(!square || (square.state ?? "open") !== "open" || (square.held ?? []).length > 0),
      near: (square) => near.get(square?.n ?? 0) ?? FAR,
    })[this.sort.value];
    const ordered = this.items.toSorted((a, b) => (rank?.(model.square(numberOf(a))) ?? 0) - (rank?.(model.square(numberOf(b))) ?? 0) || numberOf(a) - numberOf(b));
    const focused = document.activeElement;
    this.rows.replaceChildren(...ordered);
    if (focused instanceof HTMLElement && this.rows.contains(focused)) focused.focus();
  }

  /** The number of the square whose row has the focus, 0 where none has. */
  get focused() {
    const row = document.activeElement?.closest(".square-rows > li");
    return row instanceof HTMLElement ? numberOf(row) : 0;
  }

  /** @param {number} index */
  goTo(index) {
    this.items[index]?.querySelector("button")?.focus();
  }

  /** Come back from elsewhere on the page. */
  back() {
    this.rows.querySelector("button")?.focus();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const square = squareAt(event);
    if (!square || !this.touch.isPress(event)) return;
    const isMore = event.target instanceof Element && event.target.closest(".more-of") !== null;
    if (isMore) this.page.details(square);
    else this.page.press(square, this.touch.isFinger);
  }

  /** @param {KeyboardEvent} event */
  move(event) {
    const rows = [...this.rows.children];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const to = nextPlace(event, at, 1, rows.length);
    if (at < 0 || to === null) return;
    event.preventDefault();
    rows[to]?.querySelector("button")?.focus();
  }
}

function makeSort() {
  const sort = /** @type {HTMLSelectElement} */ (element("select", "field"));
  for (const [value, label] of SORTS) sort.append(new Option(label, value));
  return sort;
}

/** A row: number and figures stand beside the button, whose name tells them in words. @param {number} number */
function makeRow(number) {
  const row = element("li", "");
  row.dataset.number = String(number);
  const [press, more] = [["row-press", ""], ["button bare icon more-of", "⋯"]].map(([look, text]) => {
    const button = /** @type {HTMLButtonElement} */ (element("button", look ?? "", text));
    button.type = "button";
    return button;
  });
  const spot = element("span", "spot", String(number));
  const holders = element("span", "holders");
  const aside = element("span", "aside");
  for (const part of [spot, holders, aside]) part.setAttribute("aria-hidden", "true");
  row.append(spot, holders, press ?? "", aside, more ?? "");
  return row;
}

/** @param {string} text */
function makeGoal(text) {
  const goal = element("span", "goal", text);
  goal.dir = "auto";
  goal.setAttribute("aria-hidden", "true");
  return goal;
}

/**
 * @param {number} team
 * @param {string} colour
 */
function makeBadge(team, colour) {
  const badge = element("span", `badge team-${colour}`);
  badge.append(element("i", "symbol"));
  if (team > COLOURS) badge.append(element("b", "", String(team)));
  return badge;
}

/** @param {HTMLElement} row */
function numberOf(row) {
  return Number(row.dataset.number);
}
