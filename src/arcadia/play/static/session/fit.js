// @ts-check
/** How many sizes there are, from an eighth of the square down to 11 px (web/css/board.css, `data-size`). */
const SMALLEST = 7;
const MOST_LINES_CUT = 9;

/**
 * Makes goals as large as their squares allow: all are set, all are measured, those that do not fit are set smaller, so
 * that a board costs a few layouts and not hundreds. At 11 px words may break; what still does not fit is cut, and its
 * full text stands in the square's details.
 */
export class TextFit {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.width = 0;
    new ResizeObserver(() => this.resized()).observe(place);
  }

  resized() {
    const width = this.place.clientWidth;
    if (width === this.width) return;
    this.width = width;
    this.fit(this.place.querySelectorAll(".square"));
  }

  /** @param {Iterable<Element>} squares */
  fit(squares) {
    let open = [...squares].map((square) => /** @type {HTMLElement | null} */ (square.querySelector(".goal"))).filter((goal) => goal !== null && goal.textContent !== "");
    for (const goal of open) goal?.removeAttribute("data-lines");
    let letters = 0;
    for (let size = 1; size <= SMALLEST; size += 1) {
      for (const goal of open) goal?.setAttribute("data-size", String(size));
      open = open.filter((goal) => goal !== null && isCut(goal));
      if (!open.length) return;
      const before = letters;
      letters = parseFloat(getComputedStyle(/** @type {HTMLElement} */ (open[0])).fontSize);
      // Where the squares are small, several sizes are the 12 px that letters seldom go below: measured once.
      if (letters === before && size < SMALLEST) size = SMALLEST - 1;
    }
    for (const goal of open) if (goal) goal.dataset.lines = String(linesThatFit(goal));
  }
}

/** @param {HTMLElement} goal */
function linesThatFit(goal) {
  return Math.min(MOST_LINES_CUT, Math.max(1, Math.floor(goal.clientHeight / parseFloat(getComputedStyle(goal).lineHeight))));
}

/** @param {HTMLElement} goal */
function isCut(goal) {
  return goal.scrollHeight > goal.clientHeight + 1 || goal.scrollWidth > goal.clientWidth + 1;
}
