"""What else a coordinator says of an announcement: urgency, and what becomes of missing languages."""

from collections.abc import Mapping

from civic.announcement_texts import without_text
from civic.announcements import Announcement, WhereMissing
from handlers.screen import Screen, Tap, lines, tap
from handlers.services import Services
from handlers.views.announcement_audience import tick
from handlers.views.announcement_message import body_for
from locales import Language

REASON_LIMIT = 200


def ask_urgent(lang: Language) -> Screen:
    """Why it cannot wait."""
    return Screen(
        lang.gettext("An urgent announcement goes out at night, too. Why can it not wait?"),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def where_missing(
    lang: Language, services: Services, draft: Announcement, counts: Mapping[str, int]
) -> Screen:
    """Two ways, with how many people each reaches."""
    missing = without_text(draft, counts)
    total = sum(counts.values())
    skips = draft.where_missing is WhereMissing.SKIP
    others = [services.catalogues[code].own_name for code in sorted(counts) if code not in draft.sendable]
    given = {
        found.language
        for code in counts
        if code not in draft.sendable
        and (found := body_for(services.catalogues[code], services, draft)) is not None
    }
    instead = lang.listed([services.catalogues[code].own_name for code in sorted(given)])
    return Screen(
        lines(
            lang.ngettext(
                "{n} person reads a language that has no text: {languages}.",
                "{n} people read a language that has no text: {languages}.",
                missing,
                languages=lang.listed(others),
            ),
            lang.gettext("With a note they would get it in: {languages}.", languages=instead)
            if instead
            else "",
            lang.gettext("What shall they get?"),
        ),
        (
            (
                Tap(
                    tick(not skips)
                    + lang.nlabel("With a note ({n} person)", "With a note ({n} people)", total),
                    tap("a_where", draft.id, WhereMissing.WITH_NOTE.value),
                ),
            ),
            (
                Tap(
                    tick(skips)
                    + lang.nlabel("Nothing ({n} person)", "Nothing ({n} people)", total - missing),
                    tap("a_where", draft.id, WhereMissing.SKIP.value),
                ),
            ),
            (Tap(lang.label("Back"), tap("a_card", draft.id)),),
        ),
    )
