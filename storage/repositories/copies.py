"""Taking copies of announcements to send them: many rows in one statement, without objects in between."""

from datetime import datetime

from sqlalchemy import CTE, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import Delivery, DeliveryStatus
from civic.residents import Address, Channel
from storage.tables import DeliveryRow


async def take(session: AsyncSession, free: CTE, lease_until: datetime) -> list[Delivery]:
    """Marks the rows whose ids `free` selects as being sent until then; returns them in any order."""
    taken = (
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(select(free.c.id)))
        .values(status=DeliveryStatus.SENDING.value, claimable_at=lease_until)
        .returning(
            col(DeliveryRow.id),
            col(DeliveryRow.announcement_id),
            col(DeliveryRow.resident_id),
            col(DeliveryRow.channel),
            col(DeliveryRow.chat_id),
            col(DeliveryRow.language),
            col(DeliveryRow.together),
        )
    )
    return [
        Delivery(number, announcement, resident, Address(Channel(channel), chat), language, together)
        for number, announcement, resident, channel, chat, language, together in await session.exec(taken)
    ]
