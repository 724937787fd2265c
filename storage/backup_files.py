"""What the backups of both kinds of database share: how they fail, and how a file becomes final."""

import os
from pathlib import Path


class BackupFailed(Exception):
    """Nothing was changed; the text is one line for operators, and holds no secret."""


def make_private(part: Path) -> None:
    """An empty file for the bot's user only: what follows is full of personal data. BackupFailed if not."""
    try:
        part.touch(mode=0o600)
    except OSError as failure:
        raise BackupFailed(f"{part.parent} cannot be written: {failure.strerror}") from failure


def make_final(part: Path, target: Path) -> None:
    """Only what is on the disk gets the name by which it will be found. OSError where it cannot."""
    _to_disk(part)
    part.replace(target)
    _to_disk(target.parent)


def _to_disk(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
