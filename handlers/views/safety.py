"""Danger, crisis, the doctor on call, and what is not answered: numbers first, and few words."""

from civic.answers.outcomes import Crisis, Danger, Doctor, Emergency
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Office
from handlers.views.emergency_lines import NUMBERS, Help, line_for
from handlers.views.welcome import contact
from locales import Html, Language, Latin


def danger(lang: Language, found: Danger) -> Html:
    """The number to call in the chat's language, then in the language that the words belong to."""
    need = _need(found)
    return lines(_first_line(lang, need), line_for(need, found.languages, lang.code), no_help_from_me(lang))


def doctor(lang: Language, found: Doctor) -> Screen:
    """The doctors on call, and the number for the case that it is worse."""
    line = _on_call(lang, *NUMBERS["doctor"])
    return Screen(lines(line, line_for("doctor", found.languages, lang.code)))


def number_line(lang: Language) -> Html:
    """Above an answer about fire brigades and first aid."""
    return lang.gettext("In an emergency call {number}.", number=Latin("112"))


def perhaps_a_question(lang: Language) -> Html:
    """Between the number and the normal answer to what may have been no emergency."""
    return lang.gettext("If you only had a question:")


def no_help_from_me(lang: Language) -> Html:
    """The bot calls nobody."""
    return lang.gettext("I am a program and cannot call anybody for you.")


def refused(lang: Language, reason: str, city: str) -> Screen:
    """One short sentence on what the bot is for; nothing is repeated."""
    if reason == "election":
        return Screen(
            lang.gettext("I do not give advice on parties or elections. I tell you about local initiatives.")
        )
    if reason == "hate":
        return Screen(lang.gettext("I do not answer that. Please let us be respectful to each other."))
    if reason == "offtopic":
        return Screen(
            lang.gettext(
                "That is not ours: I only know about the initiatives in {city} and do not want to guess.",
                city=city,
            )
        )
    return Screen(lang.gettext("I only answer questions about local initiatives in {city}.", city=city))


def break_begins(lang: Language) -> Screen:
    """After three messages in a row that deserved no answer."""
    return Screen(
        lang.gettext(
            "Let us take a break of ten minutes. After that I will gladly answer again. "
            "In an emergency call {number}.",
            number=Latin("112"),
        )
    )


def too_many(lang: Language) -> Screen:
    """More messages within a minute than anybody needs."""
    return Screen(lang.gettext("That was a lot at once. Please wait a minute, then I will read on."))


def too_many_taps(lang: Language) -> str:
    """The same of taps, shown above the chat."""
    # TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
    return lang.label("That was a lot at once. Please wait a minute, then the buttons work again.")


def still_unclear(lang: Language, office: Office, *, staffed: bool) -> Screen:
    """The second message in a row that says too little: no third try, but a person."""
    text = lang.gettext("I am sorry, I still do not understand. A person surely will.")
    button = Tap(lang.label("Pass my question to a person"), tap("person", ""))
    return Screen(paragraphs(text, contact(lang, office)), ((button,),) if staffed else ())


def _need(found: Danger) -> Help:
    match found:
        case Emergency(kind="crime"):
            return "110"
        case Emergency():
            return "112"
        case Crisis(kind=kind):
            return kind


def _first_line(lang: Language, need: Help) -> Html:
    first, second = NUMBERS[need]
    match need:
        case "112":
            return _ambulance(lang, first)
        case "110":
            return lang.gettext("Are you in danger? Call the police at once: {number}", number=Latin(first))
        case "suicide":
            return _despair(lang, first, second)
        case "violence":
            return _violence(lang, first, second)
        case "child":
            return _child(lang, first, second)
        case "doctor":
            return _on_call(lang, first, second)


def _ambulance(lang: Language, number: str) -> Html:
    return lang.gettext(
        "Emergency? Call {number} at once (fire brigade and ambulance). It is free and works from any "
        "telephone. In Germany it is {number}, not 911.",
        number=Latin(number),
    )


def _despair(lang: Language, line: str, emergency: str) -> Html:
    return lang.gettext(
        "I am sorry that you feel so bad. You are not alone: call {line} – free, anonymous, day and night. "
        "If your life is in danger, call {emergency}.",
        line=Latin(line),
        emergency=Latin(emergency),
    )


def _violence(lang: Language, line: str, police: str) -> Html:
    return lang.gettext(
        "Nobody may hurt you. Call {line} – free, anonymous, day and night, in many languages. "
        "If you are in danger now, call the police: {police}",
        line=Latin(line),
        police=Latin(police),
    )


def _child(lang: Language, line: str, police: str) -> Html:
    return lang.gettext(
        "You are not to blame, and there is help. Children and teenagers can call {line} – free and "
        "anonymous. If you are in danger now, call the police: {police}",
        line=Latin(line),
        police=Latin(police),
    )


def _on_call(lang: Language, line: str, emergency: str) -> Html:
    return lang.gettext(
        "Doctors on call: {line}, free, also at night and at the weekend. If life is in danger, "
        "call {emergency} at once.",
        line=Latin(line),
        emergency=Latin(emergency),
    )
