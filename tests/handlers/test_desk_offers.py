"""A freed seat of somebody without an account: the coordinator who entered them reads whom it is about."""

import pytest

from civic.changing import cancel
from civic.desk import DeskRequest, register_at_desk
from civic.registrations import RegistrationStatus, WaitListed
from tests.factories import BERLIN
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson
from tests.handlers.forms import asking_event, kept, seated


@pytest.mark.parametrize(
    ("language", "told", "take"),
    [
        (
            "de-DE",
            "< Es geht um Erna. Sie haben diese Person eingetragen.",
            "Platz nehmen",
        ),
        ("en-US", "< This is about Erna, whom you entered.\n< Telephone: 0631 1", "Take the seat"),
        ("uk-UA", "< Йдеться про людину, яку Ви записали: Erna.", "Взяти місце"),
        ("ar-SY", "< يتعلق الأمر بالشخص الذي سجّلتموه: Erna.", "أخذ المكان"),
    ],
)
async def test_the_coordinator_reads_for_whom_a_seat_is_held(
    city: City, new_person: NewPerson, language: str, told: str, take: str
) -> None:
    event = await asking_event(city, seats=1)
    ada, coordinator = await new_person("en-US"), await new_person(language)
    await seated(ada, event, "Ada")
    (first,) = await kept(city, event)
    assert first.resident_id is not None
    await coordinator.start()
    services = city.app.services
    request = DeskRequest(event.id, "Erna", phone="0631 1")
    # Residents are numbered as they come.
    waits = await register_at_desk(services.uow, services.clock, BERLIN, request, first.resident_id + 1)
    assert isinstance(waits, WaitListed)
    await cancel(services.uow, services.clock, BERLIN, first.id, first.resident_id)
    await coordinator.follows(f"{told}\n> [{take}]", await coordinator.hears())
    (one,) = await kept(city, event)
    assert (one.name, one.status) == ("Erna", RegistrationStatus.CONFIRMED)
