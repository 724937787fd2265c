"""SIGTERM to the running program: what is in hand is finished, the rest comes again after the next start."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from civic.time import utc_now
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import TOKEN, BotApi, Json, message_update
from tests.civic.answers.packs import write_pack
from tests.faults.processes import LONGEST_RUN, ROOT, ended, start
from tests.faults.program import run_command
from tests.faults.towns import PATIENCE, Towns
from tests.telegram.chat import Telegram

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 2)]
AT_MOST = 10.0
BEN = 72


def environ(database_url: str, api: BotApi, folder: Path) -> dict[str, str]:
    """All that the program needs."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "STADTBOTE_DATABASE_URL": database_url,
        "STADTBOTE_WEB_PORT": "0",
        # The same privacy notice as in the towns before: whoever has read it is not asked to read it again.
        "STADTBOTE_CONTROLLER": "Stadt Kaiserslautern",
        "STADTBOTE_HUMAN_CONTACT": "Rathaus",
        "STADTBOTE_EMBEDDINGS": "off",
        "STADTBOTE_CONTENT": str(write_pack(folder / "content")),
        "STADTBOTE_TELEGRAM_TOKEN": TOKEN,
        "STADTBOTE_TELEGRAM_API": api.base,
    }


async def test_a_slow_answer_is_finished(api: BotApi, sqlite_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=environ(sqlite_url, api, tmp_path),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    async with asyncio.timeout(LONGEST_RUN):
        printed = (await process.stdout.readline()).decode()
    url = printed.removeprefix("Stadtbote is ready: ").strip()
    assert await asyncio.to_thread(_status, f"{url}/health/live") == 200
    api.fault("sendMessage", "429", chat_id=BEN, times=1, retry_after=2)
    await api.push(message_update(1, BEN, "/imprint"))
    async with asyncio.timeout(PATIENCE):
        await api.until(lambda: len(api.called("sendMessage")) == 1)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(AT_MOST):
        rest, _ = await process.communicate()
    assert process.returncode == 0
    assert [call.answer for call in api.called("sendMessage")] == ["429", "ok"]
    assert api.confirmed == 2
    assert TOKEN.partition(":")[2] not in printed + rest.decode() + log.read_text(encoding="utf-8")


async def test_what_hangs_comes_again_and_what_was_done_is_not_repeated(
    towns: Towns, api: BotApi, tmp_path: Path
) -> None:
    event_id, confirming = await _at_the_summary(towns)
    settings = environ(towns.database_url, api, tmp_path)
    api.fault("sendMessage", "hang", chat_id=BEN)
    process = start(run_command, settings, tmp_path / "first.txt")
    await api.push(message_update(1, BEN, "/imprint"), confirming)
    async with asyncio.timeout(LONGEST_RUN):
        await api.until(
            lambda: {"72", "71"} == {call.params["chat_id"] for call in api.called("sendMessage")}
        )
        await api.until(lambda: len(api.called("sendDocument")) == 1)
    process.terminate()
    assert await ended(process, within=AT_MOST) == 0
    assert len(api.updates) == 2

    api.faults.clear()
    before = len(api.calls)
    process = start(run_command, settings, tmp_path / "second.txt")
    async with asyncio.timeout(LONGEST_RUN):
        await api.until(lambda: not api.updates)
    process.terminate()
    assert await ended(process, within=AT_MOST) == 0
    again = [call.params for call in api.calls[before:] if call.method.startswith("send")]
    assert [sent["chat_id"] for sent in again if sent["chat_id"] == str(BEN)] == [str(BEN)]
    # Whoever registered is at most asked once more what was open, and not told of the registration again.
    assert all("remind" in sent["text"] for sent in again if sent["chat_id"] != str(BEN))
    database = Database(towns.database_url)
    async with SqlUnitOfWork(database).reading() as r:
        assert len(await r.registrations.of_event(event_id)) == 1
    await database.close()


async def _at_the_summary(towns: Towns) -> tuple[int, Json]:
    """Somebody comes as far as the summary; returns the event's id and the tap that confirms it."""
    towns.clock.now = utc_now()  # the program's own clock cannot be set
    side = Telegram(towns.api, await towns.open(telegram=True))
    event = await side.event(titles={"en": "Café"}, seats=5)
    ada = side.private(71)
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("1", "No support needed"):
        await ada.taps(label)
    kept: list[Json] = []

    async def keep(update: Json) -> None:
        kept.append(update)

    side.deliver = keep
    await ada.taps("Yes, register")
    await towns.close(side.city)
    towns.api.calls.clear()
    return event.id, kept[0]


def _status(url: str) -> int:
    with urlopen(url, timeout=PATIENCE) as answer:
        status: int = answer.status
        return status
