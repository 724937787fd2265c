"""Which setting is to blame where a port cannot be listened on."""

from collections.abc import Iterator
from contextlib import contextmanager


class CannotListen(Exception):
    """The text names the setting and the reason."""


@contextmanager
def listening(setting: str) -> Iterator[None]:
    """Blames the setting for what the system refuses."""
    try:
        yield
    except OSError as failure:
        raise CannotListen(f"{setting}: cannot listen ({failure.strerror or failure})") from failure
