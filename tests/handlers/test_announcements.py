"""Coordinators write, choose, preview, review, release and follow announcements, in four languages."""

from collections.abc import Mapping
from dataclasses import replace

from civic.announcement_readiness import UNDO_WINDOW
from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    BodyState,
    Button,
    ButtonKind,
    EventPeople,
    WhereMissing,
)
from civic.staff import InvitationKind
from tests.factories import residents
from tests.handlers.city import City, Line, Person
from tests.handlers.conftest import NewPerson

MARKUP = "a <b> & <i>x</i> _y_ *z* [q](https://a.example)"


async def staff(
    city: City, new_person: NewPerson, tag: str, kind: InvitationKind = InvitationKind.COORDINATOR
) -> Person:
    person = await new_person(tag)
    await person.start(f"staff_{await city.invitation(kind)}")
    line = max(person.newest.values(), key=lambda one: one.id)
    await person.taps(line.labels[0])
    return person


async def subscriber(new_person: NewPerson, tag: str) -> Person:
    person = await new_person(tag)
    await person.start("topic_all")
    await person.agrees_to_news()
    return person


async def only_one(city: City) -> Announcement:
    async with city.app.services.uow.reading() as r:
        return (await r.announcements.recent(1))[0]


async def draft(person: Person, text: str = "There is tea.", title: str = "Tea") -> Line:
    await person.says("/announce")
    await person.says(title)
    (card,) = await person.says(text)
    return card


def data(button: Mapping[str, str] | None) -> str:
    assert button is not None
    return button["data"]


async def test_title_and_text_are_measured_and_kept_as_they_were_written(
    city: City, coordinator: Person
) -> None:
    await coordinator.says("/announce")
    (refusal,) = await coordinator.says("x" * 61)
    assert "The title has 61 characters, at most 60" in refusal.text
    await coordinator.says(MARKUP)
    card = (await coordinator.says(f"{MARKUP}\n\n{MARKUP}"))[0]
    (preview, *_) = [one for one in await coordinator.taps("Preview") if "English: 0" in one.labels[-1]]
    assert preview.text.startswith(f"{MARKUP}\n\n{MARKUP}\n\n{MARKUP}\n\nYou get this message")
    assert f"Length with title and footer: {len(preview.text)} of 4096" in card.text


async def test_one_unit_too_many_in_one_language_only_is_said_with_that_language(
    city: City, coordinator: Person
) -> None:
    await draft(coordinator, "Short.", "T")
    await coordinator.taps("Text in a language")
    await coordinator.taps("Deutsch")
    await coordinator.says("D")
    footer = len("\n\nSie bekommen diese Nachricht, weil Sie hier Neuigkeiten gewählt haben.")
    footer += len(" Das können Sie jederzeit beenden.")
    fits = "😀" * ((4096 - footer - len("D\n\n")) // 2)
    odd = (4096 - footer - len("D\n\n")) % 2
    heard = await coordinator.says(f"{fits}{'x' * odd}x")
    assert "Deutsch: 4097 of 4096" in heard[0].text
    assert "English" not in heard[0].text
    assert (await only_one(city)).state("de") is BodyState.MISSING
    (card,) = await coordinator.says(f"{fits}{'x' * odd}")
    assert "Length with title and footer: 4096 of 4096" in card.text
    assert (await only_one(city)).state("de") is BodyState.UP_TO_DATE


async def test_a_note_in_front_counts_for_those_who_get_it(city: City, coordinator: Person) -> None:
    await coordinator.says("/announce")
    await coordinator.says("T")
    footer = "\n\nYou get this message because you chose news here. You can stop it at any time."
    heard = await coordinator.says("x" * (4096 - len("T\n\n") - len(footer)))
    assert "English: " not in heard[0].text
    assert "Deutsch: 41" in heard[0].text
    (card,) = await coordinator.says("x" * 3800)
    assert "Draft – nobody" in card.text


async def test_languages_with_their_states(city: City, coordinator: Person) -> None:
    await draft(coordinator)
    await coordinator.follows("""
        > [Text in a language]
        < ✓ English · up to date
        < Deutsch · missing
        > [Deutsch]
        < What is the title in Deutsch?
        > Tee
        < Please write the announcement in Deutsch
        > Es gibt Tee.
        < Deutsch: up to date
        > [Text in a language]
        > [English]
        < main language
        > [Text]
        > There is coffee.
        < Deutsch: outdated
        > [Text in a language]
        > [Deutsch · outdated]
        > [It is right as it stands]
        < Deutsch: up to date
        > [Text in a language]
        > [Deutsch]
        > [Make it the main language]
        < Deutsch: main language
        > [Text in a language]
        > [English]
        > [Take this language out]
        <! There is coffee
    """)
    one = await only_one(city)
    assert (one.language, set(one.bodies)) == ("de", {"de"})


async def test_the_button_is_an_event_a_topic_or_a_secure_address(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    reader = await subscriber(new_person, "en-US")
    event = await city.event(titles={"en": "Café"}, seats=1)
    await draft(coordinator)
    await coordinator.follows("""
        > [Button below]
        < Button: none
        > [A web address]
        > http://a.example
        < It has to begin with https://
        > javascript:alert(1)
        < It has to begin with https://
        > https://www.kaiserslautern.de/tea
        < Button: www.kaiserslautern.de
        > [Button below]
        > [News on a topic]
        > [Democracy]
        < Button: News on Democracy
        > [Button below]
        > [An event]
        > [Café]
        < Button: to the event
    """)
    assert (await only_one(city)).button == Button(ButtonKind.EVENT, str(event.id))
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    city.clock.advance(UNDO_WINDOW)
    (news,) = await reader.hears()
    assert news.labels == ["Register", "Ask about this", "No more news"]
    await reader.follows("""
        > [Register]
        < 1 seat is free
        < Register
    """)


async def test_a_button_to_a_topic_asks_before_it_subscribes(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    reader = await subscriber(new_person, "de-DE")
    await draft(coordinator)
    await coordinator.follows("""
        > [Button below]
        > [News on a topic]
        > [Democracy]
        > [Send now]
        > [Yes, send]
    """)
    city.clock.advance(UNDO_WINDOW)
    await reader.hears()
    await reader.follows("""
        > [Neues zu Demokratie]
        < Möchten Sie
        > [Ja]
        > [Neues zu Demokratie]
        < Sie bekommen schon Neues zu
    """)


async def test_urgent_missing_languages_and_the_last_time(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await subscriber(new_person, "ar")
    await subscriber(new_person, "en-US")
    await draft(coordinator)
    await coordinator.follows("""
        > [Urgent]
        < Why can it not wait?
        > The water is <not> safe.
        < Urgent, because: The water is <not> safe.
        > [Not urgent]
        <! Urgent, because
        > [Missing languages]
        < 1 person reads a language that has no text: العربية.
        < With a note they would get it in: English.
        < ✓ With a note (2 people)
        < Nothing (1 person)
        > [Nothing]
        < 1 recipient
        < <5, nothing is sent, the text is missing
        > [Last time to send]
        > 01.12.2026 09:00
        < in the past
        > 02.12.2026 09:00
        > [Yes, that is right]
        < Over: Wednesday, December 2, 2026
        > [Continue]
        < Over: Wednesday, December 2, 2026
        > [Send later]
        > 03.12.2026 09:00
        > [Yes, that is right]
        < It would be over before it goes out
    """)
    one = await only_one(city)
    assert (one.where_missing, one.status) == (WhereMissing.SKIP, AnnouncementStatus.DRAFT)


async def test_the_audience_in_words(city: City, coordinator: Person) -> None:
    event = await city.event(titles={"en": "Café"})
    await draft(coordinator)
    await coordinator.follows("""
        > [Audience]
        > [✓ Everything]
        > [Democracy]
        > [Digital]
        < goes to whoever chose one of them
        > [All of these topics together]
        < ✓ All of these topics together
        > [Betzenberg]
        > [Not if they got one this week]
        < ✓ Not if they got one this week
        > [Languages]
        > [العربية]
        < ✓ العربية
        > [Continue]
        > [Continue]
        < All of these topics together: Democracy and participation and Digital life
        < Parts of town: Betzenberg
        < Only readers of: العربية
        < Nobody who got something on these topics in the last 7 days
        > [Audience]
        > [People of an event]
        > [Café]
        < Which people of this event?
        > [Both]
        < ✓ Both
        > [Continue]
        < Everybody who has a seat at the event or waits for one
    """)
    chosen = (await only_one(city)).audience
    assert (chosen.event_id, chosen.people) == (event.id, EventPeople.BOTH)
    assert chosen.topics == ("democracy", "digital")
    await coordinator.follows("""
        > [Audience]
        > [Subscribers instead]
        < ✓ Democracy
    """)


async def test_preview_buttons_do_nothing_and_a_test_reaches_nobody_else(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    reader = await subscriber(new_person, "en-US")
    await draft(coordinator)
    shown = await coordinator.taps("Preview")
    assert [one.labels[-1] for one in shown[:-1]] == [
        f"👁 {lang.own_name}: {'under 5' if lang.code == 'en' else 0} people"
        for lang in city.app.services.catalogues
    ]
    (toast,) = await coordinator.taps("No more news")
    assert "This is a preview" in toast.text
    await coordinator.taps("Back")
    await coordinator.follows("""
        > [Test]
        <! To the test group
        > [To me]
        < There is tea.
        < That was the test: 1 message.
    """)
    assert await reader.hears() == []
    assert (await only_one(city)).status is AnnouncementStatus.DRAFT


async def test_an_earlier_one_is_a_template_and_a_draft_is_thrown_away(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await subscriber(new_person, "en-US")
    await draft(coordinator)
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    city.clock.advance(UNDO_WINDOW)
    await coordinator.hears()
    await coordinator.says("/staff")
    await coordinator.follows("""
        > [Our announcements]
        < Sent · Tea
        > [Sent · Tea]
        < Waiting on the page: 1
        > [What was done]
        < drafted
        < released alone (1 recipient)
        < by itself: began to be sent
        > [Back]
        > [Use as a template]
        < The original was sent on Tuesday, December 1, 2026
        < There is tea.
        > [Throw the draft away]
        < Nobody has received it
        > [Yes, throw it away]
        < The draft is gone
        > [Our announcements]
        < Sent · Tea
        <! Draft · Tea
    """)


async def test_taken_back_within_the_window_and_too_late_after_it(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    reader = await subscriber(new_person, "en-US")
    await draft(coordinator)
    await coordinator.taps("Send now")
    await coordinator.follows("""
        > [Yes, send]
        < You can take it back until Tuesday, December 1, 2026, 10:01
        > [Undo]
        < Taken back. Nobody has received it.
    """)
    city.clock.advance(UNDO_WINDOW)
    assert await reader.hears() == []
    await coordinator.taps("Send now")
    (released,) = await coordinator.taps("Yes, send")
    tapped = {"message": released.id, "data": data(released.button("Undo"))}
    city.clock.advance(UNDO_WINDOW)
    assert len(await reader.hears()) == 1
    await coordinator.post("taps", tapped)
    heard = await coordinator.hears()
    assert any("too late to take it back" in line.text for line in heard)


async def test_above_fifty_people_the_number_is_typed(city: City, coordinator: Person) -> None:
    await residents(city.app.services.uow, 51, topics=("all",))
    await draft(coordinator)
    await coordinator.follows("""
        > [Send now]
        < It goes to 51 people. To confirm, please type this number.
        > yes
        < That is not the number. It goes to 51 people
        > 50
        < That is not the number. It goes to 51 people
        > ٥١
        < It will go to 51 people.
    """)


GERMAN_REVIEW = """
    < möchte „Tee“ verschicken
    > [Lesen]
    < Es gibt Tee.
    < 👁 Deutsch: unter 5 Pers.
    < Darf sie hinaus?
    > [Zurückgeben]
    < Was soll geändert werden?
    > Bitte mit Uhrzeit.
    < Ihre Begründung geht zurück
"""
UKRAINIAN_AUTHOR = """
    > /announce
    < Який заголовок
    > Tee
    < Напишіть
    > Es gibt Tee.
    < Довжина із заголовком
    > [Надіслати зараз]
    < 1 колегу попрошено прочитати
"""


async def test_somebody_else_approves_in_their_own_language(city: City, new_person: NewPerson) -> None:
    reader = await subscriber(new_person, "de-DE")
    author, colleague = await staff(city, new_person, "uk-UA"), await staff(city, new_person, "de-DE")
    await author.follows(UKRAINIAN_AUTHOR)
    await colleague.follows(GERMAN_REVIEW, await colleague.hears())
    await author.follows("< Bitte mit Uhrzeit.", await author.hears())
    await author.follows("""
        > [Прочитати]
        < Es gibt Tee.
        > [Надіслати зараз]
        < 1 колегу попрошено
        > [Скасувати]
        < Скасовано. Ніхто його не отримав.
        > [Надіслати зараз]
    """)
    await colleague.hears()
    (early, *_) = await colleague.taps("Lesen")
    assert early.text
    await colleague.follows("""
        > [Freigeben]
        < Die Mitteilung geht an 1 Person.
    """)
    assert "погоджено" in (await author.hears())[-1].text
    city.clock.advance(UNDO_WINDOW)
    (news,) = await reader.hears()
    assert "Es gibt Tee." in news.text


async def test_an_edit_after_the_submission_is_not_what_is_approved(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await subscriber(new_person, "en-US")
    other = await staff(city, new_person, "en-US")
    await draft(coordinator)
    await coordinator.taps("Send now")
    await other.hears()
    await other.taps("Read it")
    one = await only_one(city)
    async with city.app.services.uow.writing() as w:
        body = replace(one.main, text="Something else.")
        await w.announcements.update(replace(one, bodies={"en": body}, revision=one.revision + 1))
        await w.commit()
    (refusal,) = await other.taps("Approve")
    assert "has changed or has been sent" in refusal.text


async def test_an_owner_says_for_which_topics_one_person_is_enough(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await subscriber(new_person, "en-US")
    owner = await staff(city, new_person, "en-US", InvitationKind.OWNER)
    await owner.says("/staff")
    await owner.follows("""
        > [Our announcements]
        > [Four eyes]
        < ✓ Everything
        > [✓ Everything]
        <! ✓ Everything
    """)
    await draft(coordinator)
    await coordinator.follows("""
        > [Send now]
        < Send it to 1 person now?
        > [Our announcements]
        <! Four eyes
    """)


ARABIC = """
    > /announce
    < ما العنوان بلغة العربية؟
    > شاي
    > هناك شاي <b> & _x_.
    < مسودة
    < هناك شاي <b> & _x_.
    > [معاينة]
    < هناك شاي <b> & _x_.
    < تصلكم هذه الرسالة
"""


async def test_written_in_arabic(city: City, new_person: NewPerson) -> None:
    author = await staff(city, new_person, "ar")
    await author.follows(ARABIC)
