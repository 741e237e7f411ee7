// @ts-check
const GATHER_MS = 1_000;

/** Speaks to screen readers: a polite region for others' marks, gathered; an assertive one for what concerns oneself. */
export class Announcer {
  constructor() {
    this.polite = document.getElementById("speak-polite");
    this.assertive = document.getElementById("speak-now");
    /** @type {string[]} */
    this.gathered = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {string} text */
  say(text) {
    this.gathered.push(text);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush() {
    this.timer = undefined;
    const said = this.gathered.splice(0);
    if (this.polite) this.polite.textContent = said.length > 3 ? `${said.length} new events` : said.join(". ");
  }

  /** @param {string} text */
  sayNow(text) {
    if (this.assertive) this.assertive.textContent = text;
  }
}
