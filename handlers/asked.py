"""A message's decision, and what the tables know beside the entry that answers it."""

from civic.answers.events_asked import Board
from civic.answers.knowledge import Entry
from civic.answers.outcome_names import outcome_of
from civic.answers.outcomes import Answered, Decision
from civic.follow_ups import followed
from civic.questions_asked import Beside, beside, board, decide
from handlers.services import Services


async def decided(services: Services, text: str, language: str, last: str = "") -> tuple[Decision, Beside]:
    """What is decided about a message in a language, with events as they are now. `last`: the entry or event
    that a follow-up would be about."""

    async def read() -> Board:
        return await board(services.uow, services.clock, services.zone)

    decision = await decide(services.library, text, language, read)
    if last:
        decision = await followed(services.library, text, language, decision, last, read)
    services.outcomes[outcome_of(decision), language] += 1
    if not isinstance(decision, Answered):
        return decision, Beside()
    entry = services.knowledge.entry(decision.entry)
    return decision, await beside_entry(services, entry) if entry is not None else Beside()


async def beside_entry(services: Services, entry: Entry) -> Beside:
    """A coming event that belongs to an entry, and when the entry was last confirmed."""
    return await beside(services.uow, services.clock, services.zone, services.knowledge, entry)
