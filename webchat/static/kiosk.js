// A tablet that many use (`?kiosk`): after five idle minutes what was said is removed from it.

const IDLE = 5 * 60_000;
// WCAG 2.2, 2.2.1: whoever is slow is asked first, and has more than twenty seconds to answer.
const WARNED = 60_000;
const ACTIVE = ["pointerdown", "keydown", "wheel"];

export const isKiosk = new URLSearchParams(location.search).has("kiosk");

export class Kiosk {
  #timer = 0;
  #used = false;

  /** `onIdle()` removes what is here. `dialog` asks before whether anybody is still there. */
  constructor(dialog, onIdle) {
    this.dialog = dialog;
    this.onIdle = onIdle;
    for (const name of ACTIVE) addEventListener(name, () => this.#active(), { passive: true, capture: true });
  }

  #active() {
    this.#used = true;
    if (this.dialog.open) this.dialog.close();
    this.#wait(IDLE, () => this.#warn());
  }

  #warn() {
    if (!this.#used) return;
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    this.dialog.showModal();
    this.#wait(WARNED, () => this.#end());
  }

  #end() {
    this.#used = false;
    this.dialog.close();
    this.onIdle();
  }

  #wait(time, then) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, time);
  }
}
