// @ts-check
import { _ } from "arcadia/web/js/words.js";
import { toast, withdrawToasts } from "arcadia/web/js/toast.js";
import { isClosed } from "arcadia/play/session/square_words.js";
import { refusalWords } from "arcadia/play/session/words.js";

const UNDO = _("Undo");
const UNDO_FOR_MS = 5_000;
const ARMED_FOR_MS = 2_000;

const NOT_NOW = /** @type {Record<string, string>} */ ({
  waiting: _("It has not started yet."),
  countdown: _("Wait for the end of the countdown."),
  paused: _("The card is paused. Mark it again when it goes on."),
  review: _("A win is under review. Mark it again if it goes on."),
  over: _("Time is up."),
  finished: _("This card has ended."),
  cancelled: _("This session was ended."),
});

/** @typedef {"one" | "two" | "hold"} Way  what a finger has to do to mark: one tap, two, or stay */

/**
 * Marks and what comes of them: a press marks or takes back, a mark can be undone for a while, a refusal is said.
 * @typedef {import("arcadia/play/session/model.js").Model} Model
 * @typedef {import("arcadia/play/session/connection.js").Command} Command
 */
export class Marking {
  /**
   * @param {Model} model
   * @param {{send: (command: Command, square?: number) => void}} page
   */
  constructor(model, page) {
    this.model = model;
    this.page = page;
    /** Squares that this page has asked to mark, and whose answer it waits for. @type {Set<number>} */
    this.asked = new Set();
    /** @type {Way} */
    this.way = "one";
    this.armed = 0;
  }

  /**
   * A finger's tap: it marks, is the first of two, or only looks, as the player has chosen (details, "Phones").
   * @param {number} number
   * @returns {boolean} whether the square's details are wanted
   */
  tap(number) {
    if (this.way === "hold") return true;
    if (this.way === "one" || this.armed === number) {
      this.armed = 0;
      this.press(number);
      return false;
    }
    this.armed = number;
    clearTimeout(this.disarming);
    this.disarming = setTimeout(() => (this.armed = 0), ARMED_FOR_MS);
    toast(_("Tap again to mark."), "", ARMED_FOR_MS);
    return false;
  }

  /** @param {number} number */
  press(number) {
    const square = this.model.square(number);
    if (!square) return;
    const own = this.model.own;
    const state = square.state ?? "open";
    if (own === undefined) return void this.explain(this.model.me ? "spectator" : "no_seat");
    const moment = this.model.moment();
    if (moment !== "running") return void toast(NOT_NOW[moment] ?? refusalWords("phase"), "bad", 2500);
    if (state !== "open") return void this.explain(state);
    if (isClosed(square, this.model)) return void toast(`${square.text}: ${refusalWords("taken")}`, "bad", 2500);
    const isHeld = (square.held ?? []).includes(own);
    if (!isHeld) this.asked.add(number);
    this.page.send({ do: isHeld ? "unmark" : "mark", square: number }, number);
  }

  /**
   * @param {number} number
   * @param {number} step
   */
  count(number, step) {
    const square = this.model.square(number);
    if (!square?.target || this.model.own === undefined) return void this.explain("no_counter");
    this.page.send({ do: "counter", square: number, step }, number);
  }

  /** Offer to undo an own mark that has just been made, where the session lets one. @param {number[]} squares */
  offerUndo(squares) {
    const settings = this.model.view?.settings ?? {};
    for (const number of squares.filter((square) => this.asked.delete(square))) {
      const isHeld = this.model.own !== undefined && (this.model.square(number)?.held ?? []).includes(this.model.own);
      if (!isHeld || settings.unmark === "never") continue;
      const lasts = settings.unmark === "within" ? Math.min(UNDO_FOR_MS, (settings.unmark_within_s ?? 10) * 1000) : UNDO_FOR_MS;
      const goal = this.model.square(number)?.text ?? "";
      toast(_("Marked: {goal}", { goal }), "", lasts, { label: UNDO, run: () => this.page.send({ do: "unmark", square: number }, number) });
    }
  }

  /** What was offered is past: nothing can be marked or taken back now. */
  withdrawUndo() {
    withdrawToasts(UNDO);
  }

  /** @param {string} reason */
  explain(reason) {
    toast(refusalWords(reason), "bad", 2500);
  }

  /**
   * What was refused, and which goal it was about.
   * @param {import("arcadia/play/session/connection.js").Pending} pending
   * @param {string} reason
   */
  refused(pending, reason) {
    const goal = pending.square ? this.model.square(pending.square)?.text : "";
    if (pending.square) this.asked.delete(pending.square);
    const words = reason === "old" ? _("Not sent: it was too old.") : refusalWords(reason);
    toast(goal ? `${goal}: ${words}` : words, "bad");
  }
}
