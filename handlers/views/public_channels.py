"""Staff see the public channels that the bot posts in, and choose them for an announcement."""

from collections.abc import Sequence

from civic.announcements import Announcement
from civic.public_channels import PublicChannel
from handlers.screen import Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services
from locales import Language


def listing(lang: Language, services: Services, channels: Sequence[PublicChannel]) -> Screen:
    """All of them, and how one is added."""
    rows = [(Tap(_label(lang, services, one), tap("pc", one.id)),) for one in channels]
    how = lang.gettext(
        "To add one, make me an administrator of your Telegram channel, with the right to post."
    )
    text = (
        lang.gettext("I can post in these public channels:")
        if channels
        else lang.gettext("I am in no public channel yet.")
    )
    return Screen(paragraphs(text, how), tuple(rows))


def card(lang: Language, services: Services, one: PublicChannel) -> Screen:
    """One channel, its language, and what can be done."""
    text = lines(
        lang.bold(one.title),
        lang.gettext("Language: {language}", language=language_of(lang, services, one)),
    )
    rows = (
        (Tap(lang.label("Change the language"), tap("pc_ask", one.id)),),
        (Tap(lang.label("Post there no more"), tap("pc_remove", one.id)),),
        (Tap(lang.label("Public channels"), tap("pc_list")),),
    )
    return Screen(text, rows)


def ask_language(lang: Language, services: Services, one: PublicChannel) -> Screen:
    """The one question after the bot was added."""
    languages = columns(
        Tap(each.own_name, tap("pc_language", one.id, each.code)) for each in services.catalogues
    )
    everybody = Tap(lang.label("All languages"), tap("pc_language", one.id, ""))
    text = lang.gettext("I can post in “{title}” now. Which language do its readers read?", title=one.title)
    return Screen(text, (*languages, (everybody,)))


def kept(lang: Language, services: Services, one: PublicChannel) -> Screen:
    """What is posted there from now on."""
    if one.language:
        text = lang.gettext(
            "Good. In “{title}” I post announcements in {language}, where you choose this channel for them.",
            title=one.title,
            language=services.catalogues[one.language].own_name,
        )
    else:
        text = lang.gettext(
            "Good. In “{title}” I post announcements in their main language, where you choose this channel.",
            title=one.title,
        )
    return Screen(text, ((Tap(lang.label("Public channels"), tap("pc_list")),),))


def removed(lang: Language, one: PublicChannel) -> Screen:
    """Nothing is posted there any more."""
    text = lang.gettext(
        "I will post nothing in “{title}” any more. You can also remove me from the channel in Telegram.",
        title=one.title,
    )
    return Screen(text, ((Tap(lang.label("Public channels"), tap("pc_list")),),))


def gone(lang: Language) -> Screen:
    """It is not known any more."""
    return Screen(
        lang.gettext("I am no longer in this channel."),
        ((Tap(lang.label("Public channels"), tap("pc_list")),),),
    )


def targets(
    lang: Language, services: Services, draft: Announcement, channels: Sequence[PublicChannel]
) -> Screen:
    """Ticks for the channels in which an announcement is posted, too."""
    if not channels:
        return listing(lang, services, channels)
    ticks = [
        (
            Tap(
                ("✓ " if one.address.chat_id in draft.channels else "") + _label(lang, services, one),
                tap("a_channel", draft.id, one.id),
            ),
        )
        for one in channels
    ]
    done = Tap(lang.label("Continue"), tap("a_card", draft.id))
    return Screen(lang.gettext("In which public channels shall I post it, too?"), (*ticks, (done,)))


def language_of(lang: Language, services: Services, one: PublicChannel) -> str:
    """In which language a channel is written, in words."""
    if one.language in services.catalogues:
        return services.catalogues[one.language].own_name
    return lang.label("All languages")


def _label(lang: Language, services: Services, one: PublicChannel) -> str:
    return shortened(lang.joined(one.title, language_of(lang, services, one)), 60)
