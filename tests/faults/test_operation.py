"""The database refuses to be written or goes away, Telegram is away for an hour: what people see and keep."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from bot.app import App
from civic.residents import Channel
from storage.database import Database
from storage.migrate import upgrade
from tests.bot.bot_api import BotApi, Json
from tests.fakes import FakeClock
from tests.faults.conftest import NewPerson
from tests.faults.test_database_trouble import SORRY
from tests.faults.test_unsaved import refused
from tests.faults.towns import Towns, health, registrations, until
from tests.handlers.city import City
from tests.postgres import Postgres
from tests.telegram.chat import Chat, Telegram

pytestmark = pytest.mark.faults


async def filled_in(side: Telegram, event_id: int) -> Chat:
    """Somebody with a form before them that only has to be confirmed."""
    ada = side.private()
    await ada.says(f"/start ev_{event_id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("1", "No support needed"):
        await ada.taps(label)
    return ada


async def assert_only_numbers(ada: Chat, city: City, state: str) -> None:
    """Nobody can register, whoever is in danger gets the number, and health says why."""
    (sorry,) = await ada.taps("Yes, register")
    assert sorry.text == SORRY
    number, *_ = await ada.says("Help, my house is on fire!")
    assert "112" in number.text
    found = await health(city)
    assert found["code"] == 503
    assert state in str(found["database"])


async def assert_as_before(ada: Chat, city: City, event_id: int) -> None:
    """The form is where it was, and health is well."""

    async def well() -> bool:
        return (await health(city))["code"] == 200

    assert await until(well)
    heard = await ada.taps("Yes, register")
    assert "You are registered" in heard[0].text
    assert len(await registrations(city, event_id)) == 1


async def test_the_database_is_read_only(towns: Towns, api: BotApi) -> None:
    read_only = False

    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")

    def prepare(app: App) -> None:
        event.listen(app.database.engine.sync_engine, "begin", refuse)

    city = await towns.open(telegram=True, prepare=prepare)
    cafe = await city.event(titles={"en": "Café"}, seats=5)
    ada = await filled_in(Telegram(api, city), cafe.id)
    read_only = True
    await assert_only_numbers(ada, city, "cannot be written: OperationalError")
    read_only = False
    await assert_as_before(ada, city, cafe.id)


@pytest.fixture
async def server() -> AsyncIterator[Postgres]:
    """A PostgreSQL server that a test may stop."""
    async with Postgres() as server:
        yield server


async def test_the_database_is_away_for_a_minute(
    server: Postgres, clock: FakeClock, api: BotApi, new_person: NewPerson
) -> None:
    url = await server.new_database()
    database = Database(url)
    await upgrade(database)
    await database.close()
    towns = Towns(url, clock, api)
    city = await towns.open(telegram=True)
    cafe = await city.event(titles={"en": "Café"}, seats=5)
    ada = await filled_in(Telegram(api, city), cafe.id)
    on_the_web = await new_person(city)
    side, waited_for = ada.side, ada.side.deliver
    server.stop()
    await until(lambda: is_lost(city))
    side.deliver = api.push
    await side.happens(callback_query=ada.tap("Yes, register"))
    await ada.says("Help, my house is on fire!")
    await side.until(lambda: len(numbers(api)) > 0)
    assert "112" in await refused(
        on_the_web, "messages", {"text": "Help, my house is on fire!", "language": "en"}
    )
    found = await health(city)
    assert found["code"] == 503
    assert "Error" in str(found["database"])
    side.deliver = waited_for
    server.start()
    # What was tapped meanwhile comes again and takes effect; the number is told once more, in its turn.
    await side.until(lambda: len(numbers(api)) > 1)
    assert any("You are registered" in one.text for one in ada.hears())
    assert len(await registrations(city, cafe.id)) == 1
    assert len(numbers(api)) == 2
    await towns.end()


async def is_lost(city: City) -> bool:
    """Whether the bot has noticed that the database is away."""
    turn = city.app.duties.turn(Channel.TELEGRAM)
    return turn is not None and turn.is_orphaned


def numbers(api: BotApi) -> list[str]:
    """The messages with the number to call."""
    return [call.params["text"] for call in api.called("sendMessage") if "112" in call.params["text"]]


async def test_telegram_was_away_for_an_hour(towns: Towns, api: BotApi, clock: FakeClock) -> None:
    """The backlog is answered in order; who waited for more than 15 minutes is asked for pardon, except
    where a number to call comes first."""
    city = await towns.open(telegram=True)
    side, backlog = Telegram(api, city), list[Json]()
    ada, bert = side.private(), side.private(72)
    for one in (ada, bert):
        await one.says("/start")

    async def wait(update: Json) -> None:
        backlog.append(update)

    usual, side.deliver = side.deliver, wait
    await ada.says("/imprint")
    await ada.says("/help")
    await bert.says("Help, my house is on fire!")
    clock.advance(timedelta(minutes=50))
    await bert.says("/imprint")
    clock.advance(timedelta(minutes=10))
    begun = len(api.called("sendMessage"))
    for update in backlog:
        await usual(update)
    sent = [(int(call.params["chat_id"]), call.params["text"]) for call in api.called("sendMessage")[begun:]]
    late = "Sorry that this answer comes late"
    to_ada, to_bert = ([text for chat, text in sent if chat == one] for one in (71, 72))
    assert [text.startswith(late) for text in to_ada] == [True, True]
    assert "Stadt Kaiserslautern" in to_ada[0]
    assert "/events" in to_ada[1]
    assert "112" in to_bert[0].splitlines()[0]
    assert [text.startswith(late) for text in to_bert] == [False, False]
