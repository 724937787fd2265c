"""The page of one registration, as any browser gets it: shown, changed, cancelled, ended; nothing leaks."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from aiohttp import ClientSession

from civic.announcements import DeliveryStatus
from civic.changing import change_details
from civic.event_changes import call_off
from civic.events import Event, EventStatus
from civic.mail_addresses import leave_address
from civic.registrations import Need, Registered, Registration, RegistrationStatus, WaitListed, register
from civic.return_links import end_links, give_link
from tests.factories import a_request, a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City

OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What a browser gets."""

    status: int
    text: str
    headers: dict[str, str]
    path: str

    @property
    def words(self) -> str:
        """The text as it is read."""
        return re.sub("[\u2066-\u2069\u200e\u200f]", "", unescape(re.sub(r"<[^>]*>", " ", self.text)))


@dataclass
class Visitor:
    """Somebody with a return link and a browser without scripts and cookies."""

    city: City
    session: ClientSession
    event: Event
    registration: Registration
    token: str

    @property
    def actor(self) -> int:
        """Whose registration it is."""
        assert self.registration.resident_id is not None
        return self.registration.resident_id

    async def get(self, path: str = "") -> Answer:
        """Opens the page, or one below it."""
        return await self._ask("GET", path)

    async def post(self, path: str, _headers: dict[str, str] | None = None, **fields: object) -> Answer:
        """Sends a form, and follows to the page that says what came of it."""
        sent = [
            (key, str(one))
            for key, each in fields.items()
            for one in (each if isinstance(each, list) else [each])
        ]
        return await self._ask(
            "POST", f"/{path}", data=sent, headers=OUR_PAGE if _headers is None else _headers
        )

    async def now(self) -> Registration:
        """The registration as it is kept."""
        async with self.city.app.services.uow.reading() as r:
            found = await r.registrations.get(self.registration.id)
        assert found is not None
        return found

    async def _ask(self, method: str, path: str, **more: object) -> Answer:
        url = f"{self.city.url}/r/{self.token}{path}"
        async with self.session.request(method, url, **more) as response:  # type: ignore[arg-type]
            return Answer(response.status, await response.text(), dict(response.headers), response.url.path)


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def a_visitor(
    city: City,
    session: ClientSession,
    event: Event,
    *,
    people: int = 1,
    language: str = "en",
    others: tuple[str, ...] = (),
) -> Visitor:
    """A resident who registered, with their link."""
    uow = city.app.services.uow
    resident = await a_resident(uow, language=language)
    request = replace(a_request(event, resident, people=people), others=others)
    outcome = await register(uow, city.clock, request)
    assert isinstance(outcome, Registered | WaitListed)
    token = await give_link(uow, city.clock, outcome.registration.id)
    return Visitor(city, session, event, outcome.registration, token)


@pytest.fixture
async def visitor(city: City, session: ClientSession) -> Visitor:
    return await a_visitor(city, session, await city.event(seats=4), people=3, others=("Ali", "Eva"))


async def test_the_page_says_everything(visitor: Visitor) -> None:
    shown = await visitor.get()
    assert shown.status == 200
    for part in (
        "Repair café",
        "You have a seat",
        visitor.registration.code,
        "Mira Beispiel, Ali, Eva",
        "Stiftsplatz 1",
    ):
        assert part in shown.words
    assert "<script" not in shown.text
    assert 'style="' not in shown.text


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("uk", "ltr"), ("de", "ltr")])
async def test_the_page_speaks_the_persons_language(
    city: City, session: ClientSession, language: str, direction: str
) -> None:
    visitor = await a_visitor(city, session, await city.event(), language=language)
    shown = await visitor.get()
    assert f'<html lang="{language}" dir="{direction}">' in shown.text
    lang = city.app.services.catalogues[language]
    refusal = await visitor.post("end", {"Origin": "https://evil.example"})
    assert refusal.text == lang.gettext("This form did not come from our page. Nothing was changed.")
    assert lang.gettext("Change") in shown.text
    assert lang.gettext("Change") != "Change"


async def test_nothing_is_kept_sent_on_or_indexed(visitor: Visitor) -> None:
    for path in ("", "/cancel", "/qr.svg"):
        headers = (await visitor.get(path)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "Set-Cookie" not in headers


async def test_looking_changes_nothing(visitor: Visitor) -> None:
    before = await visitor.now()
    for path in ("", "/cancel", "/cancel?people=1", "/cancel?people=99", "/qr.svg", "?said=cancelled"):
        assert (await visitor.get(path)).status == 200
    for path in ("/claim", "/change", "/end", "/unmail", "/renew"):
        assert (await visitor.get(path)).status == 405
    assert await visitor.now() == before


async def test_all_wrong_tokens_get_the_same_answer(visitor: Visitor) -> None:
    right = visitor.token
    answers = []
    for wrong in (
        right[:-1],
        right[::-1],
        "x" * 22,
        "a" * 3000,
        "%00",
        "%F0%9F%98%80",
        "..%2F..",
        right + "%20",
    ):
        visitor.token = wrong
        answers += [
            await visitor.get(),
            await visitor.get("/cancel"),
            await visitor.post("cancel", people=3, of=3),
        ]
    visitor.token = right
    await end_links(visitor.city.app.services.uow, visitor.city.clock, visitor.registration.id)
    answers += [await visitor.get(), await visitor.post("claim")]
    assert {(answer.status, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert "This address does not lead anywhere" in answers[0].words
    assert visitor.city.app.services.catalogues["de"].gettext("To the chat") in answers[0].words
    assert answers[0].headers["Cache-Control"] == "no-store"


async def test_trying_tokens_is_limited_per_address(visitor: Visitor) -> None:
    right, visitor.token = visitor.token, "x" * 22
    statuses = [(await visitor.get()).status for _ in range(125)]
    assert statuses == [404] * 120 + [429] * 5
    visitor.token = right
    answer = await visitor.get()
    assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (429, True)
    assert "Das war sehr viel in kurzer Zeit." in answer.text
    visitor.city.clock.advance(timedelta(minutes=10))
    assert (await visitor.get()).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1.evil.example"},
    ],
)
async def test_forms_of_other_pages_are_refused(visitor: Visitor, headers: dict[str, str]) -> None:
    for what in ("cancel", "end", "change", "renew"):
        assert (await visitor.post(what, headers, people=3, of=3, name="x")).status == 403
    assert await visitor.now() == visitor.registration
    assert (await visitor.get()).status == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, OUR_PAGE])
async def test_forms_of_our_page_are_taken_from_old_browsers_too(
    visitor: Visitor, headers: dict[str, str]
) -> None:
    answer = await visitor.post("change", headers, name="Mira M.", people=3)
    assert (answer.status, answer.path) == (200, f"/r/{visitor.token}")
    assert (await visitor.now()).name == "Mira M."


async def test_other_kinds_of_bodies_are_refused(visitor: Visitor) -> None:
    url = f"{visitor.city.url}/r/{visitor.token}/cancel"
    for kind, body, status in (
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("text/plain", b"people=3", 415),
        (FORM, b"name=" + b"x" * 20_000, 413),
    ):
        headers = {**OUR_PAGE, "Content-Type": kind}
        async with visitor.session.post(url, data=body, headers=headers) as response:
            assert response.status == status
    assert await visitor.now() == visitor.registration


async def test_name_and_support_are_changed(visitor: Visitor) -> None:
    answer = await visitor.post(
        "change", name=" Mira  M. ", people=3, need=["interpreter", "step_free", "gold"]
    )
    assert "It is saved." in answer.words
    now = await visitor.now()
    assert (now.name, now.needs, now.people) == ("Mira M.", frozenset((Need.INTERPRETER, Need.STEP_FREE)), 3)
    assert 'value="step_free" checked' in answer.text


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("charset=nonsense", b"name=Ann&people=3", 400),
        ("charset=rot13", b"name=Ann&people=3", 400),
        ("charset=utf-8", b"name=\xff&people=3", 400),
        ("charset=utf-8", b"name=Ann&people=3&more=" + b"x" * 17_000, 413),
        ("charset=utf-8", b"&".join(b"f%d=1" % n for n in range(1500)), 413),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
async def test_bytes_that_are_no_form_are_refused(
    visitor: Visitor, kind: str, body: bytes, status: int, announced: bool
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield body

    headers = {**OUR_PAGE, "Content-Type": f"{FORM}; {kind}"}
    url, sent = f"{visitor.city.url}/r/{visitor.token}/change", body if announced else pieces()
    async with visitor.session.post(url, data=sent, headers=headers) as response:
        assert response.status == status
    assert await visitor.now() == visitor.registration


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("", 3),
        ("\u202e\n", 3),
        ("12345", 3),
        ("Mira", "viele"),
        ("Mira", "-1"),
        ("Mira", 0),
        ("Mira", 7),
        ("Mira", ""),
        ("Mira", "3.5"),
    ],
)
async def test_bad_entries_are_named_and_change_nothing(visitor: Visitor, name: str, people: object) -> None:
    answer = await visitor.post("change", name=name, people=people, need="gold")
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert await visitor.now() == visitor.registration


async def test_a_text_about_support_is_kept_until_it_is_taken_back(
    city: City, session: ClientSession
) -> None:
    visitor = await a_visitor(city, session, await city.event())
    uow = city.app.services.uow
    needs, told = frozenset((Need.INTERPRETER, Need.OTHER)), {"interpreter": "uk", "other": "A quiet place"}
    await change_details(
        uow, city.clock, visitor.registration.id, visitor.actor, needs=needs, need_details=told
    )
    assert "Something else" in (await visitor.get()).words
    await visitor.post("change", name="Mira", people=1, need=["other", "step_free"])
    now = await visitor.now()
    assert (now.needs, now.need_details) == (
        frozenset((Need.OTHER, Need.STEP_FREE)),
        {"other": "A quiet place"},
    )
    shown = await visitor.post("change", name="Mira", people=1)
    assert "Something else" not in shown.words
    await visitor.post("change", name="Mira", people=1, need="other")
    now = await visitor.now()
    assert (now.needs, now.need_details) == (frozenset(), {}), "there is no text to go with it"


async def test_support_comes_with_the_sentence_of_consent(visitor: Visitor) -> None:
    assert "If you choose it, you agree that I store it." in (await visitor.get()).words


async def test_hostile_names_stay_text(visitor: Visitor) -> None:
    hostile = '<b>"Mira"</b>\u202e\n' + "x" * 200
    answer = await visitor.post("change", name=hostile, people="٣")
    assert answer.status == 200
    kept = (await visitor.now()).name
    assert len(kept) == 80
    assert "<b>" not in answer.text
    assert "\u202e" not in answer.text


async def test_more_people_come_if_there_are_seats(visitor: Visitor) -> None:
    answer = await visitor.post("change", name="Mira", people=6)
    assert "There were not enough seats for all" in answer.words
    assert (await visitor.now()).people == 4
    assert "There is no free seat" in (await visitor.post("change", name="Mira", people=5)).words
    assert (await visitor.now()).people == 4


async def test_fewer_people_is_asked_first(visitor: Visitor) -> None:
    asked = await visitor.post("change", name="Mira", people=1)
    assert asked.path.endswith("/cancel")
    assert "2 people fewer" in asked.words
    assert (await visitor.now()).people == 3
    answer = await visitor.post("cancel", people=2, of=3)
    assert "Fewer people are coming" in answer.words
    assert (await visitor.now()).people == 1


async def test_one_named_person_stays_away(visitor: Visitor) -> None:
    asked = await visitor.get("/cancel?people=1")
    assert "Who is not coming?" in asked.words
    await visitor.post("cancel", people=1, of=3, who=0)
    now = await visitor.now()
    assert (now.people, now.others) == (2, ("Eva",))


@pytest.mark.parametrize("who", ["2", "-1", "9" * 5000, "²", "01", ""])
async def test_whoever_is_not_there_cannot_stay_away(visitor: Visitor, who: str) -> None:
    await visitor.post("cancel", people=1, of=3, who=who)
    now = await visitor.now()
    assert (now.people, now.others) != (2, ()), "nobody is struck off by mistake"
    assert now.people == 2


async def test_cancelling_twice_or_from_an_old_page_cancels_once(visitor: Visitor) -> None:
    for wrong in (
        {},
        {"people": 3},
        {"people": 1, "of": 2},
        {"people": "x", "of": 3},
        {"people": 0, "of": 3},
    ):
        assert "Please look again" in (await visitor.post("cancel", **wrong)).words
    assert (await visitor.now()).people == 3
    assert "Fewer people are coming" in (await visitor.post("cancel", people=1, of=3)).words
    assert "Please look again" in (await visitor.post("cancel", people=1, of=3)).words
    assert (await visitor.now()).people == 2
    answer = await visitor.post("cancel", people=2, of=2)
    assert "Your registration is cancelled" in answer.words
    assert "<form" in answer.text  # of the link itself
    assert "/change" not in answer.text
    assert "Nothing was changed" in (await visitor.post("cancel", people=2, of=2)).words


async def test_after_the_deadline_only_cancelling_is_possible(city: City, session: ClientSession) -> None:
    event = await city.event(deadline=city.clock() + timedelta(days=1))
    visitor = await a_visitor(city, session, event, people=2)
    city.clock.advance(timedelta(days=2))
    shown = await visitor.get()
    assert "/change" not in shown.text
    assert "/cancel" in shown.text
    assert "too late" in (await visitor.post("change", name="Other", people=3)).words
    assert (await visitor.now()).name == visitor.registration.name
    await visitor.post("cancel", people=2, of=2)
    assert (await visitor.now()).status is RegistrationStatus.CANCELLED


async def test_an_event_that_is_off_or_over_offers_nothing(visitor: Visitor) -> None:
    await call_off(visitor.city.app.services.uow, visitor.city.clock, visitor.event.id)
    shown = await visitor.get()
    assert "This event has been cancelled" in shown.words
    assert "/change" not in shown.text
    visitor.city.clock.advance(timedelta(days=30))
    shown = await visitor.get()
    assert "You have a seat" not in shown.words
    assert "Nothing was changed" in (await visitor.post("cancel", people=3, of=3)).words


@pytest.fixture
async def offered(city: City, session: ClientSession) -> Visitor:
    """Somebody who waited and was offered a seat."""
    event = await city.event(seats=2)
    first = await a_visitor(city, session, event, people=2)
    second = await a_visitor(city, session, event, people=1)
    assert "waiting list, position 1" in (await second.get()).words
    await first.post("cancel", people=2, of=2)
    assert (await second.now()).status is RegistrationStatus.OFFERED
    return second


async def test_an_offer_is_taken_once(offered: Visitor) -> None:
    shown = await offered.get()
    assert "1 seat has become free for you. Please decide by" in shown.words
    for _ in range(2):
        assert "You have a seat now" in (await offered.post("claim")).words
    assert (await offered.now()).status is RegistrationStatus.CONFIRMED
    assert "This offer has ended" in (await offered.post("pass")).words
    assert (await offered.now()).status is RegistrationStatus.CONFIRMED


async def test_an_offer_is_passed_on_and_the_list_joined_again(offered: Visitor) -> None:
    answer = await offered.post("pass")
    assert "somebody else can come now" in answer.words
    assert "not on the waiting list any more" in answer.words
    assert "/rejoin" in answer.text
    assert "You are on the list again" in (await offered.post("rejoin")).words
    assert "Nothing was changed" in (await offered.post("rejoin")).words


async def test_an_offer_that_lapsed_is_gone(offered: Visitor) -> None:
    async with offered.city.app.services.uow.writing() as w:
        for told in await w.notices.claim(9, offered.city.clock(), offered.city.clock() + timedelta(hours=1)):
            await w.notices.record(told.id, DeliveryStatus.SENT)
        await w.commit()
    offered.city.clock.advance(timedelta(days=3))
    await offered.city.app.rounds.tick()
    shown = await offered.get()
    assert "not on the waiting list any more" in shown.words
    assert "/claim" not in shown.text
    assert "You have a seat now" in (await offered.post("claim")).words, "nobody else wanted it"


async def test_a_new_address_ends_the_old_one(visitor: Visitor) -> None:
    old = visitor.token
    answer = await visitor.post("renew")
    assert "This is your new address" in answer.words
    visitor.token = answer.path.rpartition("/")[2]
    assert visitor.token != old
    assert (await visitor.get()).status == 200
    assert (await visitor.post("end")).status == 404
    assert (await visitor.get()).status == 404
    visitor.token = old
    assert (await visitor.get()).status == 404


async def test_the_address_as_a_qr_code(visitor: Visitor) -> None:
    answer = await visitor.get("/qr.svg")
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(answer.text).tag.endswith("svg")


async def test_the_e_mail_address_can_be_removed(visitor: Visitor) -> None:
    uow, one = visitor.city.app.services.uow, visitor.registration
    assert "e-mail" not in (await visitor.get()).words
    await leave_address(uow, visitor.city.clock, one.id, one.resident_id, "mira@home.org")
    assert "mira@home.org" in (await visitor.get()).words
    assert "mira@home.org" not in (await visitor.post("unmail")).words
    async with uow.reading() as r:
        assert await r.mails.address(one.id) is None


async def test_a_link_of_one_registration_changes_no_other(visitor: Visitor) -> None:
    other = await a_visitor(visitor.city, visitor.session, await visitor.city.event(), people=2)
    await visitor.post("cancel", people=3, of=3)
    await visitor.post("end")
    assert await other.now() == other.registration
    assert (await other.get()).status == 200


async def test_an_unpublished_event_shows_no_forms(visitor: Visitor) -> None:
    async with visitor.city.app.services.uow.writing() as w:
        await w.events.update(replace(visitor.event, status=EventStatus.DRAFT))
        await w.commit()
    assert "/change" not in (await visitor.get()).text
