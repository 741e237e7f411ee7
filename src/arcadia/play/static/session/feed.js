// @ts-check
import { clockText } from "arcadia/play/session/clock.js";
import { element } from "arcadia/play/session/square.js";
import { lineParts } from "arcadia/play/session/words.js";

const MOST_LINES = 400;
const PAGE = 50;
const MARKS = new Set(["marked", "unmarked", "counter_set", "voided", "awarded", "square_killed", "square_revived", "finished"]);

/** Feed and chat in one list with filters. Older lines are read in pages; nothing is shown twice. */
export class Feed {
  /** @param {import("arcadia/play/session/model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.list = /** @type {HTMLElement} */ (document.getElementById("feed"));
    this.older = document.getElementById("feed-older");
    /** @type {Set<number>} */
    this.shown = new Set();
    this.before = /** @type {number | null} */ (null);
    this.older?.addEventListener("click", () => this.readOlder());
    document.querySelectorAll("[data-filter]").forEach((tab) => tab.addEventListener("click", () => this.filter(/** @type {HTMLElement} */ (tab))));
  }

  /** @param {HTMLElement} tab */
  filter(tab) {
    document.querySelectorAll("[data-filter]").forEach((other) => other.setAttribute("aria-pressed", String(other === tab)));
    this.list.dataset.only = tab.dataset.filter ?? "all";
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Read the latest lines; called once the session is known. */
  async start() {
    if (this.isStarted) return;
    this.isStarted = true;
    await this.readOlder();
    this.list.scrollTop = this.list.scrollHeight;
  }

  async readOlder() {
    const view = this.model.view;
    if (!view) return;
    const from = this.before === null ? "" : `&before=${this.before}`;
    const answer = await fetch(`/api/v1/sessions/${view.code}/feed?limit=${PAGE}${from}`);
    if (!answer.ok) return;
    const page = await answer.json();
    this.before = page.before;
    if (this.older) this.older.hidden = page.before === null;
    for (const entry of page.lines) this.add({ ...entry, isOlder: true });
  }

  /** @param {{v: number, at?: number, line?: import("arcadia/play/session/model.js").Line, isOlder?: boolean}} entry */
  add(entry) {
    if (!entry.line || entry.at === undefined || this.shown.has(entry.v)) return;
    const parts = lineParts(entry.line, this.model);
    if (!parts) return;
    this.shown.add(entry.v);
    const item = this.item(entry.at, entry.line, parts);
    if (entry.isOlder) this.list.prepend(item);
    else this.append(item);
  }

  /** @param {HTMLElement} item */
  append(item) {
    const isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    this.list.append(item);
    if (this.list.children.length > MOST_LINES) this.list.firstElementChild?.remove();
    if (isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /**
   * @param {number} at
   * @param {import("arcadia/play/session/model.js").Line} line
   * @param {(string | {who: string} | {goal: string})[]} parts
   */
  item(at, line, parts) {
    const seat = this.model.view?.seats.find((one) => one.n === (line.seat ?? line.by));
    const team = this.model.team(line.team ?? seat?.team);
    const item = element("li", `${team ? `team-${team.colour}` : ""} ${line.type === "said" ? "chat" : MARKS.has(line.type) ? "mark" : "system"}`.trim());
    const time = document.createElement("time");
    const start = this.model.view?.clock.running_from ?? 0;
    time.dateTime = new Date(at).toISOString();
    time.title = new Date(at).toLocaleString();
    time.textContent = start && at >= start ? clockText(at - start) : new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
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

  clear() {
    this.list.replaceChildren();
    this.shown.clear();
    this.before = null;
    this.isStarted = false;
  }
}
