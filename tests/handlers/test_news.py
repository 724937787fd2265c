"""Subscriptions and announcements: ticks, drafts, audience, preview, sending, report, stopping."""

from datetime import timedelta

from civic.announcement_readiness import UNDO_WINDOW
from civic.announcements import AnnouncementStatus
from civic.staff import InvitationKind
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson


async def test_topics_are_ticked_and_unticked(resident: Person) -> None:
    await resident.says("/news")
    await resident.taps("Everything")
    (screen,) = await resident.taps("Yes, 16 or older")
    assert any(label.startswith("✓ ") for label in screen.labels)
    assert "No more news" in screen.labels
    (screen,) = await resident.taps("✓ ")
    assert not any(label.startswith("✓ ") for label in screen.labels)


async def test_district_is_chosen_and_forgotten(resident: Person) -> None:
    await resident.says("/news")
    await resident.taps("Choose part of town")
    (screen,) = await resident.taps("Betzenberg")
    assert "Part of town: Betzenberg" in screen.labels
    await resident.taps("Part of town")
    (screen,) = await resident.taps("The whole city")
    assert "Choose part of town" in screen.labels


async def test_unsubscribing_by_word(resident: Person) -> None:
    await resident.says("/news")
    await resident.taps("Everything")
    await resident.taps("Yes, 16 or older")
    await resident.follows("""
        > unsubscribe
        < You will receive no more news
        > unsubscribe
        < You are not subscribed
    """)


async def test_announcement_reaches_each_reader_in_their_language(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    readers = {tag: await new_person(tag) for tag in ("en-US", "de-DE", "uk-UA", "ar")}
    for reader in readers.values():
        await reader.start("topic_all")
        await reader.agrees_to_news()
    await coordinator.follows("""
        > /announce
        < What is the title in English?
        > Early & <late>
        < Please write the announcement in English
        > The café opens <early> & late.
        < 4 recipients
        < English: <5
        < (in English, with a note)
        > [Text in a language]
        > [Deutsch]
        > Früh & <spät>
        > Das Café öffnet früh und spät.
        < Deutsch: <5
        <! Deutsch: <5 (in
        > [Preview]
        < The café opens <early> & late.
        < Das Café öffnet früh und spät.
        > [Send now]
        < Send it to 4 people now?
        > [Yes, send]
        < It will go to 4 people
    """)
    assert await readers["de-DE"].hears() == []
    city.clock.advance(UNDO_WINDOW)
    (german,) = await readers["de-DE"].hears()
    (english,) = await readers["en-US"].hears()
    assert german.text.startswith("Früh & <spät>\n\nDas Café öffnet früh und spät.\n\nSie bekommen diese")
    assert english.text.startswith("Early & <late>\n\nThe café opens <early> & late.\n\nYou get this message")
    for tag in ("uk-UA", "ar"):
        (other,) = await readers[tag].hears()
        assert "The café opens <early> & late." in other.text
        assert other.text != english.text
    (report,) = await coordinator.hears()
    assert "Recipients: 4" in report.text
    assert "Recipients: 4" in report.text


async def test_sent_once_also_when_the_clock_rings_often(city: City, coordinator: Person) -> None:
    await _subscribe(coordinator)
    await _draft(coordinator, "Hello!")
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    city.clock.advance(UNDO_WINDOW)
    for _ in range(3):
        await coordinator.hears()
    received = [line for line in coordinator.newest.values() if "Hello!\n\nYou get this message" in line.text]
    assert len(received) == 1


async def test_scheduled_for_a_local_time(city: City, coordinator: Person, resident: Person) -> None:
    await _subscribe(resident)
    await _draft(coordinator, "Tomorrow at five.")
    await coordinator.follows("""
        > [Send later]
        < When shall I send it?
        > yesterday
        < I did not understand this time
        > 31.02.2027 12:00
        < does not exist
        > 01.01.2020 12:00
        < in the past
        > 02.12.2026 17:00
        < Wednesday, December 2, 2026, 17:00. Is that right?
        > [Yes, that is right]
        < Time: Wednesday, December 2, 2026, 17:00
        > [Continue]
        < Send it to 1 person at this time?
        > [Yes, send]
        < It will go to 1 person
    """)
    city.clock.advance(timedelta(days=1, hours=6))  # 2 December, 16:00 in Berlin
    assert await resident.hears() == []
    city.clock.advance(timedelta(hours=1))
    (news,) = await resident.hears()
    assert "Tomorrow at five." in news.text


async def test_stopping_before_it_is_due(city: City, coordinator: Person, resident: Person) -> None:
    await _subscribe(resident)
    await _draft(coordinator, "Tea is over.")
    await coordinator.taps("Send later")
    await coordinator.says("02.12.2026 17:00")
    await coordinator.taps("Yes, that is right")
    await coordinator.taps("Continue")
    await coordinator.taps("Yes, send")
    await coordinator.follows("""
        > [Report]
        > [Stop]
        < Shall I stop it?
        > [Yes, stop]
        < What had not been sent stays unsent
    """)
    city.clock.advance(timedelta(days=2))
    assert await resident.hears() == []
    async with city.app.services.uow.reading() as r:
        (one,) = await r.announcements.recent(5)
    assert one.status is AnnouncementStatus.STOPPED


async def test_nobody_to_send_to_is_said(coordinator: Person) -> None:
    await _draft(coordinator, "Anybody?")
    await coordinator.follows("""
        > [Send now]
        < it would reach no one
    """)


async def test_audience_by_topic(city: City, coordinator: Person, new_person: NewPerson) -> None:
    democracy, seniors = await new_person("en-US"), await new_person("en-US")
    await democracy.start("topic_democracy")
    await democracy.taps("Yes, please")
    await democracy.taps("Yes, 16 or older")
    await seniors.start("topic_seniors")
    await seniors.taps("Yes, please")
    await seniors.taps("Yes, 16 or older")
    await _draft(coordinator, "For democrats.")
    await coordinator.taps("Audience")
    await coordinator.taps("✓ ")
    await coordinator.taps("Democracy")
    (card,) = await coordinator.taps("Continue")
    assert "1 recipient" in card.text
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    city.clock.advance(UNDO_WINDOW)
    assert len(await democracy.hears()) == 1
    assert await seniors.hears() == []


async def test_edited_between_question_and_send_is_refused(city: City, coordinator: Person) -> None:
    await _subscribe(coordinator)
    await _draft(coordinator, "First version.")
    await coordinator.taps("Send now")
    confirm = max(coordinator.newest.values(), key=lambda one: one.id)
    await coordinator.taps("Text in a language")
    await coordinator.taps("English")
    await coordinator.taps("Text")
    await coordinator.says("Second version.")
    button = confirm.button("Yes, send")
    assert button is not None
    await coordinator.post("taps", {"message": confirm.id, "data": button["data"]})
    heard = await coordinator.hears()
    assert "has changed or has been sent" in heard[-1].text


async def test_owner_invites_and_coordinator_cannot(city: City, new_person: NewPerson) -> None:
    owner = await new_person("en-US")
    await owner.start(f"staff_{await city.invitation(InvitationKind.OWNER)}")
    await owner.follows("""
        > [Accept]
        < Role: Owner
        > [What I can do now]
        > [Invite]
        < As what would you like to invite somebody?
        > [Coordinator]
        < It works once and for 24 hours
    """)
    links = max(owner.newest.values(), key=lambda one: one.id).buttons
    payload = links[0][0]["url"].partition("?start=")[2]
    coordinator = await new_person("en-US")
    await coordinator.start(payload)
    await coordinator.follows("""
        > [Accept]
        < Role: Coordinator
        > [What I can do now]
        <! Invite
    """)
    latecomer = await new_person("en-US")
    (refusal,) = await latecomer.start(payload)
    assert "does not work (any more)" in refusal.text


async def test_invitation_ends_after_a_day(city: City, new_person: NewPerson) -> None:
    token = await city.invitation(InvitationKind.COORDINATOR)
    person = await new_person("en-US")
    await person.start(f"staff_{token}")
    city.clock.advance(timedelta(hours=24))
    await person.follows("""
        > [Accept]
        < does not work (any more)
    """)


async def _subscribe(person: Person) -> None:
    await person.start("topic_all")
    await person.taps("Yes, please")
    await person.taps("Yes, 16 or older")


async def _draft(coordinator: Person, text: str) -> None:
    await coordinator.says("/announce")
    await coordinator.says("News")
    await coordinator.says(text)
