// What appears above the conversation: short notices, alerts, and the one question before ending.

import { formatted } from "./entities.js";

const SHORTEST = 5_000;
const PER_LETTER = 80;
const find = (id) => document.getElementById(id);

/** A notice that goes by itself (later while it is pointed at), or at once when it is pressed. */
export function toast(text) {
  const note = document.createElement("div");
  note.className = "toast text";
  note.append(...formatted(text, [], () => {}));
  const remove = () => note.remove();
  const later = () => setTimeout(remove, Math.max(SHORTEST, text.length * PER_LETTER));
  let timer = later();
  note.addEventListener("click", remove);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => {
    timer = later();
  });
  find("toasts").replaceChildren(note);
}

/** A notice must not hide what the keyboard has reached. */
export function uncover({ target }) {
  const note = find("toasts").firstChild;
  if (!note || note.contains(target)) return;
  const [one, other] = [note.getBoundingClientRect(), target.getBoundingClientRect()];
  const beside = one.right < other.left || other.right < one.left;
  if (!beside && one.top < other.bottom && other.top < one.bottom) note.remove();
}

/** A notice that wants to be read: it stays until it is closed. One that is open already goes on below. */
export function alertDialog(text) {
  const dialog = find("alert");
  const words = formatted(text, [], () => {});
  if (dialog.open) find("alert-text").append(...words);
  else {
    find("alert-text").replaceChildren(...words);
    dialog.showModal();
  }
}

/** Nothing of what was said may stay. */
export function clearNotices() {
  find("toasts").replaceChildren();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  find("alert-text").replaceChildren();
}

/** Ask once; true if the visitor really wants to end here. */
export function confirmEnd() {
  const dialog = find("confirm-end");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "end"), { once: true });
  });
}
