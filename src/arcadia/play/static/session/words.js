// @ts-check
/** Words that the server answers with, as sentences: what happened, what is kept, what to do (play/pages/refusals.py). */
const REFUSALS = /** @type {Record<string, string>} */ ({
  no_session: "There is no such session any more.",
  wrong_password: "That is not the password.",
  banned: "The host has closed this session to you.",
  locked: "The door is closed. Ask the host.",
  full: "There is no place left.",
  late: "The card is running; nobody may join now.",
  name: "That name cannot be used. A name has 1 to 24 visible characters.",
  no_seat: "You have no seat here. Join to mark.",
  spectator: "Spectators watch; they do not mark.",
  role: "Only the host or a referee may do that.",
  neutral: "A host who plays does not judge here. Ask the referee.",
  muted: "Your chat is closed here.",
  slow_down: "That was fast. Wait a moment and do it again.",
  old_card: "That was meant for the last card. Nothing was done to this one.",
  phase: "Not now: the card is not at that point.",
  paused: "The card is paused. Mark it again when it goes on.",
  no_square: "There is no such square.",
  no_goal: "No goal that you see matches.",
  ambiguous: "Several goals match. Pick the square itself.",
  unseen: "You have not seen that square yet.",
  free: "That square is free for all.",
  dead: "That square is out of play.",
  taken: "Another team was first.",
  foreign: "That mark is another team's.",
  unmark_closed: "Too late to take it back. A referee can void it.",
  not_picked: "Your team did not pick that square.",
  turn: "It is another team's turn.",
  no_counter: "That goal has no counter.",
  value: "Something is missing, or does not fit there.",
  team: "That team cannot be used: it is taken, full or not there.",
  settings: "These settings do not go together.",
  too_long: "That is too long.",
  unavailable: "It could not be stored, and nothing happened. Do it again.",
});

/** Why a card ended (play/pages/lines.py). */
const REASONS = /** @type {Record<string, string>} */ ({
  lines: "by lines", squares: "by squares", majority: "by the majority", pattern: "by the pattern", all: "with every square", points: "by points",
  time: "time is up", blocked: "nothing is left to mark", host: "ended by the host", forfeit: "the others gave up", places: "everybody is placed", abandoned: "abandoned",
});

/** @param {string} reason */
export function refusalWords(reason) {
  return REFUSALS[reason] ?? `Refused: ${reason}.`;
}

/**
 * `1 line`, `2 lines`.
 * @param {number} count
 * @param {string} one
 */
export function counted(count, one) {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}

/** @typedef {string | {who: string} | {goal: string}} Part */

/**
 * One line of the feed as parts: plain text, names and goals (play/pages/lines.py).
 * @param {import("arcadia/play/session/model.js").Line} line
 * @param {import("arcadia/play/session/model.js").Model} model
 * @returns {Part[] | null}
 */
export function lineParts(line, model) {
  const who = { who: model.seatName(line.seat) };
  const goal = line.goal ? { goal: line.goal } : line.square ? `square ${line.square}` : "a square";
  const team = model.team(line.team)?.name ?? "a team";
  const by = { who: model.seatName(line.by) };
  const named = { who: line.name ?? "Somebody" };
  const reason = line.reason ? `: ${line.reason}` : "";
  switch (line.type) {
    case "marked": return [who, " marked ", goal, line.lines ? ` and completed ${line.lines === 1 ? "a line" : counted(line.lines, "line")}` : ""];
    case "unmarked": return [who, " took back ", goal];
    case "counter_set": return [who, ` ${line.value ?? 0}${line.target === undefined ? "" : ` of ${line.target}`} on `, goal];
    case "voided": return [by, ` voided ${team}'s mark on `, goal, reason];
    case "awarded": return [by, " gave ", goal, ` to ${team}${reason}`];
    case "square_killed": return [by, " took ", goal, " out of play"];
    case "square_revived": return [by, " put ", goal, " back into play"];
    case "taken_told": return ["That square is taken"];
    case "said": return [who, line.to_team ? " to the team: " : " ", line.text ?? ""];
    case "seat_taken": return [named, line.flag ? " asks to join" : line.role === "spectator" ? " watches" : " joined"];
    case "seat_left": return [who, " left"];
    case "seat_admitted": return [who, " was let in"];
    case "seats_merged": return [who, " is back in an old seat"];
    case "seat_muted": return [by, line.flag ? " closed the chat for " : " opened the chat for ", who];
    case "role_changed": return [by, " made ", who, ` ${line.role}`];
    case "ban_lifted": return [by, " lets ", who, " join again"];
    case "door_locked": return [by, line.flag ? " closed the door" : " opened the door"];
    case "settings_changed": return ["The settings were changed"];
    case "seat_kicked": return [who, line.flag ? " was banned" : " was removed"];
    case "seat_renamed": return [line.was ? { who: line.was } : who, ` is now called ${line.name}`];
    case "host_changed": return [who, " is host"];
    case "ready_set": return [who, line.flag ? " is ready" : " is not ready"];
    case "team_joined": return [who, ` plays for ${team}`];
    case "team_changed": return [`${line.name ?? team} has another name or colour`];
    case "team_forfeited": return [who, ` gave up for ${team}`];
    case "card_dealt": return ["A new card was dealt"];
    case "card_revealed": return ["The card was uncovered"];
    case "started": return ["The countdown runs"];
    case "start_called_off": return ["The start was called off"];
    case "paused": return ["Paused"];
    case "resumed": return ["It goes on"];
    case "win_reached": return [`${line.team ? team : "A team"} fulfilled the condition; it is under review`];
    case "review_ended": return ["The review is over; the card goes on"];
    case "team_placed": return [`${team} is placed`];
    case "unwinnable": return ["No team can win any more. Host or referee may finish."];
    case "finished": return [line.team ? `${team} won` : "The card has ended", ` (${REASONS[line.reason ?? ""] ?? line.reason})`];
    case "finalised": return ["The result is final"];
    case "reopened": return ["The result was withdrawn", reason];
    case "cancelled": return ["The session was ended"];
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
