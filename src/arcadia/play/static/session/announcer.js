// @ts-check
import { _ } from "arcadia/web/js/words.js";

const GATHER_MS = 1_000;
const PAUSE_MS = 2_000;
const MOST = 3;
const OTHERS = _("other events");

/** @typedef {"all" | "mine" | "off"} Level  what is spoken: everything, lines and what is one's own, nothing */

/**
 * Speaks to screen readers: a polite region for others' marks, gathered; an assertive one for what concerns oneself
 * (details, "The board for people who do not see it").
 */
export class Announcer {
  constructor() {
    this.polite = document.getElementById("speak-polite");
    this.assertive = document.getElementById("speak-now");
    /** @type {Level} */
    this.level = "all";
    /** @type {{who: string, words: string, isUrgent?: boolean}[]} */
    this.gathered = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.spokeAt = 0;
    this.isHolding = false;
  }

  /**
   * Say something that happened, soon: several become one message, more than three a count by name.
   * @param {string} words
   * @param {{who?: string, isOwn?: boolean}} about
   */
  say(words, { who = "", isOwn = false } = {}) {
    if (this.level === "off" || (this.level === "mine" && !isOwn)) return;
    this.gathered.push({ who, words });
    if (!this.isHolding) this.timer ??= setTimeout(() => this.flush(), Math.max(GATHER_MS, this.spokeAt + PAUSE_MS - Date.now()));
  }

  flush() {
    this.timer = undefined;
    this.spokeAt = Date.now();
    if (this.polite) this.polite.textContent = this.summary();
  }

  /** What was gathered, as one message. */
  summary() {
    const gathered = this.gathered.splice(0);
    const urgent = gathered.filter((one) => one.isUrgent).map((one) => one.words);
    const said = gathered.filter((one) => !one.isUrgent);
    return [...urgent, ...(said.length > MOST ? [countByName(said)] : said.map((one) => one.words))].join(". ");
  }

  /** The page catches up: what comes now is told as one summary when it is current. */
  hold() {
    this.isHolding = true;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** The page is current again. @param {string} words  what is said before the summary */
  release(words) {
    if (!this.isHolding && !words) return;
    this.isHolding = false;
    const said = [words, this.summary()].filter(Boolean).join(". ");
    if (said) this.sayNow(said);
  }

  /** Say at once what one asked for, by a key. @param {string} words */
  answer(words) {
    if (this.polite) this.polite.textContent = this.polite.textContent === words ? `${words}\u00a0` : words;
  }

  /** @param {string} words */
  sayNow(words) {
    if (this.isHolding) return void this.gathered.push({ who: "", words, isUrgent: true });
    if (this.assertive) this.assertive.textContent = this.assertive.textContent === words ? `${words}\u00a0` : words;
  }
}

/** @param {{who: string, words: string}[]} said */
function countByName(said) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { who } of said) counts.set(who || OTHERS, (counts.get(who || OTHERS) ?? 0) + 1);
  return [...counts].map(([who, count]) => `${who} ${count}`).join(", ");
}
