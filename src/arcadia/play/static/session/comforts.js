// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast } from "arcadia/web/js/toast.js";
import { recall, remember } from "arcadia/play/session/kept.js";
import { Sounds } from "arcadia/play/session/sounds.js";

const VOLUME = "arcadia:volume";
const NOTIFIED = new Set(["card_dealt", "finished", "paused", "reopened", "resumed", "started", "win_reached"]);
const STOPPED = new Set(["paused", "win_reached"]);
const TICKING = new Set(["countdown", "running", "review"]);

/**
 * Sounds, notifications and a screen that stays on: each is off until somebody wants it, and this part of the page is
 * loaded then. One's own marks are silent; what came while the page was away makes no sound.
 * @typedef {import("arcadia/play/session/model.js").Line} Line
 * @typedef {"sounds" | "notices" | "awake"} Comfort
 */
export class Comforts {
  /** @param {import("arcadia/play/session/model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.sounds = new Sounds();
    /** @type {Set<Comfort>} */
    this.wanted = new Set();
    /** @type {WakeLockSentinel | null} */
    this.lock = null;
    this.wireVolume();
    document.addEventListener("visibilitychange", () => void this.keepAwake());
  }

  wireVolume() {
    const slider = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-volume]"));
    if (!slider) return;
    slider.value = recall(VOLUME) ?? slider.value;
    this.sounds.volume = Number(slider.value) / 100;
    slider.addEventListener("input", () => (this.sounds.volume = Number(slider.value) / 100));
    slider.addEventListener("change", () => {
      remember(VOLUME, slider.value);
      this.sounds.play("mark");
    });
  }

  /**
   * Switch one on or off. Returns whether it is on now: a browser may not allow it.
   * @param {Comfort} comfort
   * @param {{isOn: boolean, isAsked: boolean}} wish  asked for just now, or kept from an earlier visit
   */
  async change(comfort, { isOn, isAsked }) {
    const isAllowed = !isOn || comfort !== "notices" || (await this.mayNotify(isAsked));
    if (isOn && isAllowed) this.wanted.add(comfort);
    else this.wanted.delete(comfort);
    if (comfort === "awake") await this.keepAwake();
    if (comfort === "sounds" && isAsked && isOn) {
      await this.sounds.wake();
      this.sounds.play("mark");
    }
    return isOn && isAllowed;
  }

  /** @param {boolean} isAsked */
  async mayNotify(isAsked) {
    const answer = isAsked ? await Notification.requestPermission() : Notification.permission;
    if (answer !== "granted" && isAsked) toast(_("The browser does not allow notifications of this site. Allow them in its settings first."), "bad");
    return answer === "granted";
  }

  /**
   * Something happened that was not one's own mark.
   * @param {Line} line
   * @param {string} words
   */
  heard(line, words) {
    const isHost = this.model.me !== undefined && this.model.view?.host === this.model.me.n;
    const isAsking = line.type === "seat_taken" && line.flag === true && isHost;
    if (this.wanted.has("notices") && document.hidden && (NOTIFIED.has(line.type) || isAsking)) void notify(document.title, words);
    if (!this.wanted.has("sounds")) return;
    if (line.type === "marked") this.sounds.play(line.lines ? "line" : "mark");
    else if (line.type === "finished") this.sounds.play("win");
    else if (line.type === "said") this.sounds.play("said");
    else if (STOPPED.has(line.type)) this.sounds.play("stop");
  }

  /** @param {string} words  a number of the countdown, or its end */
  counted(words) {
    if (this.wanted.has("sounds")) this.sounds.play(words === _("go") ? "go" : "count");
  }

  /** Keep the screen on while the card runs and is looked at; the browser lets go of it with the page by itself. */
  async keepAwake() {
    const isNeeded = this.wanted.has("awake") && TICKING.has(this.model.moment()) && !document.hidden;
    if (isNeeded === (this.lock !== null && !this.lock.released)) return;
    try {
      if (isNeeded) this.lock = await navigator.wakeLock.request("screen");
      else await this.lock?.release();
    } catch {
      // The battery is low, or the page has just been hidden: the screen goes off as it always does.
      this.lock = null;
    }
  }
}

/**
 * One notification a session, the newest. Phones show them by the service worker alone.
 * @param {string} title
 * @param {string} body
 */
async function notify(title, body) {
  const about = { body, tag: location.pathname };
  try {
    const shown = new Notification(title, about);
    shown.addEventListener("click", () => window.focus());
  } catch {
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(title, about);
  }
}
