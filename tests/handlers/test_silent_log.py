"""The log of whole conversations, with failures in them, says nothing of who wrote and what they wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.logs import QUIET, configure
from bot.secrets import Redactor
from civic.staff import InvitationKind
from handlers.views import welcome
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import staff

NAME, PHONE, MAIL = "Zebulon Quittenbaum", "0170 5554321", "zq@mail.example"
QUESTION = "Wo finde ich im Stadtteil Quarkenheim einen Kurs für Flohzirkus?"
ANSWER = "Den Kurs gibt es bei Frau Vogelsang."
TITLE, TEXT = "Flötenabend", "Am Kirschplatz spielt Herr Xylander."
BROKEN = "Mein Sohn Quirinus hat Windpocken"
MARKERS = (
    *("Zebulon", "Quittenbaum", PHONE, "5554321", MAIL, "Quarkenheim", "Flohzirkus", "Vogelsang"),
    *(TITLE, "Kirschplatz", "Xylander", "Quirinus", "Windpocken", "Lungenfell"),
)


@pytest.fixture
def logs() -> Iterator[tuple[io.StringIO, io.StringIO]]:
    """Everything that is logged from DEBUG on, as lines and as JSON."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in QUIET}
    text, lines = io.StringIO(), io.StringIO()
    first = configure("DEBUG", Redactor(()), text)
    configure("DEBUG", Redactor(()), lines, "json")
    root.addHandler(first)
    yield text, lines
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, earlier in quiet.items():
        logging.getLogger(name).setLevel(earlier)
    logging.captureWarnings(False)


async def test_whole_conversations(
    city: City,
    new_person: NewPerson,
    logs: tuple[io.StringIO, io.StringIO],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await city.event(titles={"de": "Café"}, seats=5)
    owner = await staff(city, new_person, "de-DE", InvitationKind.OWNER)
    person = await new_person("de-DE")
    await person.start()
    await person.follows(f"""
        > /events
        > [Café]
        > [Anmelden]
        > {NAME}
        > [1]
        > [Keine Unterstützung]
        > [Ja, anmelden]
        < angemeldet
        > {QUESTION}
        > [weitergeben]
        > Rufen Sie mich bitte an: {PHONE}, {MAIL}
    """)
    await owner.hears()
    await owner.follows(f"""
        > [Antworten]
        > {ANSWER}
        > /announce
        > {TITLE}
        > {TEXT}
    """)

    def fails(*_: Any) -> None:
        raise ValueError(f"cannot show {BROKEN!r}")

    monkeypatch.setattr(welcome, "imprint", fails)
    monkeypatch.setattr(city.app.services.library, "ask", fails)
    await person.says(BROKEN)
    text, lines = (log.getvalue() for log in logs)
    assert "Traceback" in text
    assert "ValueError: cannot show '***'" in text
    assert len(text.splitlines()) > 20
    for written in (text, lines, lines.encode().decode("unicode_escape", "replace")):
        assert [marker for marker in MARKERS if marker in written] == []
    records = [json.loads(line) for line in lines.splitlines()]
    failed = next(one for one in records if "exception" in one)
    assert failed["level"] == "error"
    assert failed["channel"] == "web"
    assert isinstance(failed["update"], int)
    assert {"event", "level", "logger", "timestamp"} <= set(failed)
