"""Whose request it is, how often somebody may come, and how news travel."""

from datetime import timedelta

import pytest
from aiohttp.test_utils import make_mocked_request

from tests.webchat.house import Clock
from webchat.guard import PublicSide
from webchat.limits import AtOnce, Window
from webchat.news import News
from webchat.ports import Visitor
from webchat.visits import language_tag, tidy

PROXIES = ("127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48")


class Peer:
    """As much of a transport as a request asks for its peer."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get_extra_info(self, name: str) -> object:
        return (self.address, 1234) if name == "peername" else None


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.9, 10.1.2.3", "198.51.100.9"),
        ("10.1.2.3", "127.0.0.1, 10.9.9.9", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "6.6.6.6, nonsense, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "6.6.6.6, unknown", "127.0.0.1"),
        ("127.0.0.1", "6.6.6.6, ", "127.0.0.1"),
        ("::ffff:127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("127.0.0.1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("", "198.51.100.9", "None"),
    ],
)
def test_clients(peer: str, forwarded: str, client: str) -> None:
    public = PublicSide("http://chat.example", PROXIES)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    transport = Peer(peer)
    request = make_mocked_request("GET", "/", headers=headers, transport=transport)
    assert public.client(request) == client


def test_a_wrong_proxy_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 network"):
        PublicSide("http://chat.example", ("proxy.example",))


def test_a_window_counts_each_key_and_forgets() -> None:
    clock = Clock()
    window = Window(2, timedelta(seconds=10), clock)
    assert [window.take("a"), window.take("a"), window.take("a")] == [0, 0, 11]
    assert window.take("b") == 0
    clock.advance(seconds=4)
    assert window.take("a") == 7
    clock.advance(seconds=6)
    assert window.take("a") == 0
    clock.advance(seconds=5)
    assert window.take("a") == 0
    clock.advance(seconds=5)
    assert [window.take("a"), window.take("a")] == [0, 6]


def test_a_window_keeps_no_address() -> None:
    """Not even a hash that somebody else could make of all addresses there are: each process has a key."""
    one, other = (Window(2, timedelta(seconds=10), Clock()) for _ in range(2))
    for window in (one, other):
        window.take("192.0.2.1")
    assert not any(b"192.0.2.1" in key for key in one._events)
    assert set(one._events) & set(other._events) == set()


def test_so_many_at_once_for_each_key_and_nothing_kept_afterwards() -> None:
    places = AtOnce(2)
    with places.one("192.0.2.1") as first, places.one("192.0.2.1") as second:
        assert (first, second) == (True, True)
        for _ in range(2):
            with places.one("192.0.2.1") as third, places.one("192.0.2.2") as other:
                assert (third, other) == (False, True)
        assert "192.0.2" not in str(vars(places))
    assert len(places) == 0
    with places.one("192.0.2.1") as again:
        assert again


def test_a_window_keeps_no_quiet_keys() -> None:
    clock = Clock()
    window = Window(2, timedelta(seconds=10), clock)
    for number in range(100):
        window.take(f"old {number}")
    clock.advance(minutes=1)
    for number in range(100):
        window.take(f"new {number}")
    assert len(window) <= 102


async def test_a_broken_relay_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async def relay(topic: str) -> None:
        raise ConnectionError(topic)

    news = News(relay)
    with news.listen("a") as inbox:
        await news.ring("a")
        assert await inbox.wait(1) == {"a"}
    assert "news could not be relayed" in caplog.text


async def test_an_inbox_collects_rings_and_ends_after_its_time() -> None:
    news = News()
    with news.listen("a", "b") as inbox:
        assert await inbox.wait(0) == frozenset()
        news.arrived("a")
        news.arrived("b")
        news.arrived("c")
        assert await inbox.wait(1) == {"a", "b"}
        assert await inbox.wait(0) == frozenset()


@pytest.mark.parametrize(
    ("given", "kept"), [("uk-UA", "uk-UA"), ("zh-Hant-TW", "zh-Hant-TW"), ("", ""), ("*", ""), ("de_DE", "")]
)
def test_language_tags(given: str, kept: str) -> None:
    assert language_tag(given) == kept


def test_tidy() -> None:
    assert tidy(" a\r\nb\0\ud800\t ") == "a\nb"


def test_visitors_are_values() -> None:
    clock = Clock()
    assert Visitor(1, "de", clock(), clock(), 0) == Visitor(1, "de", clock(), clock(), 0)
