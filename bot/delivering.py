"""How the deliverer is put together: each channel with its lease, its pace, and the operator's policies."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.announcing import CAREFUL, LEASE, Announcing, Failpoint, Pace, Policies, pace_for
from bot.channels import Channels, Time
from bot.clock_trust import ClockTrust
from bot.courier import Courier
from bot.deliverer import Deliverer, no_failpoint
from bot.embedding import EmbedderFor, embedder_for
from bot.in_hand import InHand
from bot.news_digests import NewsDigests
from bot.numbering import Numbering
from bot.progress import ProgressKeeper
from bot.services import read_content
from bot.settings import Settings
from bot.sole_sender import WEB_KEY, SoleSender, key_of
from civic.answers.asking import Answerer
from civic.moved_chats import follow_chat
from civic.residents import Channel
from civic.sender_leases import LeaseTimes
from civic.time import Clock, utc_now
from handlers.services import Services
from webchat.server import Faults


@dataclass(frozen=True)
class Hooks:
    """What tests put in from outside: time, and faults on purpose."""

    clock: Clock = utc_now
    failpoint: Failpoint = no_failpoint
    faults: Faults | None = None
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    read: Callable[[Path], Answerer] = read_content
    monotonic: Callable[[], float] = time.monotonic
    embedder: EmbedderFor = embedder_for
    lease: LeaseTimes = field(default_factory=LeaseTimes)
    # Instead of the pace that belongs to the rate.
    pace: Pace | None = None
    # Instead of what the operator set: after how long the work area of staff locks itself.
    staff_idle: timedelta | None = None
    # Seconds that really pass, where a test lets the clock jump.
    really: Callable[[], float] | None = None

    def elapsed(self) -> float:
        """Seconds that nobody can set. A clock that a test moves is believed."""
        if self.really is not None:
            return self.really()
        return time.monotonic() if self.is_time_real else self.clock().timestamp()

    @property
    def is_time_real(self) -> bool:
        """Whether nobody moves the clock. Who does says also when what is done each hour is done."""
        return self.clock is utc_now

    @property
    def time(self) -> Time:
        """What the channels need of it."""
        return Time(self.clock, self.sleep, self.monotonic)


def deliverer_for(
    settings: Settings,
    services: Services,
    channels: Channels,
    hooks: Hooks,
    trust: ClockTrust | None = None,
    in_hand: InHand | None = None,
) -> Deliverer:
    """The deliverer of these channels."""
    courier = Courier(channels.bots, partial(follow_chat, services.uow), Numbering(services))
    policies = Policies(settings.unknown_sends == "resend", settings.after_crash == "resend")
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    keys = {Channel.WEB: WEB_KEY, Channel.TELEGRAM: key_of(token)}
    paces = {Channel.WEB: CAREFUL, Channel.TELEGRAM: pace_for(settings.send_rate)}

    def sole(key: str) -> SoleSender:
        return SoleSender(services.uow, key, hooks.lease, hooks.monotonic)

    digests = NewsDigests(services, courier, hooks.failpoint, policies, LEASE)
    copies = [
        Announcing(
            services,
            courier,
            channel,
            sole(keys[channel]),
            hooks.pace or paces[channel],
            policies,
            hooks.failpoint,
            hooks.monotonic,
            digests,
            trust,
        )
        for channel in channels.bots
    ]
    progress = ProgressKeeper(services, courier, sole("progress"), hooks.monotonic)
    return Deliverer(services, courier, hooks.failpoint, copies, progress, trust, in_hand)
