"""A change of an event before it is kept: old and new side by side, and who hears of it."""

from civic.events import Event
from handlers.screen import Screen, Tap, lines, paragraphs, shortened, tap
from handlers.views.event_fields import Facts
from locales import Html, Language

EXCERPT, CONTEXT, MOST_LINES = 120, 20, 6


def differences(lang: Language, before: Facts, after: Facts) -> Html:
    """One line for each fact that differs."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in names[:MOST_LINES]]
    shown = [_difference(lang, *pair) for pair in pairs]
    return lines(*shown, "…" if len(names) > MOST_LINES else "")


def _difference(lang: Language, name: str, old: str, new: str) -> Html:
    # TRANSLATORS: No deadline, no reminders, no questions: stands after such a name and a colon.
    none = lang.label("none")
    old, new = _apart(old, new)
    return lang.gettext("{name}: {old} → {new}", name=name, old=old or none, new=new or none)


def _apart(old: str, new: str) -> tuple[str, str]:
    """Two texts cut to where they begin to differ, if they are long."""
    if max(len(old), len(new)) <= EXCERPT:
        return old, new
    pairs = enumerate(zip(old, new, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))
    begin = max(0, same - CONTEXT)
    dots = "…" if begin else ""
    return shortened(dots + old[begin:], EXCERPT), shortened(dots + new[begin:], EXCERPT)


def preview(
    lang: Language, event: Event, change: Html, hears: int | None, meanwhile: Html, following: int
) -> Screen:
    """Asks once. `hears` None: nobody is told of such a change; `meanwhile`: what somebody else changed."""
    buttons = [(Tap(lang.label("Yes, save"), tap("ev_save", event.id, event.revision, "one")),)]
    if following:
        one = Tap(lang.label("Only this date"), tap("ev_save", event.id, event.revision, "one"))
        every = lang.nlabel("This date and {n} that follows", "This date and {n} that follow", following)
        buttons = [(one,), (Tap(every, tap("ev_save", event.id, event.revision, "all")),)]
    return Screen(
        paragraphs(
            lines(lang.gettext("Somebody else has changed this in the meantime:"), meanwhile)
            if meanwhile
            else "",
            lines(lang.gettext("Your change:"), change),
            _told(lang, hears),
            lang.gettext("Shall I save it?"),
        ),
        (*buttons, (Tap(lang.label("No"), tap("ev_drop", event.id)),)),
    )


def _told(lang: Language, hears: int | None) -> Html:
    if hears is None:
        return lang.gettext("Nobody gets a message about this.")
    if hears == 0:
        return lang.gettext("Nobody has registered yet.")
    return lang.ngettext(
        "{n} person who registered will be told.", "{n} people who registered will be told.", hears
    )


def nothing_changed(lang: Language) -> Html:
    """The new value is the old one."""
    return lang.gettext("Nothing has changed.")


def is_over(lang: Language) -> Html:
    """What has been cannot be changed."""
    return lang.gettext("This event is over or cancelled. It can no longer be changed.")


def saved(lang: Language, count: int) -> Html:
    """How many dates of a series were changed."""
    return lang.ngettext("{n} date has been changed.", "{n} dates have been changed.", count)
