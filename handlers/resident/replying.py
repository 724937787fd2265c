"""From a decision to the reply: what the conversation so far makes of it. No text is kept for that."""

from dataclasses import dataclass

from aiogram.fsm.context import FSMContext

from civic.answers.outcomes import Decision, Refused, Unclear
from civic.questions_asked import Beside
from civic.residents import Address
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.views import safety as view
from handlers.views.decisions import shown

_ASKED_TO_REPHRASE = "asked_to_rephrase"


@dataclass(frozen=True)
class Asked:
    """A message with what was decided about it, what belongs to the entry that answers, and whether there is
    anybody to pass it on to."""

    text: str
    decision: Decision
    beside: Beside
    staffed: bool


async def reply_to(
    asked: Asked, address: Address, visit: Visit, services: Services, state: FSMContext
) -> Screen:
    """The screen of a decision. Who was asked to say it differently is not asked again, and who was refused
    three times in a row is told that there is a break."""
    decision = asked.decision
    if await _is_unclear_again(decision, state):
        return view.still_unclear(visit.lang, services.office, staffed=asked.staffed)
    if isinstance(decision, Refused) and decision.reason != "election":
        if services.manners.refuse(address, services.clock()):
            return view.break_begins(visit.lang)
    else:
        services.manners.accept(address)
    return shown(visit.lang, services, asked.text, decision, staffed=asked.staffed, beside=asked.beside)


async def _is_unclear_again(decision: Decision, state: FSMContext) -> bool:
    """Whether the message before was as unclear. Outside of forms only: their data is their own."""
    if await state.get_state() is not None:
        return False
    data = await state.get_data()
    asked_before = bool(data.pop(_ASKED_TO_REPHRASE, False))
    if isinstance(decision, Unclear) and not asked_before:
        await state.update_data({_ASKED_TO_REPHRASE: True})
    elif asked_before:
        await state.set_data(data)
    return asked_before and isinstance(decision, Unclear)
