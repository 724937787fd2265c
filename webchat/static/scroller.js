// Keeps the newest message in sight, unless the reader has scrolled up; then a button leads there.

const NEAR = 60;
const ABOVE = 12;
const PATIENCE = 15_000;

export class Scroller {
  #pinned = true;
  #awaitedUntil = 0;

  constructor(viewport, button) {
    this.viewport = viewport;
    this.button = button;
    viewport.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    button.addEventListener("click", () => {
      this.toEnd();
      viewport.focus({ preventScroll: true });
    });
    const observer = new ResizeObserver(() => this.#onResize());
    observer.observe(viewport);
    observer.observe(viewport.firstElementChild);
  }

  toEnd() {
    this.#pinned = true;
    this.viewport.scrollTop = this.viewport.scrollHeight;
    this.button.hidden = true;
  }

  /** A button was tapped: what comes next answers it, and is shown wherever the reader is. */
  awaitAnswer() {
    this.#awaitedUntil = performance.now() + PATIENCE;
  }

  /** Something was added below; `first` is the topmost new item from the bot, if there is one. */
  follow(first) {
    const isAwaited = Boolean(first) && performance.now() < this.#awaitedUntil;
    if (isAwaited) this.#awaitedUntil = 0;
    if (!this.#pinned && !isAwaited) {
      this.button.hidden = !first;
      return;
    }
    this.toEnd();
    const hidden = first ? this.#top() - first.getBoundingClientRect().top : 0;
    if (hidden <= 0) return;
    this.#pinned = false; // a long answer is read from its beginning
    this.viewport.scrollTop -= hidden + ABOVE;
  }

  #top() {
    return this.viewport.getBoundingClientRect().top;
  }

  #onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.viewport;
    this.#pinned = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#pinned) this.button.hidden = true;
  }

  #onResize() {
    if (this.#pinned) this.viewport.scrollTop = this.viewport.scrollHeight;
  }
}
