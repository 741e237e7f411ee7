// @ts-check
import { _ } from "arcadia/web/js/words.js";
/**
 * What the server sends of a session (play/domain/views.py). Fields at their default are left out.
 * @typedef {"waiting" | "started" | "paused" | "finished" | "cancelled"} Phase
 * @typedef {"waiting" | "countdown" | "running" | "paused" | "review" | "over" | "finished" | "cancelled"} Moment
 * @typedef {{kind?: string, n?: number, patterns?: string[], need?: string, target?: number}} Win
 * @typedef {{name?: string, preset?: string, win?: Win, teams?: string, covered?: boolean, ownership?: string, sight?: string, unmark?: string, unmark_within_s?: number, chat?: boolean, who_deals?: string, best_of?: number, quick?: boolean, auto_start?: boolean, cover_while_paused?: boolean}} Settings  those that the page reads
 * @typedef {{phase: Phase, running_from?: number, ticking_from?: number, elapsed?: number, ends_at?: number, pause_reason?: string, review_until?: number, review_winner?: number}} Clock
 * @typedef {{number: number, rows: number, columns: number, game?: string, free?: number, title?: string}} Card
 * @typedef {{team: number, place: number, value: number, lines: number, squares: number, decided_by?: string, last_mark_ms?: number}} Standing
 * @typedef {{reason: string, winner?: number, rule?: string, elapsed_ms?: number, standings?: Standing[]}} Result
 * @typedef {{n: number, state?: string | undefined, text?: string, description?: string, types?: string[], difficulty?: number, target?: number, held?: number[] | undefined, counts?: Record<string, number> | undefined}} Square
 * @typedef {{n: number, colour: string, name: string, is_out?: boolean, squares?: number, lines?: number, points?: number, short?: number, no_line_left?: boolean}} Team
 * @typedef {{n: number, name: string, role?: string, team?: number, presence?: string, is_ready?: boolean, is_muted?: boolean}} Seat
 * @typedef {{type: string, seat?: number, team?: number, square?: number, goal?: string, lines?: number, value?: number, target?: number, name?: string, was?: string, text?: string, reason?: string, by?: number, to_team?: boolean, by_tracker?: boolean, until?: number, flag?: boolean, role?: string}} Line
 *
 * Parts that an event replaces whole, and the view and the event that hold them.
 * @typedef {{settings: Settings, clock: Clock, card: Card, host: number, owner: number, is_locked?: boolean, is_final?: boolean, is_unwinnable?: boolean, result?: Result | null, placed?: {team: number, elapsed_ms: number}[], tally?: Record<string, number>}} Whole
 * @typedef {Whole & {v: number, at: number, code: string, audience: string, squares: Square[], teams: Team[], seats: Seat[]}} View
 * @typedef {Partial<Whole> & {t?: "event", v: number, at?: number, seat?: number, id?: string, line?: Line, squares?: Square[], teams?: Team[], seats?: Seat[]}} Delta
 */

const WHOLE = /** @type {readonly (keyof Whole)[]} */ ([
  "settings", "clock", "card", "host", "owner", "is_locked", "is_final", "is_unwinnable", "result", "placed", "tally",
]);

/** What this viewer may see of the session: a snapshot, and the events applied to it. */
export class Model {
  /** @param {number} [seat] the viewer's own, as far as the page knows before it is connected; 0 for none */
  constructor(seat = 0) {
    /** @type {View | null} */
    this.view = null;
    this.seat = seat;
    /** Server time minus this machine's time, in ms. */
    this.offset = 0;
    /** Seats that are connected now, and how many watch without one. */
    this.here = new Set();
    this.watching = 0;
    /** When this page saw the viewer's own latest mark that stands, in the server's time. */
    this.markedAt = 0;
  }

  /** The server's time now, in ms. */
  now() {
    return Date.now() + this.offset;
  }

  /** @param {View} view */
  replace(view) {
    this.view = view;
  }

  /**
   * Applies an event. Returns the numbers of the squares that changed, or null where something before it is missing.
   * @param {Delta} event
   */
  apply(event) {
    const view = this.view;
    if (!view || event.v > view.v + 1) return null;
    if (event.v <= view.v) return [];
    view.v = event.v;
    if (event.at) view.at = event.at;
    this.noteOwnMark(event);
    for (const name of WHOLE) if (name in event) Object.assign(view, { [name]: event[name] });
    if (event.teams) view.teams = merged(view.teams, event.teams);
    if (event.seats) view.seats = merged(view.seats, event.seats);
    return this.changeSquares(event.squares ?? []);
  }

  /** @param {Delta} event */
  noteOwnMark({ line, at }) {
    if (line?.type === "card_dealt" || (line?.type === "unmarked" && line.seat === this.seat)) this.markedAt = 0;
    if (line?.type === "marked" && line.seat === this.seat) this.markedAt = at ?? this.now();
  }

  /** @param {Square[]} squares */
  changeSquares(squares) {
    const view = /** @type {View} */ (this.view);
    if (squares.length > view.squares.length) view.squares = [];
    for (const square of squares) {
      const old = view.squares[square.n - 1];
      const keepsText = square.text === undefined && (square.state ?? "open") !== "unseen" && square.state !== "covered";
      view.squares[square.n - 1] = keepsText && old ? { ...old, state: square.state, held: square.held, counts: square.counts } : square;
    }
    const count = view.card.rows * view.card.columns;
    if (view.squares.length > count) view.squares.length = count;
    return squares.map((square) => square.n);
  }

  /** The seat of this viewer, if it has one. */
  get me() {
    return this.view?.seats.find((seat) => seat.n === this.seat && isIn(seat));
  }

  /** The team that looks, undefined for everybody who does not play. */
  get own() {
    const audience = this.view?.audience ?? "";
    return audience.startsWith("team:") ? Number(audience.slice(5)) : undefined;
  }

  /** @param {number | undefined} n */
  team(n) {
    return this.view?.teams.find((team) => team.n === n);
  }

  /** @param {number | undefined} n */
  square(n) {
    return n === undefined ? undefined : this.view?.squares[n - 1];
  }

  /** @param {number | undefined} n */
  seatName(n) {
    return this.view?.seats.find((seat) => seat.n === n)?.name ?? _("Somebody");
  }

  /** Players that are in, with a team or without. */
  players() {
    return (this.view?.seats ?? []).filter((seat) => isIn(seat) && (seat.role ?? "player") === "player");
  }

  /** Running time of the card at a moment of the server's time, in ms. */
  elapsed(at = this.now()) {
    const clock = this.view?.clock;
    if (!clock) return 0;
    return (clock.elapsed ?? 0) + (clock.ticking_from ? Math.max(0, at - clock.ticking_from) : 0);
  }

  /** @returns {Moment} */
  moment() {
    const clock = this.view?.clock;
    if (!clock) return "waiting";
    if (clock.phase === "paused") return clock.review_until ? "review" : "paused";
    if (clock.phase !== "started") return clock.phase;
    if (clock.running_from && this.now() < clock.running_from) return "countdown";
    return clock.ends_at && this.now() >= clock.ends_at ? "over" : "running";
  }
}

/** @param {Seat} seat */
export function isIn(seat) {
  return (seat.presence ?? "in") === "in";
}

/**
 * @template {{n: number}} Numbered
 * @param {Numbered[]} old
 * @param {Numbered[]} changed
 */
function merged(old, changed) {
  const byNumber = new Map(old.map((one) => [one.n, one]));
  for (const one of changed) byNumber.set(one.n, one);
  return [...byNumber.values()];
}
