// @ts-check

/**
 * Draws before the browser's next picture, once, however much is heard until then: so a press is never behind the marks
 * of others, and a stream's pictures come steadily.
 * @template {string} Part
 */
export class NextPicture {
  /** @param {(stale: Set<Part>, fresh: number[]) => void} draw  gets the parts to show anew, and the squares that glow */
  constructor(draw) {
    this.draw = draw;
    /** @type {Set<Part>} */
    this.stale = new Set();
    /** @type {Set<number>} */
    this.fresh = new Set();
    /** @type {number | undefined} */
    this.planned = undefined;
  }

  /** @param {...Part} parts */
  plan(...parts) {
    for (const part of parts) this.stale.add(part);
    this.planned ??= requestAnimationFrame(() => {
      this.planned = undefined;
      const [stale, fresh] = [this.stale, [...this.fresh]];
      this.clear();
      this.draw(stale, fresh);
    });
  }

  /** Let squares glow in it. @param {Iterable<number>} squares */
  freshen(squares) {
    for (const square of squares) this.fresh.add(square);
  }

  /** Forget what was to be shown: all of it has just been, or is of another card. */
  clear() {
    this.stale = new Set();
    this.fresh = new Set();
  }
}
