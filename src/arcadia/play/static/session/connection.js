// @ts-check
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8_000;
const FRESH_MS = 120_000;
const MOST_QUEUED = 50;
const PING_EVERY_MS = 15_000;

/**
 * What goes over the socket (play/protocol.py).
 * @typedef {{do: string, card?: number | undefined, square?: number, seat?: number, team?: number, role?: string, step?: number, muted?: boolean, ready?: boolean, locked?: boolean, text?: string, to_team?: boolean}} Command
 * @typedef {{frame: Command & {id: string}, at: number, square: number | undefined}} Pending  a command that has no answer yet
 * @typedef {{t: "welcome", now: number, seat: number, audience: string, v: number}} Welcome
 * @typedef {{t: "snapshot", view: import("arcadia/play/session/model.js").View, reason?: string}} Snapshot
 * @typedef {{t: "ok", id: string, v: number}} Ok
 * @typedef {{t: "refused", id: string, reason: string, v: number, data?: {retry_ms?: number}}} Refused
 * @typedef {{t: "presence", seats: number[], watching: number}} Presence
 * @typedef {{t: "pong", now: number}} Pong
 * @typedef {{t: "restart", in_ms: number}} Restart
 * @typedef {{t: "error", reason: string, detail: string}} Fault
 * @typedef {Welcome | Snapshot | import("arcadia/play/session/model.js").Delta | Ok | Refused | Presence | Pong | Restart | Fault} Message
 */

/**
 * The socket with its reconnects and its queue: what was sent keeps its id until it is answered, so that nothing is
 * lost and nothing counts twice. Calls back with what the server says; knows nothing of the page.
 */
export class Connection {
  /**
   * @param {string} url
   * @param {import("arcadia/play/session/model.js").Model} model
   * @param {{message: (message: Message) => void, state: (state: string) => void, dropped: (pending: Pending, reason: string) => void, askOld: (count: number, minutes: number) => boolean}} page
   */
  constructor(url, model, page) {
    this.url = url;
    this.model = model;
    this.page = page;
    /** @type {Map<string, Pending>} */
    this.pending = new Map();
    this.wait_ms = FIRST_WAIT_MS;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.isWelcome = false;
    this.isEnded = false;
  }

  start() {
    this.open();
    for (const event of ["online", "pageshow"]) window.addEventListener(event, () => this.hurry());
    document.addEventListener("visibilitychange", () => !document.hidden && this.hurry());
    setInterval(() => this.ping(), PING_EVERY_MS);
  }

  open() {
    clearTimeout(this.timer);
    this.page.state("connecting");
    const socket = (this.socket = new WebSocket(this.url));
    socket.addEventListener("open", () => this.greet());
    socket.addEventListener("message", (event) => this.socket === socket && this.hear(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.socket === socket && this.closed(event.code));
  }

  greet() {
    const hello = { do: "hello", protocol: 1 };
    this.socket?.send(JSON.stringify(this.model.view ? { ...hello, since: this.model.view.v } : hello));
    this.ping();
  }

  /** Connect at once: the net or the page is back. */
  hurry() {
    if (this.isEnded) return;
    if (!this.socket || this.socket.readyState > WebSocket.OPEN) this.open();
    else this.ping();
  }

  /** @param {number} code */
  closed(code) {
    this.isWelcome = false;
    if (code === 4003) {
      this.isEnded = true;
      this.page.state("removed");
      return;
    }
    this.page.state("offline");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.wait_ms * (0.7 + Math.random() * 0.6));
    this.wait_ms = Math.min(this.wait_ms * 1.7, LONGEST_WAIT_MS);
  }

  ping() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.pinged_at = Date.now();
    this.socket.send(JSON.stringify({ do: "ping" }));
  }

  /** @param {Message} message */
  hear(message) {
    if (message.t === "pong") this.setOffset(message.now);
    else if (message.t === "restart") this.wait_ms = message.in_ms;
    else if (message.t === "welcome") this.welcome(message);
    else this.settle(message);
    this.page.message(message);
  }

  /** @param {number} now the server's time */
  setOffset(now) {
    const heard = Date.now();
    const trip = heard - (this.pinged_at ?? heard);
    if (this.bestTrip === undefined || trip <= this.bestTrip * 1.5) {
      this.bestTrip = trip;
      this.model.offset = now + trip / 2 - heard;
    }
  }

  /** @param {Welcome} message */
  welcome(message) {
    this.isWelcome = true;
    this.wait_ms = FIRST_WAIT_MS;
    this.model.seat = message.seat;
    if (this.bestTrip === undefined) this.model.offset = message.now - Date.now();
    this.page.state("live");
    this.sendQueued();
  }

  /** Send what waits: at once what is younger than two minutes, the rest after asking once (rules 6). */
  sendQueued() {
    const old = [...this.pending.values()].filter((pending) => Date.now() - pending.at > FRESH_MS);
    const [oldest] = old;
    const keepsOld = !oldest || this.page.askOld(old.length, Math.round((Date.now() - oldest.at) / 60_000));
    for (const [id, pending] of this.pending) {
      if (!keepsOld && old.includes(pending)) {
        this.pending.delete(id);
        this.page.dropped(pending, "old");
      } else this.socket?.send(JSON.stringify(pending.frame));
    }
  }

  /**
   * Send a command, now or when the net is back. Returns false when the queue is full.
   * @param {Command} command
   * @param {number} [square]
   */
  send(command, square) {
    if (this.pending.size >= MOST_QUEUED) return false;
    const id = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const frame = { ...command, id };
    this.pending.set(id, { frame, at: Date.now(), square });
    if (this.isWelcome) this.socket?.send(JSON.stringify(frame));
    return true;
  }

  /** Ask for what was missed: an event came out of order. */
  catchUp() {
    this.socket?.send(JSON.stringify({ do: "catch_up", since: this.model.view?.v ?? 0 }));
  }

  /** @param {Message} message take the answered command off the queue */
  settle(message) {
    if (!("id" in message) || message.id === undefined) return;
    const isOwn = message.t !== "event" || message.seat === this.model.seat;
    const pending = isOwn ? this.pending.get(message.id) : undefined;
    if (!pending) return;
    if (message.t === "refused" && (message.reason === "slow_down" || message.reason === "unavailable")) {
      setTimeout(() => this.isWelcome && this.socket?.send(JSON.stringify(pending.frame)), message.data?.retry_ms ?? 1000);
      return;
    }
    this.pending.delete(message.id);
    if (message.t === "refused") this.page.dropped(pending, message.reason);
  }

  /** Empty the queue: a new card was dealt. */
  forget() {
    this.pending.clear();
  }

  /** The squares with a command on its way. */
  waitingSquares() {
    return new Set([...this.pending.values()].map((pending) => pending.square));
  }
}
