// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { linesOf } from "arcadia/play/session/board.js";
import { clockText } from "arcadia/play/session/clock.js";
import { Connection } from "arcadia/play/session/connection.js";
import { TextFit } from "arcadia/play/session/fit.js";
import { Model } from "arcadia/play/session/model.js";
import { NextPicture } from "arcadia/play/session/picture.js";
import { wayToWin } from "arcadia/play/session/progress.js";
import { element, fill, paint } from "arcadia/play/session/square.js";
import { goalText } from "arcadia/play/session/square_words.js";
import { lineParts } from "arcadia/play/session/words.js";
/** @typedef {import("arcadia/play/session/model.js").View} View */
/** @typedef {import("arcadia/play/session/model.js").Team} Team */
/** @typedef {import("arcadia/play/session/connection.js").Message} Message */

const MOST_MARKS = 4;
const MARKS = new Set(["marked", "unmarked", "counter_set", "voided", "awarded"]);

/**
 * Each team's board beside the others (play/pages/team_boards.py). It looks and does nothing: its keys change what this
 * page shows and reach nobody. A new card, or a new team, is a new page.
 */
class Caster {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.model = new Model();
    this.boards = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".caster-team")]);
    this.fits = this.boards.map((board) => new TextFit(/** @type {HTMLElement} */ (board.querySelector(".board"))));
    /** @type {Map<HTMLElement, string>} */
    this.drawn = new Map();
    this.short = "";
    this.picture = new NextPicture(() => this.draw());
    document.addEventListener("keydown", (event) => this.press(event));
    setInterval(() => this.tick(), 200);
  }

  start() {
    const url = new URL(`/api/v1/sessions/${this.root.dataset.code}/socket`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const asked = new URLSearchParams(location.search);
    for (const name of ["token", "view"]) if (asked.get(name)) url.searchParams.set(name, asked.get(name) ?? "");
    const page = {
      message: (/** @type {Message} */ message) => this.hear(message),
      condition: (/** @type {string} */ condition) => this.tell(condition),
      dropped: () => {},
      askOld: () => Promise.resolve(false),
    };
    this.connection = new Connection(url.href, this.model, page);
    this.connection.start();
  }

  /** @param {string} condition */
  tell(condition) {
    const words = /** @type {Record<string, string>} */ ({ live: _("Live"), offline: _("Offline"), removed: _("This view has ended") });
    const place = this.root.querySelector("[data-connection-word]");
    if (place) place.textContent = words[condition] ?? _("Connecting");
    this.root.dataset.connection = condition;
  }

  /** @param {Message} message */
  hear(message) {
    if (message.t === "snapshot") {
      // What happened meanwhile is not in it: the last marks come with a new page.
      if (this.model.view && this.model.view.v < message.view.v) location.reload();
      this.model.replace(message.view);
    } else if ("v" in message && (message.t === "event" || !message.t)) {
      if (this.model.apply(message) === null) this.connection?.catchUp();
      else if (message.line) this.note(message.line);
    }
    this.picture.plan();
  }

  /** A team's last marks, the newest first. @param {import("arcadia/play/session/model.js").Line} line */
  note(line) {
    const place = this.boards.find((board) => Number(board.dataset.team) === line.team)?.querySelector(".caster-marks");
    const parts = MARKS.has(line.type) && place ? lineParts(line, this.model) : null;
    if (!place || !parts) return;
    const item = element("li", "");
    const said = element("span", "cut");
    said.dir = "auto";
    for (const part of parts) said.append(typeof part === "string" ? part : "who" in part ? element("b", "", part.who) : element("q", "", part.goal));
    item.append(element("span", "num muted", clockText(this.model.elapsed())), " ", said);
    place.prepend(item);
    while (place.children.length > MOST_MARKS) place.lastElementChild?.remove();
  }

  draw() {
    const view = this.model.view;
    if (!view) return;
    if (view.card.number !== Number(this.root.dataset.card) || view.teams.some((team) => this.isMissing(team, view))) {
      location.reload();
      return;
    }
    this.boards.forEach((board, index) => this.drawTeam(board, view, this.fits[index]));
    this.drawShort(view);
  }

  /** Whether somebody plays for a team that has no board here yet. @param {Team} team @param {View} view */
  isMissing(team, view) {
    const isShown = this.boards.some((board) => Number(board.dataset.team) === team.n);
    return !isShown && view.seats.some((seat) => seat.team === team.n && (seat.role ?? "player") === "player" && (seat.presence ?? "in") === "in");
  }

  /**
   * @param {HTMLElement} board
   * @param {View} view
   * @param {TextFit | undefined} fit
   */
  drawTeam(board, view, fit) {
    const team = this.model.team(Number(board.dataset.team));
    if (!team) return;
    const lines = new Set(linesOf(view.card.rows, view.card.columns).filter((line) => line.every((n) => isHeld(view, n, team.n))).flat());
    const changed = /** @type {HTMLElement[]} */ ([...board.querySelectorAll(".square")]).filter((place, index) => this.drawSquare(place, view, index, team, lines));
    if (changed.length) fit?.fit(changed);
    set(board.querySelector(".score"), team.squares === undefined ? "-" : String(team.points ?? team.squares));
    set(board.querySelector("[data-way]"), wayToWin(team, view).words);
    set(board.querySelector("bdi"), team.name);
  }

  /**
   * Returns whether the square is another than it was.
   * @param {HTMLElement} place
   * @param {View} view
   * @param {number} index
   * @param {Team} team
   * @param {Set<number>} lines
   */
  drawSquare(place, view, index, team, lines) {
    const square = view.squares[index];
    if (!square) return false;
    const held = square.held ?? [];
    const isOwn = held.includes(team.n);
    const holders = (isOwn ? [team.n] : held).map((n) => ({ colour: this.model.team(n)?.colour ?? "blue", n: 0, isOwn: false }));
    const state = square.state ?? "open";
    const count = square.target && state === "open" ? `${square.counts?.[team.n] ?? 0} / ${square.target}` : "";
    const key = JSON.stringify([state, square.text, holders, isOwn, lines.has(square.n), count]);
    if (this.drawn.get(place) === key) return false;
    this.drawn.set(place, key);
    paint(place, { state, holders: isOwn ? holders : [], isLine: lines.has(square.n), isWaiting: false });
    place.dataset.team = (isOwn ? [team.n] : held).join(" ");
    fill(place, { goal: goalText(square), count, holders });
    const names = held.map((n) => this.model.team(n)?.name ?? _("another team"));
    set(place.querySelector(".unseen-text"), [goalText(square) || (state === "unseen" ? _("unseen square") : _("covered square")), ...names].join(", "));
    return true;
  }

  /** @param {View} view */
  drawShort(view) {
    const rows = shortfalls(view).map(({ team, square, lines }) => this.shortRow(team, square, lines));
    const place = this.root.querySelector("[data-short]");
    const text = rows.map((row) => row.textContent).join("|");
    if (!place || this.short === text) return;
    this.short = text;
    place.replaceChildren(...rows);
    const nobody = /** @type {HTMLElement | null} */ (this.root.querySelector("[data-nobody-short]"));
    if (nobody) nobody.hidden = rows.length > 0;
  }

  /**
   * @param {number} number
   * @param {number} square
   * @param {number} lines
   */
  shortRow(number, square, lines) {
    const team = this.model.team(number);
    const row = element("li", `team-${team?.colour}`);
    const badge = element("span", `badge team-${team?.colour}`);
    badge.setAttribute("aria-hidden", "true");
    badge.append(element("i", "symbol"));
    const words = element("span", "");
    const seen = this.model.square(square);
    const goal = element("q", "", (seen && goalText(seen)) || _("square {n}", { n: square }));
    goal.dir = "auto";
    words.append(element("b", "", team?.name ?? ""), " ", goal);
    if (lines > 1) words.append(" ", element("span", "muted", plural("{n} line at once", "{n} lines at once", lines)));
    row.append(badge, words);
    return row;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    if (/^\d$/.test(event.key)) this.showAlone(event.key === "0" || event.key === this.root.dataset.alone ? "" : event.key);
    else if (event.key.toLowerCase() === "g") this.root.dataset.goals = this.root.dataset.goals === "yes" ? "no" : "yes";
    else if (event.key === "Escape") this.showAlone("");
  }

  /** Show the team at a place alone, or all of them. @param {string} place */
  showAlone(place) {
    if (place && !this.boards.some((board) => board.dataset.place === place)) return;
    this.root.dataset.alone = place;
    for (const board of this.boards) board.classList.toggle("alone", board.dataset.place === place);
  }

  tick() {
    const view = this.model.view;
    if (!view) return;
    const left = view.clock.ends_at ? view.clock.ends_at - this.model.now() : undefined;
    set(this.root.querySelector("[data-clock]"), clockText(left ?? this.model.elapsed()));
  }
}

/**
 * @param {View} view
 * @param {number} square
 * @param {number} team
 */
function isHeld(view, square, team) {
  const seen = view.squares[square - 1];
  return seen?.state === "free" || (seen?.held ?? []).includes(team);
}

/**
 * Every single square that a team misses for a line, those that complete most lines first.
 * @param {View} view
 */
function shortfalls(view) {
  const isShared = (view.settings.ownership ?? "shared") === "shared";
  /** @type {Map<string, {team: number, square: number, lines: number}>} */
  const found = new Map();
  for (const team of view.teams)
    for (const line of linesOf(view.card.rows, view.card.columns)) {
      const missing = line.filter((n) => !isHeld(view, n, team.n));
      const square = view.squares[(missing[0] ?? 0) - 1];
      if (missing.length !== 1 || !square || square.state === "dead" || (!isShared && (square.held ?? []).length)) continue;
      const key = `${team.n} ${square.n}`;
      found.set(key, { team: team.n, square: square.n, lines: (found.get(key)?.lines ?? 0) + 1 });
    }
  return [...found.values()].toSorted((a, b) => b.lines - a.lines || a.team - b.team || a.square - b.square);
}

/**
 * @param {Element | null} place
 * @param {string} text
 */
function set(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

const caster = document.getElementById("caster");
if (caster) new Caster(caster).start();
