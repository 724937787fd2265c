"""The confirmation of a seat in Arabic and Persian, mark by mark."""

from dataclasses import replace
from datetime import timedelta

from civic.registrations import Registered, RegistrationStatus
from handlers.views import registration
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, an_event
from tests.fakes import FakeClock
from tests.handlers.test_views import a_registration, city_services, visit_in

FACTS = {
    "ar": "\u200f<b>\u2068Reparaturcafé\u2069</b>\n"
    "يوم \u2068الجمعة، 11 ديسمبر 2026\u2069، من \u206618:00\u2069 إلى \u206620:00\u2069\n"
    "المكان: \u2068Königstraße 93\u2069\nالاسم: \u2068NAME\u2069\nعدد الأشخاص: \u20666\u2069",
    "fa": "\u200f<b>\u2068Reparaturcafé\u2069</b>\n"
    "\u200f\u2068جمعه 11 دسامبر 2026\u2069، از ساعت \u206618:00\u2069 تا \u206620:00\u2069\n"
    "محل: \u2068Königstraße 93\u2069\nنام: \u2068NAME\u2069\n\u200f\u20666\u2069 نفر",
}


def test_the_confirmation_mark_by_mark(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    services = city_services(sqlite_uow, clock)
    event = an_event(titles={"de": "Reparaturcafé"}, starts_at=NOW + timedelta(days=10, hours=8))
    event = replace(event, id=7, place="Königstraße 93")
    for code, facts in FACTS.items():
        for name in ("Anna M.", "علی"):
            one = a_registration(1, RegistrationStatus.CONFIRMED, name)
            one = replace(one, needs=frozenset())
            made = registration.registered(
                visit_in(services.catalogues[code]), services, Registered(one, event)
            )
            assert made.text.split("\n\n")[1] == facts.replace("NAME", name)
