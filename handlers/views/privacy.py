"""The privacy notice: in short, with all its details, and the line that whoever asks a person is shown."""

import hashlib
from collections.abc import Sequence

from civic.people import utf16_length
from handlers.screen import Rows, Screen, Tap, lines, paragraphs, plain, tap, turning
from handlers.services import Office
from locales import Html, Language, Latin
from locales.language import SOURCE

# UTF-16 units; the longest part is shorter, and a message holds 4096.
PAGE = 2500
_VERSION = 12


def privacy(lang: Language, office: Office) -> Screen:
    """What is stored, who is responsible, how to see and to delete it."""
    return Screen(
        paragraphs(
            stored(lang),
            lines(*responsible(lang, office)),
            lines(
                lang.gettext("/mydata – see everything that I have stored about you"),
                lang.gettext("/forget – have it all deleted"),
            ),
        ),
        (
            (Tap(lang.label("All details"), tap("notice", 0)),),
            (Tap(lang.label("My consents"), tap("consents")), Tap(lang.label("Imprint"), tap("imprint"))),
            (Tap(lang.label("My data"), tap("mydata")), Tap(lang.label("Delete my data"), tap("forget"))),
        ),
    )


def notice(lang: Language, office: Office, page: int = 0) -> Screen:
    """One page of the whole notice, counted from 0."""
    pages = notice_pages(lang, office)
    page = min(page, len(pages) - 1)
    rows: Rows = turning(page, len(pages) - 1, "notice")
    return Screen(paragraphs(*pages[page]), (*rows, (Tap(lang.label("My consents"), tap("consents")),)))


def notice_pages(lang: Language, office: Office) -> list[list[Html]]:
    """The parts of the notice, as many on a page as fit."""
    pages: list[list[Html]] = [[]]
    used = 0
    for part in notice_parts(lang, office).values():
        length = utf16_length(plain(part))
        if pages[-1] and used + length > PAGE:
            pages.append([])
            used = 0
        pages[-1].append(part)
        used += length
    return pages


def notice_version(office: Office) -> str:
    """Changes with every word of the notice and every detail of the operator; equal in all languages."""
    said = "\n".join((*notice_parts(SOURCE, office).values(), registering(SOURCE), asking(SOURCE, office)))
    return hashlib.sha256(said.encode()).hexdigest()[:_VERSION]


def registering(lang: Language) -> Html:
    """What is said before the name is asked."""
    return lang.gettext(
        "For your registration I store your name, the number of people and the support you need. "
        "Next time I offer you your name again. You can cancel at any time. More: /privacy"
    )


def asking(lang: Language, office: Office) -> Html:
    """What is shown, once, to whoever is about to hand a question to a person."""
    return lang.ngettext(
        "If a person is to answer, I store your question until {n} day after the answer. More: /privacy",
        "If a person is to answer, I store your question until {n} days after the answer. More: /privacy",
        office.question_days,
    )


def ask_first(lang: Language, office: Office, data: str) -> Screen:
    """The same by itself, where the screen before did not say it; `data` is of the tap that passes it on."""
    return Screen(asking(lang, office), ((Tap(lang.label("Pass my question to a person"), data),),))


def stored(lang: Language) -> Html:
    """What is known of a person at most."""
    return lang.gettext(
        "I store only what I need: the number of this chat, your language, the topics of your "
        "news and your registrations (name, number of people, support that you need)."
    )


def responsible(lang: Language, office: Office) -> Sequence[Html]:
    """Who answers for it, and whom to ask."""
    found = []
    if office.controller:
        found.append(lang.gettext("Responsible: {name}", name=office.controller))
    if office.privacy_contact:
        found.append(lang.gettext("Questions about your data: {contact}", contact=office.privacy_contact))
    return found


def notice_parts(lang: Language, office: Office) -> dict[str, Html]:
    """Everything that article 13 GDPR asks for, each part with its heading; none is empty."""
    given = {
        "controller": (lang.label("Who is responsible"), _controller(lang, office)),
        "officer": (lang.label("Data protection officer"), office.privacy_officer or _nobody(lang)),
        "purposes": (lang.label("What I need your data for"), _purposes(lang)),
        "basis": (lang.label("Why I may do that"), _basis(lang, office)),
        "stored": (lang.label("What I store"), stored(lang)),
        "recipients": (lang.label("Who sees it"), _recipients(lang, office)),
        "abroad": (lang.label("Outside the European Union"), _abroad(lang, office)),
        "kept": (lang.label("How long I keep it"), _kept(lang, office)),
        "rights": (lang.label("Your rights"), _rights(lang)),
        "complaint": (lang.label("Where you can complain"), office.complaint_authority or _nobody(lang)),
        "required": (lang.label("Must you tell me anything?"), _required(lang)),
        "automated": (lang.label("Who decides"), _automated(lang)),
    }
    return {name: lines(lang.bold(heading), _text(lang, text)) for name, (heading, text) in given.items()}


def _text(lang: Language, text: str) -> Html:
    return text if isinstance(text, Html) else lang.isolate(text)


def _nobody(lang: Language) -> Html:
    return lang.gettext("Nobody has been named yet: this is a demonstration.")


def _controller(lang: Language, office: Office) -> Html:
    named = [one for one in (office.controller, office.controller_address) if one]
    contact = office.privacy_contact and lang.gettext(
        "Questions about your data: {contact}", contact=office.privacy_contact
    )
    return lines(*map(lang.isolate, named), contact) if office.controller else _nobody(lang)


def _purposes(lang: Language) -> Html:
    return lines(
        lang.bullet(lang.gettext("Registrations: so that you have your seat and hear what changes.")),
        lang.bullet(lang.gettext("Questions for a person: so that somebody can answer you.")),
        lang.bullet(lang.gettext("News: so that you get what you chose.")),
    )


def _basis(lang: Language, office: Office) -> Html:
    return lines(
        lang.gettext("For registrations and questions: {law}", law=office.legal_basis or _nobody(lang)),
        lang.gettext(
            "For news, photos, the support you need and the counting of questions: only because you said yes."
        ),
    )


def _recipients(lang: Language, office: Office) -> Html:
    return lines(
        lang.gettext("Who registers for an event is seen by its coordinators, and by no other colleagues."),
        lang.gettext("Questions for a person are read by the coordinators."),
        lang.gettext("Our computers are run by: {host}", host=office.hosting or _nobody(lang)),
        lang.gettext("In Telegram, Telegram can read what you write. In the web chat it cannot.")
        if office.telegram
        else "",
        lang.gettext("A program that translates or compares texts gets them without your name.")
        if office.text_servers
        else "",
        lang.gettext(
            "When something fails, {host} hears where in the program: no names, none of your words.",
            host=Latin(office.error_reports),
        )
        if office.error_reports
        else "",
    )


def _abroad(lang: Language, office: Office) -> Html:
    if office.telegram:
        return lang.gettext(
            "If you write in Telegram, its company in Dubai gets your messages. The rules of the European "
            "Union do not protect them there. In the web chat nothing goes to Telegram."
        )
    return lang.gettext("I send nothing to countries outside the European Union.")


def _kept(lang: Language, office: Office) -> Html:
    return lines(
        lang.ngettext(
            "What support you need and what you answered is deleted {n} day after the event.",
            "What support you need and what you answered is deleted {n} days after the event.",
            office.need_days,
        ),
        lang.ngettext(
            "The whole registration is deleted {n} day after the event, with its telephone number, e-mail "
            "address, personal links and your opinion of the event.",
            "The whole registration is deleted {n} days after the event, with its telephone number, e-mail "
            "address, personal links and your opinion of the event.",
            office.participant_days,
        ),
        lang.ngettext(
            "I do not keep your questions, except those that you hand to a person: "
            "their texts are deleted {n} day after the answer.",
            "I do not keep your questions, except those that you hand to a person: "
            "their texts are deleted {n} days after the answer.",
            office.question_days,
        ),
        lang.ngettext(
            "In the web chat each line of this conversation is deleted {n} day after it was written, "
            "and while you are registered for an event not before the day after it.",
            "In the web chat each line of this conversation is deleted {n} days after it was written, "
            "and while you are registered for an event not before the day after it.",
            office.transcript_days,
        ),
        lang.ngettext(
            "Your topics, your language and your consents I keep until you delete them, or until I have "
            "heard nothing from you for {n} day. I tell you before.",
            "Your topics, your language and your consents I keep until you delete them, or until I have "
            "heard nothing from you for {n} days. I tell you before.",
            office.inactive_days,
        ),
    )


def _rights(lang: Language) -> Html:
    rights = (
        lang.gettext("See what I have stored, and take it with you: /mydata"),
        lang.gettext("Have mistakes corrected: change your registration in /my, or ask us."),
        lang.gettext("Have everything deleted: /forget"),
        lang.gettext("Have us stop using your data for a while, or object to it: ask us."),
        lang.gettext("Take back a yes at any time, for the future: /privacy, “My consents”"),
    )
    return lines(*map(lang.bullet, rights))


def _required(lang: Language) -> Html:
    return lang.gettext(
        "No. But without a name and the number of people I cannot register you. Everything else you may "
        "leave open, unless an event needs it and says so."
    )


def _automated(lang: Language) -> Html:
    return lang.gettext(
        "I do not judge anybody. Seats are given in the order of registration, by lot or by a person."
    )
