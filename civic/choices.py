"""What somebody who reads without buttons can choose: the last screen's choices, and what they typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from civic.residents import Address, Resident
from civic.typed_answers import read_count, same_words

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause

# Longer numbers are telephone numbers, postal codes and the like.
BIGGEST = 99


@dataclass(frozen=True)
class Choice:
    """A button as text: its words, what a tap on it sends, and its number; 0: only its words choose it."""

    number: int
    label: str
    data: str


@dataclass(frozen=True)
class Shown:
    """The last screen with choices in a chat, and the step of the form that was open then ("": none).

    `asked` are the person's words that the screen was an answer to, where a choice takes them along.
    """

    message_id: int
    choices: tuple[Choice, ...]
    step: str = ""
    asked_id: int = 0
    asked: str = ""

    @property
    def most(self) -> int:
        """The largest number."""
        return max((one.number for one in self.choices), default=0)

    @property
    def is_count(self) -> bool:
        """Whether the choices are numbers themselves, as of people."""
        return any(one.number and one.label == str(one.number) for one in self.choices)


class ShownScreens(Protocol):
    """The last screens of chats whose people read without buttons."""

    async def at(self, address: Address) -> Shown | None:
        """The one of an account."""

    async def keep(self, address: Address, shown: Shown) -> None:
        """Puts it in the place of an older one; does nothing for an account that is not known."""

    async def forget(self, address: Address) -> None:
        """Nothing can be chosen by number any more."""

    async def forget_all(self, resident_id: int) -> None:
        """The same in every chat of a resident."""

    async def readers(self) -> Mapping[Address, str]:
        """Every account of those who read without buttons, with their language."""

    async def reader(self, address: Address) -> str | None:
        """The language of whoever reads without buttons at an account; None where they have buttons."""


def meant(text: str, choices: tuple[Choice, ...]) -> Choice | None:
    """The choice that a whole message names, by its number in any digits or by its words."""
    number = typed_number(text)
    by_number = [one for one in choices if number and one.number == number]
    by_words = [one for one in choices if same_words(text, one.label)]
    found = by_number or by_words
    return found[0] if len(found) == 1 else None


def typed_number(text: str) -> int | None:
    """The number that a whole message is; None for what is none, or too long for the number of a choice."""
    return read_count(text, BIGGEST)


def beside(shown: Shown | None, notice: Shown) -> Shown:
    """What can be chosen after a notice came in the middle of a form: the form's numbers go on counting, and
    what the notice offers is chosen by its words."""
    by_words = tuple(replace(one, number=0) for one in notice.choices)
    if shown is None:
        return replace(notice, choices=by_words)
    return replace(shown, message_id=notice.message_id, choices=(*shown.choices, *by_words))


async def keep_shown(uow: UnitOfWork, address: Address, shown: Shown, cause: Cause | None = None) -> None:
    """Stores what can be chosen now. The update that led to it must not choose a second time."""
    async with uow.writing() as w:
        await w.shown_screens.keep(address, shown)
        if cause is not None:
            await w.updates.note(cause)
        await w.commit()


async def forget_shown(uow: UnitOfWork, address: Address) -> None:
    """Nothing can be chosen by number until the next screen."""
    async with uow.writing() as w:
        await w.shown_screens.forget(address)
        await w.commit()


async def choose_numbers(uow: UnitOfWork, resident_id: int, cause: Cause, *, numbered: bool) -> Resident:
    """Stores whether a person reads without buttons; an update that comes twice must not turn it back."""
    async with uow.writing(cause) as w:
        changed = replace(await w.residents.lock(resident_id), numbered=numbered)
        await w.residents.update(changed)
        await w.shown_screens.forget_all(resident_id)
        await w.commit()
        return changed
