"""`stadtbote announce` beside a running bot on the same database: it is sent, and the report says so."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civic.residents import ALL_TOPICS, Address, Channel
from tests.bot.bot_api import BotApi
from tests.factories import a_resident
from tests.faults.sendings import arrived, tried
from tests.faults.towns import Towns, until
from tests.handlers.city import City

# Each command is a process that imports everything anew, which a busy machine is slow at.
pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[2]
PEOPLE = {8_000_000_001: "de", 8_000_000_002: "de", 8_000_000_003: "en", 8_000_000_004: "uk"}
BLOCKED = 8_000_000_002
TEXT = """
title: {de: Probealarm, en: Test of the sirens}
text: {de: Heute heulen die Sirenen., en: The sirens will sound today.}
audience: {topics: all}
urgent: Die Sirenen heulen heute.
"""
# Urgent, since the command has the real clock: at night everything else waits for the morning.


async def command(folder: Path, url: str, *arguments: str) -> tuple[int, list[str], str]:
    """Runs the command as a process of its own; its exit code and what it printed."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("STADTBOTE_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "announce", *arguments),
        cwd=folder,
        env={**plain, "PYTHONPATH": str(ROOT), "STADTBOTE_DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode().splitlines(), err.decode()


async def settled(towns: Towns, city: City, number: int) -> None:
    """Lets time pass until no copy is open."""

    async def look() -> bool:
        towns.clock.now = datetime.now(UTC)
        city.app.deliverer.ring()
        async with city.app.services.uow.reading() as r:
            found = await r.deliveries.report(number)
        return bool(found.planned) and not found.open

    await until(look)


async def test_the_running_bot_sends_it_and_the_report_is_what_was_sent(
    towns_on_both: Towns, api: BotApi, tmp_path: Path
) -> None:
    towns = towns_on_both
    towns.clock.now = datetime.now(UTC)
    city = await towns.open(telegram=True)
    for chat, language in PEOPLE.items():
        address = Address(Channel.TELEGRAM, chat)
        await a_resident(city.app.services.uow, language=language, address=address, topics=[ALL_TOPICS])
    api.fault("sendMessage", "403", chat_id=BLOCKED)
    (tmp_path / "a.yaml").write_text(TEXT, "utf-8")

    code, printed, err = await command(tmp_path, towns.database_url, "a.yaml", "--send")
    assert (code, printed[1:]) == (0, ["recipients: 4"]), err
    number = int(printed[0])
    await settled(towns, city, number)

    code, printed, err = await command(tmp_path, towns.database_url, "--report", str(number), "--json")
    assert code == 0, err
    said = json.loads(printed[0])
    assert said["planned"] == sum(said[name] for name in said if name != "planned")
    assert said["sent"] == sum(arrived(api.calls, PEOPLE).values()) == 3
    assert said["unreachable"] == tried(api.calls, [BLOCKED])[BLOCKED] == 1
    assert max(tried(api.calls, PEOPLE).values()) == 1
    texts = {
        call.params["chat_id"]: call.params["text"] for call in api.calls if call.method == "sendMessage"
    }
    assert "Test of the sirens" in texts["8000000003"]
    assert "Heute heulen die Sirenen." in texts["8000000001"]


async def test_a_draft_and_a_later_time_wait(towns: Towns, api: BotApi, tmp_path: Path) -> None:
    towns.clock.now = datetime.now(UTC)
    city = await towns.open(telegram=True)
    [chat, *_] = PEOPLE
    address = Address(Channel.TELEGRAM, chat)
    await a_resident(city.app.services.uow, address=address, topics=[ALL_TOPICS])
    (tmp_path / "a.yaml").write_text(TEXT, "utf-8")
    later = datetime.now(UTC).astimezone(city.app.services.zone) + timedelta(days=2)
    code, printed, err = await command(tmp_path, towns.database_url, "a.yaml")
    assert code == 0, err
    at = f"{later:%Y-%m-%d} 11:00"
    code, (number, *_), err = await command(tmp_path, towns.database_url, "a.yaml", "--send", "--at", at)
    assert code == 0, err
    await city.app.deliverer.tick()
    assert not tried(api.calls, [chat])
    towns.clock.now = later.replace(hour=11, minute=0, second=0).astimezone(UTC)
    await city.app.deliverer.tick()
    assert tried(api.calls, [chat])[chat] == 1, "the one with a time, and not the draft"
    async with city.app.services.uow.reading() as r:
        assert (await r.deliveries.report(int(number))).sent == 1
        assert (await r.deliveries.report(int(printed[0]))).planned == 0
