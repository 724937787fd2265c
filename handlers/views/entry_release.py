"""Releasing, withdrawing and telling: the questions before it, and what came of them."""

from civic.publishing import (
    Incomplete,
    NotYours,
    Published,
    PublishedBefore,
    PublishOutcome,
    Waiting,
    Withdrawn,
)
from civic.questions import Question
from civic.staff_entries import ChangedMeanwhile, EntryStatus, NoSuchEntry, StaffEntry
from handlers.screen import Button, Page, Screen, Tap, lines, shortened, tap, turning
from handlers.services import Services
from handlers.views.entries import LABEL
from locales import Language


def ask_publish(lang: Language, entry: StaffEntry, waiting: int, *, alone: bool) -> Screen:
    """The one confirmation; the button belongs to exactly this version."""
    who = lang.ngettext("{n} person who asked will get it.", "{n} people who asked will get it.", waiting)
    if alone:
        text = lang.gettext("Publish this? There is no colleague who could approve it.")
        label = lang.label("Yes, publish")
    else:
        text = lang.gettext("Publish this? A colleague has to approve it first.")
        label = lang.label("Ask for approval")
    return Screen(
        lines(text, who if waiting else ""),
        (
            (Tap(label, tap("k_submit", entry.id, entry.hash)),),
            (Tap(lang.label("Back"), tap("k_card", entry.id)),),
        ),
    )


def ask_approval(lang: Language, entry: StaffEntry, waiting: int) -> Screen:
    """The approver's button, after they saw every text."""
    who = lang.ngettext("{n} person who asked will get it.", "{n} people who asked will get it.", waiting)
    return Screen(
        lines(lang.gettext("Is this right? Then it can be published."), who if waiting else ""),
        (
            (Tap(lang.label("Approve and publish"), tap("k_approve", entry.id, entry.hash)),),
            (Tap(lang.label("Change something"), tap("k_card", entry.id)),),
        ),
    )


def outcome(lang: Language, came: PublishOutcome) -> Screen:
    """What came of publishing or approving."""
    back: tuple[tuple[Tap, ...], ...] = ((Tap(lang.label("Our answers"), tap("k_list", 0)),),)
    match came:
        case Published(told=told):
            who = lang.ngettext("{n} person is told now.", "{n} people are told now.", told)
            text = lines(lang.gettext("Published. I answer with it from now on."), who if told else "")
        case Waiting():
            text = lang.gettext("Thank you! I have asked your colleagues to approve it.")
        case PublishedBefore():
            text = lang.gettext("It is published already. Nothing was sent again.")
        case Incomplete():
            text = lang.gettext("The question is missing. Please write it first.")
        case NotYours():
            text = lang.gettext("You wrote this yourself, so a colleague has to approve it.")
        case ChangedMeanwhile():
            text = lang.gettext("It was changed in the meantime. Please look at it again.")
        case NoSuchEntry():
            text = lang.gettext("This answer no longer exists.")
    return Screen(text, back)


def ask_withdraw(lang: Language, entry: StaffEntry, got: int) -> Screen:
    """Whether those who got it hear of it."""
    rows = [(Tap(lang.label("Withdraw, tell nobody"), tap("k_gone", entry.id, 0)),)]
    if got:
        rows.append((Tap(lang.label("Withdraw and tell the askers"), tap("k_gone", entry.id, 1)),))
    rows.append((Tap(lang.label("Back"), tap("k_card", entry.id)),))
    text = lang.gettext("I would no longer answer with it. Your colleagues are told.")
    who = lang.ngettext("{n} person got it.", "{n} people got it.", got)
    return Screen(lines(text, who if got else ""), tuple(rows))


def withdrawn(lang: Language, gone: Withdrawn | NoSuchEntry) -> Screen:
    """It answers nobody any more."""
    if isinstance(gone, NoSuchEntry):
        return outcome(lang, gone)
    who = lang.ngettext("{n} person is told now.", "{n} people are told now.", gone.told)
    return Screen(
        lines(lang.gettext("Withdrawn."), who if gone.told else ""),
        ((Tap(lang.label("Our answers"), tap("k_list", 0)),),),
    )


def ask_throw_away(lang: Language, entry: StaffEntry) -> Screen:
    """A draft is gone for good."""
    yes = Tap(lang.label("Yes, throw it away"), tap("k_dropped", entry.id))
    return Screen(
        lang.gettext("Throw this draft away?"), ((yes,), (Tap(lang.label("No"), tap("k_card", entry.id)),))
    )


def thrown_away(lang: Language) -> Screen:
    """The draft is gone."""
    return Screen(lang.gettext("The draft is gone."), ((Tap(lang.label("Our answers"), tap("k_list", 0)),),))


def same(
    lang: Language,
    services: Services,
    entry: StaffEntry,
    page: Page[tuple[Question, bool]],
    waiting: int,
) -> Screen:
    """Open questions, those that look the same first; a tick means that its asker gets the answer."""
    if not page.items:
        text = lang.gettext("There are no other open questions.")
    else:
        text = lang.gettext(
            "Who asked the same? Tap to tick. They get the answer when it is published, once, and their "
            "question is closed."
        )
    rows: list[tuple[Button, ...]] = [
        (Tap(_ticked(lang, services, one, ticked), tap("k_tick", entry.id, one.id, page.number)),)
        for one, ticked in page.items
    ]
    rows += turning(page.number, page.last, "k_same", entry.id)
    if waiting and entry.status is EntryStatus.PUBLISHED:
        label = lang.nlabel("Tell {n} person now", "Tell {n} people now", waiting)
        rows.append((Tap(label, tap("k_tell", entry.id)),))
    rows.append((Tap(lang.label("Continue"), tap("k_card", entry.id)),))
    return Screen(text, tuple(rows))


def _ticked(lang: Language, services: Services, one: Question, ticked: bool) -> str:
    mark = "✓ " if ticked else ""
    language = services.catalogues[one.language].own_name
    return shortened(mark + lang.label("{name}: {value}", name=language, value=one.text), LABEL)


def told_now(lang: Language, told: int) -> Screen:
    """Those who were marked after the publishing get it now."""
    return Screen(
        lang.ngettext("{n} person is told now.", "{n} people are told now.", told),
        ((Tap(lang.label("Our answers"), tap("k_list", 0)),),),
    )
