"""Who may use the staff's handlers. Everybody else gets the normal answer, as if these did not exist."""

from aiogram.filters import Filter
from aiogram.types import TelegramObject

from civic.staff import Role
from handlers.services import Visit


class StaffOnly(Filter):
    """Matches members of staff; with a role, only those who have it."""

    def __init__(self, role: Role | None = None) -> None:
        self._role = role

    async def __call__(self, event: TelegramObject, visit: Visit | None = None) -> bool:
        if visit is None or visit.role is None:
            return False
        return self._role is None or visit.role is self._role
