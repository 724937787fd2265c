"""Tells staff and their groups of new questions, from rows: at most once an hour each, nothing lost."""

from collections.abc import Sequence
from datetime import timedelta

from bot.courier import Courier, Later, Unreachable
from bot.pacing import Lane
from bot.recording import all_ended, until_recorded
from civic.pushes import AT_MOST_EVERY, Push, questions_of
from civic.questions import Question
from civic.residents import became_unreachable
from civic.staff import forget_group
from civic.staff_sessions import is_open
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import question_pushes as view
from handlers.views import staff_login

# Longer than a batch can take at the slowest: whoever died with it is taken over after this.
LEASE = timedelta(minutes=2)


class Pusher:
    """One pass does everything that is due and can be repeated at any time."""

    def __init__(self, services: Services, courier: Courier) -> None:
        self._services = services
        self._courier = courier
        self._stopping = False

    def stop(self) -> None:
        """Waits for no database any more."""
        self._stopping = True

    async def send_due(self) -> None:
        """Sends what is due now."""
        now = self._services.clock()
        async with self._services.uow.reading() as r:
            if not await r.pushes.is_due(now):
                return
        async with self._services.uow.writing() as w:
            claimed = await w.pushes.claim(now, now + LEASE)
            await w.commit()
        await all_ended(self._send(one) for one in claimed)

    async def _send(self, push: Push) -> None:
        questions = await questions_of(self._services.uow, push)
        if not questions:
            # Answered meanwhile: nobody was disturbed, so the next question need not wait.
            await self._record(push, timedelta())
            return
        screen = push_screen(self._services, push, questions)
        async with self._services.uow.reading() as r:
            may_read = push.resident_id is None or await is_open(r, push.address, self._services.clock())
        if not may_read:
            screen = staff_login.waiting(self._services.catalogues[push.language])
        outcome = await self._courier.send(Lane.NOTICE, push.address, screen)
        if isinstance(outcome, Later):
            async with self._services.uow.writing() as w:
                until = self._services.clock() + timedelta(seconds=outcome.seconds)
                await w.pushes.postpone(push.id, until)
                await w.commit()
            return
        await self._record(push, AT_MOST_EVERY)
        if isinstance(outcome, Unreachable):
            await self._gone(push)

    async def _gone(self, push: Push) -> None:
        """Nobody is told there any more; a person comes back by writing, a group with a new code."""
        if push.resident_id is None:
            await forget_group(self._services.uow, push.address.channel, push.address.chat_id)
        else:
            await became_unreachable(self._services.uow, push.address)

    async def _record(self, push: Push, pause: timedelta) -> None:
        async def record() -> None:
            async with self._services.uow.writing() as w:
                await w.pushes.record(push.id, self._services.clock() + pause)
                await w.commit()

        await until_recorded(record, f"what became of push {push.id}", lambda: self._stopping)


def push_screen(services: Services, push: Push, questions: Sequence[Question]) -> Screen:
    """New questions as a member of staff gets them in their language, or a group in the city's."""
    in_group = push.resident_id is None
    lang = services.catalogues.main if in_group else services.catalogues[push.language]
    if len(questions) == 1:
        return view.new_question(lang, services, questions[0], in_group=in_group)
    return view.new_questions(lang, services, questions, in_group=in_group)
