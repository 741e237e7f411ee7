// @ts-check
const WORDS = /** @type {Record<import("arcadia/play/session/model.js").Moment, string>} */ ({
  waiting: "Lobby", countdown: "Starting", running: "Elapsed", paused: "Paused", review: "Under review", over: "Time is up", finished: "Finished", cancelled: "Ended",
});

/**
 * Milliseconds as a clock: 24:17 or 1:04:02.
 * @param {number} ms
 */
export function clockText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const rest = `${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest;
}

/** Shows the clock of the card by the server's time, ten times a second while it runs. */
export class ClockFace {
  /** @param {import("arcadia/play/session/model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.faces = document.querySelectorAll("[data-clock]");
    this.words = document.querySelectorAll("[data-clock-word]");
    this.overlay = document.getElementById("countdown");
    setInterval(() => this.draw(), 100);
  }

  draw() {
    const clock = this.model.view?.clock;
    if (!clock) return;
    const now = this.model.now();
    const moment = this.model.moment();
    const elapsed = clock.elapsed ?? 0;
    const running = elapsed + (clock.ticking_from ? Math.max(0, now - clock.ticking_from) : 0);
    const left = clock.ends_at ? clock.ends_at - now : null;
    const text = clockText(left ?? running);
    this.faces.forEach((face) => face.textContent !== text && (face.textContent = text));
    const word = moment === "running" && left !== null ? "Time left" : WORDS[moment];
    this.words.forEach((place) => place.textContent !== word && (place.textContent = word));
    this.drawCountdown(moment, (clock.running_from ?? now) - now);
  }

  /**
   * @param {string} moment
   * @param {number} left_ms
   */
  drawCountdown(moment, left_ms) {
    if (!this.overlay) return;
    const isCounting = moment === "countdown";
    if (this.overlay.hidden === isCounting) this.overlay.hidden = !isCounting;
    const text = String(Math.ceil(left_ms / 1000));
    if (isCounting && this.overlay.textContent !== text) this.overlay.textContent = text;
  }
}
