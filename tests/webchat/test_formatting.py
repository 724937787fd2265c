"""Texts as Telegram keeps them: trimmed with their entities, links and commands found."""

import pytest
from telegram import MessageEntity

from webchat.formatting import clean, formatted, utf16_length


def places(text: str) -> list[tuple[str, str]]:
    """The entities found in a text, each with the words it covers."""
    result = formatted(text)
    units = result.text.encode("utf-16-le")
    return [
        (str(entity.type), units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le"))
        for entity in result.entities
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/events", [("bot_command", "/events")]),
        ("/start ev_3", [("bot_command", "/start")]),
        ("Show /events@city_bot now", [("bot_command", "/events@city_bot")]),
        ("und/oder, 1/2, </b>", []),
        ("see https://example.org/a?b=c#d.", [("url", "https://example.org/a?b=c#d")]),
        ("(www.example.org)", [("url", "www.example.org")]),
        ("😀 write to info@example.org!", [("email", "info@example.org")]),
        ("https://example.org/events", [("url", "https://example.org/events")]),
        ("Ruf +49 631 3651234 an", [("phone_number", "+49 631 3651234")]),
        ("2 + 2 = 4, +5", []),
    ],
)
def test_finds(text: str, found: list[tuple[str, str]]) -> None:
    assert places(text) == found


@pytest.mark.parametrize("kind", ["code", "pre", "text_link"])
def test_finds_nothing_inside_code_and_links(kind: str) -> None:
    whole = MessageEntity(kind, 0, 7, url="https://example.org" if kind == "text_link" else None)
    assert [entity.type for entity in formatted("/events", [whole]).entities] == [kind]


def test_finds_commands_inside_bold_text() -> None:
    result = formatted("/events", [MessageEntity("bold", 0, 7)])
    assert [entity.type for entity in result.entities] == ["bold", "bot_command"]


def test_trims_text_and_moves_entities_along() -> None:
    result = formatted("\n 😀 ab  \n", [MessageEntity("bold", 0, 6), MessageEntity("italic", 5, 4)])
    assert result.text == "😀 ab"
    assert [(entity.offset, entity.length) for entity in result.entities] == [(0, 4), (3, 2)]


def test_drops_entities_of_trimmed_space() -> None:
    assert formatted("  a", [MessageEntity("bold", 0, 2)]).entities == ()


def test_keeps_at_most_a_hundred_entities() -> None:
    entities = [MessageEntity("bold", offset, 1) for offset in range(150)]
    assert len(formatted("a" * 150, entities).entities) == 100


def test_cleans_controls_and_overrides_but_keeps_isolates() -> None:
    assert clean("a\tb\r\nc\0d\u202ee\u2067f\u2069") == "a b\nc de\u2067f\u2069"


def test_counts_utf16_units() -> None:
    assert (utf16_length("ü"), utf16_length("😀"), utf16_length("")) == (1, 2, 0)
