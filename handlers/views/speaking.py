"""Which language to go on in, asked of somebody who wrote in another one."""

from handlers.screen import Screen, Tap, lines, plain, tap
from locales import Html, Language


def stay(written: Language, before: Language) -> Screen:
    """After a first message was answered in its own language; the second line is for whoever does not read
    that."""
    asked = written.gettext(
        "I answer in the language that you wrote in: {language}. Shall we stay with it?",
        language=written.own_name,
    )
    otherwise = written.isolate(plain(before.gettext("Would you like another language? Please tap it.")))
    return Screen(lines(asked, otherwise), _choices(written, before, written))


def offer(written: Language, chosen: Language) -> Screen:
    """After a message in another language than the chosen one, in both of them."""
    return Screen(
        lines(
            chosen.isolate(plain(_shall_i(written, written))),
            _shall_i(chosen, written),
        ),
        _choices(written, chosen, chosen),
    )


def _shall_i(lang: Language, written: Language) -> Html:
    return lang.gettext("Shall I answer in this language from now on: {language}?", language=written.own_name)


def _choices(written: Language, before: Language, lang: Language) -> tuple[tuple[Tap, ...], ...]:
    return (
        tuple(Tap(one.own_name, tap("answer_in", one.code)) for one in (written, before)),
        (Tap(lang.label("More languages"), tap("language")),),
    )
