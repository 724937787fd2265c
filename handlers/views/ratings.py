"""After an event: the thank-you with its stars, the one sentence, and what coordinators read of it."""

from collections.abc import Sequence

from civic.events import Event
from civic.ratings import BEST, SENTENCE_LIMIT, Ratings
from civic.small_counts import SMALL
from handlers.screen import Screen, Tap, columns, lines, page_of, paragraphs, shortened, tap, turning
from handlers.services import Services
from handlers.views.events import title
from handlers.views.small_counts import amount
from locales import Html, Language

SENTENCES_ON_PAGE = 8
EVENTS_ON_PAGE = 10


def thanks(
    lang: Language, services: Services, registration_id: int, event: Event, *, by_mail: bool = False
) -> Screen:
    """Thanks, and asks how it was; who reads it in a mail has no stars to tap."""
    question = lang.gettext("How did you like it? 1 means not at all, 5 means very much.")
    text = paragraphs(
        lang.gettext("Thank you for being there!"),
        lang.bold(title(event, lang, services)),
        "" if by_mail else question,
    )
    stars = columns((Tap(f"{n} ★", tap("stars", registration_id, n)) for n in range(1, BEST + 1)), BEST)
    return Screen(text, stars)


def ask_sentence(lang: Language, stars: int) -> Screen:
    """The stars are kept; one sentence may follow."""
    text = paragraphs(
        lang.gettext("Thank you! You gave {stars} of 5.", stars=stars),
        lang.gettext(
            "Would you like to say in one sentence why? The organisers read it without your name.",
        ),
    )
    return Screen(text, ((Tap(lang.label("No, thanks"), tap("no_sentence")),),))


def too_long(lang: Language, over: int) -> Screen:
    """The sentence has to be shorter."""
    text = lang.ngettext(
        "This is {n} character too long. At most {most} fit.",
        "This is {n} characters too long. At most {most} fit.",
        over,
        most=SENTENCE_LIMIT,
    )
    return Screen(text, ((Tap(lang.label("No, thanks"), tap("no_sentence")),),))


def done(lang: Language) -> Screen:
    """The end of it."""
    return Screen(
        lang.gettext("Thank you very much. See you next time!"),
        ((Tap(lang.label("All events"), tap("events")),),),
    )


def nothing_to_rate(lang: Language) -> Screen:
    """Not theirs, or never asked."""
    return Screen(lang.gettext("There is nothing to rate here (any more)."))


def ratings_of(lang: Language, services: Services, event: Event, found: Ratings, page: int = 0) -> Screen:
    """The average, how many chose what, and for the event's coordinators the sentences, without names."""
    shown = page_of(found.sentences, page, SENTENCES_ON_PAGE)
    text = paragraphs(
        lang.bold(title(event, lang, services)),
        lines(
            _average(lang, found),
            lang.gettext("Answers: {given} of {asked}", given=amount(found.given), asked=amount(found.asked)),
            *(
                lang.gettext("{stars} ★: {n}", stars=stars, n=amount(number))
                for stars, number in sorted(found.counts.items(), reverse=True)
                if number
            ),
        ),
        *(lang.gettext("“{sentence}”", sentence=one) for one in shown.items),
        lang.gettext("The sentences are for the coordinators of this event.") if found.withheld else "",
    )
    turn = turning(shown.number, shown.last, "ratings_page", event.id)
    return Screen(text, (*turn, (Tap(lang.label("Back"), tap("feedback")),)))


def _average(lang: Language, found: Ratings) -> Html:
    if not found.given:
        return lang.gettext("Nobody has answered yet.")
    if found.average is None:
        return lang.gettext("There is an average from {n} answers on.", n=SMALL)
    return lang.gettext("Average: {average} of 5", average=lang.decimal(found.average))


def rated_events(lang: Language, services: Services, events: Sequence[Event], page: int = 0) -> Screen:
    """Events of the last weeks that people rated."""
    if not events:
        return Screen(lang.gettext("Nobody has rated an event in the last 60 days."))
    shown = page_of(events, page, EVENTS_ON_PAGE)
    rows = [(_button(lang, services, event),) for event in shown.items]
    return Screen(
        lang.gettext("What people said about our events:"),
        (*rows, *turning(shown.number, shown.last, "feedback_page")),
    )


def _button(lang: Language, services: Services, event: Event) -> Tap:
    label = lang.joined(lang.short_date(event.starts_at, services.zone), title(event, lang, services))
    return Tap(shortened(label, 60), tap("ratings_of", event.id))
