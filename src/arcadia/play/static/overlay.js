// @ts-check
import "arcadia/play/session/board.js";
import { clockText } from "arcadia/play/session/clock.js";
import { Connection } from "arcadia/play/session/connection.js";
import { element } from "arcadia/play/session/square.js";
import { Model } from "arcadia/play/session/model.js";
import { TeamPanel } from "arcadia/play/session/teams.js";
import { lineParts } from "arcadia/play/session/words.js";

const MOST_LINES = 30;

/**
 * The board on a stream: follows the public view, keeps the last picture while it reconnects, needs no click, no cookie
 * and no storage. What the query asked for beyond classes is set here, for the policy allows no style in the page.
 */
class Overlay {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.model = new Model();
    this.board = /** @type {import("arcadia/play/session/board.js").LiveBoard | null} */ (document.querySelector("live-board"));
    this.teams = new TeamPanel(this.model);
    this.feed = document.getElementById("feed");
    this.clock = document.querySelector("[data-clock]");
    if (root.dataset.background) document.documentElement.style.backgroundColor = root.dataset.background;
    document.documentElement.style.fontSize = `${100 * Number(root.dataset.scale)}%`;
    setInterval(() => this.tick(), 200);
  }

  start() {
    const url = new URL(`/api/v1/sessions/${this.root.dataset.code}/socket`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const page = {
      message: (/** @type {import("arcadia/play/session/connection.js").Message} */ message) => this.hear(message),
      condition: (/** @type {string} */ condition) => void (this.root.dataset.connection = condition),
      dropped: () => {},
      askOld: () => Promise.resolve(false),
    };
    this.connection = new Connection(url.href, this.model, page, "public");
    this.connection.start();
  }

  /** @param {import("arcadia/play/session/connection.js").Message} message */
  hear(message) {
    if (message.t === "snapshot") this.model.replace(message.view);
    else if (message.t === "presence") this.model.here = new Set(message.seats);
    else if ("v" in message && (message.t === "event" || !message.t)) this.take(message);
    this.draw();
  }

  /** @param {import("arcadia/play/session/model.js").Delta} event */
  take(event) {
    const changed = this.model.apply(event);
    if (changed === null) this.connection?.catchUp();
    else this.draw(changed);
    if (this.feed && event.line && event.line.type !== "said") this.write(event.line);
  }

  /** @param {number[]} fresh */
  draw(fresh = []) {
    if (!this.model.view) return;
    this.board?.draw(this.model, new Set(), fresh);
    this.teams.draw();
    this.root.dataset.state = this.model.moment();
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
    this.feed.append(item);
    while (this.feed.children.length > MOST_LINES) this.feed.firstElementChild?.remove();
    this.feed.scrollTop = this.feed.scrollHeight;
  }

  tick() {
    const ends = this.model.view?.clock.ends_at;
    const text = clockText(ends ? ends - this.model.now() : this.model.elapsed());
    if (this.model.view && this.clock && this.clock.textContent !== text) this.clock.textContent = text;
  }
}

const overlay = document.getElementById("overlay");
if (overlay) new Overlay(overlay).start();
