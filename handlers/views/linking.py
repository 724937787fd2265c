"""Joining chats: the code, what would be shared, what was done, and parting again."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from civic.link_codes import CODE_LENGTH, Locked, NoCode, SamePerson, TooManyTries, WrongCode
from civic.linking import Linked, Place, Preview, Side, Twice
from civic.registrations import Registration
from civic.residents import Address, Channel
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services, Visit
from handlers.views.events import title
from handlers.views.mine import status_name
from handlers.views.staff import role_name
from handlers.views.staff_login import locked
from locales import Html, Language

_TOLD = 5
_HALF = CODE_LENGTH // 2


def fresh_code(visit: Visit, services: Services, code: str, until: datetime) -> Screen:
    """A code for the other chat, and what it is worth."""
    lang = visit.lang
    with_role = visit.role is not None
    return Screen(
        paragraphs(
            lang.gettext(
                "Do you write to me in a second chat, for example in Telegram and in the browser? "
                "I can join the two: your registrations and your news are then together."
            ),
            lines(
                lang.gettext("Please write this in the other chat:"),
                lang.copyable(f"/link {code[:_HALF]}-{code[_HALF:]}"),
            ),
            lines(
                lang.gettext("It works once, until {time}.", time=lang.time(until, services.zone)),
                lang.gettext(
                    "Please show it to nobody: whoever writes it sees and changes what is yours here."
                ),
                lang.gettext("That person also gets your role on the staff.") if with_role else "",
            ),
        ),
        (
            (Tap(lang.label("I have a code"), tap("chat_enter")),),
            (Tap(lang.label("Back"), tap("my")),),
        ),
    )


def ask_code(lang: Language) -> Screen:
    """Asks for the code of the other chat."""
    return Screen(
        lang.gettext("Which code does the other chat show you?"),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def not_joined(lang: Language, services: Services, why: NoCode) -> Screen:
    """Why a code leads nowhere; of wrong ones nobody learns more than that."""
    match why:
        case WrongCode():
            text = lang.gettext(
                "This code does not work. Each one works once, for ten minutes. "
                "Write /link in the other chat to get a new one."
            )
        case SamePerson():
            text = lang.gettext(
                "This code comes from here, or from a chat that belongs to this one already. "
                "Please write it in the other chat."
            )
        case TooManyTries():
            text = lang.gettext(
                "There were too many wrong codes, so I do not look at any for a while. "
                "Please try again later."
            )
        case Locked():
            return locked(lang, services)
        case _:
            assert_never(why)
    return Screen(text)


def preview(visit: Visit, services: Services, found: Preview) -> Screen:
    """What joining means, before one tap does it."""
    lang = visit.lang
    language = services.catalogues[found.language].own_name
    return Screen(
        paragraphs(
            lang.gettext(
                "Is the other chat really yours? Once they are joined, each of the two shows and changes "
                "everything of both."
            ),
            lines(
                _side(
                    lang, lang.gettext("Here, {place}:", place=_place(lang, found.here.channel)), found.here
                ),
                _side(
                    lang,
                    lang.gettext("There, {place}:", place=_place(lang, found.there.channel)),
                    found.there,
                ),
            ),
            lines(
                lang.gettext("I write in {language}.", language=language),
                lang.gettext("Of your two calendar addresses the older one stops working.")
                if found.two_feeds
                else "",
            ),
            _twice(visit, services, found.twice),
            lang.gettext("Where shall I write to you from then on?"),
        ),
        (
            (Tap(lang.label("Join, write to me here"), tap("chat_join", found.code_hash, Place.HERE)),),
            (Tap(lang.label("Join, write to me there"), tap("chat_join", found.code_hash, Place.THERE)),),
            (Tap(lang.label("No, do not join"), tap("chat_no")),),
        ),
    )


def linked(visit: Visit, services: Services, done: Linked) -> Screen:
    """Both chats are one person's now; what was given back is said again."""
    lang = visit.lang
    here = lang.gettext("From now on I write to you here.")
    there = lang.gettext("From now on I write to you in the other chat.")
    return Screen(
        paragraphs(
            lines(
                lang.gettext("Done: the two chats belong together."),
                here if done.place is Place.HERE else there,
            ),
            _twice(visit, services, done.twice),
            lang.gettext("With /link you can change that, with /unlink you can part them again."),
        ),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )


def chats(visit: Visit, here: Address, accounts: Sequence[Address]) -> Screen:
    """The chats of one person, and where messages go: to the first of them."""
    lang = visit.lang
    places = [_place(lang, one.channel) for one in accounts]
    is_here = accounts[0] == here
    there = lang.gettext("I write to you in another chat: {place}.", place=places[0])
    write_here = (Tap(lang.label("Write to me here"), tap("chat_here")),)
    return Screen(
        lines(
            lang.gettext("These chats belong together: {places}.", places=lang.listed(places)),
            lang.gettext("I write to you here.") if is_here else there,
        ),
        (
            *(() if is_here else (write_here,)),
            (Tap(lang.label("Join a further chat"), tap("chat_code")),),
            (Tap(lang.label("Part this chat"), tap("chat_split")),),
            (Tap(lang.label("Back"), tap("my")),),
        ),
    )


def written_here(lang: Language) -> Screen:
    """Messages come to this chat."""
    return Screen(lang.gettext("Good, from now on I write to you here."))


def declined(lang: Language) -> Screen:
    """Everything is as it was."""
    return Screen(lang.gettext("Nothing was changed."))


def ask_split(visit: Visit) -> Screen:
    """What parting means, before it is done."""
    lang = visit.lang
    return Screen(
        lines(
            lang.gettext(
                "Shall this chat stand alone again? It then begins anew, without registrations and news. "
                "What you have now stays with the other chat."
            ),
            lang.gettext("Your role on the staff stays there, too.") if visit.role is not None else "",
        ),
        (
            (Tap(lang.label("Yes, part this chat"), tap("chat_split_yes")),),
            (Tap(lang.label("No, leave it"), tap("chat_no")),),
        ),
    )


def parted(lang: Language) -> Screen:
    """This chat is a person of its own."""
    return Screen(lang.gettext("This chat stands alone now. Everything else is in the other chat."))


def alone(lang: Language) -> Screen:
    """There is nothing to part."""
    return Screen(lang.gettext("This chat is joined with no other. With /link you can do that."))


def _place(lang: Language, channel: Channel) -> str:
    return "Telegram" if channel is Channel.TELEGRAM else lang.label("web chat")


def _side(lang: Language, where: Html, side: Side) -> Html:
    count = lang.nlabel("{n} registration", "{n} registrations", side.registrations)
    what = [
        *((count,) if side.registrations else ()),
        *((lang.label("news"),) if side.news else ()),
        *((lang.label("role: {role}", role=role_name(lang, side.role)),) if side.role is not None else ()),
    ]
    return lines(where, *(lang.bullet(one) for one in what or [lang.label("nothing yet")]))


def _twice(visit: Visit, services: Services, found: Sequence[Twice]) -> Html:
    lang = visit.lang
    told = [
        # TRANSLATORS: Two registrations, each in a few words.
        lang.gettext(
            "You are registered twice for “{title}”. This stays: {kept}. This is given back: {ended}.",
            title=title(pair.event, lang, services),
            kept=_stands(lang, pair, pair.kept),
            ended=_stands(lang, pair, pair.ended),
        )
        for pair in found[:_TOLD]
    ]
    more = len(found) - len(told)
    rest = lang.ngettext("The same for {n} further event.", "The same for {n} further events.", more)
    return lines(*told, rest if more else "")


def _stands(lang: Language, pair: Twice, one: Registration) -> str:
    people = lang.nlabel("{n} person", "{n} people", one.people)
    return f"{people}, {status_name(lang, one, pair.event)}"
