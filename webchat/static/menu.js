// The menu: the bot's commands, the statement of accessibility, and "end here" as its last item.

import { element } from "./bubble.js";

export class Menu {
  #shown = "";

  /** `onCommand(text)` is called with "/command". */
  constructor(onCommand) {
    this.onCommand = onCommand;
    this.panel = document.getElementById("menu");
    this.button = document.getElementById("menu-button");
    this.panel.addEventListener("toggle", ({ newState }) => {
      this.button.ariaExpanded = String(newState === "open");
      if (newState === "open") this.#items()[0].focus();
    });
    this.panel.addEventListener("keydown", (event) => this.#onKey(event));
    this.panel.addEventListener("click", ({ target }) => {
      if (target.closest("button, a")) this.panel.hidePopover();
    });
  }

  set open(open) {
    this.button.hidden = !open;
    if (!open) this.panel.hidePopover();
  }

  list(commands) {
    const wanted = JSON.stringify(commands);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    document.getElementById("commands").replaceChildren(...commands.map((entry) => this.#item(entry)));
  }

  #item({ command, description }) {
    const words = element("span", "", description);
    const name = element("code", "", `/${command}`);
    words.dir = "auto";
    name.dir = "ltr";
    const button = element("button", "item", words, name);
    button.type = "button";
    button.addEventListener("click", () => this.onCommand(`/${command}`));
    return element("li", "", button);
  }

  #items() {
    return [...this.panel.querySelectorAll("button, a")];
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
