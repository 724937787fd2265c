"""Messages that show authors how far their announcements are."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcement_progress import Author, Progress
from civic.announcements import AnnouncementStatus
from civic.residents import Address, Channel
from storage.repositories.audience import newest_account
from storage.repositories.rows import insert_into
from storage.tables import AccountRow, AnnouncementProgressRow, AnnouncementRow, ResidentRow


class SqlProgressMessages:
    """Implements `civic.announcement_progress.ProgressMessages`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, announcement_id: int) -> Progress | None:
        """The message of one."""
        one = select(AnnouncementProgressRow).where(
            AnnouncementProgressRow.announcement_id == announcement_id
        )
        row = (await self._session.exec(one)).first()
        return _progress(row) if row else None

    async def keep(self, progress: Progress) -> None:
        """Stores where it is, or that it is the report now."""
        values = {
            "channel": progress.address.channel.value,
            "chat_id": progress.address.chat_id,
            "message_id": progress.message_id,
            "reported": progress.reported,
        }
        new = insert_into(self._session, AnnouncementProgressRow).values(
            announcement_id=progress.announcement_id, **values
        )
        await self._session.exec(new.on_conflict_do_update(index_elements=["announcement_id"], set_=values))

    async def unreported(self) -> list[Progress]:
        """Those whose message is not the report yet."""
        rows = select(AnnouncementProgressRow).where(~col(AnnouncementProgressRow.reported))
        return [_progress(row) for row in await self._session.exec(rows)]

    async def sending(self) -> list[int]:
        """Announcements that are being sent."""
        rows = select(AnnouncementRow.id).where(AnnouncementRow.status == AnnouncementStatus.SENDING.value)
        return list(await self._session.exec(rows.order_by(col(AnnouncementRow.id))))

    async def author(self, announcement_id: int) -> Author | None:
        """Who is to see it; None where nobody can."""
        found = (
            select(AccountRow, ResidentRow.language)
            .join(ResidentRow, col(ResidentRow.id) == col(AccountRow.resident_id))
            .join(AnnouncementRow, col(AnnouncementRow.author_id) == col(ResidentRow.id))
            .where(AnnouncementRow.id == announcement_id)
            .where(col(AccountRow.id) == newest_account(col(ResidentRow.id)))
        )
        row = (await self._session.exec(found)).first()
        if row is None:
            return None
        account, language = row
        return Author(Address(Channel(account.channel), account.chat_id), language)


def _progress(row: AnnouncementProgressRow) -> Progress:
    address = Address(Channel(row.channel), row.chat_id)
    return Progress(row.announcement_id, address, row.message_id, row.reported)
