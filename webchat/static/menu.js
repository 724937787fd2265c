// The menu: the bot's commands, the pages that a city has to offer everywhere, and "end here" as its last item.

import { element } from "./bubble.js";
import { Popup } from "./popup.js";

export class Menu {
  #shown = "";

  /** `onCommand(text)` is called with "/command". */
  constructor(onCommand) {
    this.onCommand = onCommand;
    this.button = document.getElementById("menu-button");
    this.popup = new Popup(this.button, document.getElementById("menu"));
  }

  set open(open) {
    this.button.hidden = !open;
    if (!open) this.popup.close();
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
}
