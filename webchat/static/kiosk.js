// A tablet that many use (`?kiosk`): after five idle minutes what was said is removed from it.
// When somebody was last here is noted for this tab only, so that nobody finds the conversation of the one
// before after a sleep of the device, after another page, or where the line was down at the end.

const IDLE = 5 * 60_000;
// WCAG 2.2, 2.2.1: whoever is slow is asked first, and has more than twenty seconds to answer.
const WARNED = 60_000;
const ACTIVE = ["pointerdown", "keydown", "wheel"];
const MARK = "kiosk"; // whoever comes back from another page without `?kiosk` is still at the tablet
const SEEN = "seen";
const LEAVING = "leaving";

export const isKiosk = new URLSearchParams(location.search).has("kiosk") || isMarked();
if (isKiosk) sessionStorage.setItem(MARK, "");

/** Whether what lies here may be somebody else's: nobody was here for too long, or their end is still to come. */
export const isStrangers = () => isKiosk && (isLate() || sessionStorage.getItem(LEAVING) !== null);

/** From here on nothing of this visit may be seen again, although the server may not know it yet. */
export const beginLeaving = () => sessionStorage.setItem(LEAVING, "");

/** The server knows. The next one begins anew. */
export function forgetVisit() {
  if (!isKiosk) return;
  sessionStorage.removeItem(SEEN);
  sessionStorage.removeItem(LEAVING);
}

const isLate = () => Date.now() - Number(sessionStorage.getItem(SEEN)) > IDLE + WARNED;

function isMarked() {
  try {
    return sessionStorage.getItem(MARK) !== null;
  } catch {
    return false; // a browser that keeps nothing
  }
}

export class Kiosk {
  #timer = 0;
  #used = false;

  /** `onIdle()` removes what is here. `dialog` asks before whether anybody is still there. */
  constructor(dialog, onIdle) {
    this.dialog = dialog;
    this.onIdle = onIdle;
    for (const name of ACTIVE) addEventListener(name, () => this.#active(), { passive: true, capture: true });
    // Timers sleep with the device.
    document.addEventListener("visibilitychange", () => this.#look());
    addEventListener("focus", () => this.#look());
    if (!isStrangers()) this.#active();
  }

  #active() {
    if (this.#isOver()) {
      this.#end();
      return;
    }
    this.#used = true;
    sessionStorage.setItem(SEEN, Date.now());
    if (this.dialog.open) this.dialog.close();
    this.#wait(IDLE, () => this.#warn());
  }

  #look() {
    if (this.#isOver()) this.#end();
  }

  #isOver() {
    return this.#used && isLate();
  }

  #warn() {
    if (!this.#used) return;
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    this.dialog.showModal();
    this.#wait(WARNED, () => this.#end());
  }

  #end() {
    this.#used = false;
    clearTimeout(this.#timer);
    this.dialog.close();
    this.onIdle();
  }

  #wait(time, then) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, time);
  }
}
