"""Pictures of announcements, and the names that messengers gave their files."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.pictures import Picture
from storage.repositories.rows import insert_into
from storage.tables import PictureFileRow, PictureRow


class SqlPictures:
    """Implements `civic.pictures.Pictures`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, picture: Picture, now: datetime) -> int:
        """Keeps a picture, or finds the one that is the same; its id."""
        new = insert_into(self._session, PictureRow).values(
            content=picture.content,
            mime=picture.mime,
            width=picture.width,
            height=picture.height,
            sha256=picture.sha256,
            used_at=now,
        )
        same = new.on_conflict_do_update(index_elements=["sha256"], set_={"used_at": now})
        kept: int = (await self._session.exec(same.returning(col(PictureRow.id)))).scalar_one()
        return kept

    async def get(self, picture_id: int) -> Picture | None:
        """One picture."""
        row = (await self._session.exec(select(PictureRow).where(PictureRow.id == picture_id))).first()
        return Picture(row.content, row.mime, row.width, row.height) if row else None

    async def file_id(self, picture_id: int, bot_id: int) -> str:
        """The name that a bot's messenger gave it; empty before it was sent."""
        of_bot = select(PictureFileRow.file_id).where(
            PictureFileRow.picture_id == picture_id, PictureFileRow.bot_id == bot_id
        )
        return (await self._session.exec(of_bot)).first() or ""

    async def set_file_id(self, picture_id: int, bot_id: int, file_id: str) -> None:
        """Notes it; an empty one forgets it."""
        row = insert_into(self._session, PictureFileRow).values(
            picture_id=picture_id, bot_id=bot_id, file_id=file_id
        )
        again = row.on_conflict_do_update(index_elements=["picture_id", "bot_id"], set_={"file_id": file_id})
        await self._session.exec(again)
