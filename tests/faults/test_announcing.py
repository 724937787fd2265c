"""Faults in the middle of an announcement: nobody is lost or written to twice, and the report adds up."""

import pytest

from bot import recording
from bot.announcing import CAREFUL, FAST
from civic.announcements import Report
from tests.bot.bot_api import BotApi
from tests.faults import announcing_runs as runs
from tests.faults import unwritable_runs
from tests.faults.announcing_runs import MIDDLE, READERS, Scene
from tests.faults.sendings import arrived
from tests.faults.towns import Towns, until

pytestmark = pytest.mark.faults


@pytest.fixture
def scene(towns_on_both: Towns, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Sixty readers, on both databases."""
    monkeypatch.setattr(recording, "RETRY_AFTER", 0.02)
    return Scene(towns_on_both, api)


@pytest.fixture(params=[CAREFUL, FAST], ids=["careful", "fast"])
def scenes(request: pytest.FixtureRequest, scene: Scene) -> Scene:
    """The same at both paces: each outcome written by itself, or many together."""
    scene.pace = request.param
    return scene


async def test_somebody_blocks_the_bot(scene: Scene) -> None:
    found = await runs.blocked(scene)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    gone = scene.sending.readers[scene.sending.chats[-1]]

    async def ended() -> bool:
        async with scene.city.app.services.uow.reading() as r:
            return not await r.residents.topics(gone.id)

    if found.report.unreachable:
        # First the outcome is kept, then their announcements end.
        assert await until(ended)
    else:
        assert not await ended()


async def test_pages_instead_of_answers(scene: Scene) -> None:
    found = await runs.html_pages(scene)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0)


async def test_no_answers(scene: Scene) -> None:
    found = await runs.time_outs(scene)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS - 4, 0, 0, 4, 0, 0)
    async with scene.city.app.services.uow.reading() as r:
        listed = await r.delivery_reports.problems(scene.sending.announcement.id, 9)
    assert len(listed) == 4


async def test_no_answers_and_they_are_to_be_sent_again(towns: Towns, api: BotApi) -> None:
    found = await runs.time_outs(Scene(towns, api, settings={"unknown_sends": "resend"}))
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0)


async def test_the_database_is_locked(scenes: Scene) -> None:
    found = await unwritable_runs.database_locked(scenes)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0)


async def test_the_disk_is_full(scenes: Scene) -> None:
    found = await unwritable_runs.disk_full(scenes)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0)


async def test_the_clock_jumps(scenes: Scene) -> None:
    found = await runs.clock_jumps(scenes)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0)


async def test_it_is_stopped_and_goes_on(scenes: Scene) -> None:
    scenes.readers = 2 * READERS
    between, found = await runs.stopped_and_resumed(scenes)
    assert (between.lost, between.repeated, between.adds_up) == (0, 0, True)
    assert between.report.sent >= MIDDLE
    assert between.report.sent + between.report.skipped == scenes.readers
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(scenes.readers, scenes.readers, 0, 0, 0, 0, 0)
    assert set(arrived(scenes.api.calls, scenes.sending.chats)) == set(scenes.sending.chats)


async def test_it_gets_another_time(scene: Scene) -> None:
    found = await runs.rescheduled(scene)
    assert (found.lost, found.repeated, found.adds_up) == (0, 0, True)
    assert found.report == Report(READERS, READERS, 0, 0, 0, 0, 0)
