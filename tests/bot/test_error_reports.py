"""Reports of failures reach a real server on this machine, and hold nothing of who wrote and what."""

import asyncio
import gzip
import io
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot import error_reports
from bot.error_reports import recipient, report_of, start
from bot.secrets import Redactor, install_loop_filter
from bot.settings import Settings
from bot.settings_check import problems
from civic.staff import InvitationKind
from tests.bot.test_secrets import stream
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson, city, new_person
from tests.handlers.test_announcements import staff

__all__ = ["city", "new_person", "stream"]
SAID = "Mein Sohn Quirinus hat Windpocken, Tel. 0170 5554321"
MARKERS = ("Quirinus", "Windpocken", "5554321", "Zebulon", "geheim", "Traceback")
log = logging.getLogger("bot.test")


class Ingest:
    """Keeps what arrives where Sentry listens."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                outer.bodies.append(body.decode())
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.dsn = f"http://key@127.0.0.1:{self.server.server_port}/7"

    def events(self) -> list[dict[str, Any]]:
        """The reports, as Sentry reads an envelope: a header, then a header and a body for each item."""
        return [json.loads(body.splitlines()[2]) for body in self.bodies]


@pytest.fixture
def ingest() -> Iterator[Ingest]:
    ingest = Ingest()
    thread = threading.Thread(target=ingest.server.serve_forever)
    thread.start()
    yield ingest
    ingest.server.shutdown()
    ingest.server.server_close()
    thread.join()


async def test_a_conversation_that_fails(
    city: City, new_person: NewPerson, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await staff(city, new_person, "de-DE", InvitationKind.OWNER)
    person = await new_person("de-DE")
    await person.start()

    def fails(text: str, *_: Any, **__: Any) -> None:
        secret = "geheim"
        try:
            raise KeyError(text + secret)
        except KeyError as cause:
            raise ValueError(f"cannot show {SAID!r}") from cause

    monkeypatch.setattr(city.app.services.library, "ask", fails)
    end = start(Settings.model_validate({"sentry_dsn": ingest.dsn}))
    try:
        log.info("Zebulon")
        assert "Das hat gerade leider nicht geklappt" in str(await person.says(SAID))
        log.error("update of %s failed", "Zebulon")
        logging.getLogger("asyncio").error("Zebulon <Task geheim>")
    finally:
        end()
    log.error("after the end")
    sent = ingest.events()
    assert len(sent) == 3
    assert [marker for marker in MARKERS if marker in "".join(ingest.bodies)] == []
    failed = next(one for one in sent if "exception" in one)
    kinds = [one["type"] for one in failed["exception"]["values"]]
    assert kinds == ["KeyError", "ValueError"]
    frames = failed["exception"]["values"][-1]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "fails"
    assert {"filename", "module", "function", "lineno", "in_app"} == set(frames[-1])
    assert failed["logentry"] == {"message": "update %s failed"}
    assert {"message": "update of %s failed"} in [one.get("logentry") for one in sent]
    allowed = {"event_id", "timestamp", "level", "logger", "platform", "release", "environment"}
    assert {key for one in sent for key in one} <= allowed | {"exception", "logentry"}


async def test_beside_the_log_of_the_program(stream: io.StringIO, ingest: Ingest) -> None:
    """The filters of the log change the records that all handlers get."""
    loop = asyncio.get_running_loop()
    install_loop_filter(loop, Redactor())
    end = start(Settings.model_validate({"sentry_dsn": ingest.dsn}))
    try:
        try:
            raise ValueError(SAID)
        except ValueError as failure:
            log.error("channel %s failed", "Zebulon", exc_info=True)
            loop.call_exception_handler({"message": "never retrieved: Zebulon", "exception": failure})
    finally:
        end()
        loop.set_exception_handler(None)
    assert stream.getvalue().count("Zebulon") == 2
    assert stream.getvalue().count(f"ValueError: {SAID}") == 2
    assert [marker for marker in MARKERS if marker in "".join(ingest.bodies)] == []
    logged = [one["logentry"]["message"] for one in ingest.events()]
    assert sorted(logged) == ["channel %s failed", "event loop: %s"]
    for one in ingest.events():
        (kind,) = one["exception"]["values"]
        assert (kind["type"], len(kind["stacktrace"]["frames"])) == ("ValueError", 1)


def test_nothing_without_an_address() -> None:
    before = list(logging.getLogger().handlers)
    start(Settings())()
    assert logging.getLogger().handlers == before
    assert recipient(Settings()) == ""


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError(SAID), KeyError(SAID)
    first.__cause__, second.__cause__ = second, first
    record = logging.LogRecord("bot", logging.ERROR, "", 0, "x", (), (ValueError, first, None))
    report = report_of(record)
    assert [one["type"] for one in report["exception"]["values"]] == ["KeyError", "ValueError"]
    assert "Quirinus" not in str(report)


def test_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    dsn = "https://5f0c0ffee@sentry.city.example/2"
    given = {"STADTBOTE_SENTRY_DSN": dsn}
    assert problems(given, None) == []
    settings = Settings.model_validate({"sentry_dsn": dsn})
    assert recipient(settings) == "sentry.city.example"
    assert dsn in settings.secret_values
    assert "5f0c0ffee" not in repr(settings)
    for wrong in (
        "https://sentry.city.example/2",
        "https://key@/2",
        "key@x/2",
        "https://key@x/y",
        "https://k@x:a/1",
    ):
        (line,) = problems({"STADTBOTE_SENTRY_DSN": wrong}, None)
        assert line == "STADTBOTE_SENTRY_DSN: is not an address like https://key@sentry.example.org/2"
    monkeypatch.setattr(error_reports, "find_spec", lambda name: None)
    (line,) = problems(given, None)
    assert line.endswith("not installed: pip install 'stadtbote[sentry]'")
