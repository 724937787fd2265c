"""Who may use the staff's handlers. Everybody else gets the normal answer, as if these did not exist."""

from dataclasses import replace

from aiogram.filters import Filter
from aiogram.types import TelegramObject

from civic.staff_rights import Acting, Right, RightMissing, may
from handlers.services import Services, Visit


class Needs(Filter):
    """Matches members of staff who have a right, and gives the handler services that check it again.

    RightMissing for the rest of the staff, who get one sentence. It is a handler's last filter, so that this
    concerns only what the handler is for.
    """

    def __init__(self, right: Right) -> None:
        self.right = right

    async def __call__(
        self, event: TelegramObject, visit: Visit | None = None, services: Services | None = None
    ) -> bool | dict[str, Services]:
        if visit is None or services is None:
            return False
        if visit.locked is not None:
            # Let through to the lock, which stands before the staff's handlers.
            return True
        if visit.member is None:
            return False
        if not may(visit.member, self.right):
            raise RightMissing(self.right)
        return {"services": replace(services, uow=Acting(services.uow, visit.resident.id, self.right))}
