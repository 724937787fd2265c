"""What a message of a digest holds, and what of that still stands when one of its items is changed."""

from civic.announcement_changes import ChangeKind, Edit
from civic.announcements import Announcement
from civic.ports import UnitOfWork


async def message_of(uow: UnitOfWork, one: Edit) -> tuple[int, list[Announcement]]:
    """How many announcements the message of a copy holds, and those of them that nobody took back.

    Both as they are now: whoever changes the message says the others again.
    """
    if not one.together or one.resident_id is None:
        return 1, []
    valid = []
    async with uow.reading() as r:
        held = await r.waiting_copies.in_one_message(one.resident_id, one.address, one.message_id)
        for number in held:
            found = await r.announcements.get(number)
            changes = await r.changes.of(number)
            recalled = any(each.kind is ChangeKind.RECALL and each.confirmed_at for each in changes)
            if found is not None and not recalled:
                valid.append(found)
    return len(held), valid
