"""Answers to questions, with source and date; choices; hand-over; emergencies."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from civic.answers.knowledge import City, Entry, Knowledge, SourceDate, Version
from civic.confirmations import checked_on, is_expired
from civic.cutting import pieces
from civic.questions_asked import Beside
from civic.staff_knowledge import STAFF
from handlers.screen import Link, Screen, Tap, lines, page_of, paragraphs, shortened, tap, turning
from handlers.services import Office, Services
from handlers.views.confirmations import day_of
from handlers.views.event_answers import register_button
from handlers.views.welcome import contact
from locales import Html, Language, Latin

CHOICE_LABEL = 60
RELATED = 4
# Characters of an answer, and of a page behind "More".
ANSWER = 600
PAGE = 1500
NOTHING_BESIDE = Beside()


def answer(
    lang: Language, services: Services, entry: Entry, today: date, beside: Beside = NOTHING_BESIDE
) -> Screen:
    """The short answer, where it is from, how old it is, and when somebody last checked it."""
    version = services.knowledge.version(entry, lang.code)
    checked = checked_on(entry, beside.confirmed)
    first, *rest = _pages(version)
    buttons: list[tuple[Tap | Link, ...]] = []
    if rest or _related(services.knowledge, entry, version):
        buttons.append((Tap(lang.label("More"), tap("more", entry.key)),))
    registering = register_button(lang, services, beside.event) if beside.event else None
    if registering is not None:
        buttons.append((registering,))
    buttons.append(
        (
            Tap(lang.label("This helped"), tap("helped", entry.key)),
            Tap(lang.label("Ask a person"), tap("person", entry.key)),
        )
    )
    text = paragraphs(
        _other_language(lang, services, version),
        _warning(lang) if is_expired(version, today, checked) else "",
        services.catalogues[version.language].body(first),
        lines(
            source_lines(lang, services.knowledge, entry, version),
            lang.gettext("Checked on: {date}", date=day_of(lang, services, checked)) if checked else "",
        ),
    )
    return Screen(text, tuple(buttons))


def source_lines(lang: Language, knowledge: Knowledge, entry: Entry, version: Version) -> Html:
    """Initiative, title and age of the source, each with its name."""
    initiative = knowledge.initiatives.get(entry.initiative)
    name = knowledge.name(initiative.titles, lang.code) if initiative else entry.initiative
    address = version.source_url or ""
    return lines(
        lang.gettext("Initiative: {name}", name=name) if name else "",
        lang.gettext("Source: {title}", title=version.source),
        source_age(lang, version.source_date),
        lang.gettext("Address: {url}", url=Latin(address)) if address else "",
    )


def source_age(lang: Language, known: SourceDate | None) -> Html:
    """How old the source is, or that nobody knows."""
    if known is None:
        return lang.gettext("Date of the source: unknown")
    return lang.gettext("Date of the source: {date}", date=Latin(str(known)))


def staff_source(lang: Language, office: Office, *, automatic: bool) -> str:
    """What an answer of the coordinators names as its source."""
    if office.controller:
        name = lang.label("Coordinators of {controller}", controller=office.controller)
    else:
        name = lang.label("Coordinators")
    return f"{name} ({lang.label('translated automatically')})" if automatic else name


def _pages(version: Version) -> list[str]:
    """What an answer says, then what stands behind "More", page by page."""
    first, *rest = pieces(version.text, PAGE, ANSWER)
    return [first, *rest, *pieces(version.more or "", PAGE)]


def more(lang: Language, services: Services, entry: Entry, page: int = 0) -> Screen:
    """A page of the rest of an answer, counted from 0; with the last one the other questions beside it."""
    version = services.knowledge.version(entry, lang.code)
    rest = page_of(_pages(version)[1:], page, 1)
    is_last = rest.number == rest.last
    others = _related(services.knowledge, entry, version) if is_last else []
    text = services.catalogues[version.language].body(rest.items[0]) if rest.items else ""
    ask = lang.gettext("Does one of these questions interest you?") if others else ""
    pages = turning(rest.number, rest.last, "page", entry.key)
    return Screen(paragraphs(text, ask), (*pages, *_choices(lang, services.knowledge, others[:RELATED])))


def _related(knowledge: Knowledge, entry: Entry, version: Version) -> list[Entry]:
    """The other entries of the initiative; of imported pages those below the same page. What coordinators
    wrote has nothing in common but its authors."""
    if entry.initiative == STAFF:
        return []
    return [
        one
        for one in knowledge.of_initiative(entry.initiative)
        if one.key != entry.key and knowledge.version(one, version.language).context == version.context
    ]


def choose(lang: Language, services: Services, entries: Sequence[Entry]) -> Screen:
    """Up to three close entries; one tap answers, and "none of these" is always there."""
    none = (Tap(lang.label("None of these"), tap("person", "")),)
    return Screen(
        lang.gettext("I am not quite sure what you mean. Is it one of these?"),
        (*_choices(lang, services.knowledge, entries), none),
    )


def _choices(lang: Language, knowledge: Knowledge, entries: Sequence[Entry]) -> tuple[tuple[Tap, ...], ...]:
    return tuple(
        (Tap(shortened(knowledge.version(one, lang.code).question, CHOICE_LABEL), tap("entry", one.key)),)
        for one in entries
    )


def hand_over(lang: Language, city: str, office: Office) -> Screen:
    """The bot does not know, says so, and offers a person."""
    button = Tap(lang.label("Pass my question to a person"), tap("person", ""))
    return Screen(offer_contact(lang, city, office).text, ((button,),))


def offer_contact(lang: Language, city: str, office: Office) -> Screen:
    """As `hand_over` where nobody is there to answer: no promise, only the contact."""
    text = lang.gettext(
        "I have no reliable answer to that. I only know about the initiatives in {city} "
        "and do not want to guess.",
        city=city,
    )
    return Screen(paragraphs(text, contact(lang, office)))


def not_ours(lang: Language, city: str, office: Office, *, staffed: bool) -> Screen:
    """A matter of some other office; who helps here may know which."""
    text = lang.gettext(
        "That is not one of my subjects: I only know about the initiatives in {city}.", city=city
    )
    ask = Tap(lang.label("Ask a person"), tap("person", ""))
    return Screen(paragraphs(text, contact(lang, office)), ((ask,),) if staffed else ())


def nobody_there(lang: Language, office: Office) -> Screen:
    """There are no coordinators to pass a question to."""
    text = lang.gettext("There is nobody here at present to whom I could pass your question.")
    return Screen(paragraphs(text, contact(lang, office)))


def no_question_yet(lang: Language) -> Screen:
    """Somebody wants a person but has not asked anything."""
    text = lang.gettext("I will gladly pass your question to a person. What would you like to know?")
    return Screen(text, ((Tap(lang.label("Cancel"), tap("cancel")),),))


def helped(lang: Language) -> str:
    """Thanks for an opinion."""
    return lang.label("Thank you, I am glad.")


def unclear(lang: Language) -> Screen:
    """Too vague or no words at all."""
    return Screen(lang.gettext("I did not understand that. Could you put it in a short sentence?"))


def smalltalk(lang: Language, kind: str) -> Screen:
    """Greetings, thanks, and "are you a bot?"."""
    if kind == "bot":
        return Screen(
            lang.gettext(
                "I am a program, an automated assistant. If you like, I pass your question on to a person."
            ),
            ((Tap(lang.label("Ask a person"), tap("talk")),),),
        )
    if kind == "thanks":
        return Screen(lang.gettext("You are welcome!"))
    if kind == "goodbye":
        return Screen(lang.gettext("Goodbye, and all the best!"))
    return Screen(lang.gettext("Hello! What would you like to know? Just write your question."))


def city_name(knowledge: Knowledge, lang: Language) -> str:
    """The city in the reader's language."""
    city: City = knowledge.city
    return knowledge.name(city.names, lang.code)


def _other_language(lang: Language, services: Services, version: Version) -> Html:
    if version.language == lang.code:
        return Html()
    other = services.catalogues[version.language].own_name
    return lang.gettext("I have this answer only in {language}:", language=other)


def _warning(lang: Language) -> Html:
    return lang.gettext("Careful: this information may be out of date.")


def local_date(services: Services) -> date:
    """Today in the city's time zone."""
    zone: ZoneInfo = services.zone
    return services.clock().astimezone(zone).date()
