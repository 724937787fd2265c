"""Samples for the screens about news and public channels, with the longest values there can be."""

from collections.abc import Callable, Mapping, Sequence

from civic.announcements import Delivery
from civic.public_channels import TITLE_LIMIT, PublicChannel
from civic.residents import Address, Channel, NewsWhen
from tests.factories import NOW

BIG = 2**63 - 1


def channel_samples(line: Callable[[int], str], codes: Sequence[str]) -> Mapping[object, Sequence[object]]:
    """Values by their kind."""
    address = Address(Channel.TELEGRAM, -BIG)
    channels = [PublicChannel(BIG, address, line(TITLE_LIMIT), code, NOW) for code in ("", *codes)]
    return {
        NewsWhen: tuple(NewsWhen),
        PublicChannel: channels,
        Sequence[PublicChannel]: ((), channels * 3),
        Delivery: [Delivery(BIG, BIG, reader, address, codes[0]) for reader in (None, BIG)],
    }
