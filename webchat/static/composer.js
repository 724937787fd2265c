// The box to write in: it grows with its text, and Enter sends where there is a real keyboard.

const touch = matchMedia("(pointer: coarse)");

export class Composer {
  /** `onSend(text)` gets what was written, without blanks around it. */
  constructor(form, onSend) {
    this.form = form;
    this.input = form.querySelector("textarea");
    this.onSend = onSend;
    form.addEventListener("submit", (event) => this.#submit(event));
    this.input.addEventListener("input", () => this.#fit());
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    // A tap on the button must not close the keyboard of a phone.
    form.querySelector("button.send").addEventListener("pointerdown", (event) => event.preventDefault());
    this.input.enterKeyHint = touch.matches ? "enter" : "send";
  }

  set open(open) {
    this.form.hidden = !open;
    if (open) this.#fit();
  }

  /** Where a keyboard is at hand, writing can begin at once. */
  focus() {
    if (!touch.matches) this.input.focus();
  }

  /** Forget what was begun. */
  clear() {
    this.#set("");
  }

  /** Give back a text that could not be sent, unless the next one has been begun. */
  giveBack(text) {
    if (this.input.value === "") this.#set(text);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (text === "") return;
    this.#set("");
    this.input.focus();
    this.onSend(text);
  }

  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch.matches) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #set(text) {
    this.input.value = text;
    this.#fit();
  }

  #fit() {
    this.input.style.height = "auto";
    const borders = this.input.offsetHeight - this.input.clientHeight;
    this.input.style.height = `${this.input.scrollHeight + borders}px`;
  }
}
