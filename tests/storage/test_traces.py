"""Which lines of the staff's chats tell of somebody, and which only hold the same words."""

import json
from collections.abc import Mapping, Sequence

import pytest

from storage.traces import Seat, Traces, tells_of
from webchat.wire import dumps

ANNA = Seat(3, 8, "KWXTPR", frozenset({"Anna", "Anna Schmidt", "0631 123456"}))
ASKED = "Wo ist das Café? Ich finde es nicht."


def line(
    text: str, *buttons: str, block: str = "", typed: bool = False, more: Mapping[str, object] | None = None
) -> str:
    """The body of a line, as the gateway keeps it; `block` is set off within the text."""
    body: dict[str, object] = {"date": 0, "chat": {"type": "private"}, "from": {"is_bot": not typed}}
    body["text"] = text
    if block:
        offset = len(text[: text.index(block)].encode("utf-16-le")) // 2
        length = len(block.encode("utf-16-le")) // 2
        body["entities"] = [{"type": "blockquote", "offset": offset, "length": length}]
    if buttons:
        row = [{"text": "Tap", "callback_data": data} for data in buttons]
        body["reply_markup"] = {"inline_keyboard": [row]}
    return dumps(body | dict(more or {}))


def found(body: str, traces: Traces) -> bool:
    """Whether a line tells of somebody; if it does, it has to be among those that are read."""
    tells = tells_of(body, traces)
    assert not tells or any(clue in body for clue in traces.clues())
    return tells


@pytest.mark.parametrize(
    "body",
    [
        line("Anna, 2 people", "card:3"),
        line("✓ \u2068Anna\u2069: 1 of 1", "door_list:3:m:0"),
        line("With: Ben, Anna Schmidt", "people_of:3"),
        line("Please call: 0631 123456", "calls_page:3:1"),
        line("Please call 1 person", "called:3:8"),
        line("Not here yet", "door_in:3:8"),
        line("How many people are coming?", "p_people:8:2:1"),
        line("KWXTPR: somebody"),
        line("kwxtpr", typed=True),
        line("anna", typed=True),
        line("Please call Anna Schmidt, she is ill", typed=True),
    ],
)
def test_a_registration_is_told_of(body: str) -> None:
    traces = Traces(seats=(ANNA,), codes=frozenset({ANNA.code}))
    assert found(body, traces)
    assert found(line("Yes", typed=True, more={"reply_to_message": json.loads(body)}), traces)


@pytest.mark.parametrize(
    "body",
    [
        line("Johanna, 2 people", "card:3"),
        line("Anna, 2 people", "card:33"),
        line("Anna, 2 people", "question:3"),
        line("Good morning, Anna!"),
        line("I will tell Anna so.", typed=True),
        line("Please call 1 person", "called:3:80"),
        line("Please call 1 person", "called:30:8"),
        line("KWXTPRS", typed=True),
    ],
)
def test_others_are_told_of(body: str) -> None:
    assert not found(body, Traces(seats=(ANNA,), codes=frozenset({ANNA.code})))


@pytest.mark.parametrize("name", ["text", "date", "chat", "private", "from", "entities"])
def test_a_name_is_looked_for_in_words_not_in_json(name: str) -> None:
    seat = Seat(3, 8, "KWXTPR", frozenset({name}))
    assert not found(line("How things stand", "card:3", block="things"), Traces(seats=(seat,)))


def question(*words: str) -> Traces:
    return Traces(questions=frozenset({17}), quoted=frozenset(words))


@pytest.mark.parametrize(
    "body",
    [
        line("2 open questions:", "question:16", "question:17"),
        line("Somebody is answering", "take_over:17"),
        line(f"Asked on Monday:\n\n{ASKED}", block=ASKED),
        line("Gefragt:\n\n\u2068Wo ist das Café?\u2069\n\u2068Ich finde es nicht.\u2069", block="Wo ist"),
        line("😀 1 new question:\n\nWo ist das Café? …", "inbox", block="Wo ist das Café? …"),
    ],
)
def test_a_question_is_quoted(body: str) -> None:
    if "\u2068" in body:
        text = json.loads(body)["text"]
        body = line(text, block=text.partition("\n\n")[2])
    assert found(body, question(ASKED))


@pytest.mark.parametrize(
    "body",
    [
        line("Hallo! What would you like to do?"),
        line("Hallo", typed=True),
        line("Asked on Monday:\n\nHallo, ich bin neu", "inbox", block="Hallo, ich bin neu"),
        # Somebody else asked with the same words, and waits.
        line("Asked on Monday:\n\nHallo", "answer:18", block="Hallo"),
        line("1 open question:", "question:18"),
    ],
)
def test_an_ordinary_first_line_takes_nothing_else_along(body: str) -> None:
    assert not found(body, question("Hallo"))
    assert found(line("Asked on Monday:\n\nHallo", block="Hallo"), question("Hallo"))


def sentences(*quotes: str) -> Sequence[str]:
    return [line(f"Tea\n\n5 ★: 1\n\n{one}", "feedback") for one in quotes]


def test_the_sentence_of_a_rating_is_quoted_in_every_language() -> None:
    traces = Traces(sentences=frozenset({"Gut"}))
    for body in sentences("“Gut”", "„Gut“", "«Gut»", "«\u2068Gut\u2069»"):
        assert found(body, traces)
    for body in sentences("“Gut war es”", "Gut", "“Alles Gut”"):
        assert not found(body, traces)
