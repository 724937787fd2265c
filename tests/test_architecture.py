"""Every import arrow points down, each library stays in its place, every task has an owner."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import LAYERS, LIBRARIES, TASK_GROUPS, WITHOUT_AIOGRAM, faults, sources

ROOT = Path(__file__).resolve().parent.parent


def test_the_project_keeps_the_plan() -> None:
    assert faults(ROOT) == []


def test_the_plan_names_what_exists() -> None:
    files = {source.path for source in sources(ROOT, [*LAYERS, "tests"])}
    named = [*WITHOUT_AIOGRAM, *TASK_GROUPS]
    assert [place for place in named if not any(file.startswith(place) for file in files)] == []
    assert len(files) > 100


def plant(root: Path, files: dict[str, str]) -> None:
    """A small project that keeps the plan, with some files put into it."""
    healthy = {
        "civic/events.py": "from dataclasses import dataclass\n",
        "storage/rooms.py": "from civic import events\nfrom webchat import ports\nimport sqlmodel\n",
        "webchat/ports.py": "from telegram import Message\n",
        "handlers/gate.py": "import aiogram\nfrom locales.language import Language\n",
        "handlers/views/news.py": "from ..screen import Screen\n",
        "handlers/screen.py": "import html\n",
        "locales/language.py": "import babel.dates\n",
        "bot/app.py": "import asyncio\nasyncio.create_task(run())\nfrom storage.rooms import Rooms\n",
        "bot/polling.py": (
            "import asyncio\nasync def f():\n    async with asyncio.TaskGroup() as g: g.create_task(x())\n"
        ),
        "tests/fakes.py": "import aiogram, telegram, sqlmodel\n",
        "bot/__main__.py": "def run():\n    from bot.app import App\n",
    }
    for name, text in (healthy | files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(root).parents:
            if folder != Path():
                (root / folder / "__init__.py").touch()
        path.write_text(text)


def test_a_healthy_project_has_no_faults(tmp_path: Path) -> None:
    plant(tmp_path, {})
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        (
            "civic/events.py",
            "import storage.rooms\n",
            "civic/events.py:1: civic/ must not import storage.rooms",
        ),
        ("civic/events.py", "import storage\n", "civic/ must not import storage"),
        ("civic/events.py", "from locales.language import X\n", "civic/ must not import locales.language"),
        ("webchat/browser.py", "from civic import events\n", "webchat/ must not import civic.events"),
        ("locales/language.py", "import civic.events\n", "locales/ must not import civic.events"),
        ("handlers/gate.py", "from bot.app import App\n", "handlers/ must not import bot.app"),
        ("handlers/gate.py", "from webchat import ports\n", "handlers/ must not import webchat.ports"),
        ("storage/rooms.py", "from webchat import server\n", "storage/ must not import webchat"),
        ("storage/rooms.py", "from webchat import ports, Room\n", "storage/ must not import webchat"),
        ("pages/events.py", "import storage.rooms\n", "pages/ must not import storage.rooms"),
        ("sources/rss.py", "import handlers.gate\n", "sources/ must not import handlers.gate"),
        ("civic/events.py", "from tests import fakes\n", "civic/ must not import tests"),
        (
            "handlers/gate.py",
            "def late():\n    import bot.app\n",
            "gate.py:2: handlers/ must not import bot.app",
        ),
        ("civic/events.py", "if TYPE_CHECKING:\n    import bot.app\n", "civic/ must not import bot.app"),
        ("civic/events.py", "import_module('bot.app')\n", "civic/ must not import bot.app"),
        ("civic/events.py", "importlib.import_module(name)\n", "imports a module whose name is computed"),
        ("handlers/gate.py", "from ..bot.app import App\n", "handlers/ must not import bot.app"),
        (
            "civic/events.py",
            "import aiogram.types\n",
            "events.py:1: aiogram has its place in bot/, handlers/",
        ),
        ("handlers/gate.py", "from telegram import Bot\n", "telegram has its place in webchat/"),
        ("bot/app.py", "import sqlmodel\n", "sqlmodel has its place in storage/"),
        ("bot/app.py", "from sqlalchemy.orm import x\n", "sqlalchemy has its place in storage/"),
        ("bot/app.py", "import apscheduler\n", "apscheduler has its place in bot/clock.py"),
        ("civic/events.py", "from babel import Locale\n", "babel has its place in locales/"),
        ("handlers/gate.py", "from gettext import gettext\n", "gettext has its place in locales/"),
        ("civic/events.py", "import numpy\n", "numpy has its place in civic/answers/"),
        ("civic/events.py", "import requests\n", "requests has no place in the plan yet"),
        ("handlers/views/news.py", "import aiogram\n", "handlers/views/news.py:1: loads aiogram"),
        (
            "handlers/views/news.py",
            "from handlers import gate\n",
            "news.py -> handlers/gate.py:1: loads aiogram",
        ),
        ("handlers/__init__.py", "import aiogram\n", "screen.py -> handlers/__init__.py:1: loads"),
        ("bot/__main__.py", "from handlers.gate import x\n", "bot/__main__.py -> handlers/gate.py:1: loads"),
        ("tests/conftest.py", "import aiogram\n", "tests/conftest.py:1: loads aiogram"),
        ("bot/courier.py", "asyncio.create_task(f())\n", "bot/courier.py:1: create_task only in bot/app.py"),
        ("bot/polling.py", "asyncio.create_task(f())\n", "bot/polling.py:1: create_task only in bot/app.py"),
        ("bot/polling.py", "loop.create_task(f())\n", "bot/polling.py:1: create_task only in bot/app.py"),
        ("civic/events.py", "from asyncio import ensure_future\n", "ensure_future only in bot/app.py"),
        ("handlers/gate.py", "asyncio.TaskGroup()\n", "TaskGroup only in bot/app.py"),
        ("helpers/text.py", "import re\n", "helpers/: is no layer of the plan"),
    ],
)
def test_a_planted_fault_is_named(tmp_path: Path, file: str, text: str, fault: str) -> None:
    plant(tmp_path, {file: text})
    found = faults(tmp_path)
    assert any(fault in line for line in found), found


def test_each_library_is_refused_outside_its_place(tmp_path: Path) -> None:
    plant(tmp_path, {"civic/events.py": "".join(f"import {name}\n" for name in LIBRARIES)})
    away = [name for name, places in LIBRARIES.items() if not "civic/events.py".startswith(places)]
    found = faults(tmp_path)
    assert [name for name in away if not any(f": {name} has its place" in line for line in found)] == []


def test_asking_on_the_command_line_loads_no_messenger() -> None:
    program = (
        "import sys; from bot.__main__ import main\n"
        "question = 'How many local groups are in the Engagierte Stadt network?'\n"
        "code = main(['ask', question, '--language', 'en'])\n"
        "print('loaded:', *sorted({'aiogram', 'telegram', 'apscheduler'} & set(sys.modules)))\n"
        "sys.exit(code)\n"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("STADTBOTE_")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=plain, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    answer, _, loaded = done.stdout.rpartition("loaded:")
    assert "112" in answer
    assert loaded.strip() == ""
