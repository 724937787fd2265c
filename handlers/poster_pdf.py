"""A poster as an A4 page (PDF): up to three languages, a QR code, an address to type and a phone number.

Takes a second or two, so it is made in a thread. Texts shrink until everything is on the page.
"""

import functools
import io
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import segno
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from handlers.poster_texts import Poster

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
CODE_SIZE = 56.0
FOOT = HEIGHT - MARGIN - CODE_SIZE
POINT = 25.4 / 72
BIGGEST_HEADING, BIGGEST_LINE = 46.0, 22.0
# A long word is written smaller, down to this part of the size, before it is broken.
SMALLEST_FOR_WORDS, SMALLEST_LETTERS = 0.4, 12.0
SMALLEST_SCALE = 0.15
_FONTS = {
    "sans": fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf",
    "arabic": fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf",
}
_WEIGHTS = {"": 400, "B": 700}
_ALWAYS = "0123456789…-–:/.?=_ "
_ONE_AT_A_TIME = threading.Lock()
_TURNING = frozenset(range(0x202A, 0x202F))
_SPACING = {False: 1.22, True: 1.5}


@dataclass(frozen=True)
class _Text:
    """One paragraph in its greatest size (points), `gap` millimetres below the one before."""

    text: str
    size: float
    bold: bool = False
    rtl: bool = False
    gap: float = 0.0


@functools.lru_cache(maxsize=16)
def poster_pdf(poster: Poster) -> bytes:
    """The page as a file; the last ones are kept, and one is made at a time."""
    with _ONE_AT_A_TIME, _fonts(_every_text(poster)) as fonts:
        page = _Page(fonts, poster)
        page.fill(MARGIN, MARGIN, WIDTH - 2 * MARGIN, FOOT - 8 - MARGIN, _upper(poster))
        page.line(FOOT - 5)
        page.code(poster.code, MARGIN, FOOT)
        left = MARGIN + CODE_SIZE + 8
        page.fill(left, FOOT, WIDTH - MARGIN - left, CODE_SIZE, _lower(poster))
        return page.content()


def _upper(poster: Poster) -> list[_Text]:
    texts = [_Text(poster.above, 14)] if poster.above else []
    for block in poster.blocks:
        texts.append(_Text(block.heading, BIGGEST_HEADING, bold=True, rtl=block.rtl, gap=9))
        texts += [_Text(line, BIGGEST_LINE, rtl=block.rtl, gap=2.5) for line in block.lines]
    return texts


def _lower(poster: Poster) -> list[_Text]:
    return [
        *(_Text(block.invitation, 15, rtl=block.rtl, gap=1) for block in poster.blocks),
        _Text(poster.address, 22, bold=True, gap=3),
        *(_Text(line, 14, gap=2) for line in poster.contact),
    ]


def _every_text(poster: Poster) -> str:
    return "".join(one.text for one in (*_upper(poster), *_lower(poster))) + _ALWAYS


class _Page:
    """One sheet that is filled from the top of a box."""

    def __init__(self, fonts: Iterable[tuple[str, str, Path]], poster: Poster) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_title(_printable(poster.blocks[0].heading))
        self._pdf.set_lang(poster.blocks[0].language)
        self._pdf.add_page()
        self._families: list[str] = []
        for family, style, path in fonts:
            self._pdf.add_font(family, style, path)
            self._families = list(dict.fromkeys([*self._families, family]))

    def fill(self, left: float, top: float, width: float, height: float, texts: list[_Text]) -> None:
        """Writes the texts one below the other, as large as fits into the box."""
        shown = self._with_whole_words([one for one in texts if _printable(one.text)], width)
        scale = 1.0
        while scale > SMALLEST_SCALE and not self._fits(shown, width, height, scale):
            scale *= 0.95
        at = top
        for number, one in enumerate(shown):
            at += one.gap * scale if number else 0
            self._pdf.set_xy(left, at)
            at += self._write(one, width, scale, measure=False)

    def _fits(self, texts: list[_Text], width: float, height: float, scale: float) -> bool:
        gaps = sum(one.gap for one in texts[1:]) * scale
        return gaps + sum(self._write(one, width, scale, measure=True) for one in texts) <= height

    def _with_whole_words(self, texts: list[_Text], width: float) -> list[_Text]:
        """Texts of one size stay of one size, in which the longest of their words is not broken."""
        parts: dict[float, float] = {}
        for one in texts:
            self._set_font(one, one.size)
            widest = max(self._pdf.get_string_width(word) for word in _printable(one.text).split())
            least = max(SMALLEST_FOR_WORDS, SMALLEST_LETTERS / one.size)
            fitting = max(min(1.0, least), min(1.0, width / widest * 0.99))
            parts[one.size] = min(parts.get(one.size, 1.0), fitting)
        return [replace(one, size=one.size * parts[one.size]) for one in texts]

    def _write(self, one: _Text, width: float, scale: float, *, measure: bool) -> float:
        size = one.size * scale
        self._set_font(one, size)
        height = self._pdf.multi_cell(
            width,
            size * POINT * _SPACING[one.rtl],
            _printable(one.text),
            align="R" if one.rtl else "L",
            dry_run=measure,
            output=MethodReturnValue.HEIGHT,
        )
        assert isinstance(height, float | int)
        return height

    def _set_font(self, one: _Text, size: float) -> None:
        own = "arabic" if one.rtl and "arabic" in self._families else "sans"
        self._pdf.set_font(own, "B" if one.bold else "", size)
        self._pdf.set_fallback_fonts([family for family in self._families if family != own])
        self._pdf.set_text_shaping(True, direction="rtl" if one.rtl else "ltr")

    def line(self, at: float) -> None:
        """A rule across the page."""
        self._pdf.set_line_width(0.5)
        self._pdf.line(MARGIN, at, WIDTH - MARGIN, at)

    def code(self, content: str, left: float, top: float) -> None:
        """The QR code as squares of black, with the margin that readers need around it."""
        matrix = [list(row) for row in segno.make(content, error="m", micro=False).matrix_iter(border=2)]
        module = CODE_SIZE / len(matrix)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    self._pdf.rect(left + x * module, top + y * module, module, module, style="F")

    def content(self) -> bytes:
        """The file."""
        return bytes(self._pdf.output())


@contextmanager
def _fonts(text: str) -> Iterator[list[tuple[str, str, Path]]]:
    """Font files with what the text needs, regular and bold; whole ones would take seconds."""
    needed = ["sans", *(["arabic"] if set(map(ord, text)) & _letters("arabic") - _letters("sans") else [])]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for family in needed:
            small = _with_letters(_FONTS[family], text)
            for style, weight in _WEIGHTS.items():
                path = Path(folder) / f"{family}{style}.ttf"
                with TTFont(io.BytesIO(small), recalcTimestamp=False) as font:
                    instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
                    font.save(path)
                files.append((family, style, path))
        yield files


def _with_letters(path: Path, text: str) -> bytes:
    options = Options()
    options.layout_features = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    kept = io.BytesIO()
    with TTFont(path, recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.save(kept)
    return kept.getvalue()


@functools.cache
def _letters(family: str) -> frozenset[int]:
    with TTFont(_FONTS[family], lazy=True) as font:
        return frozenset(font.getBestCmap())


def _printable(text: str) -> str:
    """One line without what no font here has, as little pictures, and what would turn the writing around."""
    known = (_letters("sans") | _letters("arabic")) - _TURNING
    return " ".join("".join(char for char in " ".join(text.split()) if ord(char) in known).split())
