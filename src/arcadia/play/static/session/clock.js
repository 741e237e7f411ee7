// @ts-check
import { _ } from "arcadia/web/js/words.js";
/** @typedef {import("arcadia/play/session/model.js").Moment} Moment */
const WORDS = /** @type {Record<Moment, string>} */ ({
  waiting: _("Lobby"), countdown: _("Starting"), running: _("Elapsed"), paused: _("Paused"), review: _("Under review"), over: _("Time is up"), finished: _("Finished"), cancelled: _("Ended"),
});
const SPOKEN = new Set(["10", "5", "3", "2", "1"]);

/**
 * Milliseconds as a clock: 24:17 or 1:04:02.
 * @param {number} ms
 */
export function clockText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const rest = `${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest;
}

/** How far from a change of second the next look is at most and at least. */
const LONGEST_LOOK_MS = 200;
const SHORTEST_LOOK_MS = 4;

/**
 * Shows the clock of the card by the server's time, so that it changes everywhere at once, and tells when the phase
 * changes by itself.
 */
export class ClockFace {
  /**
   * @param {import("arcadia/play/session/model.js").Model} model
   * @param {{moment: (moment: Moment) => void, count: (words: string) => void}} page
   */
  constructor(model, page) {
    this.model = model;
    this.page = page;
    this.faces = document.querySelectorAll("[data-clock]");
    this.words = document.querySelectorAll("[data-clock-word]");
    this.overlay = document.getElementById("countdown");
    /** @type {Moment | null} */
    this.last = null;
    this.said = "";
    this.tick();
  }

  /** Draw, and again as soon as a shown second is over. */
  tick() {
    this.draw();
    setTimeout(() => this.tick(), Math.max(SHORTEST_LOOK_MS, Math.min(LONGEST_LOOK_MS, this.untilNextSecond())));
  }

  /** How long what is shown stays right, in ms. */
  untilNextSecond() {
    const clock = this.model.view?.clock;
    if (!clock) return LONGEST_LOOK_MS;
    const now = this.model.now();
    const ends = [clock.ends_at, clock.running_from].filter((at) => at !== undefined && at > now).map((at) => ((at ?? now) - now) % 1000);
    return Math.min(1000 - (this.model.elapsed(now) % 1000), ...ends);
  }

  draw() {
    const clock = this.model.view?.clock;
    if (!clock) return;
    const now = this.model.now();
    const moment = this.model.moment();
    const left = clock.ends_at ? clock.ends_at - now : null;
    const text = clockText(left ?? this.model.elapsed(now));
    this.faces.forEach((face) => face.textContent !== text && (face.textContent = text));
    const word = moment === "running" && left !== null ? _("Time left") : WORDS[moment];
    this.words.forEach((place) => place.textContent !== word && (place.textContent = word));
    this.drawCountdown(moment, (clock.running_from ?? now) - now);
    if (moment !== this.last) this.page.moment(moment);
    this.last = moment;
  }

  /**
   * @param {Moment} moment
   * @param {number} left_ms
   */
  drawCountdown(moment, left_ms) {
    if (!this.overlay) return;
    const isCounting = moment === "countdown";
    const text = isCounting ? String(Math.ceil(left_ms / 1000)) : "";
    if (this.overlay.hidden === isCounting) this.overlay.hidden = !isCounting;
    if (isCounting && this.overlay.textContent !== text) this.overlay.textContent = text;
    if (isCounting && text !== this.said && SPOKEN.has(text)) this.page.count(text);
    if (!isCounting && this.said && moment === "running") this.page.count(_("go"));
    this.said = isCounting ? text : "";
  }
}
