// @ts-check
/** @typedef {import("arcadia/boards/editor/cells.js").Cell} Cell */
const MOST_STEPS = 100;

/** The states that squares were in, backwards and forwards. */
export class History {
  constructor() {
    /** @type {Cell[][]} */
    this.past = [];
    /** @type {Cell[][]} */
    this.future = [];
  }

  /** @param {Cell[]} before  what a change began from */
  keep(before) {
    this.past.push(before);
    if (this.past.length > MOST_STEPS) this.past.shift();
    this.future = [];
  }

  /** @param {Cell[]} now @returns {Cell[] | undefined} */
  back(now) {
    return stepOver(this.past, this.future, now);
  }

  /** @param {Cell[]} now @returns {Cell[] | undefined} */
  forward(now) {
    return stepOver(this.future, this.past, now);
  }
}

/** @param {Cell[][]} from @param {Cell[][]} to @param {Cell[]} now */
function stepOver(from, to, now) {
  const found = from.pop();
  if (found) to.push(now);
  return found;
}
