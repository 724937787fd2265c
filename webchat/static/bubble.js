// Draws one message: sender, photo, text, file, time, and the buttons under it.

import { fileAddress } from "./api.js";
import { directionOf, formatted, safeLink } from "./entities.js";
import { clockTime, fileSize } from "./formats.js";
import { icon } from "./icons.js";
import { applyTexts, languages } from "./texts.js";
import { voiceButton, voiceIn } from "./voice.js";

/** By its letters a text is surely not in some languages; good enough to choose a voice for it. */
const SCRIPTS = { Arab: /\p{Script=Arabic}/u, Cyrl: /\p{Script=Cyrillic}/u };

/**
 * Fill a list item with a message, anew after each edit. Focus stays where it was.
 * `actions`: `onCommand(text)`, `onTap(message, data, button)`, `language()` of the conversation.
 */
export function fillBubble(item, message, actions) {
  const focus = focusedKey(item);
  item.className = `message ${message.from}`;
  item.replaceChildren(sender(message), bubble(message, actions), ...keyboard(message, actions));
  applyTexts(item);
  if (focus) restoreFocus(item, focus);
}

/** Draw a text that is still on its way. */
export function pendingBubble({ words, waiting }) {
  const item = element("li", "message visitor pending");
  const body = element("div", "bubble");
  body.dir = directionOf(words) || "auto";
  body.lang = ""; // not the page's: people write in the language they like
  const footer = element("span", "footer", icon("wait"));
  if (waiting) footer.append(labelled("waiting"));
  body.append(element("div", "text", ...formatted(words, [], () => {})), footer);
  item.append(sender({ from: "visitor" }), body);
  applyTexts(item);
  return item;
}

export function element(name, className, ...children) {
  const node = document.createElement(name);
  node.className = className;
  node.append(...children);
  return node;
}

export function labelled(key, className = "") {
  const node = element("span", className);
  node.dataset.text = key;
  return node;
}

const sender = ({ from }) => labelled(from === "bot" ? "senderBot" : "senderYou", "unseen");

function bubble(message, actions) {
  const body = element("div", "bubble");
  body.dir = directionOf(message.text) || "auto";
  body.lang = message.from === "bot" ? likelyLanguage(message.text, actions.language()) : "";
  if (message.photo) body.append(photo(message.photo));
  const words = formatted(message.text, message.entities, actions.onCommand);
  if (words.length > 0) body.append(element("div", "text", ...words));
  if (message.document) body.append(download(message.document));
  const voice = message.from === "bot" ? voiceButton(message.text, body.lang) : null;
  body.append(footer(message, voice));
  return body;
}

/** The language of the conversation is known only after the message was drawn. */
export function relabel(item, message, actions) {
  const body = item.querySelector(".bubble");
  const voice = item.querySelector(".aloud");
  if (message.from !== "bot") return;
  body.lang = likelyLanguage(message.text, actions.language());
  if (voice) voiceIn(voice, body.lang);
}

function likelyLanguage(words, language) {
  const expected = SCRIPTS[new Intl.Locale(language).maximize().script] ?? /\p{Script=Latin}/u;
  const letter = words.match(/\p{L}/u)?.[0] ?? "";
  return expected.test(letter) ? language : "";
}

function footer({ date, edited }, voice) {
  const time = element("time", "", clockTime(date));
  time.dateTime = new Date(date * 1000).toISOString();
  return element("span", "footer", ...(voice ? [voice] : []), ...(edited ? [labelled("edited")] : []), time);
}

function photo(file) {
  const link = safeLink(new URL(fileAddress(file), location.href).href);
  const image = element("img", "");
  link.className = "photo";
  image.dataset.alt = "photo";
  image.src = fileAddress(file);
  link.append(image);
  return link;
}

function download(file) {
  const link = element("a", "file");
  link.href = fileAddress(file);
  link.download = file.name;
  const name = element("bdi", "file-name", file.name);
  link.append(icon("file"), labelled("download", "unseen"), name, element("bdi", "size", fileSize(file.size)));
  return link;
}

function keyboard(message, actions) {
  const rows = message.buttons.map((row) => row.map((button) => key(button, message, actions)));
  const filled = rows.map((row) => row.filter(Boolean)).filter((row) => row.length > 0);
  if (filled.length === 0) return [];
  return [element("div", "keyboard", ...filled.map((row) => element("div", "row", ...row)))];
}

function key({ text: words, data, url }, message, actions) {
  if (url !== undefined) return linkKey(words, url);
  const name = element("bdi", "", words);
  const language = languageNamed(words);
  if (language) name.lang = language;
  const button = element("button", "key", name);
  button.type = "button";
  button.dataset.data = data;
  button.addEventListener("click", () => actions.onTap(message, data, button));
  return button;
}

/** The language whose own name this is, so that it is also pronounced as in it. */
function languageNamed(words) {
  const name = words.replace(/^[^\p{L}]+/u, "").trim();
  return languages.find(([, own]) => own === name)?.[0];
}

function linkKey(words, url) {
  const link = safeLink(url);
  if (!link) return null;
  link.className = "key";
  link.append(element("bdi", "", words), icon("out"));
  if (link.target) link.append(labelled("newTab", "unseen"));
  return link;
}

function focusedKey(item) {
  const active = document.activeElement;
  if (!item.contains(active)) return null;
  return { data: active.dataset.data, index: [...item.querySelectorAll(".key")].indexOf(active) };
}

/** The same button, else the one in its place, else the message, from where Tab leads on. */
function restoreFocus(item, { data, index }) {
  const keys = [...item.querySelectorAll(".key")];
  const target = keys.find((other) => other.dataset.data === data) ?? keys[index] ?? item;
  if (target === item) item.tabIndex = -1;
  target.focus({ preventScroll: true });
}
