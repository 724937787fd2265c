"""States of an event's texts, and translations by volunteers on both kinds of database."""

from dataclasses import replace
from datetime import timedelta

from civic.event_questions import new_question, read_questions, rechosen, write_questions
from civic.event_texts import TextState, approved, current, fingerprint, parts, state_of, translated, written
from civic.event_translations import (
    Accepted,
    EventTranslation,
    NoSuchWork,
    accept_texts,
    ask_for_texts,
    hand_in_texts,
    look_at_texts,
    refuse_texts,
    take_texts,
)
from civic.events import Event
from civic.extra_questions import QuestionKind
from civic.retention_periods import Rule
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_kept_event, a_resident, an_event
from tests.fakes import FakeClock
from tests.retention import runs

TITLE, MORE = "Repair café", "We repair things."


def german() -> Event:
    event = an_event(titles={"de": "Reparaturcafé"})
    return replace(event, text_states={"source": "de"})


def in_english(event: Event) -> Event:
    return translated(event, "en", {"title": TITLE, "description": MORE}, fingerprint(event))


def test_the_states_of_a_text() -> None:
    event = german()
    assert state_of(event, "de") is TextState.UP_TO_DATE
    assert state_of(event, "en") is TextState.MISSING
    event = in_english(event)
    assert state_of(event, "en") is TextState.UP_TO_DATE
    reworded = written(event, replace(event, titles={**event.titles, "de": "Reparatur-Café"}), "de")
    assert state_of(reworded, "en") is TextState.OUTDATED
    assert dict(current(reworded, reworded.titles)) == {"de": "Reparatur-Café"}
    assert state_of(approved(reworded, "en"), "en") is TextState.UP_TO_DATE


def test_texts_of_a_machine_are_marked_until_somebody_read_them() -> None:
    event = german()
    event = translated(event, "en", {"title": TITLE, "description": MORE}, fingerprint(event), machine=True)
    assert state_of(event, "en") is TextState.AUTOMATIC
    assert state_of(approved(event, "en"), "en") is TextState.UP_TO_DATE
    reworded = written(event, replace(event, descriptions={**event.descriptions, "de": "Neu"}), "de")
    assert state_of(reworded, "en") is TextState.OUTDATED


def test_texts_from_before_states_were_kept_are_outdated_by_the_first_change() -> None:
    event = an_event(titles={"de": "Reparaturcafé", "en": TITLE})
    event = replace(event, descriptions={"de": "Gemeinsam reparieren.", "en": MORE})
    assert state_of(event, "en") is TextState.UP_TO_DATE
    reworded = written(event, replace(event, titles={**event.titles, "de": "Neu"}), "de")
    assert state_of(reworded, "en") is TextState.OUTDATED


def test_a_part_without_a_translation_is_missing() -> None:
    event = german()
    event = translated(event, "en", {"title": TITLE}, fingerprint(event))
    assert state_of(event, "en") is TextState.MISSING


def test_questions_and_their_choices_are_parts() -> None:
    one = new_question((), QuestionKind.ONE, "Suppe oder Salat?", ["Suppe", "Salat"], "de")
    assert one is not None
    event = replace(german(), questions=(one,))
    assert list(parts(event, "de")) == ["title", "description", "q1", "q1.a", "q1.b"]
    texts = {**parts(event, "de"), "q1": "Soup or salad?", "q1.a": "Soup", "q1.b": "Salad"}
    done = translated(event, "en", texts, fingerprint(event))
    assert done.questions[0].choices["b"] == {"de": "Salat", "en": "Salad"}
    assert state_of(done, "en") is TextState.UP_TO_DATE
    assert read_questions(write_questions(done.questions)) == done.questions
    again = rechosen(done.questions[0], ["Salat", "Brot"], "de")
    assert again.choices == {"b": {"de": "Salat", "en": "Salad"}, "c": {"de": "Brot"}}


def test_a_question_without_choices_or_a_sixth_one_is_none() -> None:
    assert new_question((), QuestionKind.ONE, "Was?", [], "de") is None
    assert new_question((), QuestionKind.TEXT, "Was?", ["A", "B"], "de") is None
    one = new_question((), QuestionKind.TEXT, "Was?", [], "de")
    assert one is not None
    assert new_question((one,) * 5, QuestionKind.TEXT, "Was?", [], "de") is None


async def test_one_volunteer_does_the_work_and_a_coordinator_accepts_it(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, asker = await a_kept_event(uow), await a_resident(uow)
    volunteer, other = await a_resident(uow), await a_resident(uow)
    token = await ask_for_texts(uow, clock, event, "uk", asker.id)
    assert isinstance(await look_at_texts(uow, clock, token, other.id), EventTranslation)
    taken = await take_texts(uow, clock, token, volunteer.id)
    assert isinstance(taken, EventTranslation)
    assert token not in str(taken)
    assert taken.texts == {"title": "Reparaturcafé", "description": "Gemeinsam reparieren."}
    for stranger in (other, asker):
        assert isinstance(await take_texts(uow, clock, token, stranger.id), NoSuchWork)
        assert isinstance(await hand_in_texts(uow, clock, taken.id, stranger.id, {}), NoSuchWork)
    results = {"title": "Ремонтне кафе", "description": "Ремонтуємо разом."}
    assert isinstance(await hand_in_texts(uow, clock, taken.id, volunteer.id, results), EventTranslation)
    assert isinstance(await hand_in_texts(uow, clock, taken.id, volunteer.id, results), NoSuchWork)
    async with uow.reading() as r:
        assert [work.id for work in await r.event_texts.waiting(event.id)] == [taken.id]
    outcome = await accept_texts(uow, clock, taken.id)
    assert isinstance(outcome, Accepted)
    assert outcome.event.titles["uk"] == "Ремонтне кафе"
    assert state_of(outcome.event, "uk") is TextState.UP_TO_DATE
    assert isinstance(await accept_texts(uow, clock, taken.id), NoSuchWork)
    assert not await refuse_texts(uow, clock, taken.id)


async def test_a_source_that_changed_meanwhile_makes_the_translation_outdated(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, asker = await a_kept_event(uow), await a_resident(uow)
    token = await ask_for_texts(uow, clock, event, "uk", asker.id)
    taken = await take_texts(uow, clock, token, asker.id)
    assert isinstance(taken, EventTranslation)
    await hand_in_texts(uow, clock, taken.id, asker.id, {"title": "Кафе", "description": "Разом."})
    async with uow.writing() as w:
        await w.events.update(replace(event, titles={**event.titles, "de": "Anders"}))
        await w.commit()
    outcome = await accept_texts(uow, clock, taken.id)
    assert isinstance(outcome, Accepted)
    assert state_of(outcome.event, "uk") is TextState.OUTDATED


async def test_links_expire_and_are_forgotten(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, asker = await a_kept_event(uow), await a_resident(uow)
    token = await ask_for_texts(uow, clock, event, "uk", asker.id)
    refused = await take_texts(uow, clock, await ask_for_texts(uow, clock, event, "ar", asker.id), asker.id)
    assert isinstance(refused, EventTranslation)
    await hand_in_texts(uow, clock, refused.id, asker.id, {"title": "x", "description": "y"})
    assert await refuse_texts(uow, clock, refused.id)
    clock.advance(timedelta(days=7))
    assert isinstance(await look_at_texts(uow, clock, token, asker.id), NoSuchWork)
    assert isinstance(await look_at_texts(uow, clock, "0" * 32, asker.id), NoSuchWork)
    await runs(uow, clock, Rule.LINKS)
    async with uow.reading() as r:
        assert [await r.event_texts.get(number) for number in (1, refused.id)] == [None, None]
