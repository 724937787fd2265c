// Keeps the page up to date: one WebSocket that says "news", and one fetch at a time that gets them.
// Whatever breaks ends the socket; the loop in `run` then waits a little longer each time and begins again.

import { Unavailable, getEvents, liveAddress } from "./api.js";

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const OPENING = 10_000;
// A socket can be dead without either side noticing (a phone that changed networks).
const LOOK_ANYWAY = 60_000;

export class Connection {
  #last = 0;
  #life = 0; // counts conversations, so that a late answer is not taken for the next one's
  #running = null;
  #again = false;
  #socket = null;
  #wanted = false;
  #looping = false;
  #failures = 0;
  #wake = () => {};

  /**
   * `listener.prepare()` runs before each attempt and may fail like a request; then come
   * `onState(connected)`, `onEvents(events, isFirst)`, `onTyping()`, and
   * `onGone()` when the conversation was ended elsewhere.
   */
  constructor(listener) {
    this.listener = listener;
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => this.#onVisible());
  }

  /** Stay connected until `stop`. */
  async run() {
    this.#wanted = true;
    if (this.#looping) return;
    this.#looping = true;
    while (this.#wanted) {
      let wait = 0;
      try {
        await this.listener.prepare();
        if (this.#wanted) await this.#session();
      } catch (error) {
        wait = (error.retryAfter ?? 0) * 1000;
      }
      if (!this.#wanted) break;
      this.listener.onState(false);
      await this.#pause(wait);
    }
    this.#looping = false;
  }

  /** Forget everything that was seen and stay silent. */
  stop() {
    this.#wanted = false;
    this.#life += 1;
    this.#last = 0;
    this.drop();
    this.#wake();
  }

  /** Give this socket up; the loop opens the next one. */
  drop() {
    this.#socket?.close();
  }

  /** Fetch what is new. Calls that come while one is under way are answered by one further fetch. */
  refresh() {
    this.#again = true;
    this.#running ??= this.#fetchAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #fetchAll() {
    while (this.#again) {
      this.#again = false;
      const { after, life } = { after: this.#last, life: this.#life };
      const events = await patiently(() => getEvents(after));
      if (life !== this.#life) continue;
      if (events.last < after) {
        this.stop();
        this.listener.onGone();
      } else {
        this.#last = events.last;
        if (events.more) this.#again = true;
        this.listener.onEvents(events, after === 0);
      }
    }
  }

  /** One socket from its opening to its end. */
  async #session() {
    const socket = new WebSocket(liveAddress(this.#last));
    try {
      await opened(socket);
    } catch (error) {
      await this.refresh(); // the server may be well and only this conversation gone
      throw error;
    }
    this.#socket = socket;
    const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.addEventListener("message", (event) => this.#onMessage(socket, JSON.parse(event.data)));
    const timer = setInterval(() => this.#refreshOr(socket), LOOK_ANYWAY);
    try {
      await this.refresh();
      this.#failures = 0;
      if (this.#wanted) this.listener.onState(true);
      await closed;
    } finally {
      clearInterval(timer);
      socket.close();
      this.#socket = null;
    }
  }

  #onMessage(socket, message) {
    if (message.typing) this.listener.onTyping();
    if (message.news > this.#last) this.#refreshOr(socket);
  }

  #refreshOr(socket) {
    this.refresh().catch(() => socket.close());
  }

  #onVisible() {
    if (document.visibilityState !== "visible") return;
    this.#wake();
    if (this.#socket) this.#refreshOr(this.#socket);
  }

  /** Half of the pause is left to chance, so that a whole city does not come back in one second. */
  #pause(atLeast) {
    const ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures);
    this.#failures += 1;
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, Math.max(atLeast, ceiling / 2 + (Math.random() * ceiling) / 2));
    });
  }
}

/** Whoever has asked too often is no broken line: what was sent has arrived, and the rest is told later. */
async function patiently(ask) {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unavailable) || error.status !== 429) throw error;
      await new Promise((resolve) => setTimeout(resolve, (error.retryAfter || 1) * 1000));
    }
  }
}

/** Resolves when the socket is open; rejects when it cannot be opened in good time. */
async function opened(socket) {
  const timer = setTimeout(() => socket.close(), OPENING);
  try {
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("close", () => reject(new Error("no connection")));
    });
  } finally {
    clearTimeout(timer);
  }
}
