// @ts-check
import { _, plural } from "arcadia/web/js/words.js";
import { clockText } from "arcadia/play/session/clock.js";
import { isIn } from "arcadia/play/session/model.js";
import { wayToWin } from "arcadia/play/session/progress.js";
import { COLOURS, element } from "arcadia/play/session/square.js";

const COMPACT_FROM = 5;

/**
 * Shows teams with their scores, their way to the win and the people in them (play/pages/people.py).
 * @typedef {import("arcadia/play/session/model.js").Team} Team
 * @typedef {import("arcadia/play/session/model.js").View} View
 */
export class TeamPanel {
  /** @param {import("arcadia/play/session/model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.place = document.getElementById("teams");
    this.watching = document.querySelectorAll("[data-watching-count]");
  }

  draw() {
    const view = this.model.view;
    if (!view) return;
    this.watching.forEach((place) => (place.textContent = this.model.watching ? ` · ${plural("{n} watching", "{n} watching", this.model.watching)}` : ""));
    if (!this.place) return;
    const own = this.model.own;
    const ordered = view.teams.toSorted((a, b) => Number(b.n === own) - Number(a.n === own) || compare(a, b) || a.n - b.n);
    const shown = ordered.filter((team) => this.people(team.n).length || team.squares || view.settings.teams === "fixed");
    this.place.classList.toggle("compact", shown.length >= COMPACT_FROM);
    // A long list scrolls: then the keyboard must reach it.
    if (shown.length >= COMPACT_FROM) this.place.tabIndex = 0;
    else this.place.removeAttribute("tabindex");
    this.show(shown.map((team) => this.row(team, view)));
  }

  /** Put in the rows that are others than those that stand there. @param {HTMLElement[]} rows */
  show(rows) {
    const there = /** @type {HTMLElement} */ (this.place).children;
    rows.forEach((row, place) => (there[place] ? !there[place].isEqualNode(row) && there[place].replaceWith(row) : this.place?.append(row)));
    while (there.length > rows.length) there[rows.length]?.remove();
  }

  /** @param {number} team */
  people(team) {
    return (this.model.view?.seats ?? []).filter((seat) => seat.team === team && isIn(seat) && (seat.role ?? "player") === "player");
  }

  /**
   * @param {Team} team
   * @param {View} view
   */
  row(team, view) {
    const isMine = team.n === this.model.own;
    const row = element("li", ["team", `team-${team.colour}`, isMine ? "mine" : "", team.is_out ? "out" : ""].filter(Boolean).join(" "));
    row.dataset.team = String(team.n);
    const name = element("span", "name");
    name.append(element("bdi", "", team.name));
    if (isMine) name.append(element("span", "you", _("you")));
    const way = wayToWin(team, view);
    const bar = document.createElement("progress");
    Object.assign(bar, { max: way.most, value: way.value });
    bar.setAttribute("aria-hidden", "true");
    const score = team.squares === undefined ? "-" : String(team.points ?? team.squares);
    const below = element("span", "below");
    below.append(this.who(team, view), element("span", "way", [won(team, view), placed(team, view) || way.words].filter(Boolean).join(" · ")));
    row.append(badge(team), name, element("span", "score", score), below, bar);
    return row;
  }

  /**
   * @param {Team} team
   * @param {View} view
   */
  who(team, view) {
    const who = element("span", "who");
    for (const seat of this.people(team.n)) {
      const isReady = view.clock.phase === "waiting" && seat.is_ready;
      if (who.childNodes.length) who.append(", ");
      who.append(element("bdi", this.model.here.has(seat.n) ? "" : "away", isReady ? `${seat.name} ✓` : seat.name));
    }
    return who;
  }
}

/** @param {Team} team */
function badge(team) {
  const made = element("span", `badge team-${team.colour}`);
  made.setAttribute("aria-hidden", "true");
  made.append(element("i", "symbol"));
  if (team.n > COLOURS) made.append(element("b", "", String(team.n)));
  return made;
}

/**
 * @param {Team} a
 * @param {Team} b
 */
function compare(a, b) {
  return (b.points ?? 0) - (a.points ?? 0) || (b.lines ?? 0) - (a.lines ?? 0) || (b.squares ?? 0) - (a.squares ?? 0);
}

/**
 * A team's place and time, where every team is placed.
 * @param {Team} team
 * @param {View} view
 */
function placed(team, view) {
  const index = (view.placed ?? []).findIndex((entry) => entry.team === team.n);
  if (index < 0 || team.squares === undefined) return "";
  return _("place {n}, {time}", { n: index + 1, time: clockText(view.placed?.[index]?.elapsed_ms ?? 0) });
}

/**
 * Cards won in a series.
 * @param {Team} team
 * @param {View} view
 */
function won(team, view) {
  const count = view.card.number > 1 || view.settings.best_of !== undefined ? view.tally?.[team.n] : 0;
  return count ? _("{n} won", { n: count }) : "";
}
