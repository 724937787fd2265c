"""Public channels in which the bot may post."""

from sqlalchemy import and_, delete, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus, SkipReason
from civic.public_channels import PublicChannel
from civic.residents import Address, Channel
from storage.repositories.rows import insert_into
from storage.tables import DeliveryRow, PublicChannelRow


class SqlPublicChannels:
    """Implements `civic.public_channels.PublicChannels`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def everyone(self) -> list[PublicChannel]:
        """All of them, in the order in which they were added."""
        rows = await self._session.exec(select(PublicChannelRow).order_by(col(PublicChannelRow.id)))
        return [_channel(row) for row in rows]

    async def get(self, channel_id: int) -> PublicChannel | None:
        """One channel."""
        one = select(PublicChannelRow).where(PublicChannelRow.id == channel_id)
        row = (await self._session.exec(one)).first()
        return _channel(row) if row else None

    async def at(self, address: Address) -> PublicChannel | None:
        """The channel with that chat."""
        one = select(PublicChannelRow).where(
            PublicChannelRow.channel == address.channel.value, PublicChannelRow.chat_id == address.chat_id
        )
        row = (await self._session.exec(one)).first()
        return _channel(row) if row else None

    async def add(self, channel: PublicChannel) -> PublicChannel:
        """Keeps a new channel, or the present title of a known one; returns it."""
        new_row = insert_into(self._session, PublicChannelRow).values(
            channel=channel.address.channel.value,
            chat_id=channel.address.chat_id,
            title=channel.title,
            language=channel.language,
            added_at=channel.added_at,
        )
        renamed = new_row.on_conflict_do_update(
            index_elements=["channel", "chat_id"], set_={"title": channel.title}
        )
        return _channel((await self._session.exec(renamed.returning(PublicChannelRow))).scalar_one())

    async def update(self, channel: PublicChannel) -> None:
        """Replaces a channel."""
        changed = update(PublicChannelRow).where(col(PublicChannelRow.id) == channel.id)
        await self._session.exec(changed.values(title=channel.title, language=channel.language))

    async def remove(self, channel_id: int) -> None:
        """Forgets a channel; posts that nobody has begun to send, or that a stop left unsent, are skipped."""
        gone = delete(PublicChannelRow).where(col(PublicChannelRow.id) == channel_id)
        row = (await self._session.exec(gone.returning(PublicChannelRow))).scalar_one()
        left = and_(
            col(DeliveryRow.status) == DeliveryStatus.SKIPPED.value,
            col(DeliveryRow.detail) == SkipReason.STOPPED.value,
        )
        posts = update(DeliveryRow).where(
            col(DeliveryRow.resident_id).is_(None),
            col(DeliveryRow.channel) == row.channel,
            col(DeliveryRow.chat_id) == row.chat_id,
            or_(col(DeliveryRow.status) == DeliveryStatus.OPEN.value, left),
        )
        skipped = {"status": DeliveryStatus.SKIPPED.value, "claimable_at": None}
        await self._session.exec(posts.values(**skipped, detail=SkipReason.UNSUBSCRIBED.value))


def _channel(row: PublicChannelRow) -> PublicChannel:
    address = Address(Channel(row.channel), row.chat_id)
    return PublicChannel(row.id, address, row.title, row.language, row.added_at)
