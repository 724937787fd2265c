"""From a notice about an entry of the staff to its screen, with the entry as it is now."""

from civic.notices import Notice, NoticeKind
from civic.ports import Work
from civic.publishing import approvers_of
from civic.staff_entries import EntryStatus, StaffEntry
from handlers.quoting import part_of
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import entry_notices as view

KINDS = (
    NoticeKind.ENTRY_ANSWER,
    NoticeKind.ENTRY_TAKEN_BACK,
    NoticeKind.ENTRY_WAITING,
    NoticeKind.ENTRY_WITHDRAWN,
)


async def entry_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where its reason is gone."""
    lang = services.catalogues[notice.language]
    async with services.uow.reading() as r:
        match notice.kind:
            case NoticeKind.ENTRY_WAITING:
                mine = await waiting_for(r, notice.resident_id)
                return view.waiting(lang, mine) if mine else None
            case NoticeKind.ENTRY_WITHDRAWN:
                entry = await r.entries.get(notice.subject_id)
                return view.withdrawn(lang, entry) if entry else None
            case _:
                return await _to_asker(r, services, notice)


async def _to_asker(r: Work, services: Services, notice: Notice) -> Screen | None:
    lang = services.catalogues[notice.language]
    asker = await r.entries.asker(notice.subject_id)
    entry = await r.entries.get(asker.entry_id) if asker else None
    if asker is None or entry is None:
        return None
    question = await r.questions.get(asker.question_id) if asker.question_id else None
    if notice.kind is NoticeKind.ENTRY_TAKEN_BACK:
        return view.taken_back(lang, (question.text if question else "") or entry.main.question)
    version = await r.entries.version(entry.id, asker.version)
    if version is None or not entry.is_known:
        return None
    messages = view.to_asker(lang, services, version, question, updated=asker.updated)
    return part_of(messages, notice.part)


async def waiting_for(r: Work, resident_id: int) -> list[StaffEntry]:
    """What somebody may approve at present."""
    waiting = await r.entries.having([EntryStatus.WAITING])
    return [one for one in waiting if resident_id in await approvers_of(r, one)]
