// A list that a button opens: arrows walk through it, Escape closes it, and the button gets the focus back.

export class Popup {
  /** `panel` is a popover that `button` opens. */
  constructor(button, panel) {
    this.button = button;
    this.panel = panel;
    // While it opens, the browser gives the focus to what wants it: no key that is pressed at once gets lost.
    panel.addEventListener("beforetoggle", ({ newState }) => {
      button.ariaExpanded = String(newState === "open");
      const first = panel.querySelector("[aria-current]") ?? this.#items()[0];
      for (const item of this.#items()) item.autofocus = item === first;
    });
    panel.addEventListener("keydown", (event) => this.#onKey(event));
    // Before what was chosen begins: a dialog then gives the focus back to the button, which is still there.
    const onClick = ({ target }) => {
      if (target.closest("button, a")) this.close();
    };
    panel.addEventListener("click", onClick, { capture: true });
    // Open, it would cover what Tab leads to.
    panel.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !panel.contains(relatedTarget) && relatedTarget !== button) this.close();
    });
  }

  close() {
    this.panel.hidePopover();
  }

  #items() {
    return [...this.panel.querySelectorAll("button, a")].filter((item) => !item.closest("[hidden]"));
  }

  #onKey(event) {
    const items = this.#items();
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length).focus();
  }
}
