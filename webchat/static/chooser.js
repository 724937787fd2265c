// The choice of a language, before the first message and at any time after it.

import { languages, spoken } from "./texts.js";

export class Chooser {
  /** `onChoose(tag)` is called when somebody picks another language. */
  constructor(select, onChoose) {
    this.select = select;
    this.select.replaceChildren(...languages.map(([tag, name]) => this.#option(tag, name)));
    this.select.addEventListener("change", () => onChoose(this.select.value));
    this.show();
  }

  /** Show which language is spoken. */
  show() {
    this.select.value = spoken();
  }

  #option(tag, name) {
    const option = document.createElement("option");
    option.value = option.lang = tag;
    option.textContent = name;
    return option;
  }
}
