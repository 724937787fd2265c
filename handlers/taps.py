"""Reads the data of tapped buttons: a name and typed arguments; anything else does not match."""

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

_BIGGEST_ID = 2**63 - 1


class Taps(Filter):
    """Matches taps called `name` whose arguments have these kinds; passes them as `args`."""

    def __init__(self, name: str, *kinds: type[int] | type[str]) -> None:
        self.name = name
        self.kinds = kinds

    async def __call__(
        self, query: CallbackQuery, state: FSMContext
    ) -> bool | dict[str, tuple[int | str, ...]]:
        found = self.read(query.data)
        return False if found is None else {"args": found}

    def read(self, data: str | None) -> tuple[int | str, ...] | None:
        """The arguments in a button's data; None where it is another button's or malformed."""
        name, *raw = (data or "").split(":")
        if name != self.name or len(raw) != len(self.kinds):
            return None
        args: list[int | str] = []
        for text, kind in zip(raw, self.kinds, strict=True):
            if kind is str:
                args.append(text)
            elif text.isascii() and text.isdigit() and int(text) <= _BIGGEST_ID:
                args.append(int(text))
            else:
                return None
        return tuple(args)


class FormTaps(Taps):
    """Matches taps of the form that is open, by the event in their first argument, which is left out.

    A button of an earlier form must not answer a question of the present one.
    """

    def __init__(self, name: str, *kinds: type[int] | type[str]) -> None:
        super().__init__(name, int, *kinds)

    async def __call__(
        self, query: CallbackQuery, state: FSMContext
    ) -> bool | dict[str, tuple[int | str, ...]]:
        found = self.read(query.data)
        if found is None or found[0] != (await state.get_data()).get("event_id"):
            return False
        return {"args": found[1:]}
