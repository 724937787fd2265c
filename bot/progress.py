"""Shows authors how far their announcements are: one message each, edited until it is the report."""

import time
from collections.abc import Callable

from bot.courier import Courier, Delivered, Later, Unknown
from bot.pacing import Lane
from bot.sole_sender import SoleSender
from civic.announcement_progress import (
    Author,
    Progress,
    claim_message,
    has_ended,
    note_message,
    report_apart,
    report_in_place,
)
from civic.announcements import Announcement
from civic.delivery_reports import Part
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import announcement_progress as view

# Shorter sendings are over before anybody reads how far they are; they have only their report.
SHOWN_AFTER = 2.0
AT_MOST_EVERY = 1.0
# Where nothing changes it is looked at less and less often: some people's digests come in days, and to count
# all the copies each second until then would be a burden.
AT_LEAST_EVERY = 60.0


class ProgressKeeper:
    """One look (`look`) at every ring. Its messages go through the announcements lane, behind replies."""

    def __init__(
        self,
        services: Services,
        courier: Courier,
        sole: SoleSender,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._services = services
        self._courier = courier
        self._sole = sole
        self._monotonic = monotonic
        self._since: dict[int, float] = {}
        self._edited: dict[int, float] = {}
        self._wait: dict[int, float] = {}
        self._shown: dict[int, str] = {}

    async def look(self) -> None:
        """Begins, changes and ends the messages that are to be changed now."""
        async with self._services.uow.reading() as r:
            sending = await r.progress.sending()
            unreported = await r.progress.unreported()
        now = self._monotonic()
        for ended in self._since.keys() - set(sending):
            self._wait.pop(ended, None)
        self._since = {number: self._since.get(number, now) for number in sending}
        due = {number for number, since in self._since.items() if now - since >= SHOWN_AFTER}
        due |= {one.announcement_id for one in unreported}
        if not due:
            await self._sole.release()
            return
        turns = [number for number in sorted(due) if self._has_turn(number, now)]
        if not turns or not await self._sole.acquire():
            return
        for number in turns:
            await self._show(number, now)

    def _has_turn(self, number: int, now: float) -> bool:
        wait = self._wait.get(number, AT_MOST_EVERY)
        return now - self._edited.get(number, now - wait) >= wait

    async def _show(self, number: int, now: float) -> None:
        self._edited[number] = now
        self._wait[number] = min(self._wait.get(number, AT_MOST_EVERY) * 2, AT_LEAST_EVERY)
        async with self._services.uow.reading() as r:
            one = await r.announcements.get(number)
            shown = await r.progress.get(number)
            author = await r.progress.author(number)
            if one is None or author is None or (shown is not None and shown.reported):
                return
            parts = await r.delivery_reports.breakdown(number)
        if shown is None:
            if not await claim_message(self._services.uow, number, author.address):
                return
            shown = Progress(number, author.address, 0)
        screen = self._screen(author, one, parts)
        if screen.text == self._shown.get(number) and shown.message_id and not has_ended(one):
            return
        self._wait[number] = AT_MOST_EVERY
        await self._put(shown, one, screen)

    def _screen(self, author: Author, one: Announcement, parts: list[Part]) -> Screen:
        lang = self._services.catalogues[author.language]
        if has_ended(one):
            return view.ended(lang, self._services, one, parts)
        return view.running(lang, one, parts)

    async def _put(self, shown: Progress, one: Announcement, screen: Screen) -> None:
        services, lane = self._services, Lane.ANNOUNCEMENT
        if shown.message_id:
            outcome = await self._courier.edit(lane, shown.address, shown.message_id, screen)
        else:
            outcome = await self._courier.send(lane, shown.address, screen)
        match outcome:
            case Delivered(message_id=number):
                self._shown[one.id] = screen.text
                there = Progress(one.id, shown.address, number)
                keep = report_in_place if has_ended(one) else note_message
                await keep(services.uow, there)
            case Later() | Unknown():
                pass
            case _:
                await report_apart(services.uow, services.clock, shown)
