"""Reads the data of tapped buttons: a name and typed arguments; anything else does not match."""

from aiogram.filters import Filter
from aiogram.types import CallbackQuery

_BIGGEST_ID = 2**63 - 1


class Taps(Filter):
    """Matches taps called `name` whose arguments have these kinds; passes them as `args`."""

    def __init__(self, name: str, *kinds: type[int] | type[str]) -> None:
        self.name = name
        self.kinds = kinds

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, tuple[int | str, ...]]:
        name, *raw = (query.data or "").split(":")
        if name != self.name or len(raw) != len(self.kinds):
            return False
        args: list[int | str] = []
        for text, kind in zip(raw, self.kinds, strict=True):
            if kind is str:
                args.append(text)
            elif text.isascii() and text.isdigit() and int(text) <= _BIGGEST_ID:
                args.append(int(text))
            else:
                return False
        return {"args": tuple(args)}
