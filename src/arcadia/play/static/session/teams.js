// @ts-check
import { element } from "arcadia/play/session/square.js";

/** Shows teams with their scores, and the people in them. */
export class TeamPanel {
  /** @param {import("arcadia/play/session/model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.place = document.getElementById("teams");
    this.watching = document.querySelectorAll("[data-watching-count]");
    /** @type {Set<number>} */
    this.here = new Set();
  }

  /** @param {{seats: number[], watching?: number}} presence */
  setPresence(presence) {
    this.here = new Set(presence.seats);
    const count = presence.watching ?? 0;
    this.watching.forEach((place) => (place.textContent = count ? `${count} watching` : ""));
    this.draw();
  }

  draw() {
    const view = this.model.view;
    if (!view || !this.place) return;
    const own = this.model.me?.team;
    const most = goalOf(view);
    const ordered = view.teams.toSorted((a, b) => Number(b.n === own) - Number(a.n === own) || score(b, view) - score(a, view) || a.n - b.n);
    const shown = ordered.filter((team) => this.people(team.n).length || (team.squares ?? 0) > 0 || view.settings.teams === "fixed");
    this.place.classList.toggle("compact", shown.length > 4);
    this.place.replaceChildren(...shown.map((team) => this.row(team, view, most)));
  }

  /** @param {number} team */
  people(team) {
    return (this.model.view?.seats ?? []).filter((seat) => seat.team === team && (seat.presence ?? "in") === "in" && (seat.role ?? "player") === "player");
  }

  /**
   * @param {import("arcadia/play/session/model.js").Team} team
   * @param {import("arcadia/play/session/model.js").View} view
   * @param {number} most
   */
  row(team, view, most) {
    const row = element("li", `team team-${team.colour}${team.is_out ? " out" : ""}`);
    const badge = element("span", "badge");
    badge.append(element("i", "symbol"));
    const name = element("span", "name", team.name);
    name.dir = "auto";
    if (team.n === this.model.me?.team) name.append(element("span", "you", "you"));
    const who = element("span", "who");
    for (const seat of this.people(team.n)) {
      const person = element("span", this.here.has(seat.n) ? "" : "away", seat.name);
      if (view.clock.phase === "waiting" && seat.is_ready) person.textContent += " ✓";
      if (who.childNodes.length) who.append(", ");
      who.append(person);
    }
    const bar = document.createElement("progress");
    bar.max = most;
    bar.value = Math.min(score(team, view), most);
    bar.setAttribute("aria-hidden", "true");
    row.append(badge, name, element("span", "score", team.squares === undefined ? "–" : String(team.points ?? team.squares)), who, element("span", "lines", distance(team, view)), bar);
    return row;
  }
}

/**
 * @param {import("arcadia/play/session/model.js").Team} team
 * @param {import("arcadia/play/session/model.js").View} view
 */
function score(team, view) {
  return team.points ?? (kindOf(view) === "lines" && (view.settings.win?.n ?? 1) > 1 ? (team.lines ?? 0) : (team.squares ?? 0));
}

/** @param {import("arcadia/play/session/model.js").View} view */
function kindOf(view) {
  return view.settings.win?.kind ?? "lines";
}

/** @param {import("arcadia/play/session/model.js").View} view */
function goalOf(view) {
  const squares = view.card.rows * view.card.columns - (view.card.free ? 1 : 0);
  const win = view.settings.win ?? {};
  const n = win.n ?? 1;
  if (kindOf(view) === "squares" || (kindOf(view) === "lines" && n > 1)) return n;
  if (kindOf(view) === "points" && win.target) return win.target;
  return kindOf(view) === "all" ? squares : Math.floor(squares / 2) + 1;
}

/**
 * @param {import("arcadia/play/session/model.js").Team} team
 * @param {import("arcadia/play/session/model.js").View} view
 */
function distance(team, view) {
  if (team.is_out) return "gave up";
  if (team.squares === undefined) return "hidden";
  const lines = team.lines ?? 0;
  if (team.no_line_left) return "no line left";
  if (lines) return `${lines} ${lines === 1 ? "line" : "lines"}`;
  return team.short === undefined || kindOf(view) === "all" ? "" : `${team.short} to a line`;
}

/**
 * The condition of a session in a few words.
 * @param {import("arcadia/play/session/model.js").Settings} settings
 */
export function conditionWords(settings) {
  const win = settings.win ?? {};
  const n = win.n ?? 1;
  const words = /** @type {Record<string, string>} */ ({
    lines: n === 1 ? "first line wins" : `first to ${n} lines`,
    squares: `first to ${n} squares`,
    majority: "most squares win",
    line_or_majority: n === 1 ? "a line or most squares" : `${n} lines or most squares`,
    pattern: `pattern: ${(win.patterns ?? []).join(", ")}`,
    all: "every square",
    points: win.target ? `first to ${win.target} points` : "most points",
  });
  return words[win.kind ?? "lines"] ?? "";
}
