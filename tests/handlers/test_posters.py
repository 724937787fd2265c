"""Posters, read back by programs that had no part in making them: one A4 page, texts, and a QR code."""

import asyncio
import io
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from handlers.poster_pdf import MARGIN, poster_pdf
from handlers.poster_texts import Block, Poster
from tests.handlers.city import City, Line, Person
from tests.handlers.conftest import NewPerson

POINTS_PER_MM = 72 / 25.4
GERMAN = Block("Reparaturcafé", ("Freitag, 18. Dezember 2026", "Ort: Stiftsplatz 1"), "Anmelden", "de")
ARABIC = Block("مقهى التصليح", ("الجمعة، 18 ديسمبر 2026",), "للتسجيل: امسحوا الرمز", "ar", rtl=True)
UKRAINIAN = Block("Ремонтне кафе Їжак Ґанок", ("п’ятниця, 18 грудня 2026 р.",), "Зареєструватися", "uk")
CONTACT = ("Anna, 0631 000",)


def a_poster(*blocks: Block) -> Poster:
    return Poster(blocks, "https://bot.city.example/e/3", "bot.city.example/e/3", CONTACT, "Stadt Beispiel")


def read(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    (page,) = reader.pages
    width, height = page.mediabox.width / POINTS_PER_MM, page.mediabox.height / POINTS_PER_MM
    assert (round(float(width)), round(float(height))) == (210, 297)
    return " ".join(page.extract_text().split())


def drawn(content: bytes) -> Image.Image:
    """The page as a picture of 144 points to the inch."""
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        bitmap = page.render(scale=2)
        picture: Image.Image = bitmap.to_pil().convert("L")
        bitmap.close()
        page.close()
        return picture
    finally:
        document.close()


def assert_nothing_leaves_the_page(picture: Image.Image) -> None:
    """Nothing is printed on the margin, but for half a stroke of a letter or of an Arabic mark."""
    edge = round((MARGIN - 3) * POINTS_PER_MM * 2)
    ink = picture.point(lambda level: 255 if level < 200 else 0).getbbox()
    assert ink is not None
    left, top, right, bottom = ink
    assert min(left, top, picture.width - right, picture.height - bottom) >= edge


def test_three_languages_on_one_page() -> None:
    content = poster_pdf(a_poster(GERMAN, ARABIC, UKRAINIAN))
    text = read(content)
    for said in (
        "Reparaturcafé",
        "Stiftsplatz 1",
        "Ремонтне кафе",
        "Їжак Ґанок",
        "bot.city.example/e/3",
        *CONTACT,
    ):
        assert said in text
    (code,) = zxingcpp.read_barcodes(drawn(content))
    assert code.text == "https://bot.city.example/e/3"
    assert_nothing_leaves_the_page(drawn(content))
    assert PdfReader(io.BytesIO(content)).metadata["/Title"] == "Reparaturcafé"  # type: ignore[index]


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("مرحبا", "ar"),
        ("پذیرش گفتگو", "fa"),
        ("İğüşöç", "tr"),
        ("Ștefan țară ăâî", "ro"),
        ("Żółć ęą", "pl"),
        ("Ґанок їжак", "uk"),
    ],
)
def test_every_letter_is_in_the_fonts(word: str, language: str) -> None:
    block = Block(word, (word,), word, language, rtl=language in ("ar", "fa"))
    content = poster_pdf(a_poster(block))
    letters = set(word.replace(" ", ""))
    if language in ("ar", "fa"):
        # Joined letters are drawn by pieces; a letter that no font has would be drawn as the same empty box.
        plain = poster_pdf(a_poster(Block("\u3042" + "ا", ("ا",), "ا", language, rtl=True)))
        assert drawn(content).tobytes() != drawn(plain).tobytes()
        assert any(letter in read(content) for letter in letters)
    else:
        assert letters <= set(read(content))


def test_arabic_letters_are_joined_and_run_from_right_to_left() -> None:
    """A joined word is one stroke of ink; its letters apart are four. Both stand at the right."""
    joined, apart = (_heading_columns(text) for text in ("محمد", "م\u200cح\u200cم\u200cد"))
    assert (_strokes(joined), _strokes(apart)) == (1, 4)
    assert joined.index(True) > len(joined) * 0.6


def _heading_columns(text: str) -> list[bool]:
    """Which columns of the upper half of the page have ink in them."""
    picture = drawn(poster_pdf(Poster((Block(text, (), "", "ar", rtl=True),), "https://a.example", "")))
    width, height = picture.width, picture.height // 2
    ink = picture.crop((0, 0, width, height)).point(lambda level: 255 if level < 160 else 0)
    return [ink.crop((x, 0, x + 1, height)).getbbox() is not None for x in range(width)]


def _strokes(columns: list[bool]) -> int:
    return sum(now and not before for before, now in pairwise([False, *columns]))


LONG = "Nachbarschaftshilfekoordinationsstelle für Alle und noch viel mehr " * 2


@pytest.mark.parametrize(
    "heading",
    [LONG[:100], "W" * 100, "ش" * 100, ("مقهى الديمقراطية " * 7)[:100], "Ж" * 100, "a " * 50, "i" * 100],
)
def test_long_texts_shrink_and_never_leave_the_page(heading: str) -> None:
    rtl = heading[0] in "شم"
    long = Block(heading, ("O" * 200, "Place " * 33, "Cost " * 24), heading, "ar" if rtl else "de", rtl=rtl)
    poster = Poster(
        (long, long, long), "https://" + "b" * 80 + ".example/e/999999999", "b" * 80 + ".example/e/999999999",
        ("C" * 120,), "O" * 120,
    )  # fmt: skip
    content = poster_pdf(poster)
    read(content)
    picture = drawn(content)
    assert_nothing_leaves_the_page(picture)
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [poster.code]


@pytest.mark.parametrize(
    "heading", ["😀 Fest 🎉", "漢字 Fest", "Fest\u0000\u202e", "Fest\n\nFest", "<b>Fest</b>"]
)
def test_what_cannot_be_printed_is_left_out(heading: str) -> None:
    text = read(poster_pdf(a_poster(Block(heading, (), "", "de"))))
    assert "Fest" in text
    assert "\u202e" not in text


async def test_many_at_once_are_made_one_after_the_other() -> None:
    posters = [a_poster(Block(f"Nummer {number % 2}", (), "", "de")) for number in range(6)]
    made = await asyncio.gather(*(asyncio.to_thread(poster_pdf, one) for one in posters))
    assert [f"Nummer {number % 2}" in read(one) for number, one in enumerate(made)] == [True] * 6


async def test_a_resident_makes_a_poster_in_three_languages(city: City, resident: Person) -> None:
    event = await city.event(
        titles={"en": "Repair café", "de": "Reparaturcafé", "uk": "Ремонтне кафе", "ar": "مقهى التصليح"},
        contact="Anna, 0631 777",
    )
    await resident.start(f"ev_{event.id}")
    await resident.follows(f"""
        > [Share]
        < http://127.0.0.1:0/e/{event.id}
        < Copy this address
        > [Poster]
        < Which languages shall be on the poster?
        < ✓ Deutsch
        < ✓ English
        > [✓ English]
        > [Українська]
        > [العربية]
        < ✓ Українська
    """)
    heard = await resident.taps("Make the poster")
    content = await poster_of(resident, heard)
    text = read(content)
    assert "Reparaturcafé" in text
    assert "Ремонтне кафе" in text
    assert "Repair café" not in text
    assert "Anna, 0631 777" in text
    assert f"127.0.0.1:0/e/{event.id}" in text
    (code,) = zxingcpp.read_barcodes(drawn(content))
    assert code.text == f"http://127.0.0.1:0/e/{event.id}"


async def poster_of(person: Person, heard: list[Line]) -> bytes:
    """The file that somebody got."""
    file = next(one.file for one in heard if one.file)
    assert str(file["name"]).startswith("poster-")
    async with person.session.get(f"{person.city.url}/chat/files/{file['id']}") as response:
        assert response.content_type == "application/pdf"
        return await response.read()


async def test_a_fourth_language_takes_the_place_of_the_third(city: City, resident: Person) -> None:
    event = await city.event()
    await resident.start(f"ev_{event.id}")
    await resident.taps("Poster")
    await resident.taps("Українська")
    (screen,) = await resident.taps("العربية")
    assert [label for label in screen.labels if label.startswith("✓")] == [
        "✓ Deutsch",
        "✓ English",
        "✓ العربية",
    ]


async def test_a_poster_for_a_topic_leads_to_its_news(city: City, coordinator: Person) -> None:
    await coordinator.follows("""
        > /staff
        > [Posters]
        > [Democracy and participation]
        < Which languages
    """)
    content = await poster_of(coordinator, await coordinator.taps("Make the poster"))
    assert "Demokratie und Beteiligung" in read(content)
    (code,) = zxingcpp.read_barcodes(drawn(content))
    payload = code.text.partition("?start=")[2]
    await coordinator.follows(f"""
        > /start {payload}
        < Would you like to receive news about “Democracy and participation”?
    """)


async def test_there_is_no_poster_for_what_is_called_off(
    city: City, coordinator: Person, resident: Person
) -> None:
    event = await city.event(titles={"en": "Repair café"})
    await resident.start(f"ev_{event.id}")
    await resident.taps("Poster")
    await coordinator.follows("""
        > /staff
        > [Our events]
        > [Repair café]
        > [Cancel event]
        > [Yes, cancel the event]
        <! Poster
    """)
    await resident.follows("""
        > [Make the poster]
        < There is no poster for this event.
    """)


async def test_the_short_address_stands_in_the_text(city: City, new_person: NewPerson) -> None:
    event = await city.event()
    for language in ("en", "de", "uk", "ar"):
        person = await new_person(language)
        (screen,) = await person.start(f"ev_{event.id}")
        assert f"http://127.0.0.1:0/e/{event.id}" in screen.text


def test_a_poster_to_look_at() -> None:
    folder = Path(__file__).resolve().parents[2] / "build" / "posters"
    folder.mkdir(parents=True, exist_ok=True)
    picture = drawn(poster_pdf(a_poster(GERMAN, ARABIC, UKRAINIAN)))
    picture.save(folder / "three-languages.png")
    assert picture.size == (1191, 1684)
