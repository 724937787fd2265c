// Reads messages aloud with the browser's own voices, where it has one for the language.

import { icon } from "./icons.js";
import { text } from "./texts.js";

const synthesis = window.speechSynthesis;
// Of an address only the host is worth hearing; pictures and marks of direction are none.
const ADDRESSES = /\b[a-z][a-z\d+.-]*:\/\/(?:www\.)?([^\s/?#]+)\S*/gi;
const UNSPOKEN = /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Cf}\ufe0f]/gu;

const base = (tag) => tag.toLowerCase().split(/[-_]/)[0];
const voiceFor = (language) => synthesis.getVoices().find(({ lang }) => base(lang) === base(language));

let stop = () => {};

/** What is heard of a text, line by line: some voices stop in the middle of long ones. */
function spokenLines(words) {
  const lines = words.replace(ADDRESSES, "$1").replace(UNSPOKEN, "").split("\n");
  return lines.map((line) => line.replace(/\s+/g, " ").trim()).filter((line) => /[\p{L}\p{N}]/u.test(line));
}

/** A button that reads `words`, and stops when it is pressed again. Null without any synthesis. */
export function voiceButton(words, language) {
  if (!synthesis || spokenLines(words).length === 0) return null;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.dataset.language = language;
  show(button, false);
  button.addEventListener("click", () => ("reading" in button.dataset ? stop() : read(words, button)));
  return button;
}

/** It turned out in which language the text is. */
export function voiceIn(button, language) {
  button.dataset.language = language;
  offer(button);
}

/** Hidden where no voice fits, as where the language of the text is not known. */
function offer(button) {
  const { language, reading } = button.dataset;
  button.hidden = reading === undefined && !(language && voiceFor(language));
}

/** Voices may come later than the page; a button without one is not offered. */
export function offerVoices(root) {
  if (!synthesis) return;
  synthesis.addEventListener("voiceschanged", () => root.querySelectorAll(".aloud").forEach(offer));
}

/** Be silent. */
export const hush = () => stop();

function read(words, button) {
  stop();
  const over = () => {
    if (stop === end) stop = () => {};
    show(button, false);
  };
  const end = () => {
    over();
    synthesis.cancel();
  };
  const utterances = spokenLines(words).map((line) => utterance(line, button.dataset.language));
  utterances.at(-1).addEventListener("end", over);
  for (const one of utterances) one.addEventListener("error", over);
  stop = end;
  show(button, true);
  for (const one of utterances) synthesis.speak(one);
}

function utterance(line, language) {
  const made = new SpeechSynthesisUtterance(line);
  made.voice = voiceFor(language) ?? null;
  made.lang = made.voice?.lang ?? language;
  return made;
}

function show(button, reading) {
  button.replaceChildren(icon(reading ? "stop" : "voice"));
  button.toggleAttribute("data-reading", reading);
  button.dataset.label = reading ? "stopReading" : "readAloud";
  button.ariaLabel = text(button.dataset.label);
  offer(button);
}
