"""Figures for Prometheus are exact after a run that is known, and say nothing about anybody."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, CookieJar
from prometheus_client.parser import text_string_to_metric_families

from tests.bot.bot_api import BotApi
from tests.factories import a_question, residents
from tests.fakes import FakeClock
from tests.faults.towns import Towns
from tests.handlers.city import City, Person
from tests.telegram.chat import Telegram

Figures = Mapping[tuple[str, frozenset[str]], float]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock, api: BotApi) -> AsyncIterator[City]:
    towns = Towns(sqlite_url, clock, api)
    yield await towns.open(telegram=True, changed={"metrics_port": 0})
    await towns.end()


async def figures(city: City) -> Figures:
    """Every figure by its name and the values of its labels, as Prometheus' own parser reads them."""
    page = city.app.operation.page
    assert page is not None
    url = f"http://127.0.0.1:{page.port}/metrics"
    async with ClientSession() as session, session.get(url) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        text = await answer.text()
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    assert not [one for one in samples if len(one.labels) > 3]
    return {(one.name, frozenset(one.labels.values())): one.value for one in samples}


def of(found: Figures, name: str) -> Mapping[frozenset[str], float]:
    """The figures of one name that are not 0."""
    return {labels: value for (each, labels), value in found.items() if each == f"stadtbote_{name}" and value}


async def test_a_conversation_is_counted(city: City, api: BotApi) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = Person(city, "en-US", session)
        await person.start()
        await person.says("How many local groups are in the Engagierte Stadt network?")
        await person.says("Help, my house is on fire!")
        await person.says("Where can I buy a blue elephant in Mainz?")
        ada = Telegram(api, city).private()
        await ada.says("/imprint")
        found = await figures(city)
    assert of(found, "updates_total") == {
        frozenset({"web", "message"}): 4,
        frozenset({"telegram", "message"}): 1,
    }
    answers = of(found, "answers_total")
    assert answers[frozenset({"answer", "en"})] == 1
    assert answers[frozenset({"emergency", "en"})] == 1
    assert sum(answers.values()) == 3
    assert of(found, "answer_seconds_count") == {frozenset({"web"}): 4, frozenset({"telegram"}): 1}
    sent = of(found, "messages_total")
    assert sent[frozenset({"telegram", "reply", "delivered"})] == len(api.called("sendMessage"))
    assert sent[frozenset({"web", "reply", "delivered"})] >= 4
    assert set(of(found, "channel_up")) == {frozenset({"web"}), frozenset({"telegram"})}
    assert set(of(found, "transaction_seconds_count")) == {frozenset({"read"}), frozenset({"write"})}
    assert of(found, "errors_total") == {}
    assert of(found, "database_up") == {frozenset(): 1}


async def test_what_waits_and_what_goes_wrong(city: City, api: BotApi, clock: FakeClock) -> None:
    ada, uow = Telegram(api, city).private(), city.app.services.uow
    api.fault("sendMessage", "429", times=1)
    await ada.says("/imprint")
    api.fault("sendMessage", "400", times=1, text="Bad Request: for once")
    await ada.says("/imprint")
    (resident,) = await residents(uow, 1)
    async with uow.writing() as w:
        await w.questions.add(replace(a_question(resident), asked_at=clock()))
        await w.commit()
    clock.advance(timedelta(minutes=5))
    found = await figures(city)
    assert of(found, "floods_total") == {frozenset({"telegram", "reply"}): 1}
    assert of(found, "errors_total") == {frozenset({"telegram"}): 1}
    assert of(found, "messages_total")[frozenset({"telegram", "reply", "refused"})] == 1
    assert of(found, "queue_waiting") == {frozenset({"questions"}): 1}
    assert of(found, "queue_oldest_seconds") == {frozenset({"questions"}): 300}


async def test_there_are_none_unless_a_port_is_set(sqlite_url: str, clock: FakeClock, api: BotApi) -> None:
    towns = Towns(sqlite_url, clock, api)
    assert (await towns.open()).app.operation.page is None
    await towns.end()
