// The choice of a language, before the first message and at any time after it.
// No `<select>`: with the arrows some browsers change its value at once, and each change would be a message.

import { element } from "./bubble.js";
import { Popup } from "./popup.js";
import { languages, spoken } from "./texts.js";

export class Chooser {
  /** `name` shows what is spoken; `onChoose(tag)` is called when somebody picks another language. */
  constructor(button, panel, name, onChoose) {
    this.name = name;
    this.onChoose = onChoose;
    this.popup = new Popup(button, panel);
    this.options = languages.map((language) => this.#option(language));
    const items = this.options.map((option) => element("li", "", option));
    panel.querySelector("ul").replaceChildren(...items);
    this.show();
  }

  /** Show which language is spoken. */
  show() {
    for (const option of this.options) {
      const current = option.lang === spoken();
      option.ariaCurrent = current ? "true" : null;
      if (!current) continue;
      this.name.textContent = option.textContent;
      this.name.lang = option.lang;
    }
  }

  #option([tag, name]) {
    const button = element("button", "item", name);
    button.type = "button";
    button.lang = tag;
    button.addEventListener("click", () => {
      if (tag !== spoken()) this.onChoose(tag);
    });
    return button;
  }
}
