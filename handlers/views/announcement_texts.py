"""The texts of an announcement: asked for one by one, language by language."""

from collections.abc import Mapping, Sequence

from civic.announcements import MESSAGE_LIMIT, TITLE_LIMIT, Announcement, BodyState
from civic.cutting import message_length, pieces
from handlers.screen import Button, Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.announcement_audience import tick
from handlers.views.easy_hints import easy_lines
from handlers.views.staff_announcements import state_name, to_list
from locales import Html, Language

SHOWN = 3000


def ask_title(lang: Language, written_in: Language) -> Screen:
    """Invites the title in one language."""
    text = lang.gettext(
        "What is the title in {language}? At most {n} characters.",
        language=written_in.own_name,
        n=TITLE_LIMIT,
    )
    return Screen(text, _cancel(lang))


def ask_text(lang: Language, written_in: Language) -> Screen:
    """Invites the text in one language."""
    text = lang.gettext("Please write the announcement in {language}.", language=written_in.own_name)
    return Screen(text, _cancel(lang))


def _cancel(lang: Language) -> tuple[tuple[Tap, ...], ...]:
    return ((Tap(lang.label("Cancel"), tap("cancel")),),)


def title_too_long(lang: Language, length: int) -> Screen:
    """A title with more than 60 characters."""
    return Screen(
        lang.gettext(
            "The title has {n} characters, at most {limit} are possible. Please write a shorter one.",
            n=length,
            limit=TITLE_LIMIT,
        )
    )


def too_long_for(lang: Language, services: Services, lengths: Mapping[str, int], limit: int) -> Screen:
    """Says for which readers the whole message would be too long, and by how much."""
    over = [
        lang.gettext(
            "{language}: {n} of {limit}", language=services.catalogues[code].own_name, n=n, limit=limit
        )
        for code, n in lengths.items()
    ]
    return Screen(
        lines(
            lang.gettext(
                "That is too long: with title and footer the message may have {n} characters.", n=limit
            ),
            *over,
            lang.gettext("Please write it shorter. Nothing was changed."),
        )
    )


def not_kept(lang: Language) -> Screen:
    """Somebody else wrote in its place; a message with what was typed follows."""
    return Screen(
        lang.gettext(
            "This text has been changed, or the announcement is no longer a draft. What you typed is not in "
            "it. Here it is again, so that you can copy it:"
        ),
        to_list(lang),
    )


def typed(written_in: Language, title: str, text: str) -> Sequence[Screen]:
    """Exactly what was typed and nothing else, in as many messages as it takes."""
    whole = "\n\n".join(part for part in (title, text) if part)
    return [Screen(written_in.isolate(part)) for part in pieces(whole, MESSAGE_LIMIT, length=message_length)]


def length_line(lang: Language, length: int, limit: int) -> Html:
    """How much of the message is used."""
    return lang.gettext("Length with title and footer: {n} of {limit}", n=length, limit=limit)


def written(
    lang: Language, services: Services, written_in: Language, text: str, length: int, limit: int
) -> Html:
    """What stands above the card once a text was typed: its length, what is hard to read in easy German."""
    return paragraphs(length_line(lang, length, limit), easy_lines(lang, services, written_in, text))


def languages(lang: Language, services: Services, draft: Announcement) -> Screen:
    """In which language to write; each with its state."""
    rows = [
        (
            Tap(
                tick(draft.state(one.code) is BodyState.UP_TO_DATE)
                + lang.joined(one.own_name, state_name(lang, draft.state(one.code))),
                tap("a_body", draft.id, one.code),
            ),
        )
        for one in services.catalogues
    ]
    back = (Tap(lang.label("Back"), tap("a_card", draft.id)),)
    return Screen(lang.gettext("Which language?"), (*rows, back))


def body(
    lang: Language, services: Services, draft: Announcement, written_in: Language, length: int, limit: int
) -> Screen:
    """One language's title and text, and what can be done with them."""
    code, one = written_in.code, draft.id
    text = draft.bodies.get(code)
    state = draft.state(code)
    rows: list[tuple[Button, ...]] = [
        (
            Tap(lang.label("Title"), tap("a_title", one, code)),
            Tap(lang.label("Text"), tap("a_write", one, code)),
        )
    ]
    if state in (BodyState.OUTDATED, BodyState.DRAFT):
        rows.append((Tap(lang.label("It is right as it stands"), tap("a_right", one, draft.revision, code)),))
    if code != draft.language:
        main = Tap(lang.label("Make it the main language"), tap("a_main", one, draft.revision, code))
        rows += [(main,)] if state is BodyState.UP_TO_DATE else []
        rows.append((Tap(lang.label("Take this language out"), tap("a_without", one, draft.revision, code)),))
    rows.append((Tap(lang.label("Back"), tap("a_card", one)),))
    is_main = lang.label("main language") if code == draft.language else state_name(lang, state)
    return Screen(
        paragraphs(
            lang.gettext("{language}: {state}", language=written_in.own_name, state=is_main),
            lang.bold(text.title) if text is not None and text.title else "",
            lang.isolate(shortened(text.text, SHOWN)) if text is not None else "",
            length_line(lang, length, limit) if length else "",
            easy_lines(lang, services, written_in, text.text) if text is not None else "",
        ),
        tuple(rows),
    )
