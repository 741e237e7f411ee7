// @ts-check
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8_000;
const FRESH_MS = 120_000;
const MOST_QUEUED = 50;
const PING_EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 6_000;
const STALE_MS = 5_000;
const CURRENT_WITHIN_MS = 700;
const SAMPLES_MS = [300, 900, 2_000];
const DRIFT = 0.001;
const REMOVED = 4003;

/**
 * What goes over the socket (play/protocol.py).
 * @typedef {{do: string, card?: number | undefined, square?: number, seat?: number, team?: number, into?: number, role?: string, step?: number, muted?: boolean, ready?: boolean, locked?: boolean, kill?: boolean, text?: string, to_team?: boolean, reason?: string, name?: string, colour?: string, board?: string, seed?: string}} Command
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
 * @typedef {"connecting" | "catching-up" | "live" | "offline" | "removed"} Condition
 * @typedef {{message: (message: Message) => void, condition: (condition: Condition) => void, dropped: (pending: Pending, reason: string) => void, askOld: (count: number, minutes: number) => Promise<boolean>}} Page
 */

/**
 * The socket with its reconnects and its queue: what was sent keeps its id until it is answered, so that nothing is
 * lost and nothing counts twice. Calls back with what the server says; knows nothing of the page.
 */
export class Connection {
  /**
   * @param {string} url
   * @param {import("arcadia/play/session/model.js").Model} model
   * @param {Page} page
   * @param {"own" | "public"} view
   */
  constructor(url, model, page, view = "own") {
    this.url = url;
    this.model = model;
    this.page = page;
    this.wanted = view;
    /** @type {Map<string, Pending>} */
    this.pending = new Map();
    this.wait_ms = FIRST_WAIT_MS;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {Condition} */
    this.condition = "connecting";
    this.isWelcome = false;
    this.head = 0;
    this.heardAt = 0;
    this.unanswered = 0;
    this.isResuming = false;
  }

  start() {
    this.open();
    for (const event of ["online", "pageshow"]) window.addEventListener(event, () => this.hurry());
    document.addEventListener("visibilitychange", () => !document.hidden && this.hurry());
    setInterval(() => this.ping(), PING_EVERY_MS);
  }

  open() {
    clearTimeout(this.timer);
    this.unanswered = 0;
    this.become(this.isResuming ? "catching-up" : "connecting");
    this.socket?.close();
    const socket = (this.socket = new WebSocket(this.url));
    socket.addEventListener("open", () => this.greet());
    socket.addEventListener("message", (event) => this.socket === socket && this.hear(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.socket === socket && this.closed(event.code));
  }

  /** @param {Condition} condition */
  become(condition) {
    this.condition = condition;
    this.page.condition(condition);
  }

  greet() {
    const hello = { do: "hello", protocol: 1, view: this.wanted };
    this.socket?.send(JSON.stringify(this.model.view ? { ...hello, since: this.model.view.v } : hello));
    this.ping();
  }

  /** Connect at once: the net or the page is back. A socket that only seems open is found out by its silence. */
  hurry() {
    if (this.condition === "removed") return;
    if (!this.socket || this.socket.readyState > WebSocket.OPEN) this.open();
    else if (this.isWelcome && Date.now() - this.heardAt > STALE_MS) this.resume();
    else this.ping();
  }

  /**
   * The page slept: nobody knows whether it is current. Until an answer has come, and all that stood before it, nothing
   * is shown as live and commands wait; a socket that does not answer soon is replaced.
   */
  resume() {
    this.isResuming = true;
    this.isWelcome = false;
    this.bestTrip = undefined;
    this.become("catching-up");
    this.ping(CURRENT_WITHIN_MS);
  }

  /** @param {number} code */
  closed(code) {
    this.isWelcome = false;
    this.isResuming = false;
    clearTimeout(this.silence);
    if (code === REMOVED) {
      this.become("removed");
      return;
    }
    this.become("offline");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.wait_ms * (0.7 + Math.random() * 0.6));
    this.wait_ms = Math.min(this.wait_ms * 1.7, LONGEST_WAIT_MS);
  }

  /** @param {number} [within_ms] how long the answer may take before the socket is given up */
  ping(within_ms = ANSWER_WITHIN_MS) {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.pinged_at = Date.now();
    this.unanswered += 1;
    this.socket.send(JSON.stringify({ do: "ping" }));
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.abandon(), within_ms);
  }

  /** The socket is silent: open another one at once; what the old one still says is not heard. */
  abandon() {
    this.isWelcome = false;
    if (!this.isResuming) this.become("offline");
    this.open();
    this.isResuming = false;
  }

  /** @param {Message} message */
  hear(message) {
    this.heardAt = Date.now();
    if (!this.isResuming || message.t === "pong") clearTimeout(this.silence);
    if (message.t === "pong") this.answered(message.now);
    else if (message.t === "restart") this.wait_ms = message.in_ms;
    else if (message.t === "welcome") this.welcome(message);
    else this.settle(message);
    this.page.message(message);
    if (this.isWelcome && this.condition !== "live" && (this.model.view?.v ?? -1) >= this.head) this.become("live");
  }

  /** The latest question is answered: a page that slept is current again. @param {number} now the server's time */
  answered(now) {
    this.unanswered -= 1;
    if (this.unanswered > 0) return;
    this.setOffset(now);
    if (!this.isResuming) return;
    this.isResuming = false;
    this.isWelcome = true;
    void this.sendQueued();
  }

  /**
   * The offset of the clocks, from the shortest way there and back: it is wrong by half of that at most. What was
   * measured long ago is trusted less, for clocks drift.
   * @param {number} now  the server's time
   */
  setOffset(now) {
    const heard = Date.now();
    const trip = heard - (this.pinged_at ?? heard);
    const doubt = this.bestTrip === undefined ? Infinity : this.bestTrip + (heard - (this.measuredAt ?? 0)) * DRIFT;
    if (trip > doubt) return;
    this.bestTrip = trip;
    this.measuredAt = heard;
    this.model.offset = now + trip / 2 - heard;
  }

  /** @param {Welcome} message */
  welcome(message) {
    if (this.wanted === "own" && this.model.seat && !message.seat) {
      // The seat was taken away while nobody was connected: nothing more is shown as if one only looked on.
      this.hangUp();
      return;
    }
    if (this.model.view && this.model.view.audience !== message.audience) {
      // The seat sees something else now (another team, another role): what was seen before is no ground to build on.
      this.model.view = null;
      this.open();
      return;
    }
    this.isWelcome = true;
    this.wait_ms = FIRST_WAIT_MS;
    this.head = message.v;
    this.model.seat = message.seat;
    if (this.bestTrip === undefined) this.model.offset = message.now - Date.now();
    for (const after of SAMPLES_MS) setTimeout(() => this.isWelcome && this.ping(), after);
    if (this.model.view) this.become("catching-up");
    void this.sendQueued();
  }

  /** End as the server does when it takes a seat away. */
  hangUp() {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.closed(REMOVED);
  }

  /** Send what waits, in order; what is older than two minutes only after asking once (rules 6). */
  async sendQueued() {
    const now = Date.now();
    const old = [...this.pending.values()].filter((pending) => now - pending.at > FRESH_MS);
    for (const pending of this.pending.values()) if (!old.includes(pending)) this.socket?.send(JSON.stringify(pending.frame));
    const [oldest] = old;
    if (!oldest || this.isAsking) return;
    this.isAsking = true;
    const isWanted = await this.page.askOld(old.length, Math.round((now - oldest.at) / 60_000));
    this.isAsking = false;
    for (const pending of old) {
      if (isWanted && this.isWelcome) this.socket?.send(JSON.stringify(pending.frame));
      else if (!isWanted && this.pending.delete(pending.frame.id)) this.page.dropped(pending, "old");
    }
  }

  /**
   * Send a command, now or when the net is back. Returns its id, or an empty string when the queue is full.
   * @param {Command} command
   * @param {number} [square]
   */
  send(command, square) {
    if (this.pending.size >= MOST_QUEUED) return "";
    const id = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const frame = { ...command, id };
    this.pending.set(id, { frame, at: Date.now(), square });
    if (this.isWelcome) this.socket?.send(JSON.stringify(frame));
    return id;
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

  /** Empty the queue of what was meant for another card. Returns how many commands that were. @param {number} card */
  forget(card) {
    const stale = [...this.pending.values()].filter((pending) => pending.frame.card !== undefined && pending.frame.card !== card);
    for (const pending of stale) this.pending.delete(pending.frame.id);
    return stale.length;
  }

  /** The squares with a command on its way. */
  waitingSquares() {
    return new Set([...this.pending.values()].map((pending) => pending.square));
  }
}
