// Reads messages aloud with the browser's own voices, where it has one for the language.

import { icon } from "./icons.js";
import { text } from "./texts.js";

const synthesis = window.speechSynthesis;
const PICTURES = /\p{Extended_Pictographic}/gu;

const base = (tag) => tag.toLowerCase().split(/[-_]/)[0];
const voiceFor = (language) => synthesis.getVoices().find(({ lang }) => base(lang) === base(language));

let stop = () => {};

/** A button that reads `words` in `language`, and stops when it is pressed again. Null without any synthesis. */
export function voiceButton(words, language) {
  if (!synthesis || !language || words.trim() === "") return null;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.dataset.language = language;
  button.append(icon("voice"));
  show(button, false);
  button.addEventListener("click", () => (button.ariaPressed === "true" ? stop() : read(words, language, button)));
  return button;
}

/** Voices may come later than the page; a button without one is not offered. */
export function offerVoices(root) {
  if (!synthesis) return;
  const refresh = () => {
    for (const button of root.querySelectorAll(".aloud")) button.hidden = !voiceFor(button.dataset.language);
  };
  synthesis.addEventListener("voiceschanged", refresh);
}

/** Be silent. */
export const hush = () => stop();

function read(words, language, button) {
  stop();
  const utterance = new SpeechSynthesisUtterance(words.replace(PICTURES, ""));
  utterance.voice = voiceFor(language) ?? null;
  utterance.lang = utterance.voice?.lang ?? language;
  const over = () => {
    if (stop === end) stop = () => {};
    show(button, false);
  };
  const end = () => {
    over();
    synthesis.cancel();
  };
  utterance.addEventListener("end", over);
  utterance.addEventListener("error", over);
  stop = end;
  show(button, true);
  synthesis.speak(utterance);
}

function show(button, reading) {
  button.ariaPressed = String(reading);
  button.dataset.label = reading ? "stopReading" : "readAloud";
  button.ariaLabel = text(button.dataset.label);
  button.hidden = !reading && !voiceFor(button.dataset.language);
}
