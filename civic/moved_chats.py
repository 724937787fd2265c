"""Chats that get another number: a group that became a supergroup takes what waits for it along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic.staff import group_moved

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Address


async def follow_chat(uow: UnitOfWork, old: Address, new: Address) -> None:
    """Everything kept for the old number is for the new one."""
    await group_moved(uow, old.channel, old.chat_id, new.chat_id)
    async with uow.writing() as w:
        await w.outcomes.moved(old, new)
        await w.commit()
