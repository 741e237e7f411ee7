// @ts-check
import "arcadia/play/session/board.js";
import { clockText } from "arcadia/play/session/clock.js";
import { Connection } from "arcadia/play/session/connection.js";
import { element } from "arcadia/play/session/square.js";
import { Model } from "arcadia/play/session/model.js";
import { NextPicture } from "arcadia/play/session/picture.js";
import { TeamPanel } from "arcadia/play/session/teams.js";
import { lineParts } from "arcadia/play/session/words.js";
/** @typedef {import("arcadia/play/session/connection.js").Message} Message */

const MOST_LINES = 30;
const GENERIC = new Set(["serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-rounded"]);

/** What a stream knows that wants to be later: its clock is behind by as much as its news. */
class LateModel extends Model {
  /** @param {number} delay_ms */
  constructor(delay_ms) {
    super();
    this.delay_ms = delay_ms;
  }

  /** @override */
  now() {
    return super.now() - this.delay_ms;
  }
}

/**
 * The board on a stream: follows one view, keeps the last picture while it reconnects, needs no click, no cookie and no
 * storage. What the query asked for beyond classes is set here, for the policy allows no style in the page.
 */
class Overlay {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.delay_ms = Number(root.dataset.delay ?? 0) * 1000;
    this.model = new LateModel(this.delay_ms);
    this.board = /** @type {import("arcadia/play/session/board.js").LiveBoard | null} */ (document.querySelector("live-board"));
    this.teams = new TeamPanel(this.model);
    this.feed = document.getElementById("feed");
    this.clock = document.querySelector("[data-clock]");
    /** @type {{at: number, message: Message}[]} */
    this.kept = [];
    /** @type {HTMLElement[]} */
    this.lines = [];
    this.picture = new NextPicture((_, fresh) => this.draw(fresh));
    this.dress(document.documentElement.style);
    document.adoptedStyleSheets = [shadesOfTeams(root.dataset.colours ?? "")];
    setInterval(() => this.tick(), 200);
  }

  /** @param {CSSStyleDeclaration} style */
  dress(style) {
    const { background, font, scale } = this.root.dataset;
    if (background) style.backgroundColor = background;
    if (font) style.setProperty("--font", `${GENERIC.has(font) ? font : `"${font}"`}, system-ui, sans-serif`);
    style.fontSize = `${100 * Number(scale)}%`;
  }

  start() {
    const url = new URL(`/api/v1/sessions/${this.root.dataset.code}/socket`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const asked = new URLSearchParams(location.search);
    for (const name of ["token", "view"]) if (asked.get(name)) url.searchParams.set(name, asked.get(name) ?? "");
    const page = {
      message: (/** @type {Message} */ message) => this.take(message),
      condition: (/** @type {string} */ condition) => void (this.root.dataset.connection = condition),
      dropped: () => {},
      askOld: () => Promise.resolve(false),
    };
    this.connection = new Connection(url.href, this.model, page, "public");
    this.connection.start();
  }

  /** A stream that wants to be later keeps what it hears for as long. @param {Message} message */
  take(message) {
    if (this.delay_ms) this.kept.push({ at: performance.now() + this.delay_ms, message });
    else this.hear(message);
  }

  /** @param {Message} message */
  hear(message) {
    if (message.t === "snapshot") this.model.replace(message.view);
    else if (message.t === "presence") this.model.here = new Set(message.seats);
    else if ("v" in message && (message.t === "event" || !message.t)) this.apply(message);
    this.picture.plan();
  }

  /** @param {import("arcadia/play/session/model.js").Delta} event */
  apply(event) {
    const changed = this.model.apply(event);
    if (changed === null) this.connection?.catchUp();
    else this.picture.freshen(changed);
    if (this.feed && event.line && event.line.type !== "said") this.write(event.line);
  }

  /** @param {number[]} fresh */
  draw(fresh) {
    if (!this.model.view) return;
    this.board?.draw(this.model, new Set(), fresh);
    this.teams.draw();
    this.showLines();
    const moment = this.model.moment();
    this.root.dataset.state = moment;
    this.root.dataset.covered = this.root.dataset.cover === "auto" && this.isCovered(moment) ? "yes" : "no";
  }

  /** Whether the card must not be seen on a stream yet, although this view has it. @param {string} moment */
  isCovered(moment) {
    const { audience, settings, clock } = /** @type {import("arcadia/play/session/model.js").View} */ (this.model.view);
    if (moment === "paused") return settings.cover_while_paused === true;
    const isBefore = moment === "waiting" || (moment === "countdown" && !clock.elapsed);
    return isBefore && audience === "full" && settings.covered === true;
  }

  /** @param {import("arcadia/play/session/model.js").Line} line */
  write(line) {
    const parts = lineParts(line, this.model);
    if (!parts || !this.feed) return;
    const team = this.model.team(line.team);
    const item = element("li", team ? `team-${team.colour}` : "");
    const said = element("span", "said");
    for (const part of parts) said.append(typeof part === "string" ? part : "who" in part ? element("b", "", part.who) : element("q", "", part.goal));
    item.append(element("time", "", clockText(this.model.elapsed())), said);
    this.lines.push(item);
    if (this.lines.length > MOST_LINES) this.lines.shift();
  }

  showLines() {
    if (!this.feed || !this.lines.length) return;
    this.feed.append(...this.lines.splice(0));
    // Old lines go seldom and all at once, and what stays is put in anew: taken away one by one they would push the others.
    if (this.feed.children.length > 2 * MOST_LINES) this.feed.replaceChildren(...[...this.feed.children].slice(-MOST_LINES).map((line) => line.cloneNode(true)));
    this.feed.scrollTop = this.feed.scrollHeight;
  }

  tick() {
    for (const now = performance.now(); this.kept[0] && this.kept[0].at <= now; ) this.hear(/** @type {{message: Message}} */ (this.kept.shift()).message);
    const view = this.model.view;
    if (!view) return;
    const text = clockText(view.clock.ends_at ? view.clock.ends_at - this.model.now() : this.model.elapsed());
    if (this.clock && this.clock.textContent !== text) this.clock.textContent = text;
    if (this.root.dataset.state !== this.model.moment()) this.picture.plan();
  }
}

const overlay = document.getElementById("overlay");
if (overlay) new Overlay(overlay).start();

/** Teams in colours that this stream chose; the server has made them legible. @param {string} lines  of a team each: its colour in the session, fill, ink, name, edge */
function shadesOfTeams(lines) {
  const sheet = new CSSStyleSheet();
  for (const line of lines.split("\n").filter(Boolean)) {
    const [team, fill, ink, name, edge] = line.split(" ");
    sheet.insertRule(`.overlay .team-${team} { --team: ${fill}; --team-ink: ${ink}; --team-name: ${name}; --team-edge: ${edge}; }`);
  }
  return sheet;
}
