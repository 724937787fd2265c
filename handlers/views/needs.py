"""Support that people need: asking for it, the details of it, and how it reads."""

from collections.abc import Collection, Mapping, Sequence

from civic.need_details import BANDS, MOST_CHILDREN, children_of
from civic.registrations import Need
from handlers.screen import Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.choices import leaving, numbered, was_answer
from locales import Html, Language, Latin

ORDER = tuple(Need)
"""The order in which kinds of support are offered and numbered."""


def need_name(lang: Language, need: Need) -> str:
    """A kind of support in words."""
    return {
        Need.INTERPRETER: lang.label("Interpreter"),
        Need.SIGN_LANGUAGE: lang.label("Sign language"),
        Need.STEP_FREE: lang.label("Step-free access"),
        Need.COMPANION: lang.label("Companion"),
        Need.CHILDCARE: lang.label("Childcare"),
        Need.EASY_GERMAN: lang.label("Easy German"),
        Need.OTHER: lang.label("Something else"),
    }[need]


def ask_needs(lang: Language, event_id: int, chosen: Collection[Need], step: str) -> Screen:
    """Support that is needed, after the sentence of consent; "none" is one tap."""
    ticks = columns(
        Tap(("✓ " if need in chosen else "") + need_name(lang, need), tap("need", event_id, need.value))
        for need in ORDER
    )
    done = lang.label("Continue") if chosen else lang.label("No support needed")
    return Screen(
        paragraphs(
            lines(
                lang.isolate(step),
                lang.gettext("Do you need support so that you can take part?"),
                lang.gettext("Only the organisers of this event see this."),
                lang.gettext(
                    "Some of it may tell something about your health. If you choose it, you agree that I "
                    "store it. It is deleted 7 days after the event."
                ),
            ),
            numbered(lang, [need_name(lang, need) for need in ORDER]),
        ),
        (*ticks, (Tap(done, tap("needs_done", event_id)),), leaving(lang, event_id)),
    )


def needs_unclear(lang: Language) -> Html:
    """A text that is none of the choices."""
    return lang.gettext("Please tap what you need, or “No support needed”.")


def ask_language(lang: Language, services: Services, event_id: int) -> Screen:
    """Into which language is to be interpreted."""
    found = interpreted(services)
    buttons = columns(Tap(name, tap("il", event_id, code)) for code, name in found.items())
    return Screen(
        lines(
            lang.gettext("Which language do you need the interpreter for?"),
            numbered(lang, list(found.values())),
            lang.gettext("If it is another one, please write its name."),
        ),
        (*buttons, leaving(lang, event_id)),
    )


def interpreted(services: Services) -> dict[str, str]:
    """Languages to offer, by code, with their own names; German is spoken anyway."""
    main = services.catalogues.main.code
    return {one.code: one.own_name for one in services.catalogues if not one.code.startswith(main)}


def ask_children(lang: Language, event_id: int, bands: Sequence[str]) -> Screen:
    """The ages of the children: one tap or number for each child."""
    labels = [band_name(lang, band) for band in BANDS]
    buttons = columns(
        Tap(_with_count(label, bands.count(band)), tap("band", event_id, place))
        for place, (band, label) in enumerate(zip(BANDS, labels, strict=True))
    )
    done = lang.nlabel("{n} child, continue", "{n} children, continue", len(bands))
    more = (
        ((Tap(done, tap("bands_done", event_id)),), (Tap(lang.label("Start again"), tap("bands", event_id)),))
        if bands
        else ()
    )
    return Screen(
        lines(
            lang.gettext("How old are the children? Please tap once for each child."),
            numbered(lang, labels),
            lang.gettext("Or write the numbers, for example “1, 3” for two children."),
        ),
        (*buttons, *more, leaving(lang, event_id)),
    )


def _with_count(label: str, number: int) -> str:
    return f"{label} · {number}" if number else label


def band_name(lang: Language, band: str) -> str:
    """A range of ages in words."""
    low, _, high = band.partition("-")
    if not high:
        return lang.label("{low} years and older", low=Latin(low.rstrip("+")))
    return lang.label("{low} to {high} years", low=Latin(low), high=Latin(high))


def too_many_children(lang: Language) -> Html:
    """More children than one registration can bring."""
    return lang.gettext("I can note up to {most} children.", most=MOST_CHILDREN)


def ask_other(lang: Language, event_id: int, said: str) -> Screen:
    """What else is needed, in own words."""
    return Screen(
        lines(
            lang.gettext("What do you need? Please write it in a few words."),
            lang.gettext("Please leave out illnesses."),
        ),
        (*was_answer(lang, event_id, said), leaving(lang, event_id)),
    )


def check_other(lang: Language, event_id: int, unchecked: str) -> Screen:
    """Shows the words once more before they are kept."""
    labels = (lang.label("Save like this"), lang.label("Write again"))
    return Screen(
        paragraphs(
            lang.isolate(unchecked),
            lines(
                lang.gettext("Save like this? Please leave out illnesses."),
                numbered(lang, labels),
            ),
        ),
        (
            (Tap(labels[0], tap("other_ok", event_id)), Tap(labels[1], tap("other_again", event_id))),
            leaving(lang, event_id),
        ),
    )


def needs_line(lang: Language, needs: Collection[Need]) -> Html:
    """The support that is needed, in a fixed order."""
    if not needs:
        return lang.gettext("Support: none")
    names = lang.listed([need_name(lang, need) for need in Need if need in needs])
    return lang.gettext("Support: {needs}", needs=names)


def needs_lines(
    lang: Language, services: Services, needs: Collection[Need], details: Mapping[str, str]
) -> Html:
    """The same with what was told of each."""
    told = [detail_line(lang, services, need, details[need]) for need in ORDER if details.get(need)]
    return lines(needs_line(lang, needs), *told)


def detail_line(lang: Language, services: Services, need: Need, detail: str) -> Html:
    """What was told of a need."""
    if need is Need.CHILDCARE:
        parts = [f"{band_name(lang, band)}: {number}" for band, number in children_of(detail).items()]
        detail = lang.listed(parts)
    elif need is Need.INTERPRETER and detail in services.catalogues:
        detail = services.catalogues[detail].own_name
    return lang.bullet(f"{need_name(lang, need)}: {detail}")
