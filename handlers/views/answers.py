"""Answers to questions, with source and date; choices; hand-over; emergencies."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from civic.answers.knowledge import City, Entry, Knowledge, SourceDate, Version
from handlers.screen import Link, Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Office, Services
from handlers.views.welcome import contact
from locales import Html, Language, Latin

CHOICE_LABEL = 60


def answer(lang: Language, services: Services, entry: Entry, today: date) -> Screen:
    """The short answer, where it is from, how old it is."""
    version = services.knowledge.version(entry, lang.code)
    buttons: list[tuple[Tap | Link, ...]] = []
    if version.more or services.knowledge.of_initiative(entry.initiative)[1:]:
        buttons.append((Tap(lang.label("More"), tap("more", entry.key)),))
    buttons.append(
        (
            Tap(lang.label("This helped"), tap("helped", entry.key)),
            Tap(lang.label("Ask a person"), tap("person", entry.key)),
        )
    )
    text = paragraphs(
        _other_language(lang, services, version),
        _expired(lang, version, today),
        services.catalogues[version.language].body(version.text),
        source_lines(lang, services.knowledge, entry, version),
    )
    return Screen(text, tuple(buttons))


def source_lines(lang: Language, knowledge: Knowledge, entry: Entry, version: Version) -> Html:
    """Initiative, title and age of the source, each with its name."""
    initiative = knowledge.initiatives.get(entry.initiative)
    name = knowledge.name(initiative.titles, lang.code) if initiative else entry.initiative
    address = version.source_url or ""
    return lines(
        lang.gettext("Initiative: {name}", name=name),
        lang.gettext("Source: {title}", title=version.source),
        source_age(lang, version.source_date),
        lang.gettext("Address: {url}", url=Latin(address)) if address else "",
    )


def source_age(lang: Language, known: SourceDate | None) -> Html:
    """How old the source is, or that nobody knows."""
    if known is None:
        return lang.gettext("Date of the source: unknown")
    return lang.gettext("Date of the source: {date}", date=Latin(str(known)))


def more(lang: Language, services: Services, entry: Entry) -> Screen:
    """The rest of an answer and the other questions of its initiative."""
    version = services.knowledge.version(entry, lang.code)
    others = [one for one in services.knowledge.of_initiative(entry.initiative) if one.key != entry.key]
    rest = services.catalogues[version.language].body(version.more) if version.more else ""
    ask = lang.gettext("Does one of these questions interest you?") if others else ""
    return Screen(paragraphs(rest, ask), _choices(lang, services.knowledge, others[:4]))


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


def handed_over(lang: Language) -> Screen:
    """The question is with the coordinators."""
    return Screen(
        lang.gettext(
            "I have passed your question on. A person will answer you here. "
            "You can go on asking me other things."
        )
    )


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


def emergency(lang: Language, number: str) -> Html:
    """The number to call, before anything else."""
    if number == "110":
        return lang.gettext("Are you in danger? Call the police at once: {number}", number=Latin("110"))
    return lang.gettext(
        "Emergency? Call {number} at once (fire brigade and ambulance). It is free and works from any "
        "telephone. In Germany it is {number}, not 911.",
        number=Latin("112"),
    )


def no_help_from_me(lang: Language) -> Html:
    """The bot calls nobody."""
    return lang.gettext("I am a program and cannot call anybody for you.")


def crisis(lang: Language) -> Html:
    """Somebody is in despair: people who listen day and night."""
    return lang.gettext(
        "I am sorry that you feel so bad. You are not alone: call {line} – free, anonymous, day and night. "
        "If your life is in danger, call {emergency}.",
        line=Latin("0800 1110111"),
        emergency=Latin("112"),
    )


def refused(lang: Language, reason: str, city: str) -> Screen:
    """One short sentence on what the bot is for; nothing is repeated."""
    if reason == "election":
        return Screen(
            lang.gettext("I do not give advice on parties or elections. I tell you about local initiatives.")
        )
    if reason == "hate":
        return Screen(lang.gettext("I do not answer that. Please let us be respectful to each other."))
    return Screen(lang.gettext("I only answer questions about local initiatives in {city}.", city=city))


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


def _expired(lang: Language, version: Version, today: date) -> Html:
    if not version.expired(today):
        return Html()
    return lang.gettext("Careful: this information may be out of date.")


def local_date(services: Services) -> date:
    """Today in the city's time zone."""
    zone: ZoneInfo = services.zone
    return services.clock().astimezone(zone).date()
