// @ts-check
const HOLD_MS = 500;
const DRAG_PX = 8;

/**
 * Tells what a pointer does to the squares of a place: a press, a hold, or a drag, which never marks (details, "Phones").
 */
export class Touch {
  /**
   * @param {HTMLElement} place
   * @param {(square: number) => void} onHold  a finger stays on a square
   */
  constructor(place, onHold) {
    this.onHold = onHold;
    this.isFinger = false;
    this.wasHeld = false;
    this.wasDragged = false;
    /** @type {{x: number, y: number} | undefined} */
    this.from = undefined;
    place.addEventListener("pointerdown", (event) => this.begin(event));
    place.addEventListener("pointermove", (event) => this.moved(event));
    for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => this.end());
  }

  /** @param {PointerEvent} event */
  begin(event) {
    const square = squareAt(event);
    this.isFinger = event.pointerType !== "mouse";
    this.wasDragged = false;
    this.from = { x: event.clientX, y: event.clientY };
    if (!square || !this.isFinger) return;
    this.wasHeld = false;
    clearTimeout(this.holding);
    this.holding = setTimeout(() => {
      this.wasHeld = true;
      swallowClick();
      this.onHold(square);
    }, HOLD_MS);
  }

  /** @param {PointerEvent} event */
  moved(event) {
    if (!this.from || Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) <= DRAG_PX) return;
    this.wasDragged = true;
    clearTimeout(this.holding);
  }

  end() {
    this.from = undefined;
    clearTimeout(this.holding);
  }

  /** Whether a click presses: a key does, the end of a drag does not; that of a hold does not come here. @param {MouseEvent} click */
  isPress(click) {
    return !(this.wasDragged && click.detail > 0);
  }
}

/**
 * A finger that is lifted after a hold makes a click on whatever lies there now, such as a dialog that the hold has
 * opened: that click is nobody's. The next touch is heard again.
 */
function swallowClick() {
  document.addEventListener("click", swallow, { capture: true, once: true });
  document.addEventListener("pointerdown", () => document.removeEventListener("click", swallow, { capture: true }), { capture: true, once: true });
}

/** @param {MouseEvent} click */
function swallow(click) {
  if (click.detail === 0) return;
  click.preventDefault();
  click.stopPropagation();
}

/** The number of the square that an event is about, 0 for none. @param {Event} event */
export function squareAt(event) {
  const place = event.target instanceof Element ? event.target.closest("button[data-square], li[data-number]") : null;
  return place instanceof HTMLElement ? Number(place.dataset.square ?? place.dataset.number) : 0;
}
