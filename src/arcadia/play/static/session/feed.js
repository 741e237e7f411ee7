// @ts-check
import { language } from "arcadia/web/js/words.js";
import { clockText } from "arcadia/play/session/clock.js";
import { element } from "arcadia/play/session/square.js";
import { lineParts } from "arcadia/play/session/words.js";

const MOST_LINES = 200;
/** Whoever reads further up keeps what stands there for longer. */
const MOST_WHILE_READING = 1_000;
const PAGE = 50;
const STOPS = new Set(["paused", "win_reached", "finished"]);
const MARKS = new Set(["marked", "unmarked", "counter_set", "voided", "awarded", "square_killed", "square_revived", "finished"]);

/**
 * Feed and chat in one list, in the order of versions; the server wrote the latest lines. Older ones are read in pages,
 * and so are those that a long absence has missed; nothing is shown twice.
 * @typedef {import("arcadia/play/session/model.js").Line} Line
 * @typedef {{v: number, at?: number, line?: Line}} Entry
 */
export class Feed {
  /** @param {import("arcadia/play/session/model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.list = /** @type {HTMLElement} */ (document.getElementById("feed"));
    this.older = document.getElementById("feed-older");
    /** @type {Set<number>} */
    this.shown = new Set();
    /** Lines that came since the last picture. @type {HTMLElement[]} */
    this.waiting = [];
    this.before = Number(this.list.dataset.older ?? 0);
    this.older?.addEventListener("click", (event) => {
      event.preventDefault();
      void this.readOlder();
    });
    for (const id of ["show", "sheet"]) document.getElementById(id)?.addEventListener("change", () => this.uncover());
    this.adopt();
    this.uncover();
  }

  /** Another part is shown: the end of the lines, and messages where the sheet is not. */
  uncover() {
    document.body.toggleAttribute("data-sheet", /** @type {HTMLInputElement | null} */ (document.getElementById("sheet"))?.checked === true);
    this.toEnd();
  }

  /** Take over the lines that the server wrote; a time of day becomes that of this place. */
  adopt() {
    for (const item of this.list.children) {
      this.shown.add(Number(/** @type {HTMLElement} */ (item).dataset.v));
      const time = item.querySelector("time");
      if (time) time.title = new Date(time.dateTime).toLocaleString(language);
      if (time?.dataset.day !== undefined) time.textContent = timeOfDay(Date.parse(time.dateTime));
    }
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Read what came between the lines that stand here and the version of a snapshot. @param {number} version */
  async readNewer(version) {
    const last = Math.max(0, ...this.shown, Number(document.getElementById("session")?.dataset.v ?? 0));
    if (version <= last) return;
    const page = await this.read(version + 1);
    for (const entry of page?.lines ?? []) this.add(entry);
    this.draw();
  }

  async readOlder() {
    const height = this.list.scrollHeight;
    const page = await this.read(this.before);
    if (!page) return;
    this.before = page.before ?? 0;
    if (this.older) this.older.hidden = this.before === 0;
    for (const entry of page.lines) this.insert(this.made(entry));
    this.list.scrollTop += this.list.scrollHeight - height;
  }

  /** @param {number} before @returns {Promise<{lines: Entry[], before: number | null} | null>} */
  async read(before) {
    try {
      const answer = await fetch(`/api/v1/sessions/${this.model.view?.code}/feed?limit=${PAGE}&before=${before}`);
      return answer.ok ? await answer.json() : null;
    } catch {
      // The net is away: the lines stay as they are, and the button stays for another try.
      return null;
    }
  }

  /** Take a line; it is shown with the next drawing. @param {Entry} entry */
  add(entry) {
    const item = this.made(entry);
    if (item) this.waiting.push(item);
    // A page that nobody sees is not drawn, for hours perhaps.
    if (this.waiting.length > MOST_LINES) this.forget(this.waiting.shift());
  }

  /** The line of an entry, undefined where there is nothing to show or it is shown already. @param {Entry} entry */
  made(entry) {
    if (!entry.line || entry.at === undefined || this.shown.has(entry.v)) return undefined;
    const parts = lineParts(entry.line, this.model);
    if (!parts) return undefined;
    this.shown.add(entry.v);
    return this.item(entry.v, entry.at, entry.line, parts);
  }

  /** Show the lines that came; whoever reads the end keeps seeing the end. */
  draw() {
    if (!this.waiting.length) return;
    const isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    for (const item of this.waiting.splice(0)) this.insert(item);
    for (let most = isAtEnd ? MOST_LINES : MOST_WHILE_READING; this.list.children.length > most; ) this.forget(this.list.firstElementChild);
    if (isAtEnd) this.toEnd();
  }

  /** Put a line where its version belongs. @param {HTMLElement | undefined} item */
  insert(item) {
    if (!item) return;
    let after = this.list.lastElementChild;
    while (after && versionOf(after) > versionOf(item)) after = after.previousElementSibling;
    if (after) after.after(item);
    else this.list.prepend(item);
  }

  /** Take away the oldest line: it can be read again as the older ones are. @param {Element | null | undefined} item */
  forget(item) {
    if (!item) return;
    item.remove();
    this.shown.delete(versionOf(item));
    this.before = versionOf(item) + 1;
    if (this.older) this.older.hidden = false;
  }

  /**
   * @param {number} v
   * @param {number} at
   * @param {Line} line
   * @param {import("arcadia/play/session/words.js").Part[]} parts
   */
  item(v, at, line, parts) {
    const seat = this.model.view?.seats.find((one) => one.n === (line.seat ?? line.by));
    const team = this.model.team(line.team ?? seat?.team);
    const item = element("li", `${line.type === "said" ? "chat" : MARKS.has(line.type) ? "mark" : "system"}${team ? ` team-${team.colour}` : ""}`);
    item.dataset.v = String(v);
    const time = document.createElement("time");
    time.dateTime = new Date(at).toISOString();
    this.showTime(time, at, line.type);
    const text = element("span", "said");
    text.dir = "auto";
    for (const part of parts) {
      if (typeof part === "string") text.append(part);
      else if ("who" in part) text.append(element("b", "", part.who));
      else text.append(element("q", "", part.goal));
    }
    item.append(time, text);
    return item;
  }

  /**
   * Running time since the clock last began to run, that of its stop included; else the time of day.
   * @param {HTMLTimeElement} time
   * @param {number} at
   * @param {string} type
   */
  showTime(time, at, type) {
    const from = this.model.view?.clock.ticking_from;
    const isTimed = from ? at >= from : STOPS.has(type) && at === this.model.view?.at;
    time.title = new Date(at).toLocaleString(language);
    time.textContent = isTimed ? clockText(this.model.elapsed(at)) : timeOfDay(at);
  }
}

/** @param {Element} item */
function versionOf(item) {
  return Number(/** @type {HTMLElement} */ (item).dataset.v);
}

/** @param {number} at */
function timeOfDay(at) {
  return new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
