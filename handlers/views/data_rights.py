"""What the bot knows about somebody, and forgetting them: what they lose, one question, a goodbye."""

from collections.abc import Iterable

from civic.data_rights import MyData
from civic.events import Event, awaits_draw
from civic.forgetting import Losses
from civic.registrations import Registration, RegistrationStatus
from civic.residents import ALL_TOPICS, Channel
from handlers.quoting import QUOTE, quoted
from handlers.screen import File, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services, Visit
from handlers.views.events import title
from handlers.views.mine import status_name
from handlers.views.news import name
from handlers.views.staff import role_name
from locales import Html, Language

FILE_NAME = "my-data.json"
_REGISTRATIONS, _QUESTIONS = 10, 3
# They are told one by one, or with another one that is.
_TOLD = ("resident", "account", "subscription", "staff_member", "question", "question_note")
_LISTED = ("web_message", "delivery", "registration")


def my_data(visit: Visit, services: Services, data: MyData) -> Screen:
    """In short what is kept, in words; the file has every row of it."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("This is what I know about you:"),
            lines(*_person(lang, services, data)),
            lines(*_registrations(lang, services, data)),
            lines(*_counts(lang, data)),
            lang.gettext(
                "The file below holds all of it, with the reason for each part. Other programs can read it."
            ),
        ),
        ((Tap(lang.label("Delete my data"), tap("forget")),),),
        File(FILE_NAME, data.document),
    )


def _person(lang: Language, services: Services, data: MyData) -> Iterable[Html]:
    known = data.resident
    yield lang.bullet(lang.gettext("Language: {language}", language=lang.own_name))
    if known.name:
        yield lang.bullet(lang.gettext("Name that you gave last: {name}", name=known.name))
    home = next((one for one in services.city.districts if one.slug == known.district), None)
    if home is not None:
        yield lang.bullet(lang.gettext("Part of town: {name}", name=name(services, home, lang)))
    if data.role is not None:
        yield lang.bullet(lang.gettext("Role in the staff: {role}", role=role_name(lang, data.role)))
    topics = [name(services, one, lang) for one in services.city.topics if one.slug in data.topics]
    if ALL_TOPICS in data.topics:
        topics = [lang.label("everything")]
    if topics:
        yield lang.bullet(lang.gettext("News: {topics}", topics=", ".join(topics)))


def _registrations(lang: Language, services: Services, data: MyData) -> Iterable[Html]:
    if not data.registrations:
        return
    yield lang.gettext("Your registrations:")
    for registration, event in data.registrations[:_REGISTRATIONS]:
        yield lang.bullet(f"{title(event, lang, services)} – {status_name(lang, registration, event)}")


def _counts(lang: Language, data: MyData) -> Iterable[Html]:
    more = data.count("registration") - len(data.registrations[:_REGISTRATIONS])
    questions, written = data.count("question"), data.count("web_message")
    news = data.count("delivery")
    others = data.count(*set(data.portions) - {*_TOLD, *_LISTED})
    counts = [
        (more, lang.ngettext("{n} further registration", "{n} further registrations", more)),
        (questions, lang.ngettext("{n} question to a person", "{n} questions to a person", questions)),
        (written, lang.ngettext("{n} message in the web chat", "{n} messages in the web chat", written)),
        (news, lang.ngettext("{n} announcement for you", "{n} announcements for you", news)),
        (
            others,
            lang.ngettext(
                "{n} other entry, such as reminders", "{n} other entries, such as reminders", others
            ),
        ),
    ]
    return [lang.bullet(told) for n, told in counts if n > 0]


def ask(visit: Visit, services: Services, losses: Losses) -> Screen:
    """What is lost by name, and one question."""
    lang = visit.lang
    return Screen(
        paragraphs(
            lang.gettext("I will delete everything that I know about you. Nobody can bring it back."),
            lines(*_losses(lang, services, losses)),
            *(quoted(lang, one.text, QUOTE) for one in losses.questions[:_QUESTIONS]),
            lang.gettext("Shall I delete everything?"),
        ),
        (
            (Tap(lang.label("Yes, delete everything"), tap("forget_yes", visit.resident.id)),),
            (Tap(lang.label("No, keep my data"), tap("forget_no")),),
        ),
    )


def _losses(lang: Language, services: Services, losses: Losses) -> Iterable[Html]:
    shown = losses.registrations[:_REGISTRATIONS]
    for registration, event in shown:
        yield lang.bullet(_lost(lang, registration, event, title(event, lang, services)))
    more = len(losses.registrations) - len(shown)
    if more:
        yield lang.bullet(
            lang.ngettext(
                "{n} further registration of yours ends.", "{n} further registrations of yours end.", more
            )
        )
    if losses.topics:
        yield lang.bullet(lang.gettext("You get no news from me any more."))
    if losses.role is not None:
        yield lang.bullet(
            lang.gettext("You lose your role in the staff: {role}.", role=role_name(lang, losses.role))
        )
    if losses.questions:
        n = len(losses.questions)
        yield lang.bullet(
            lang.ngettext(
                "{n} open question of yours is not answered any more:",
                "{n} open questions of yours are not answered any more:",
                n,
            )
        )


def _lost(lang: Language, registration: Registration, event: Event, name: str) -> Html:
    if registration.status in (RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED):
        return lang.gettext("You lose your seat at “{title}”.", title=name)
    if registration.status is RegistrationStatus.WAITING and not awaits_draw(event):
        return lang.gettext("You lose your place in the waiting list of “{title}”.", title=name)
    return lang.gettext("Your registration for “{title}” ends.", title=name)


def last_owner(lang: Language) -> Screen:
    """Somebody else has to become an owner first."""
    return Screen(
        lang.gettext(
            "You are the only owner. Without you nobody could take care of the staff. Please make somebody "
            "else an owner first; then I can delete your data."
        )
    )


def kept(lang: Language) -> Screen:
    """After a no."""
    return Screen(lang.gettext("Good, I have deleted nothing."))


def goodbye(lang: Language, channel: Channel) -> Screen:
    """The last message."""
    in_telegram = lang.gettext(
        "What you see in Telegram is kept by Telegram. If you like, delete this chat there, too."
    )
    return Screen(
        paragraphs(
            lang.gettext("I have deleted everything that I knew about you. All the best!"),
            in_telegram if channel is Channel.TELEGRAM else Html(),
            lang.gettext("If you write to me again, we start anew."),
        )
    )


def being_deleted(lang: Language) -> Screen:
    """It was begun and could not be finished yet."""
    return Screen(lang.gettext("Your data are just being deleted. Please write again in a few minutes."))
