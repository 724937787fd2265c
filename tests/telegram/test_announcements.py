"""Announcements in Telegram: forged taps, tests in groups, and what an announcement looks like there."""

from civic.announcement_changes import AnnouncementChange
from civic.announcement_readiness import UNDO_WINDOW
from civic.announcements import Announcement, AnnouncementStatus
from civic.residents import ALL_TOPICS
from civic.staff import InvitationKind
from handlers.views import age
from handlers.views.consents import mark
from tests.fakes import FakeClock
from tests.telegram.chat import Chat, Telegram


async def written(staff: Chat, text: str = "The café opens.") -> None:
    await staff.says("/announce")
    await staff.says("Café")
    await staff.says(text)


async def newest(side: Telegram) -> Announcement:
    async with side.app.services.uow.reading() as r:
        return (await r.announcements.recent(1))[0]


async def corrections(side: Telegram) -> list[AnnouncementChange]:
    async with side.app.services.uow.reading() as r:
        return await r.changes.of((await newest(side)).id)


async def subscribed(side: Telegram, user_id: int) -> Chat:
    reader = side.private(user_id)
    await reader.says(f"/start topic_{ALL_TOPICS}")
    await reader.taps("Yes, please")
    await reader.taps("Yes, 16 or older")
    return reader


async def test_forged_taps_release_nothing(telegram_side: Telegram, clock: FakeClock) -> None:
    reader = await subscribed(telegram_side, 71)
    author = await telegram_side.staff(InvitationKind.COORDINATOR, 90)
    other = await telegram_side.staff(InvitationKind.COORDINATOR, 91)
    await written(author)
    draft = await newest(telegram_side)
    old_confirm = f"a_now_yes:{draft.id}:{draft.revision}"
    assert "Somebody else has to approve" in (await author.forges(old_confirm, author.said_by_bot()))[-1].text
    await author.taps("Send now")
    one = await newest(telegram_side)
    assert one.status is AnnouncementStatus.IN_REVIEW
    approve = f"a_ok:{one.id}:{one.revision}"
    (refused,) = await author.forges(approve, author.said_by_bot())
    assert "You wrote this announcement" in refused.text
    # The notice that asks for a review may come in between.
    unread = await other.forges(approve, other.said_by_bot())
    assert any("Please read it first" in bubble.text for bubble in unread)
    old = await other.forges(f"a_ok:{one.id}:{one.revision + 1}", other.said_by_bot())
    assert any("has changed or has been sent" in bubble.text for bubble in old)
    assert await newest(telegram_side) == one
    before = telegram_side.rows()["announcement"]
    for forged in (
        *(approve, f"a_now:{one.id}:{one.revision}", f"a_undo:{one.id}", f"a_back:{one.id}:{one.revision}"),
        *(f"a_card:{one.id}", f"a_review:{one.id}", f"a_copy:{one.id}", f"a_delete_yes:{one.id}:0"),
        *(f"a_topic:{one.id}:all", f"a_log:{one.id}", "a_four", "a_eyes:all", f"a_stop_yes:{one.id}"),
    ):
        shown = await reader.forges(forged, reader.said_by_bot())
        assert all("The café opens" not in bubble.text for bubble in shown), forged
    assert telegram_side.rows()["announcement"] == before
    # An owner's screen is for owners.
    assert all("second person" not in b.text for b in await other.forges("a_four", other.said_by_bot()))


async def test_forged_taps_correct_nothing(telegram_side: Telegram, clock: FakeClock) -> None:
    reader = await subscribed(telegram_side, 71)
    author = await telegram_side.staff(InvitationKind.COORDINATOR, 90)
    await written(author)
    await author.taps("Send now")
    await author.taps("Yes, send")
    clock.advance(UNDO_WINDOW)
    telegram_side.app.deliverer.ring()
    await telegram_side.until(lambda: "The café opens" in telegram_side.shown(reader.chat.id)[-1].text)
    other = await telegram_side.staff(InvitationKind.COORDINATOR, 91)
    await author.forges(f"a_fix:{(await newest(telegram_side)).id}", author.said_by_bot())
    await author.taps("Change a text")
    await author.taps("English: text")
    await author.says("Free beer.")
    change = (await corrections(telegram_side))[0]
    for alone in (f"a_fix_yes:{change.id}:{change.revision}", f"a_fix_ok:{change.id}:{change.revision}"):
        refused = await author.forges(alone, author.said_by_bot())
        assert all("It is being corrected" not in bubble.text for bubble in refused), alone
    await author.forges(f"a_fix_go:{change.id}:{change.revision}", author.said_by_bot())
    (asked,) = await corrections(telegram_side)
    assert asked.asked_at is not None
    approve = f"a_fix_ok:{asked.id}:{asked.revision}"
    own = await author.forges(approve, author.said_by_bot())
    assert any("You wrote this correction" in bubble.text for bubble in own)
    # The notice that asks for a review may come in between.
    unread = await other.forges(approve, other.said_by_bot())
    assert any("Please read it first" in bubble.text for bubble in unread)
    old = await other.forges(f"a_fix_ok:{asked.id}:{asked.revision - 1}", other.said_by_bot())
    assert any("has changed or has been sent" in bubble.text for bubble in old)
    theirs = await other.forges(f"a_fix_undo:{asked.id}", other.said_by_bot())
    assert any("A colleague is writing this correction" in bubble.text for bubble in theirs)
    for forged in (
        *(approve, f"a_fix_yes:{asked.id}:{asked.revision}", f"a_fix_read:{asked.id}"),
        *(f"a_fix_back:{asked.id}:{asked.revision}", f"a_fix_undo:{asked.id}", f"a_fix_card:{asked.id}"),
    ):
        shown = await reader.forges(forged, reader.said_by_bot())
        assert all("Free beer" not in bubble.text for bubble in shown), forged
    assert await corrections(telegram_side) == [asked]
    assert "Free beer" not in (await newest(telegram_side)).main.text
    await other.forges(f"a_fix_read:{asked.id}", other.said_by_bot())
    begun = await other.forges(approve, other.said_by_bot())
    assert any("It is being corrected for 1 person" in bubble.text for bubble in begun)
    again = await other.forges(approve, other.said_by_bot())
    assert any("has changed or has been sent" in bubble.text for bubble in again)


async def test_what_does_not_fit_is_an_old_button(telegram_side: Telegram) -> None:
    author = await telegram_side.staff(InvitationKind.COORDINATOR, 90)
    await written(author)
    one = await newest(telegram_side)
    for forged in (
        *(f"a_topic:{one.id}:nowhere", f"a_district:{one.id}:nowhere", f"a_lang:{one.id}:xx"),
        *(f"a_who:{one.id}:everybody", f"a_p_event:{one.id}:999", f"a_b_ev:{one.id}:999"),
        *(f"a_b_on:{one.id}:nowhere", f"a_where:{one.id}:nobody", f"a_body:{one.id}:xx"),
        *(f"ev_announce:{999}", f"a_from:{999}:invitation", f"a_test_in:{one.id}:staff", "news_on:nowhere"),
    ):
        toasts = len(telegram_side.toasts())
        assert await author.forges(forged, author.said_by_bot()) == [], forged
        assert len(telegram_side.toasts()) == toasts + 1, forged
    assert await newest(telegram_side) == one
    for gone in ("a_card:999", "a_report:999", "a_preview:999", "a_log:999", "a_stop:999"):
        (said,) = await author.forges(gone, author.said_by_bot())
        assert "has changed or has been sent" in said.text


async def test_a_test_group_gets_the_message_without_taps(telegram_side: Telegram) -> None:
    author = await telegram_side.staff(InvitationKind.COORDINATOR, 90)
    group = telegram_side.group()
    await written(author)
    await author.taps("Button below")
    await author.taps("A web address")
    await author.says("https://a.example/x")
    await author.taps("Test")
    (code,) = await author.taps("Set up a test group")
    command = code.text.splitlines()[-1]
    (ready,) = await group.says(command)
    assert "lassen sich jetzt Mitteilungen ausprobieren" in ready.text
    (again,) = await group.says(command)
    assert "ausprobieren" not in again.text
    await author.forges(f"a_test:{(await newest(telegram_side)).id}", author.said_by_bot())
    (done,) = await author.taps("To the test group")
    assert "That was the test: 1 message." in done.text
    shown = telegram_side.shown(group.chat.id)[-1]
    assert "The café opens." in shown.text
    assert (shown.labels, shown.links) == (["a.example"], ["https://a.example/x"])
    telegram_side.api.fault("sendMessage", "403", chat_id=group.chat.id)
    await author.forges(f"a_test:{(await newest(telegram_side)).id}", author.said_by_bot())
    (done,) = await author.taps("To the test group")
    assert "1 did not arrive" in done.text


async def test_a_reader_gets_the_note_in_their_language(telegram_side: Telegram, clock: FakeClock) -> None:
    reader = telegram_side.private(72, "ar")
    await reader.says(f"/start topic_{ALL_TOPICS}")
    shown = mark(age.wording(telegram_side.app.services.catalogues["ar"], by_parents=False))
    for data in (f"subscribe:{ALL_TOPICS}", f"of_age:link:{ALL_TOPICS}:{shown}"):
        await reader.forges(data, reader.said_by_bot())
    author = await telegram_side.staff(InvitationKind.COORDINATOR, 90)
    await written(author, "a < b & c\n_x_ *y*")
    await author.taps("Send now")
    await author.taps("Yes, send")
    clock.advance(UNDO_WINDOW)
    telegram_side.app.deliverer.ring()
    await telegram_side.until(lambda: "a < b & c\n_x_ *y*" in telegram_side.shown(reader.chat.id)[-1].text)
    news = telegram_side.shown(reader.chat.id)[-1]
    assert "English" in news.text.splitlines()[0]
    assert news.params["text"].count("&lt;") == 1
