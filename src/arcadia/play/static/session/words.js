// @ts-check
/** Words that the server answers with, as sentences: what happened, what is kept, what to do. */
const REFUSALS = /** @type {Record<string, string>} */ ({
  no_session: "There is no such session any more.",
  wrong_password: "That is not the password.",
  banned: "The host has closed this session to you.",
  locked: "The door is closed. Ask the host.",
  full: "There is no place left.",
  late: "The card is running; nobody may join now.",
  name: "That name cannot be used.",
  no_seat: "You have no seat here. Join to mark.",
  spectator: "Spectators watch; they do not mark.",
  role: "Only the host or a referee may do that.",
  neutral: "A host who plays does not judge here. Ask the referee.",
  muted: "Your chat is closed here.",
  slow_down: "That was fast. It is sent again in a moment.",
  old_card: "That was meant for the last card. Nothing was marked on this one.",
  phase: "Not now: the card is not running.",
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
  value: "That value does not fit.",
  team: "That team cannot be used.",
  settings: "These settings do not go together.",
  too_long: "That is too long.",
  unavailable: "It could not be stored. It is sent again.",
});

/** @param {string} reason */
export function refusalWords(reason) {
  return REFUSALS[reason] ?? `Refused: ${reason}.`;
}

/**
 * One line of the feed as parts: plain text, names and goals.
 * @param {import("arcadia/play/session/model.js").Line} line
 * @param {import("arcadia/play/session/model.js").Model} model
 * @returns {(string | {who: string} | {goal: string})[] | null}
 */
export function lineParts(line, model) {
  const who = { who: model.seatName(line.seat) };
  const goal = line.goal ? { goal: line.goal } : line.square ? `square ${line.square}` : "a square";
  const team = model.team(line.team)?.name ?? "a team";
  const by = { who: model.seatName(line.by) };
  switch (line.type) {
    case "marked": return [who, " marked ", goal, line.lines ? (line.lines > 1 ? ` and completed ${line.lines} lines` : " and completed a line") : ""];
    case "unmarked": return [who, " took back ", goal];
    case "counter_set": return [who, ` ${line.value} of ${line.target} on `, goal];
    case "voided": return [by, ` voided ${team}'s mark on `, goal, `: ${line.reason}`];
    case "awarded": return [by, " gave ", goal, ` to ${team}: ${line.reason}`];
    case "square_killed": return [by, " took ", goal, " out of play"];
    case "square_revived": return [by, " put ", goal, " back into play"];
    case "taken_told": return ["That square is taken"];
    case "said": return [who, line.to_team ? " to the team: " : " ", line.text ?? ""];
    case "seat_taken": return [{ who: line.name ?? "Somebody" }, line.flag ? " asks to join" : line.role === "spectator" ? " watches" : " joined"];
    case "seat_left": return [who, " left"];
    case "seat_admitted": return [who, " was let in"];
    case "seats_merged": return [who, " is back in an old seat"];
    case "seat_muted": return [by, line.flag ? " closed the chat for " : " opened the chat for ", who];
    case "role_changed": return [by, " made ", who, ` ${line.role}`];
    case "ban_lifted": return [by, " lets ", who, " join again"];
    case "door_locked": return [by, line.flag ? " closed the door" : " opened the door"];
    case "settings_changed": return ["The settings were changed"];
    case "seat_kicked": return [who, line.flag ? " was banned" : " was removed"];
    case "seat_renamed": return [who, ` is now called ${line.name}`];
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
    case "win_reached": return [line.team ? `${team} fulfilled the condition` : "A team fulfilled the condition", "; it is under review"];
    case "review_ended": return ["The review is over; the card goes on"];
    case "team_placed": return [`${team} is placed`];
    case "unwinnable": return ["No team can win any more. Host or referee may finish."];
    case "finished": return [line.team ? `${team} won` : "The card has ended", ` (${line.reason})`];
    case "finalised": return ["The result is final"];
    case "reopened": return ["The result was withdrawn: ", line.reason ?? ""];
    case "cancelled": return ["The session was ended"];
    default: return null;
  }
}

/**
 * What a screen reader hears of a square: goal first, then state (details, "The board for people who do not see it").
 * @param {import("arcadia/play/session/model.js").Square} square
 * @param {import("arcadia/play/session/model.js").Model} model
 * @param {boolean} isWaiting
 */
export function squareLabel(square, model, isWaiting) {
  const state = square.state ?? "open";
  if (state === "unseen") return "unseen square";
  if (state === "covered") return "covered square";
  const parts = [square.text ?? ""];
  if (state !== "open") parts.push(state === "taken" ? "taken: cannot be marked" : state);
  const own = model.me?.team;
  const held = square.held ?? [];
  if (own !== undefined && held.includes(own)) parts.push("yours");
  const others = held.filter((team) => team !== own).map((team) => model.team(team)?.name ?? "another team");
  if (others.length) parts.push(`${held.length > others.length ? "also " : ""}${others.join(", ")}`);
  if (square.target && own !== undefined) parts.push(`${square.counts?.[own] ?? 0} of ${square.target}`);
  if (isWaiting) parts.push("waiting to be sent");
  return parts.join(", ");
}
