"""A city with many subscribers on Telegram, and the part of the program that sends announcements."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape

from sqlalchemy import insert

from bot.announcing import FAST, Announcing, pace_for
from bot.courier import Courier
from bot.pacing import Pacer
from bot.services import services_for
from bot.settings import Settings
from bot.sole_sender import SoleSender, key_of
from bot.wire_session import LaneBots, lane_bots
from civic.announcement_sending import finish, plan_due
from civic.announcements import Announcement, Audience, Body, Report
from civic.residents import ALL_TOPICS, Channel, NewsWhen
from handlers.screen import Screen
from handlers.services import Services
from handlers.telegram_out import keyboard
from handlers.views import news
from storage.database import Database
from storage.tables import AccountRow, ResidentRow, SubscriptionRow
from storage.tables.base import Table
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import TOKEN
from tests.factories import NOW, a_resident, an_address, an_announcement
from tests.fakes import FakeClock

TITLE = "Reparaturcafé"
TEXT = (
    "Am Samstag, 12. Dezember, 14 bis 18 Uhr, reparieren wir in der Stiftskirche: Fahrräder, Lampen, "
    "Kleider & mehr. Bringen Sie mit, was nicht mehr geht. Es gibt Kaffee, und jemand passt auf Kinder auf."
)
FIRST_CHAT = 7_100_000_000


@dataclass
class AnnouncingCity:
    """Everything between a scheduled announcement and the wire."""

    services: Services
    bots: LaneBots
    copies: Announcing
    first_chat: int = FIRST_CHAT

    @classmethod
    @asynccontextmanager
    async def on(
        cls, database: Database, api: str, people: int, rate: float | None = None
    ) -> AsyncIterator["AnnouncingCity"]:
        """Subscribers in an empty database; no rate: nothing is paced."""
        services = services_for(
            Settings(embeddings="off", news_per_day=0), SqlUnitOfWork(database), FakeClock()
        )
        await _settle(database, people)
        bots = lane_bots(TOKEN, api, Pacer(rate) if rate else None)
        courier, sole = Courier({Channel.TELEGRAM: bots}), SoleSender(services.uow, key_of(TOKEN))
        pace = pace_for(rate) if rate else FAST
        yield cls(services, bots, Announcing(services, courier, Channel.TELEGRAM, sole, pace))
        await bots.close()
        await database.close()

    async def scheduled(self) -> Announcement:
        """A new announcement for everybody, due now."""
        uow = self.services.uow
        # Not on Telegram, so that the server counts readers only.
        author = await a_resident(uow, address=an_address(Channel.WEB))
        kept = await an_announcement(uow, author)
        ready = replace(kept, bodies={"de": Body(TITLE, TEXT)})
        async with uow.writing() as w:
            await w.announcements.update(ready)
            await w.commit()
        return ready

    def screen(self) -> Screen:
        """What a reader of German gets."""
        body = Body(TITLE, TEXT)
        announcement = Announcement(0, 1, {"de": body}, Audience((ALL_TOPICS,)))
        return news.announcement(self.services.catalogues["de"], self.services, announcement)

    def message(self) -> dict[str, object]:
        """What Telegram answers with when that was sent, besides number, chat and time."""
        screen = self.screen()
        buttons = keyboard(screen.buttons)
        assert buttons is not None
        title = {"offset": 0, "length": len(TITLE), "type": "bold"}
        return {
            "text": unescape(re.sub("<[^>]+>", "", screen.text)),
            "entities": [title],
            "link_preview_options": {"is_disabled": True},
            "reply_markup": buttons.model_dump(exclude_none=True),
        }

    async def send_what_is_due(self) -> None:
        """Plans and sends until nothing is open."""
        services = self.services
        await plan_due(services.uow, services.clock, services.news_rules)
        await self.copies.send_due()
        await finish(services.uow, services.clock)

    async def report(self, announcement: Announcement) -> Report:
        """How it stands."""
        async with self.services.uow.reading() as r:
            return await r.deliveries.report(announcement.id)


async def _settle(database: Database, people: int) -> None:
    numbers = range(1, people + 1)
    rows: dict[type[Table], list[dict[str, object]]] = {
        ResidentRow: [
            {
                "id": 1_000_000 + n,
                "language": ("de", "en", "uk", "ar")[n % 4],
                "language_chosen": True,
                "name": "",
                "notice_version": "",
                "district": "",
                "news_when": NewsWhen.AT_ONCE.value,
                "numbered": False,
                "created_at": NOW,
                "heard_language": "",
            }
            for n in numbers
        ],
        AccountRow: [
            {
                "resident_id": 1_000_000 + n,
                "channel": Channel.TELEGRAM.value,
                "chat_id": FIRST_CHAT + n - 1,
                "reachable": True,
                "created_at": NOW,
            }
            for n in numbers
        ],
        SubscriptionRow: [{"resident_id": 1_000_000 + n, "topic": ALL_TOPICS} for n in numbers],
    }
    async with database.writing() as session:
        connection = await session.connection()
        for table, values in rows.items():
            await connection.execute(insert(table), list(values))
        await session.commit()
