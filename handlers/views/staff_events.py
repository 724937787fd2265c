"""Coordinators' screens for events: lists, and a card on which every field is a tap."""

from collections.abc import Iterable, Sequence

from civic.event_rules import UNSET
from civic.event_texts import TextState, state_of
from civic.events import Event, EventStatus, EventWithSeats
from civic.text_sheets import SheetKind
from handlers.screen import Screen, Tap, columns, lines, page_of, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.events import event_text, title
from handlers.views.text_links import web_page
from locales import Html, Language, Latin

EVENTS_ON_PAGE = 20


def card(lang: Language, services: Services, one: EventWithSeats, drafts: Iterable[Language] = ()) -> Screen:
    """The event as residents see it, and a tap for each thing that can be changed.

    `drafts` are languages whose texts wait for approval.
    """
    event = one.event

    def edit(label: str, field: str) -> Tap:
        return Tap(label, tap("edit", event.id, field))

    fields = columns(
        [
            edit(lang.label("Title"), "title"),
            edit(lang.label("Description"), "description"),
            edit(lang.label("Beginning"), "when"),
            # TRANSLATORS: When an event ends.
            edit(lang.label("End"), "ends"),
            edit(lang.label("Place"), "place"),
            edit(lang.label("Seats"), "seats"),
            edit(lang.label("Cost"), "cost"),
            edit(lang.label("Organiser"), "organiser"),
            edit(lang.label("Contact"), "contact"),
            edit(lang.label("Deadline"), "deadline"),
            Tap(lang.label("Step-free access"), tap("step_free", event.id)),
            Tap(lang.label("Language spoken"), tap("spoken", event.id)),
            Tap(lang.label("Another language"), tap("text_language", event.id)),
            Tap(lang.label("Translations"), tap("ev_texts", event.id)),
            web_page(lang, SheetKind.EVENT, event.id),
            Tap(lang.label("Questions"), tap("ev_questions", event.id)),
            Tap(lang.label("More settings"), tap("ev_settings", event.id)),
            Tap(lang.label("Copy"), tap("ev_copy", event.id)),
            Tap(lang.label("More dates"), tap("ev_repeat", event.id)),
        ]
    )
    return Screen(
        paragraphs(
            _status(lang, event), event_text(lang, services, one), text_states(lang, services, event, drafts)
        ),
        (*(fields if event.status is not EventStatus.CANCELLED else ()), *_actions(lang, event)),
    )


def text_states(lang: Language, services: Services, event: Event, drafts: Iterable[Language] = ()) -> Html:
    """How the texts of each language stand, where there is more than one."""
    waiting = [one.code for one in drafts]
    codes = list(dict.fromkeys([*event.titles, *event.descriptions, *waiting]))
    if len(codes) < 2:
        return Html()
    shown = [
        lang.gettext(
            "{language}: {state}",
            language=services.catalogues[code].own_name,
            state=state_name(lang, TextState.DRAFT if code in waiting else state_of(event, code)),
        )
        for code in codes
    ]
    return lines(lang.gettext("Texts:"), *shown)


def state_name(lang: Language, state: TextState) -> str:
    """How the texts of a language stand to the source, in a few words."""
    return {
        TextState.MISSING: lang.label("missing"),
        TextState.DRAFT: lang.label("draft, waits for you"),
        TextState.UP_TO_DATE: lang.label("up to date"),
        TextState.AUTOMATIC: lang.label("translated automatically"),
        TextState.OUTDATED: lang.label("outdated"),
    }[state]


def _status(lang: Language, event: Event) -> Html:
    if event.status is EventStatus.DRAFT:
        return lang.gettext("Draft – nobody sees it yet. Tap what you want to change.")
    if event.status is EventStatus.PUBLISHED:
        return lang.gettext("Published. Tap what you want to change.")
    return Html()


def _actions(lang: Language, event: Event) -> tuple[tuple[Tap, ...], ...]:
    back = Tap(lang.label("Our events"), tap("staff_events"))
    people = Tap(lang.label("Participants"), tap("people_of", event.id))
    calls = Tap(lang.label("Please call"), tap("calls_of", event.id))
    if event.status is EventStatus.DRAFT:
        away = Tap(lang.label("Throw the draft away"), tap("ev_throw", event.id))
        return ((Tap(lang.label("Publish"), tap("publish", event.id)),), (away,), (back,))
    if event.status is EventStatus.PUBLISHED:
        door = Tap(lang.label("Door"), tap("door_list", event.id, "m", 0))
        poster = Tap(lang.label("Poster"), tap("poster", f"e{event.id}", ""))
        off = Tap(lang.label("Cancel event"), tap("call_off", event.id))
        announce = Tap(lang.label("Announce"), tap("ev_announce", event.id))
        return ((people, off), (door, poster), (announce, calls), (back,))
    told = Tap(lang.label("Announce that it is cancelled"), tap("ev_announce", event.id))
    return ((told,), (people, calls), (back,))


def languages(lang: Language, services: Services, event: Event, name: str) -> Screen:
    """In which language a text is written, or which one is spoken."""
    rows = columns(Tap(one.own_name, tap(name, event.id, one.code)) for one in services.catalogues)
    return Screen(lang.gettext("Which language?"), rows)


def staff_list(
    lang: Language, services: Services, events: Sequence[EventWithSeats], page: int = 0, drafts: int = 0
) -> Screen:
    """Events to come, the way to the next page, to the drafts and to a new one."""
    shown = page_of(events, page, EVENTS_ON_PAGE)
    rows: list[tuple[Tap, ...]] = [
        (Tap(_label(lang, services, one), tap("card", one.event.id)),) for one in shown.items
    ]
    if shown.number < shown.last:
        rows.append((Tap(lang.label("More events"), tap("staff_events_page", shown.number + 1)),))
    if drafts:
        rows.append((Tap(lang.nlabel("{n} draft", "{n} drafts", drafts), tap("ev_drafts")),))
    rows.append((Tap(lang.label("New event"), tap("new_event")),))
    rows.append((Tap(lang.label("Copy an earlier event"), tap("ev_earlier")),))
    rows.append(
        (Tap(lang.label("Past events"), tap("past_events")), Tap(lang.label("Feedback"), tap("feedback")))
    )
    return Screen(
        lang.gettext("Our events:") if events else lang.gettext("There are no events yet."), tuple(rows)
    )


def some_events(
    lang: Language, services: Services, events: Sequence[EventWithSeats], name: str, *, drafts: bool = False
) -> Screen:
    """Drafts, or earlier events to copy; each is a tap called `name`."""
    rows = [(Tap(_label(lang, services, one), tap(name, one.event.id)),) for one in events[:EVENTS_ON_PAGE]]
    back = (Tap(lang.label("Our events"), tap("staff_events")),)
    if not events:
        return Screen(lang.gettext("There are none."), (back,))
    text = (
        lang.gettext("These are not published yet. Which one do you want to go on with?")
        if drafts
        else lang.gettext("Which event shall I copy?")
    )
    return Screen(text, (*rows, back))


def _label(lang: Language, services: Services, one: EventWithSeats) -> str:
    name = title(one.event, lang, services)
    if one.event.starts_at <= UNSET:
        return shortened(lang.label("unfinished: {title}", title=name), 60)
    when = lang.short_date(one.event.starts_at, services.zone)
    return shortened(lang.joined(when, name, Latin(f"{one.taken}/{one.event.seats}")), 60)


def published(lang: Language, link: str) -> Html:
    """The event is visible; its link can be passed on."""
    return lang.gettext("Published! Link for sharing: {link}", link=Latin(link))


def confirm_call_off(lang: Language, services: Services, one: EventWithSeats, hears: int) -> Screen:
    """Asks once before an event is cancelled, and says how many people hear of it."""
    text = lines(
        lang.gettext(
            "Cancel “{title}”? Everybody who registered will be told.",
            title=title(one.event, lang, services),
        ),
        lang.ngettext("This concerns {n} person.", "This concerns {n} people.", hears) if hears else "",
    )
    yes = Tap(lang.label("Yes, cancel the event"), tap("call_off_yes", one.event.id))
    return Screen(text, ((yes,), (Tap(lang.label("No"), tap("card", one.event.id)),)))
