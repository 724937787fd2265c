"""A freed seat does not wait for somebody who blocked the bot: it goes on to the next in the list."""

import pytest

from civic.changing import cancel
from civic.events import Event
from civic.registrations import Registration
from civic.residents import Address, Channel
from tests.seats import kept, sign_up
from tests.telegram.chat import Chat, Telegram


async def in_line(person: Chat, event: Event) -> Registration:
    """Somebody has a seat, or waits for one."""
    side = person.side
    await person.says("/start")
    async with side.app.services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.TELEGRAM, person.chat.id))
    assert resident is not None
    return await sign_up(side.app.services.uow, side.city.clock, event, resident)


@pytest.mark.parametrize("told", [True, False])
async def test_the_offer_goes_to_the_next(telegram_side: Telegram, told: bool) -> None:
    event = await telegram_side.event(titles={"en": "Café"}, seats=1)
    seated, gone, waiting = (telegram_side.private(number) for number in (71, 72, 73))
    seat, first, second = [await in_line(one, event) for one in (seated, gone, waiting)]
    if told:
        await gone.removes_bot()
    else:  # It is only found out when the offer is sent.
        telegram_side.api.fault("sendMessage", "403", chat_id=gone.chat.id)
    waiting.hears()
    services = telegram_side.app.services
    await cancel(services.uow, services.clock, services.zone, seat.id, seat.resident_id or 0)
    for _ in range(2):
        await telegram_side.city.settled()
    passed = await kept(services.uow, first)
    assert passed.status == "passed"
    assert "unreachable" in passed.told
    assert (await kept(services.uow, second)).status == "offered"
    assert "Take the seat" in waiting.hears()[-1].labels
