"""The same screens with values as people enter them: a German name, a text that begins with an emoji."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

import tests.telegram
from tests.telegram import screens

NAME = "Anna M. (R2)"
TEXT = (NAME, "😀 Zwei!")
FEW = 12


@contextmanager
def ordinary_values() -> Iterator[None]:
    """Within it the samples hold short values and small numbers instead of the largest there can be."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(screens, "line", lambda length: NAME[:length]))
        stack.enter_context(mock.patch.object(screens, "text", lambda length: "\n".join(TEXT)[:length]))
        for found in pkgutil.iter_modules(tests.telegram.__path__):
            if found.name.endswith("screens"):
                module = importlib.import_module(f"{tests.telegram.__name__}.{found.name}")
                if hasattr(module, "BIG"):
                    stack.enter_context(mock.patch.object(module, "BIG", FEW))
        yield
