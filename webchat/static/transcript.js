// The conversation as a list: messages in the order of their ids, and a line where a new day begins.

import { fillBubble, relabel } from "./bubble.js";
import { dayKey, dayName } from "./formats.js";
import { write } from "./texts.js";

/** The page's own hello, which nobody typed; a link's payload in it may be a one-time secret. */
const isGreeting = ({ from, text }) => from === "visitor" && /^\/start( |$)/.test(text);

export class Transcript {
  #items = new Map();
  #first = null; // the oldest line that came; a page begins with the newest ones

  /** `actions`: see `fillBubble`. */
  constructor(list, actions) {
    this.list = list;
    this.actions = actions;
  }

  get empty() {
    return this.#items.size === 0;
  }

  /** Take over messages in their current state. Returns the items that are new, with their messages. */
  apply(messages) {
    const added = [];
    const ordered = [...messages].sort((one, other) => one.id - other.id);
    this.#first ??= ordered[0]?.id ?? null;
    for (const message of ordered) {
      const item = this.#items.get(message.id);
      if (message.deleted) this.#remove(message.id);
      else if (isGreeting(message) || message.id < this.#first) continue;
      else if (item) fillBubble(item, message, this.actions);
      else added.push({ message, item: this.#insert(message) });
    }
    this.#separateDays();
    return added;
  }

  /** The language in which these messages came is known now. */
  relabel(messages) {
    for (const message of messages) {
      const item = this.#items.get(message.id);
      if (item && !message.deleted) relabel(item, message, this.actions);
    }
  }

  clear() {
    this.#items.clear();
    this.#first = null;
    this.list.replaceChildren();
  }

  /** Write the days anew, in another language or after midnight. */
  nameDays() {
    for (const time of this.list.querySelectorAll(".day time")) {
      write(time, dayName(time.dateTime));
    }
  }

  #insert(message) {
    const item = document.createElement("li");
    item.dataset.id = message.id;
    item.dataset.day = dayKey(message.date);
    fillBubble(item, message, this.actions);
    let next = null;
    for (const other of [...this.list.querySelectorAll(".message")].reverse()) {
      if (Number(other.dataset.id) < message.id) break;
      next = other;
    }
    this.list.insertBefore(item, next);
    this.#items.set(message.id, item);
    return item;
  }

  #remove(id) {
    const item = this.#items.get(id);
    if (!item) return;
    const neighbour = item.previousElementSibling ?? item.nextElementSibling;
    const focused = item.contains(document.activeElement);
    item.remove();
    this.#items.delete(id);
    if (!focused || !neighbour) return;
    neighbour.tabIndex = -1;
    neighbour.focus({ preventScroll: true });
  }

  #separateDays() {
    let before = "";
    for (const item of [...this.list.children]) {
      if (item.classList.contains("day")) {
        const { day } = item.dataset;
        if (day === before || item.nextElementSibling?.dataset.day !== day) item.remove();
        else before = day;
      } else if (item.dataset.day !== before) {
        before = item.dataset.day;
        item.before(separator(before));
      }
    }
    this.nameDays();
  }
}

function separator(day) {
  const item = document.createElement("li");
  const time = document.createElement("time");
  item.className = "day";
  item.dataset.day = day;
  time.dateTime = day;
  item.append(time);
  return item;
}
