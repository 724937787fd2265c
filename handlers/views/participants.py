"""The people of an event for its coordinators: the list in pages, decisions, what can be done."""

from collections.abc import Sequence

from civic.events import Event
from civic.needs import NeedTotal, totals, without_words
from civic.participants import Part, Participant, Roll, TotalsOnly
from civic.people import utf16_length
from civic.registrations import RegistrationStatus
from handlers.screen import Rows, Screen, Tap, columns, lines, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.events import title
from handlers.views.participant_words import (
    language_name,
    need_lines,
    need_words,
    no_photo,
    offered_until,
    status_name,
    total_words,
)
from handlers.views.small_counts import amount
from locales import Html, Language, Latin

PEOPLE_ON_PAGE = 20
PENDING_ON_PAGE = 10
# UTF-16 units; the rest of a message is for the heading and the counts.
PAGE_LENGTH = 3300


def roll(lang: Language, services: Services, found: Roll, part: Part = Part.ALL, page: int = 0) -> Screen:
    """Who comes, who waits, who is to be decided on: as many on a page as fit into a message."""
    shown = [(one, entry(lang, services, found, one)) for one in found.part(part)]
    pages = _pages(shown, PENDING_ON_PAGE if part is Part.PENDING else PEOPLE_ON_PAGE)
    number = min(page, len(pages) - 1)
    here = pages[number]
    people = here[0][0] if part is Part.PENDING and here else None
    return Screen(
        paragraphs(
            lang.bold(title(found.event, lang, services)),
            counts(lang, found),
            _sections(lang, here),
        ),
        (
            *_parts(lang, found, part),
            *(_decisions(lang, found, here) if people else _persons(lang, here)),
            *turning(number, len(pages) - 1, "people_page", found.event.id, part.value),
            (
                Tap(lang.label("Lists, messages, needs …"), tap("people_menu", found.event.id)),
                Tap(lang.label("Back"), tap("card", found.event.id)),
            ),
        ),
    )


def counts(lang: Language, found: Roll) -> Html:
    """How many people stand where."""
    event = found.event
    waiting = sum(one.registration.people for one in found.part(Part.WAITING))
    pending = sum(one.registration.people for one in found.part(Part.PENDING))
    seated = sum(one.registration.people for one in found.people if _has_seat(one))
    offered = sum(one.seats for one in found.people) - seated
    return lines(
        lang.ngettext("{n} person has a seat.", "{n} people have a seat.", seated),
        lang.gettext("Seats altogether: {seats}", seats=event.seats),
        lang.ngettext("{n} seat is being offered.", "{n} seats are being offered.", offered)
        if offered
        else "",
        lang.ngettext("{n} person is waiting.", "{n} people are waiting.", waiting) if waiting else "",
        lang.ngettext("{n} person waits for your decision.", "{n} people wait for your decision.", pending)
        if pending
        else "",
    )


def entry(lang: Language, services: Services, found: Roll, one: Participant) -> Html:
    """One line of the list."""
    registration = one.registration
    code = lang.gettext("{code}:", code=Latin(registration.code))
    name = lang.gettext("{name} ({people})", name=registration.name, people=registration.people)
    position = found.position(one)
    facts = (
        lang.gettext("position {position}", position=position) if position else "",
        offered_until(lang, services, one),
        lang.isolate(language_name(lang, one.language)),
        lang.isolate(lang.listed(need_words(lang, one))) if registration.needs else "",
        lang.gettext("no photo") if no_photo(found.event, registration) else "",
    )
    return Html(f"{code} {name} · {' · '.join(fact for fact in facts if fact)}")


def totals_only(lang: Language, services: Services, found: TotalsOnly, needs: Sequence[NeedTotal]) -> Screen:
    """Somebody else's event: figures without names, where few people are not told exactly."""
    one = found.one
    take = Tap(lang.label("Look after this event"), tap("team_take", one.event.id))
    return Screen(
        paragraphs(
            lang.bold(title(one.event, lang, services)),
            lines(
                lang.ngettext("{n} person has a seat.", "{n} people have a seat.", one.taken),
                lang.ngettext("{n} person is waiting.", "{n} people are waiting.", one.waiting),
            ),
            lines(
                *(
                    # TRANSLATORS: A need or a figure, and how many.
                    lang.gettext("{what}: {n}", what=total_words(lang, need), n=amount(need.people))
                    for need in without_words(needs)
                )
            ),
            lang.gettext("Names are shown only to the coordinators of this event."),
            Html() if found.free else _how_to_be_added(lang, found.staff_id),
        ),
        (
            *(((take,),) if found.free else ()),
            (Tap(lang.label("Back"), tap("card", one.event.id)),),
        ),
    )


def _how_to_be_added(lang: Language, staff_id: int) -> Html:
    return lang.gettext(
        "They can add you, with “{menu}” and “{team}” below the list. Your number on the staff: {number}",
        menu=lang.label("Lists, messages, needs …"),
        team=lang.label("Who sees this list"),
        number=Latin(staff_id),
    )


def menu(lang: Language, services: Services, found: Roll) -> Screen:
    """What can be done with the people of an event."""
    event = found.event
    return Screen(
        paragraphs(
            lang.bold(title(event, lang, services)),
            counts(lang, found),
            need_lines(lang, totals(found.people)),
        ),
        (
            (
                Tap(lang.label("List as CSV"), tap("people_csv", event.id)),
                Tap(lang.label("List to print"), tap("people_print", event.id)),
            ),
            (
                Tap(lang.label("Write to them"), tap("pm_new", event.id)),
                Tap(lang.label("Messages sent"), tap("pm_sent", event.id)),
            ),
            (
                Tap(lang.label("Register somebody"), tap("desk", event.id)),
                Tap(lang.label("Alerts about needs"), tap("needs_of", event.id)),
            ),
            (
                Tap(lang.label("Figures"), tap("numbers_of", event.id)),
                Tap(lang.label("Who sees this list"), tap("team", event.id)),
            ),
            (Tap(lang.label("Back"), tap("people_of", event.id)),),
        ),
    )


def pending(lang: Language, services: Services, found: Roll) -> Screen:
    """Tells coordinators that there is something to decide, and who waits besides; no names."""
    decide = Tap(lang.label("Decide"), _at(found.event, Part.PENDING))
    return Screen(
        paragraphs(
            lang.gettext("Registrations wait for your decision."),
            lang.bold(title(found.event, lang, services)),
            counts(lang, found),
        ),
        ((decide,),),
    )


def list_as_file(lang: Language, *, to_print: bool) -> Html:
    """What is sent, and what to do with it."""
    if to_print:
        return lang.gettext(
            "The list to print. Open the file in a browser and print it on A4. "
            "It holds personal data: please destroy it after the event."
        )
    return lang.gettext(
        "The list for a spreadsheet. It holds personal data: please delete it after the event."
    )


def _parts(lang: Language, found: Roll, part: Part) -> Rows:
    labels = {
        Part.ALL: lang.label("All"),
        Part.SEATED: lang.label("With seats"),
        Part.WAITING: lang.label("Waiting"),
        Part.PENDING: lang.label("To be decided"),
        Part.ENDED: lang.label("Ended"),
    }
    row = [
        Tap(f"{'✓ ' if one is part else ''}{label} {len(found.part(one))}", _at(found.event, one))
        for one, label in labels.items()
        if one in (part, Part.ALL) or found.part(one)
    ]
    return columns(row, 3)


def _at(event: Event, part: Part) -> str:
    return tap("people_page", event.id, part.value, 0)


_Shown = Sequence[tuple[Participant, Html]]


def _sections(lang: Language, shown: _Shown) -> Html:
    """The lines of a page below the words for where they stand."""
    groups: dict[str, list[Html]] = {}
    for one, text in shown:
        groups.setdefault(status_name(lang, one.registration.status), []).append(text)
    return paragraphs(*(lines(lang.bold(status), *texts) for status, texts in groups.items()))


def _persons(lang: Language, shown: _Shown) -> Rows:
    return columns(Tap(_on_button(lang, one), tap("person", one.registration.id)) for one, _ in shown)


def _on_button(lang: Language, one: Participant) -> str:
    return shortened(lang.label("{name}", name=one.registration.name), 30)


def _decisions(lang: Language, found: Roll, shown: _Shown) -> Rows:
    """One tap for each answer."""
    rows = [
        (
            Tap(f"✓ {_on_button(lang, one)}", tap("p_accept", one.registration.id)),
            Tap(lang.label("Decline"), tap("p_decline", one.registration.id)),
        )
        for one, _ in shown
    ]
    everybody = Tap(lang.label("Accept all that fit"), tap("p_accept_all", found.event.id))
    return (*rows, (everybody,))


def _has_seat(one: Participant) -> bool:
    return one.registration.status is RegistrationStatus.CONFIRMED


def _pages(shown: _Shown, size: int) -> list[list[tuple[Participant, Html]]]:
    """At least one page, each of at most `size` people and `PAGE_LENGTH` units."""
    pages: list[list[tuple[Participant, Html]]] = [[]]
    room = PAGE_LENGTH
    for one, text in shown:
        length = utf16_length(text) + 1
        if len(pages[-1]) == size or length > room:
            pages.append([])
            room = PAGE_LENGTH
        pages[-1].append((one, text))
        room -= length
    return pages
