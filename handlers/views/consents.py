"""What people are asked to agree to, in the very words whose hash is kept, and their own list of it."""

import hashlib
from collections.abc import Sequence

from civic.agreeing import MyConsents, PhotoConsent
from civic.consents import Consent, Purpose, Wording, stands
from handlers.screen import Rows, Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.events import title
from locales import Html, Language

_VERSION = 12
# Further events are behind none of the buttons: whoever registers for more than these is rare.
EVENTS = 12


def words(lang: Language, purpose: Purpose) -> Html:
    """The text of a consent."""
    match purpose:
        case Purpose.ANNOUNCEMENTS:
            return lang.gettext(
                "If you choose a topic, I store it and write to you about it. I write rarely, and you can "
                "stop at any time. More: /privacy"
            )
        case Purpose.PHOTOS:
            return lines(
                lang.gettext("Photos may be taken at this event. May you be seen on them?"),
                lang.gettext("If you do not answer, it is a no. You can take back a yes in /privacy."),
                lang.gettext("If you are under 16, please let your parents decide."),
            )
        case Purpose.EVALUATION:
            return lang.gettext(
                "May we count and read the questions that you hand to a person, without your name, to "
                "improve our answers?"
            )


def wording(lang: Language, purpose: Purpose) -> Wording:
    """What is noted of a text that somebody agreed to in this language. News: `age.py`."""
    return noted(lang, words(lang, purpose))


def noted(lang: Language, said: str) -> Wording:
    """The version of a text in a language."""
    return Wording(hashlib.sha256(said.encode()).hexdigest()[:_VERSION], lang.code)


def mark(wording: Wording) -> str:
    """What the button of a yes carries, by which a tap shows to which text, in which language, it belongs."""
    return hashlib.sha256(f"{wording.version} {wording.language}".encode()).hexdigest()[:_VERSION]


def consents(lang: Language, services: Services, mine: MyConsents) -> Screen:
    """The three kinds of consent, each with its state and date, and a button to change it."""
    photos = mine.photos[-EVENTS:]
    return Screen(
        paragraphs(
            lines(
                lang.gettext("Here you see what you agreed to. A no never has a disadvantage for you."),
                lang.gettext("If you are under 16, please let your parents decide."),
            ),
            lines(
                lang.bold(lang.label("News")),
                words(lang, Purpose.ANNOUNCEMENTS),
                state(lang, services, mine.announcements),
            ),
            lines(
                lang.bold(lang.label("Counting of questions")),
                words(lang, Purpose.EVALUATION),
                state(lang, services, mine.evaluation),
            ),
            lines(
                lang.bold(lang.label("Photos")),
                words(lang, Purpose.PHOTOS) if any(map(_may_say_yes, photos)) else "",
                *_photos(lang, services, photos),
            ),
        ),
        (
            (_news(lang, mine),),
            (_evaluation(lang, mine),),
            *_photo_rows(lang, services, photos),
        ),
    )


def state(lang: Language, services: Services, consent: Consent | None) -> Html:
    """Yes or no, and since when."""
    if consent is None:
        return lang.gettext("You: no")
    zone = services.zone
    if consent.withdrawn_at is not None:
        return lang.gettext("You: no, since {date}", date=lang.date(consent.withdrawn_at, zone))
    return lang.gettext("You: yes, since {date}", date=lang.date(consent.given_at, zone))


def _photos(lang: Language, services: Services, photos: Sequence[PhotoConsent]) -> list[Html]:
    if not photos:
        return [lang.gettext("You are asked for each event by itself, and only where photos are taken.")]
    return [
        lang.bullet(
            lang.gettext(
                "{event}. {state}",
                event=shortened(title(one.event, lang, services), 60),
                state=state(lang, services, one.consent),
            )
        )
        for one in photos
    ]


def _news(lang: Language, mine: MyConsents) -> Tap:
    if stands(mine.announcements):
        return Tap(lang.label("News: no more"), tap("consent_news"))
    return Tap(lang.label("News: choose topics"), tap("news"))


def _evaluation(lang: Language, mine: MyConsents) -> Tap:
    if stands(mine.evaluation):
        return Tap(lang.label("Questions: do not count"), tap("consent_questions", 0))
    shown = mark(wording(lang, Purpose.EVALUATION))
    return Tap(lang.label("Questions: yes, count them"), tap("consent_questions", 1, shown))


def _photo_rows(lang: Language, services: Services, photos: Sequence[PhotoConsent]) -> Rows:
    rows = []
    for one in photos:
        name = shortened(title(one.event, lang, services), 16)
        if stands(one.consent):
            label = lang.label("Photos no: {event}", event=name)
            rows.append((Tap(label, tap("consent_photos", one.event.id, 0)),))
        elif one.may_agree:
            label = lang.label("Photos yes: {event}", event=name)
            shown = mark(wording(lang, Purpose.PHOTOS))
            rows.append((Tap(label, tap("consent_photos", one.event.id, 1, shown)),))
    return tuple(rows)


def _may_say_yes(one: PhotoConsent) -> bool:
    return one.may_agree and not stands(one.consent)


def nothing_to_agree(lang: Language) -> str:
    """It is too late, or not theirs."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("That cannot be changed (any more).")
