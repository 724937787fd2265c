"""The texts of an event in each language, for coordinators: how they stand, and the ways to a translation."""

from collections.abc import Iterable, Mapping

from civic.event_texts import DESCRIPTION, TITLE, TextState, parts, source_language, state_of
from civic.event_translations import EventTranslation
from civic.events import Event
from handlers.screen import Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.easy_hints import easy_lines
from handlers.views.staff_events import state_name
from locales import Html, Language


def states(lang: Language, services: Services, event: Event, drafts: Iterable[Language]) -> Screen:
    """Every language with the state of its texts; one tap each, but for the source."""
    source = source_language(event)
    waiting = [one.code for one in drafts]
    shown, taps = [], []
    for one in services.catalogues:
        state = TextState.DRAFT if one.code in waiting else state_of(event, one.code)
        name = lang.label("original") if one.code == source else state_name(lang, state)
        shown.append(lang.gettext("{language}: {state}", language=one.own_name, state=name))
        if one.code != source:
            taps.append(Tap(one.own_name, tap("ev_text", event.id, one.code)))
    back = (Tap(lang.label("Back to the event"), tap("card", event.id)),)
    return Screen(
        paragraphs(
            lang.gettext("Whoever has no text in their language, or an outdated one, sees the original."),
            lines(*shown),
        ),
        (*columns(taps), back),
    )


def one_language(
    lang: Language, services: Services, event: Event, target: Language, work: EventTranslation | None
) -> Screen:
    """The texts of one language, and what can be done about them. `work`: a draft that waits for approval."""
    state = TextState.DRAFT if work else state_of(event, target.code)
    rows = [(Tap(lang.label("Write it myself"), tap("text_in", event.id, target.code)),)]
    rows.append((Tap(lang.label("Ask a volunteer to translate"), tap("ev_vol", event.id, target.code)),))
    if services.translator is not None:
        label = lang.label("Translate automatically")
        rows.append((Tap(label, tap("ev_auto", event.id, target.code)),))
    if work is not None:
        rows.insert(0, (Tap(lang.label("Look at the draft"), tap("ev_draft", work.id)),))
    if state in (TextState.AUTOMATIC, TextState.OUTDATED):
        rows.insert(0, (Tap(lang.label("The text fits"), tap("ev_fits", event.id, target.code)),))
    rows.append((Tap(lang.label("Translations"), tap("ev_texts", event.id)),))
    head = lang.gettext("{language}: {state}", language=target.own_name, state=state_name(lang, state))
    texts = parts(event, target.code)
    hints = easy_lines(lang, services, target, "\n".join(texts.values()))
    return Screen(paragraphs(head, _parts(lang, texts), hints), tuple(rows))


def draft(lang: Language, services: Services, work: EventTranslation) -> Screen:
    """What a volunteer has handed in; a coordinator decides."""
    target = services.catalogues[work.target].own_name
    return Screen(
        paragraphs(
            lang.gettext(
                "A volunteer has translated the texts of an event into {language}:", language=target
            ),
            _parts(lang, work.results),
        ),
        (
            (Tap(lang.label("Take it over"), tap("ev_take", work.id)),),
            (Tap(lang.label("Throw it away"), tap("ev_refuse", work.id)),),
            (Tap(lang.label("The event"), tap("card", work.event_id)),),
        ),
    )


def _parts(lang: Language, texts: Mapping[str, str]) -> Html:
    """Title, description, then questions with their choices."""
    head = [lang.bold(texts[TITLE])] if texts.get(TITLE) else []
    head += [lang.isolate(texts[DESCRIPTION])] if texts.get(DESCRIPTION) else []
    rest = [
        lang.bullet(text) if "." in name else lang.isolate(text)
        for name, text in texts.items()
        if name not in (TITLE, DESCRIPTION)
    ]
    return paragraphs(*head, lines(*rest))


def taken_over(lang: Language, state: TextState) -> Html:
    """The draft is part of the event; perhaps the original has changed since it was handed out."""
    if state is TextState.OUTDATED:
        return lang.gettext(
            "Taken over. The original has changed since then, so residents do not see it before you say "
            "that it fits."
        )
    return lang.gettext("Taken over. Residents see it from now on.")


def thrown_away(lang: Language) -> Screen:
    """The draft is gone."""
    return Screen(lang.gettext("The draft is gone."))


def no_translation(lang: Language, event_id: int) -> Screen:
    """The translation server gave nothing."""
    back = Tap(lang.label("Translations"), tap("ev_texts", event_id))
    return Screen(lang.gettext("The automatic translation does not work just now."), ((back,),))
