"""What people who read without buttons can choose, as rows."""

from dataclasses import replace

from civic.choices import Choice, Shown, beside, choose_numbers, forget_shown, keep_shown, meant
from civic.residents import Address, Cause, Channel
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident, an_address

CHOICES = (Choice(1, "Register", "register:1"), Choice(2, "Share", "share:1"), Choice(0, "Back", "back"))
SHOWN = Shown(7, CHOICES, "Registering:people", 5, "Who are you?")


async def _at(uow: SqlUnitOfWork, address: Address) -> Shown | None:
    async with uow.reading() as r:
        return await r.shown_screens.at(address)


async def test_the_newest_screen_is_kept_until_the_buttons_come_back(uow: SqlUnitOfWork) -> None:
    address = an_address(Channel.WEB)
    resident = await a_resident(uow, address=address)
    cause = Cause(Channel.WEB, 1)
    await choose_numbers(uow, resident.id, cause, numbered=True)
    async with uow.reading() as r:
        assert await r.shown_screens.readers() == {address: resident.language}
        assert await r.shown_screens.reader(address) == resident.language
        assert (await r.residents.get(resident.id)).numbered
    await keep_shown(uow, address, SHOWN, Cause(Channel.WEB, 2))
    assert await _at(uow, address) == SHOWN
    await keep_shown(uow, address, replace(SHOWN, message_id=6, choices=()))
    assert await _at(uow, address) == SHOWN
    newer = Shown(8, CHOICES[:1])
    await keep_shown(uow, address, newer)
    assert await _at(uow, address) == newer
    async with uow.reading() as r:
        assert await r.updates.seen(Cause(Channel.WEB, 2))
    await keep_shown(uow, Address(Channel.TELEGRAM, 4711), newer)
    assert await _at(uow, Address(Channel.TELEGRAM, 4711)) is None
    await forget_shown(uow, address)
    assert await _at(uow, address) is None
    await keep_shown(uow, address, newer)
    await choose_numbers(uow, resident.id, Cause(Channel.WEB, 3), numbered=False)
    assert await _at(uow, address) is None
    async with uow.reading() as r:
        assert await r.shown_screens.readers() == {}
        assert await r.shown_screens.reader(address) is None


def test_a_choice_is_meant_by_its_number_in_any_digits_or_by_its_words() -> None:
    for said in ("1", " 1. ", "١", "۱", "１", "register", "REGISTER!", "eins"):
        assert meant(said, CHOICES) == CHOICES[0], said
    assert meant("back", CHOICES) == CHOICES[2]
    for said in ("0", "3", "-1", "112", "register now", "", "1 2"):
        assert meant(said, CHOICES) is None, said
    twice = (Choice(1, "Ada", "a"), Choice(2, "Ada", "b"))
    assert meant("Ada", twice) is None
    assert meant("2", twice) == twice[1]


def test_a_notice_in_a_form_takes_no_numbers() -> None:
    notice = Shown(9, (Choice(1, "Cancel registration", "unreg:1"),))
    both = beside(SHOWN, notice)
    assert (both.message_id, both.step) == (9, SHOWN.step)
    assert meant("1", both.choices) == CHOICES[0]
    assert meant("cancel registration", both.choices) == replace(notice.choices[0], number=0)
    assert meant("1", beside(None, notice).choices) is None
