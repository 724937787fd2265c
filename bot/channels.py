"""The channels of a running program: their bots, and the loops that bring in their updates."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError

from bot.channel_state import ChannelState, Retry
from bot.describing import describe
from bot.doorman import Doorman
from bot.leading import Leader
from bot.pacing import Pacer
from bot.polling import Poller
from bot.settings import Settings
from bot.updates import Feed
from bot.webhook import Webhook
from bot.wire_session import LaneBots, lane_bots
from civic.residents import Channel
from civic.time import Clock
from handlers.failures import number_to_call
from handlers.services import Services

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True)
class Line:
    """One channel: its bots and where its updates come from."""

    channel: Channel
    bots: LaneBots
    source: Poller | Webhook
    # Whether this process brings in updates, and of several the one that does; None: it only sends.
    turn: Leader | None = None


@dataclass
class Channels:
    """All channels. Each fails and recovers by itself."""

    lines: list[Line] = field(default_factory=list)

    @property
    def bots(self) -> Mapping[Channel, LaneBots]:
        """The bots of each channel."""
        return {line.channel: line.bots for line in self.lines}

    def states(self) -> Mapping[str, ChannelState]:
        """How each channel does whose updates this process brings in."""
        return {line.channel.value: line.source.state for line in self.sources}

    @property
    def sources(self) -> list[Line]:
        """The channels whose updates this process brings in."""
        return [line for line in self.lines if line.turn is not None]

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


Watch = Callable[[Channel, Feed], Feed]


def unwatched(channel: Channel, feed: Feed) -> Feed:
    """Updates as they come."""
    return feed


def web_line(
    token: str, base: str, dp: Dispatcher, time: Time, turn: Leader | None, watch: Watch = unwatched
) -> Line:
    """The web chat, whose Bot API is our own gateway on loopback; nothing limits its rate."""
    bots = lane_bots(token, base, None)
    feed, name = watch(Channel.WEB, door_of(dp, Channel.WEB).before(dp)), Channel.WEB.value
    source = Poller(name, bots.replies, feed, used_updates(dp), sleep=time.sleep, now=time.clock)
    return Line(Channel.WEB, bots, source, turn)


def telegram_line(
    settings: Settings, dp: Dispatcher, time: Time, turn: Leader | None, watch: Watch = unwatched
) -> Line:
    """Telegram, by webhook where an address is set and by long polling otherwise."""
    assert settings.telegram_token is not None
    token = settings.telegram_token.get_secret_value()
    pacer = Pacer(settings.send_rate, time.monotonic, time.sleep)
    bots = lane_bots(token, settings.telegram_api, pacer, settings.ca_bundle, paid=settings.paid_broadcast)
    door, name = door_of(dp, Channel.TELEGRAM), Channel.TELEGRAM.value
    feed = watch(Channel.TELEGRAM, door.before(dp))
    if settings.webhook_url is None:
        poller = Poller(
            name,
            bots.replies,
            feed,
            used_updates(dp),
            sleep=time.sleep,
            now=time.clock,
            turn=turn,
            overhear=door.help,
        )
        return Line(Channel.TELEGRAM, bots, poller, turn)
    hook = Webhook(
        name,
        bots.replies,
        feed,
        used_updates(dp),
        url=settings.webhook_url,
        secret=settings.webhook_key or "",
        sleep=time.sleep,
        now=time.clock,
        turn=turn,
    )
    return Line(Channel.TELEGRAM, bots, hook, turn)


def door_of(dp: Dispatcher, channel: Channel) -> Doorman:
    """Where updates come in; the conversations do not care from where."""
    services: Services = dp["services"]
    to_call = partial(number_to_call, services)
    return Doorman(services.manners, services.clock, channel, to_call)


def used_updates(dp: Dispatcher) -> list[str]:
    """The kinds of updates that any handler wants, my_chat_member among them."""
    return dp.resolve_used_update_types()


async def introduce(line: Line, services: Services, sleep: Sleep) -> None:
    """Learns the bot's name, and tells the messenger the menu in every language, if that is this process's
    to do; repeats until it works."""
    retry = Retry(f"{line.channel.value} menu")
    while True:
        try:
            await _introduce(line, services)
            return
        except TelegramAPIError as failure:
            await sleep(retry.failed(failure))


async def _introduce(line: Line, services: Services) -> None:
    bot = line.bots.announcements
    me = await bot.me()
    services.bot_names[line.channel] = me.username or ""
    if line.turn is None:
        return
    await line.turn.wait()
    await describe(bot, services)
