"""Updates that overtake each other on their way through a webhook."""

import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

from aiohttp import ClientSession

from bot.webhook import SECRET_HEADER
from tests.bot.bot_api import Json
from tests.faults.outcomes import Outcome
from tests.faults.people_runs import Stage, compared

HOOK = "https://bot.city.example/telegram"
Act = Callable[[], Awaitable[object]]


async def reordered(stage: Stage, *, people: int = 3) -> Outcome:
    """Some write their name and then tap "Register" once more, others write how many come and then cancel:
    in both cases the tap arrives before the message that it followed."""
    everybody = await stage.prepare(2 * people, 2 * people, changed={"webhook_url": HOOK})
    staying, leaving = everybody[:people], everybody[people:]
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        post = stage.side.deliver = _poster(stage, session)
        for one in staying:
            await one.chat.says(f"/start ev_{stage.event.id}")
            await one.chat.taps("Register")
            await _swapped(stage, post, partial(one.chat.says, one.name), partial(one.chat.taps, "Register"))
            await one.registers(stage.event.id)
        for one in leaving:
            await one.chat.says(f"/start ev_{stage.event.id}")
            await one.chat.taps("Register")
            await one.chat.says(one.name)
            await _swapped(stage, post, partial(one.chat.says, "3"), partial(one.chat.taps, "Cancel"))
        found = await stage.registrations()
    lost, rows, told = compared(staying, found)
    unwanted = sum(entry.name in {one.name for one in leaving} for entry in found)
    note = f"{people} of {2 * people} cancelled in the form, of whom {unwanted} are registered"
    return Outcome(lost, rows + told + unwanted, times=f"{2 * people} times", note=note)


def _poster(stage: Stage, session: ClientSession) -> Callable[[Json], Awaitable[None]]:
    secret = stage.city.app.settings.webhook_key or ""

    async def post(update: Json) -> None:
        headers = {SECRET_HEADER: secret, "Content-Type": "application/json"}
        url = f"{stage.city.url}/telegram"
        async with session.post(url, data=json.dumps(update), headers=headers) as answer:
            assert answer.status == 200

    return post


async def _swapped(stage: Stage, post: Callable[[Json], Awaitable[None]], *acts: Act) -> None:
    """What happens in this order arrives in the reverse one."""
    kept: list[Json] = []

    async def keep(update: Json) -> None:
        kept.append(update)

    stage.side.deliver = keep
    for act in acts:
        await act()
    stage.side.deliver = post
    for update in reversed(kept):
        await post(update)
