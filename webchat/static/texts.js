// The page's own few words, which come with it. All others come from the bot, in the language of the conversation.

import { getWords } from "./api.js";
import { useLocale } from "./formats.js";

let words = JSON.parse(document.getElementById("words").textContent);
let asked = words.language;

/** Where the legal notice is; "" if nowhere. */
export const imprint = words.imprint;
/** All languages of the bot: pairs of tag and own name. */
export const languages = words.languages;

export const text = (key) => words.texts[key];

/** The tag of the language that the page speaks. */
export const spoken = () => words.language;

/** Take up another language. Whether that changed anything; without a connection the one before stays. */
export async function speak(language) {
  if (language === asked) return false;
  const before = asked;
  asked = language;
  let fetched;
  try {
    fetched = await getWords(language);
  } catch {
    if (asked === language) asked = before; // the next fetch of events names it again
    return false;
  }
  if (asked !== language) return false; // meanwhile another one was wanted
  const changed = fetched.language !== words.language;
  words = fetched;
  showWords();
  return changed;
}

/** Put the words and the direction of the language into the page. */
export function showWords() {
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.direction;
  useLocale(words.language);
  applyTexts(document);
}

/** Fill every element below `root` that names one of these texts. */
export function applyTexts(root) {
  for (const node of root.querySelectorAll("[data-text]")) write(node, text(node.dataset.text));
  for (const node of root.querySelectorAll("[data-alt]")) node.alt = text(node.dataset.alt);
  for (const node of root.querySelectorAll("[data-label]")) node.ariaLabel = text(node.dataset.label);
  for (const node of root.querySelectorAll("[data-page]")) node.href = `${node.dataset.page}?lang=${words.language}`;
  for (const node of root.querySelectorAll("[data-placeholder]")) {
    node.placeholder = text(node.dataset.placeholder);
  }
}

/** Changed in place: a node that is added anew would be read out anew. */
export function write(node, words) {
  const inside = node.firstChild;
  if (!inside) node.textContent = words;
  else if (inside.data !== words) inside.data = words;
}
