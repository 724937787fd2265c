"""The channels of a running program: their bots, and the loops that bring in their updates."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, Update

from bot.pacing import Pacer
from bot.polling import ChannelState, Poller, Retry
from bot.settings import Settings
from bot.webhook import Webhook
from bot.wire_session import LaneBots, lane_bots
from civic.residents import Channel
from civic.time import Clock
from handlers.services import Services
from handlers.views.welcome import commands

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True)
class Line:
    """One channel: its bots and where its updates come from."""

    channel: Channel
    bots: LaneBots
    source: Poller | Webhook


@dataclass
class Channels:
    """All channels. Each fails and recovers by itself."""

    lines: list[Line] = field(default_factory=list)

    @property
    def bots(self) -> Mapping[Channel, LaneBots]:
        """The bots of each channel."""
        return {line.channel: line.bots for line in self.lines}

    def states(self) -> Mapping[str, ChannelState]:
        """How each channel does."""
        return {line.channel.value: line.source.state for line in self.lines}

    async def close(self) -> None:
        """Closes the connections."""
        for line in self.lines:
            await line.bots.close()


@dataclass(frozen=True)
class Time:
    """Where a channel's times come from: dates, waiting, and the seconds that the pacer counts."""

    clock: Clock
    sleep: Sleep
    monotonic: Callable[[], float]


def web_line(token: str, base: str, dp: Dispatcher, time: Time) -> Line:
    """The web chat, whose Bot API is our own gateway on loopback; nothing limits its rate."""
    bots = lane_bots(token, base, None)
    feed, name = feed_of(dp, Channel.WEB), Channel.WEB.value
    source = Poller(name, bots.replies, feed, used_updates(dp), sleep=time.sleep, now=time.clock)
    return Line(Channel.WEB, bots, source)


def telegram_line(settings: Settings, dp: Dispatcher, time: Time) -> Line:
    """Telegram, by webhook where an address is set and by long polling otherwise."""
    assert settings.telegram_token is not None
    token = settings.telegram_token.get_secret_value()
    pacer = Pacer(settings.send_rate, time.monotonic, time.sleep)
    bots = lane_bots(token, settings.telegram_api, pacer, settings.ca_bundle, paid=settings.paid_broadcast)
    feed, name = feed_of(dp, Channel.TELEGRAM), Channel.TELEGRAM.value
    if settings.webhook_url is None:
        poller = Poller(name, bots.replies, feed, used_updates(dp), sleep=time.sleep, now=time.clock)
        return Line(Channel.TELEGRAM, bots, poller)
    hook = Webhook(
        name,
        bots.replies,
        feed,
        used_updates(dp),
        url=settings.webhook_url,
        secret=settings.webhook_key or "",
        sleep=time.sleep,
        now=time.clock,
    )
    return Line(Channel.TELEGRAM, bots, hook)


def feed_of(dp: Dispatcher, channel: Channel) -> Callable[[Bot, Update], Awaitable[object]]:
    """Hands an update to the conversations, which do not care where it came from."""

    async def feed(bot: Bot, update: Update) -> object:
        return await dp.feed_update(bot, update, channel=channel)

    return feed


def used_updates(dp: Dispatcher) -> list[str]:
    """The kinds of updates that any handler wants, my_chat_member among them."""
    return dp.resolve_used_update_types()


async def introduce(line: Line, services: Services, sleep: Sleep) -> None:
    """Tells the messenger the menu in every language, and learns the bot's name; repeats until it works."""
    retry = Retry(f"{line.channel.value} menu")
    while True:
        try:
            await _introduce(line.bots.announcements, line.channel, services)
            return
        except TelegramAPIError as failure:
            await sleep(retry.failed(failure))


async def _introduce(bot: Bot, channel: Channel, services: Services) -> None:
    me = await bot.me()
    services.bot_names[channel] = me.username or ""
    await _set_commands(bot, services, None)
    for lang in services.catalogues:
        if len(lang.code) == 2:
            await _set_commands(bot, services, lang.code)


async def _set_commands(bot: Bot, services: Services, code: str | None) -> None:
    lang = services.catalogues[code] if code else services.catalogues.main
    menu = [BotCommand(command=name, description=text) for name, text in commands(lang)]
    await bot.set_my_commands(menu, language_code=code)
