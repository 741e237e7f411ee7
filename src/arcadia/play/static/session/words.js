// @ts-check
import { _, parted, plural } from "arcadia/web/js/words.js";

/** Words that the server answers with, as sentences: what happened, what is kept, what to do (play/pages/refusals.py). */
const REFUSALS = /** @type {Record<string, string>} */ ({
  no_session: _("There is no such session any more. Ask the host for a new code."),
  wrong_password: _("That is not the password. Ask the host for it."),
  banned: _("The host has closed this session to you."),
  locked: _("The door is closed. Ask the host."),
  full: _("There is no place left. Ask the host for one."),
  late: _("The card is running; nobody may join now."),
  name: _("That name cannot be used. A name has 1 to 24 visible characters."),
  no_seat: _("You have no seat here. Join to mark."),
  spectator: _("Spectators watch; they do not mark."),
  role: _("Only the host or a referee may do that."),
  neutral: _("A host who plays does not judge here. Ask the referee."),
  muted: _("Your chat is closed here. The host can open it."),
  slow_down: _("That was fast. Wait a moment and do it again."),
  old_card: _("That was meant for the last card. Nothing was done to this one."),
  phase: _("Not now: the card is not at that point."),
  paused: _("The card is paused. Mark it again when it goes on."),
  no_square: _("There is no such square. Load the page again to see the board as it is."),
  no_goal: _("No goal that you see matches."),
  ambiguous: _("Several goals match. Pick the square itself."),
  unseen: _("You have not seen that square yet."),
  free: _("That square is free for all."),
  dead: _("That square is out of play."),
  taken: _("Another team was first."),
  foreign: _("That mark is another team's."),
  unmark_closed: _("Too late to take it back. A referee can void it."),
  not_picked: _("Your team did not pick that square."),
  turn: _("It is another team's turn."),
  no_counter: _("That goal has no counter. Mark it instead."),
  value: _("Something is missing, or does not fit there. Look over what you chose, and send it again."),
  team: _("That team cannot be used: it is taken, full or not there. Pick another."),
  settings: _("These settings do not go together. Nothing was changed."),
  too_long: _("That is too long. Make it shorter."),
  unavailable: _("It could not be stored, and nothing happened. Do it again."),
});

/** Why a card ended (play/pages/lines.py). */
const REASONS = /** @type {Record<string, string>} */ ({
  lines: _("by lines"), squares: _("by squares"), majority: _("by the majority"), pattern: _("by the pattern"), all: _("with every square"), points: _("by points"),
  time: _("time is up"), blocked: _("nothing is left to mark"), host: _("ended by the host"), forfeit: _("the others gave up"), places: _("everybody is placed"), abandoned: _("abandoned"),
});

const ROLE_CHANGES = /** @type {Record<string, string>} */ ({
  player: _("{by} made {who} a player"), referee: _("{by} made {who} referee"), caster: _("{by} made {who} caster"), spectator: _("{by} made {who} a spectator"),
});

/** @param {string} reason */
export function refusalWords(reason) {
  return REFUSALS[reason] ?? _("Refused: {reason}.", { reason });
}

/**
 * `1 line`, `2 lines`.
 * @param {number} count
 */
export function linesText(count) {
  return plural("{n} line", "{n} lines", count);
}

/**
 * `1 square`, `2 squares`.
 * @param {number} count
 */
export function squaresText(count) {
  return plural("{n} square", "{n} squares", count);
}

/** @typedef {string | {who: string} | {goal: string}} Part */

/**
 * One line of the feed as parts: plain text, names and goals (play/pages/lines.py).
 * @param {import("arcadia/play/session/model.js").Line} line
 * @param {import("arcadia/play/session/model.js").Model} model
 * @returns {Part[] | null}
 */
export function lineParts(line, model) {
  const text = sentenceOf(line);
  if (text === null) return null;
  const parts = parted(text, placesOf(line, model));
  if (line.by_tracker) return [...parts, ` · ${_("by tracker")}`];
  return line.reason && JUDGED.has(line.type) ? [...parts, `: ${line.reason}`] : parts;
}

const JUDGED = new Set(["voided", "awarded", "reopened"]);

/**
 * What stands in the places of a sentence.
 * @param {import("arcadia/play/session/model.js").Line} line
 * @param {import("arcadia/play/session/model.js").Model} model
 * @returns {Record<string, Part>}
 */
function placesOf(line, model) {
  return {
    who: { who: model.seatName(line.seat) },
    by: { who: model.seatName(line.by) },
    named: { who: line.name ?? _("Somebody") },
    old: { who: line.was || model.seatName(line.seat) },
    goal: line.goal ? { goal: line.goal } : line.square ? _("square {n}", { n: line.square }) : _("a square"),
    team: (line.type === "team_changed" && line.name) || (model.team(line.team)?.name ?? _("A team")),
    name: line.name ?? "",
    text: line.text ?? "",
    count: String(line.value ?? 0),
    target: String(line.target),
    reason: REASONS[line.reason ?? ""] ?? line.reason ?? "",
  };
}

/** @param {import("arcadia/play/session/model.js").Line} line */
function sentenceOf(line) {
  switch (line.type) {
    case "marked": return line.lines ? plural("{who} marked {goal} and completed a line", "{who} marked {goal} and completed {n} lines", line.lines) : _("{who} marked {goal}");
    case "unmarked": return _("{who} took back {goal}");
    case "counter_set": return line.target === undefined ? _("{who} counts {count} on {goal}") : _("{who} counts {count} of {target} on {goal}");
    case "voided": return _("{by} voided the mark of {team} on {goal}");
    case "awarded": return _("{by} gave {goal} to {team}");
    case "square_killed": return _("{by} took {goal} out of play");
    case "square_revived": return _("{by} put {goal} back into play");
    case "taken_told": return _("That square is taken");
    case "said": return line.to_team ? _("{who} to the team: {text}") : "{who} {text}";
    case "seat_taken": return line.flag ? _("{named} asks to join") : line.role === "spectator" ? _("{named} watches") : _("{named} joined");
    case "seat_left": return _("{who} left");
    case "seat_admitted": return _("{who} was let in");
    case "seats_merged": return _("{who} is back in an old seat");
    case "seat_muted": return line.flag ? _("{by} closed the chat for {who}") : _("{by} opened the chat for {who}");
    case "role_changed": return ROLE_CHANGES[line.role ?? "player"] ?? "";
    case "ban_lifted": return _("{by} lets {who} join again");
    case "door_locked": return line.flag ? _("{by} closed the door") : _("{by} opened the door");
    case "settings_changed": return _("The settings were changed");
    case "seat_kicked": return line.flag ? _("{who} was banned") : _("{who} was removed");
    case "seat_renamed": return _("{old} is now called {name}");
    case "host_changed": return _("{who} is host");
    case "ready_set": return line.flag ? _("{who} is ready") : _("{who} is not ready");
    case "team_joined": return _("{who} plays for {team}");
    case "team_changed": return _("{team} has another name or colour");
    case "team_forfeited": return _("{who} gave up for {team}");
    case "card_dealt": return _("A new card was dealt");
    case "card_revealed": return _("The card was uncovered");
    case "started": return _("The countdown runs");
    case "start_called_off": return _("The start was called off");
    case "paused": return _("Paused");
    case "resumed": return _("It goes on");
    case "win_reached": return _("{team} fulfilled the condition; it is under review");
    case "review_ended": return _("The review is over; the card goes on");
    case "team_placed": return _("{team} is placed");
    case "unwinnable": return _("No team can win any more. Host or referee may finish.");
    case "finished": return line.team ? _("{team} won ({reason})") : _("The card has ended ({reason})");
    case "finalised": return _("The result is final");
    case "reopened": return _("The result was withdrawn");
    case "cancelled": return _("The session was ended");
    default: return null;
  }
}

/**
 * A line as one text.
 * @param {Part[]} parts
 */
export function plainWords(parts) {
  return parts.map((part) => (typeof part === "string" ? part : "who" in part ? part.who : part.goal)).join("");
}
