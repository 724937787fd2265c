"""No token, secret or password reaches a log or an uncaught exception's text."""

import asyncio
import io
import logging
import sys
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from aiogram.exceptions import TelegramNetworkError

from bot.logs import QUIET, configure
from bot.secrets import RedactingFilter, Redactor, install_exception_filter, install_loop_filter
from bot.wire_session import lane_bots
from tests.bot.bot_api import TOKEN

PASSWORD = "p@ss/word"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What the configured program logs."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in QUIET}
    written = io.StringIO()
    configure("DEBUG", Redactor([TOKEN, PASSWORD]), written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, earlier in quiet.items():
        logging.getLogger(name).setLevel(earlier)
    logging.captureWarnings(False)


class Unprintable:
    """Fails when it is shown in a message, but has a telling `repr`."""

    def __str__(self) -> str:
        raise RuntimeError("no text")

    def __repr__(self) -> str:
        return f"Unprintable({TOKEN})"


@pytest.mark.parametrize(
    "text",
    [
        f"see {TOKEN}.",
        f"see {quote(TOKEN, safe='')}.",
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"another bot's 987654321:{'A' * 35}",
        f"password {PASSWORD} and {quote(PASSWORD)} and {quote(PASSWORD, safe='')}",
        "http://proxyuser:proxypass@proxy:3128/",
        "postgresql+asyncpg://u:x@y@db/s",
    ],
)
def test_a_text_loses_its_secrets(text: str) -> None:
    clean = Redactor([TOKEN, PASSWORD])(text)
    secrets = (TOKEN, TOKEN[10:], quote(TOKEN, safe=""), "AAAA", PASSWORD, "word and", "proxypass", "x@y")
    assert "***" in clean
    assert not [secret for secret in secrets if secret in clean]


def test_other_text_stays() -> None:
    text = "12:30 update 123456789: done, see https://city.example:8080/a@b?x=1:2"
    assert Redactor([TOKEN, "", "abc"])(text) == text


def test_message_arguments_exception_and_stack_are_clean(stream: io.StringIO) -> None:
    log = logging.getLogger("some.library")
    log.info("polling %s with %s", {"url": f"/bot{TOKEN}/"}, TOKEN)
    try:
        try:
            raise KeyError(TOKEN)
        except KeyError as error:
            raise ValueError(f"cannot use {TOKEN}") from error
    except ValueError:
        log.exception("failed with %s", TOKEN, stack_info=True)
    log.handle(logging.makeLogRecord({"msg": "kept text", "exc_text": f"earlier {TOKEN}", "levelno": 40}))
    log.info("wrong format %d", TOKEN)
    log.info("%s", Unprintable())
    written = stream.getvalue()
    assert TOKEN not in written
    assert "ValueError: cannot use ***" in written
    assert "KeyError: '***'" in written
    assert "Stack (most recent call last)" in written
    assert "kept text\n  earlier ***" in written
    assert "wrong format %d" in written
    assert "Unprintable(***)" in written


def test_no_handler_gets_the_exception_itself() -> None:
    record = logging.makeLogRecord({"msg": "failed", "exc_info": (KeyError, KeyError(TOKEN), None)})
    assert RedactingFilter(Redactor([TOKEN])).filter(record)
    assert record.exc_info is None
    assert record.exc_text == "KeyError: '***'"


def test_chatty_libraries_are_quiet(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/getMe")
    logging.getLogger("aiohttp.access").info("GET /")
    assert stream.getvalue() == ""


async def test_a_malformed_api_address_does_not_show_the_token(stream: io.StringIO) -> None:
    bots = lane_bots(TOKEN, "htp://api telegram.org", None)
    try:
        with pytest.raises(TelegramNetworkError) as raised:
            await bots.replies.get_me()
    finally:
        await bots.close()
    assert TOKEN in str(raised.value)  # aiogram quotes the whole address
    logging.getLogger("bot").error("no connection: %s", raised.value, exc_info=raised.value)
    assert "no connection: HTTP Client says - " in stream.getvalue()
    assert "Traceback" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_uncaught_exceptions_are_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    install_exception_filter(Redactor([TOKEN]))
    error = ValueError(f"main {TOKEN}")
    sys.excepthook(ValueError, error, None)

    def fail() -> None:
        raise ValueError(f"thread {TOKEN}")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    class Failing:
        def __del__(self) -> None:
            raise ValueError(f"destructor {TOKEN}")

    Failing()
    written = capsys.readouterr().err
    assert "main ***" in written
    assert "thread ***" in written
    assert "destructor ***" in written
    assert TOKEN not in written


async def test_what_no_task_caught_is_logged_clean(stream: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    install_loop_filter(loop, Redactor([TOKEN]))
    try:
        loop.call_exception_handler({"message": f"lost {TOKEN}", "exception": ValueError(TOKEN)})
        loop.call_exception_handler({"message": "without a cause"})
    finally:
        loop.set_exception_handler(None)
    assert "lost ***" in stream.getvalue()
    assert "ValueError: ***" in stream.getvalue()
    assert "without a cause" in stream.getvalue()
