// Turns a message's text and its entities (Telegram's, counted in UTF-16 units) into DOM nodes.
// Text only ever becomes text nodes, and addresses are links only if their scheme is harmless.

const SAFE_SCHEMES = new Set(["http:", "https:", "tel:", "mailto:"]);
const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
};
const QUOTES = new Set(["blockquote", "expandable_blockquote"]);
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const FOLDED_LINES = 3;

/** The direction that the first letter, or a mark before it, gives a text; none if it has neither. */
export function directionOf(text) {
  const first = text.match(/[\p{L}\u200e\u200f]/u);
  if (!first) return "";
  return first[0] === "\u200f" || RIGHT_TO_LEFT.test(first[0]) ? "rtl" : "ltr";
}

/** An `<a>` to that address, or null if a page should not link there. */
export function safeLink(address) {
  if (!URL.canParse(address)) return null;
  const { href, protocol } = new URL(address);
  if (!SAFE_SCHEMES.has(protocol)) return null;
  const link = document.createElement("a");
  link.href = href;
  link.rel = "noopener noreferrer";
  if (protocol.startsWith("http")) link.target = "_blank";
  return link;
}

/** Paragraphs, quotes and code blocks; `onCommand(text)` is what a tapped /command does. */
export function formatted(text, entities, onCommand) {
  const whole = { text, entities: outermostFirst(entities), onCommand };
  const nodes = [];
  let position = 0;
  for (const block of blocksOf(whole.entities)) {
    if (block.offset < position) continue;
    nodes.push(...lines(whole, position, block.offset));
    position = block.offset + block.length;
    nodes.push(blockNode(whole, block));
    if (text[position] === "\n") position += 1;
  }
  nodes.push(...lines(whole, position, text.length));
  return nodes;
}

const outermostFirst = (entities) =>
  [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);

const blocksOf = (entities) => entities.filter(({ type }) => type === "pre" || QUOTES.has(type));

function blockNode(whole, { type, offset, length, language }) {
  if (type === "pre") return codeBlock(whole.text.slice(offset, offset + length), language);
  const inside = lines(whole, offset, offset + length);
  const quote = document.createElement("blockquote");
  if (type === "expandable_blockquote" && inside.length > FOLDED_LINES) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.dir = inside[0].dir;
    summary.append(...inside[0].childNodes);
    details.append(summary, ...inside.slice(1));
    quote.append(details);
  } else {
    quote.append(...inside);
  }
  return quote;
}

function codeBlock(text, language) {
  const pre = document.createElement("pre");
  const code = document.createElement("code");
  pre.dir = "ltr";
  pre.tabIndex = 0; // it may scroll sideways
  code.textContent = text;
  if (language) code.dataset.language = language;
  pre.append(code);
  return pre;
}

/** One paragraph per line of text[start, end), each in the direction of its own letters. */
function lines(whole, start, end) {
  if (start >= end) return [];
  const nodes = [];
  let from = start;
  for (const line of whole.text.slice(start, end).replace(/\n$/, "").split("\n")) {
    const paragraph = document.createElement("p");
    if (directionOf(line)) paragraph.dir = "auto";
    paragraph.append(...inline(whole, from, from + line.length, 0));
    if (line === "") paragraph.append(document.createElement("br"));
    nodes.push(paragraph);
    from += line.length + 1;
  }
  return nodes;
}

/** text[start, end) with the entities from number `first` on; what reaches over an edge is cut there. */
function inline(whole, start, end, first) {
  const nodes = [];
  let position = start;
  for (let i = first; i < whole.entities.length; i += 1) {
    const entity = whole.entities[i];
    const from = Math.max(entity.offset, position);
    const to = Math.min(entity.offset + entity.length, end);
    const element = from < to ? inlineElement(whole, entity) : null;
    if (!element) continue;
    nodes.push(whole.text.slice(position, from));
    element.append(...inline(whole, from, to, i + 1));
    nodes.push(element);
    position = to;
  }
  nodes.push(whole.text.slice(position, end));
  return nodes.filter((node) => node !== "");
}

function inlineElement({ text, onCommand }, { type, offset, length, url }) {
  const words = text.slice(offset, offset + length);
  if (type in PLAIN) return document.createElement(PLAIN[type]);
  switch (type) {
    case "text_link":
      return safeLink(url);
    case "url":
      return safeLink(/^[a-z][a-z\d+.-]*:/i.test(words) ? words : `https://${words}`);
    case "email":
      return leftToRight(safeLink(`mailto:${words}`));
    case "phone_number":
      return leftToRight(safeLink(`tel:${words.replace(/[^\d+*#]/g, "")}`));
    case "bot_command":
      return commandButton(words, onCommand);
    case "spoiler":
      return spoiler();
    default:
      return null;
  }
}

function leftToRight(node) {
  if (node) node.dir = "ltr";
  return node;
}

function commandButton(command, onCommand) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "command";
  button.addEventListener("click", () => onCommand(command));
  return leftToRight(button); // the text in a button stands by itself: its slash would be behind it in Arabic
}

function spoiler() {
  const cover = document.createElement("span");
  cover.className = "spoiler";
  cover.tabIndex = 0;
  cover.role = "button";
  cover.dataset.label = "spoiler";
  const reveal = (event) => {
    if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const shown = document.createElement("span");
    shown.tabIndex = -1;
    shown.append(...cover.childNodes);
    cover.replaceWith(shown);
    shown.focus();
  };
  cover.addEventListener("click", reveal);
  cover.addEventListener("keydown", reveal);
  return cover;
}
