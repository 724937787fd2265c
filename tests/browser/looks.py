"""What a screenshot must fulfil: nothing sticks out, every letter has a glyph, every line its direction."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Literal, TypeAlias

from playwright.async_api import Page

ColourScheme: TypeAlias = Literal["light", "dark"]
PageAt: TypeAlias = Callable[..., AbstractAsyncContextManager[Page]]
Shot: TypeAlias = Callable[..., Awaitable[Path]]

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "prs", "ps", "ur", "yi"}

# The page may not scroll sideways, nor may one of its parts do so unnoticed; code blocks may.
OVERFLOW = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`page: ${root.scrollWidth} > ${innerWidth}`);
  for (const node of document.body.querySelectorAll('*')) {
    if (!node.checkVisibility() || node.closest('pre, svg, .unseen')) continue;
    const { left, right, width } = node.getBoundingClientRect();
    const name = `${node.tagName.toLowerCase()}#${node.id}.${node.className}`;
    if (width > 0 && (left < -1 || right > innerWidth + 1)) found.push(`${name}: ${left}..${right}`);
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(node).overflowX);
    if (scrolls && node.scrollWidth > node.clientWidth) found.push(`${name} scrolls sideways`);
  }
  return found;
}"""

# A character that no font has is drawn as the box (.notdef) that a code point without a character gets too.
# So draw both in the element's own fonts and compare the pixels.
MISSING_GLYPHS = r"""() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const drawn = (character, fonts) => {
    context.clearRect(0, 0, 64, 64);
    context.font = `32px ${fonts}`;
    context.fillText(character, 12, 44);
    return context.getImageData(0, 0, 64, 64).data.join();
  };
  const missing = new Set();
  const boxes = new Map();
  const seen = new Set();
  const look = (text, node) => {
    const fonts = getComputedStyle(node).fontFamily;
    if (!boxes.has(fonts)) boxes.set(fonts, ['\u{10FFFF}', '\u{E0FFF}'].map((none) => drawn(none, fonts)));
    for (const character of text) {
      if (/[\x00-\x7f]|\p{Cc}|\p{Cf}|\p{M}|\p{Z}/u.test(character) || seen.has(character + fonts)) continue;
      seen.add(character + fonts);
      if (boxes.get(fonts).includes(drawn(character, fonts))) missing.add(character);
    }
  };
  for (const node of document.body.querySelectorAll('*')) {
    if (!node.checkVisibility()) continue;
    for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) look(child.data, node);
    if (node.matches('input, textarea')) look(node.value || node.placeholder, node);
  }
  return [...missing].map((character) => `${character} U+${character.codePointAt(0).toString(16)}`);
}"""

WRONG_DIRECTIONS = r"""() => {
  // A mark at the beginning decides before any letter does.
  const rightToLeft = /[\u200f\p{Script=Arabic}\p{Script=Hebrew}]/u;
  const found = [];
  for (const node of document.querySelectorAll('[dir=auto]')) {
    const text = node.matches('input, textarea') ? node.value : node.textContent;
    const letter = text.match(/[\u200e\u200f\p{L}]/u)?.[0];
    if (!letter || !node.checkVisibility()) continue;
    const expected = rightToLeft.test(letter) ? 'rtl' : 'ltr';
    const actual = getComputedStyle(node).direction;
    if (actual !== expected) found.push(`${actual}, not ${expected}: ${text}`);
  }
  return found;
}"""


async def faults_of(page: Page, direction: str | None = None) -> list[str]:
    """What is wrong with how the page looks now. Without `direction` the page's own language tells it."""
    language, actual = await page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    expected = direction or ("rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr")
    faults = [] if actual == expected else [f"the page runs {actual}, not {expected}"]
    faults += [f"sticks out: {fault}" for fault in await page.evaluate(OVERFLOW)]
    faults += [f"no glyph: {fault}" for fault in await page.evaluate(MISSING_GLYPHS)]
    return faults + [f"wrong direction: {fault}" for fault in await page.evaluate(WRONG_DIRECTIONS)]


async def shot(page: Page, name: str, direction: str | None = None) -> Path:
    """Save what the page shows as build/screenshots/NAME.png and fail if something about it is wrong."""
    await page.evaluate("document.fonts.ready")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    await page.screenshot(path=path)
    faults = await faults_of(page, direction)
    assert not faults, f"{name}: " + "; ".join(faults)
    return path
