"""Encryption of backups in the age format: a public key is enough to write, only its secret key reads."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pyrage

from storage.backup_files import BackupFailed

ENDING = ".age"
"""What the name of an encrypted backup ends with."""
_MAGIC = b"age-encryption.org/v1\n"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how every secret key begins
_PIECE = 1 << 20


@dataclass(frozen=True)
class Keys:
    """For whom backups are encrypted (`age1…`; none: not at all), and the secret keys that read them."""

    public: Sequence[str] = ()
    secret: Sequence[str] = field(default=(), repr=False)


NO_KEYS = Keys()


class Reader(Protocol):
    """A file, a pipe."""

    def read(self, size: int = -1, /) -> bytes | None:
        """At most `size` bytes, none at the end."""
        ...


class Writer(Protocol):
    """Whatever takes bytes: a file, a pipe, or what looks at them on the way."""

    def write(self, data: bytes, /) -> int:
        """Takes all of it."""
        ...


class _Watched:
    """Writes on, and remembers what came of it: the library tells a full disk like damaged text."""

    def __init__(self, target: Writer) -> None:
        self._target = target
        self.failure: OSError | None = None
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        try:
            self._target.write(data)
        except OSError as failure:
            self.failure = failure
            raise
        self.digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here; the library asks for it all the same."""


def new_key() -> tuple[str, str]:
    """A new pair: the public key and the secret one."""
    secret = pyrage.x25519.Identity.generate()
    return str(secret.to_public()), str(secret)


def write_key(file: Path, public: str, secret: str, now: datetime) -> None:
    """Writes a new file for its owner only, as `age-keygen` does. BackupFailed where there is one."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(f"# created: {now:%Y-%m-%dT%H:%M:%SZ}\n# public key: {public}\n{secret}\n")
    except OSError as failure:
        raise BackupFailed(f"{file} cannot be written: {failure.strerror}") from failure


def checked_public_key(text: str) -> str:
    """The key as given. ValueError where it is none; the text is not quoted, since it may be a secret."""
    if text.upper().startswith(_SECRET):
        raise ValueError("is a secret key; give its public key (age1…), and keep the secret one elsewhere")
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as fault:
        raise ValueError("is not a public key (age1…); 'stadtbote backup-key FILE' makes one") from fault
    return text


def secret_keys(file: Path) -> tuple[str, ...]:
    """The secret keys in a file as `age-keygen` writes it. BackupFailed where there is none."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as failure:
        raise BackupFailed(f"{file} cannot be read: {failure.strerror}") from failure
    except UnicodeDecodeError as failure:
        raise BackupFailed(f"{file} holds no secret key") from failure
    found = tuple(line.strip() for line in lines if line.strip().startswith(_SECRET))
    if not found:
        raise BackupFailed(f"{file} holds no secret key ({_SECRET}1…)")
    return found


def is_encrypted(file: Path) -> bool:
    """Whether it begins as the format does. BackupFailed where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError as failure:
        raise BackupFailed(f"{file} cannot be read: {failure.strerror}") from failure


def encrypt(source: Reader, part: Path, public: Sequence[str]) -> None:
    """Reads `source` to its end, a piece at a time, and compares what then lies on the disk."""
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in public]
    try:
        with part.open("wb") as stream:
            target = _Watched(stream)
            pyrage.encrypt_io(source, target, recipients)
    except (OSError, pyrage.EncryptError) as failure:
        raise BackupFailed(f"{part.name} could not be written: {failure}") from failure
    with part.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").digest() != target.digest.digest():
            raise BackupFailed(f"{part.name} is not what was written")


def decrypt(file: Path, target: Writer, secret: Sequence[str]) -> None:
    """Writes the clear text, a piece at a time. BackupFailed, once some may have been written, where the file
    was changed, cut or encrypted for others; OSError as the target has it."""
    if not secret:
        raise BackupFailed(f"{file.name} is encrypted; name the file with its secret key: --key FILE")
    watched = _Watched(target)
    try:
        identities = [pyrage.x25519.Identity.from_str(key) for key in secret]
        with file.open("rb") as stream:
            pyrage.decrypt_io(stream, watched, identities)
    except pyrage.IdentityError as fault:
        raise BackupFailed("the secret key is damaged") from fault
    except (OSError, pyrage.DecryptError) as fault:
        if watched.failure is not None:
            raise watched.failure from fault
        if "No matching keys" in str(fault):
            raise BackupFailed(f"{file.name} was encrypted for another key") from fault
        raise BackupFailed(f"{file.name} is damaged: it is not what was written") from fault


def clear_text(file: Path, secret: Sequence[str]) -> Callable[[Writer], None]:
    """Writes the clear text of a backup, encrypted or not, into whatever it is given."""

    def write(target: Writer) -> None:
        if is_encrypted(file):
            decrypt(file, target, secret)
            return
        with file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                target.write(piece)

    return write


class _Head:
    """Keeps the first bytes and lets the rest go."""

    def __init__(self, length: int) -> None:
        self.kept, self._length = b"", length

    def write(self, data: bytes) -> int:
        self.kept += data[: self._length - len(self.kept)]
        return len(data)


def head_of(file: Path, length: int, secret: Sequence[str]) -> bytes:
    """The first bytes of a backup's clear text; an encrypted one was read to its end, and is sound."""
    if not is_encrypted(file):
        with file.open("rb") as stream:
            return stream.read(length)
    head = _Head(length)
    decrypt(file, head, secret)
    return head.kept
