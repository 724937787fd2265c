"""A whole evening of conversations calls no other machine; neither do alerts and the clean-up."""

import sys
from collections.abc import Iterator

import pytest

from civic.staff import InvitationKind
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import staff

HERE = ("127.0.0.1", "::1", "localhost")


class Calls:
    """Where this process connects to, and which names it looks up."""

    def __init__(self) -> None:
        self.hosts: list[str] | None = None

    def hear(self, event: str, values: tuple[object, ...]) -> None:
        """As the interpreter tells it of every socket, whichever library opens it."""
        if self.hosts is None:
            return
        if event == "socket.connect":
            address = values[1]
            # The address of a Unix socket is a path on this machine.
            self.hosts += [str(address[0])] if isinstance(address, tuple) else []
        elif event == "socket.getaddrinfo" and values[0] is not None:
            self.hosts.append(str(values[0]))


CALLS = Calls()
sys.addaudithook(CALLS.hear)  # one cannot be taken away again


@pytest.fixture
def hosts() -> Iterator[list[str]]:
    """Grows with each connection."""
    CALLS.hosts = []
    yield CALLS.hosts
    CALLS.hosts = None


async def test_only_this_machine_is_called(hosts: list[str], city: City, new_person: NewPerson) -> None:
    await city.event(titles={"de": "Café"}, seats=5)
    owner = await staff(city, new_person, "de-DE", InvitationKind.OWNER)
    person = await new_person("de-DE")
    await person.start()
    await person.follows("""
        > Was ist die Engagierte Stadt?
        > /events
        > [Café]
        > [Anmelden]
        > Greta
        > [1]
        > [Keine Unterstützung]
        > [Ja, anmelden]
        < angemeldet
        > Gibt es im Stadtteil einen Kurs für Flohzirkus?
        > [Keine davon]
        > /mydata
    """)
    await owner.hears()
    await owner.follows("""
        > [Antworten]
        > Den gibt es nicht mehr.
        > [Senden]
        > /announce
        > Tee
        > Es gibt Tee.
        > [Jetzt senden]
    """)
    await city.app.operation.watch.look()
    await city.app._clean()
    assert hosts
    assert set(hosts) <= set(HERE)
