"""`stadtbote init`: a file with every setting, commented, of which an operator fills in the first lines."""

import argparse
import os
from collections.abc import Iterable, Iterator
from datetime import time
from pathlib import Path
from typing import Any

from bot.commands import Problems, say
from bot.settings import Settings
from bot.settings_check import NOTICE_FIELDS
from bot.settings_source import setting_name

NEEDED_IN_PRODUCTION = ("env", "public_url", *NOTICE_FIELDS)

_HEAD = """\
# Settings of Stadtbote, one NAME=value a line. A variable in the environment wins over this file.
# An empty value counts as not set. `stadtbote check` names everything that is wrong here.
"""
_NEEDED = "# ---- For the public: with STADTBOTE_ENV=production all of these must be set. ----\n"
_COMPOSE = """\
# ---- For compose.yaml only. ----

# Password of its database. Letters and digits only, since it becomes part of an address.
POSTGRES_PASSWORD=

# Where it publishes the web chat on this machine.
# PUBLISH=127.0.0.1:8080
"""
_REST = "# ---- Everything else has the default that stands here; without the # it can be changed. ----\n"


def template() -> str:
    """The text of such a file: each setting once, with its meaning, an example and its default."""
    rest = (field for field in Settings.model_fields if field not in NEEDED_IN_PRODUCTION)
    parts = [_HEAD, _NEEDED, *_lines(NEEDED_IN_PRODUCTION, needed=True), _COMPOSE, _REST]
    return "\n".join([*parts, *_lines(rest, needed=False)])


def init(arguments: argparse.Namespace) -> int:
    """Writes the file, readable by its owner only. Problems where it is there or cannot be written."""
    file: Path = arguments.file
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if arguments.force else os.O_EXCL)
    try:
        with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as stream:
            os.fchmod(stream.fileno(), 0o600)  # one that was there may have been open to others
            stream.write(template())
    except FileExistsError as exists:
        raise Problems([f"{file}: is there already; --force writes over it"]) from exists
    except OSError as failure:
        raise Problems([f"{file}: cannot be written ({failure.strerror})"]) from failure
    say(f"{file} is written. Fill in its first part, then run 'stadtbote check'.")
    return 0


def _lines(fields: Iterable[str], *, needed: bool) -> Iterator[str]:
    for field in fields:
        info = Settings.model_fields[field]
        line = f"{setting_name(field)}={'' if needed else _written(info.default)}"
        example = "".join(f"# Example: {one}\n" for one in info.examples or ())
        yield f"# {info.description}\n{example}{line if needed else f'# {line}'}\n"


def _written(default: Any) -> str:
    """A default as it stands in a file; empty where nothing, or what lies beside the program, is meant."""
    match default:
        case None | () | Path():
            return ""
        case bool():
            return str(default).lower()
        case (time() as first, time() as end):
            return f"{first:%H:%M}-{end:%H:%M}"
        case _:
            return str(default)
