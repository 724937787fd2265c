// What the visitor wrote and the server has not confirmed: sent one by one, in order, each of them once.
// After a request without an answer nobody knows whether it arrived. It is therefore repeated only after
// the transcript was fetched again (`settle`) and does not hold the text.

import { Refused, Unavailable, sendMessage } from "./api.js";
import { spoken } from "./texts.js";

/** The server may tidy up blanks. */
const squeezed = (words) => words.replace(/\s+/g, " ").trim();

export class Outbox {
  #entries = [];
  #sending = false;
  #connected = false;

  /** `list` shows the entries, `draw(entry)` makes one item of it. */
  constructor(list, draw, { refresh, drop, onRefused }) {
    Object.assign(this, { list, draw, refresh, drop, onRefused });
    addEventListener("beforeunload", (event) => {
      if (this.#entries.length > 0) event.preventDefault();
    });
  }

  add(words) {
    this.#entries.push({ words, waiting: !this.#connected, tried: false });
    this.#show();
    this.#flush();
  }

  setConnected(connected) {
    this.#connected = connected;
    if (connected) this.#flush();
    else this.#wait();
  }

  /** Strike out what has arrived: the visitor's own messages that are new in the transcript. */
  settle(messages) {
    for (const message of messages) {
      const same = (entry) => entry.tried && squeezed(entry.words) === squeezed(message.text);
      const index = this.#entries.findIndex(same);
      if (index >= 0) this.#entries.splice(index, 1);
    }
    this.#show();
  }

  clear() {
    this.#entries = [];
    this.#show();
  }

  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#connected && this.#entries.length > 0) await this.#deliver(this.#entries[0]);
    this.#sending = false;
  }

  async #deliver(entry) {
    entry.tried = true;
    entry.waiting = false;
    this.#show();
    try {
      await sendMessage(entry.words, spoken());
      await this.refresh();
      this.#remove(entry);
    } catch (error) {
      if (error instanceof Refused) {
        this.#remove(entry);
        this.onRefused(entry.words, error);
      } else if (error instanceof Unavailable) {
        await this.#giveWay(error);
      } else throw error;
    }
  }

  /** Too many at once is no broken line: wait as told. Anything else goes through a new connection. */
  async #giveWay({ retryAfter }) {
    this.#wait();
    if (retryAfter > 0) {
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
    } else {
      this.#connected = false;
      this.drop();
    }
  }

  #wait() {
    for (const entry of this.#entries) entry.waiting = true;
    this.#show();
  }

  #remove(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#show();
  }

  #show() {
    this.list.replaceChildren(...this.#entries.map(this.draw));
  }
}
