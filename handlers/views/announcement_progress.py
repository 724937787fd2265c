"""How far an announcement is, in the message that its author watches, and its report per language."""

from collections.abc import Sequence

from civic.announcements import Announcement, AnnouncementStatus, SkipReason
from civic.delivery_reports import Part
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.small_counts import amount
from handlers.views.staff_announcements import status_name
from locales import Html, Language


def running(lang: Language, one: Announcement, parts: Sequence[Part]) -> Screen:
    """While it is being sent: how many are done, and the way to stop it."""
    planned = sum(part.planned for part in parts)
    done = planned - sum(part.open for part in parts)
    return Screen(
        paragraphs(
            lang.gettext("Your announcement is being sent: {done} of {total}.", done=done, total=planned),
            figures(lang, parts),
        ),
        ((Tap(lang.label("Stop"), tap("a_stop", one.id)),),),
    )


def ended(lang: Language, services: Services, one: Announcement, parts: Sequence[Part]) -> Screen:
    """The report that the message becomes."""
    sent = lang.gettext("Your announcement has been sent.")
    heading = sent if one.status is AnnouncementStatus.SENT else status_name(lang, one.status)
    more = Tap(lang.label("Report"), tap("a_report", one.id))
    return Screen(paragraphs(heading, figures(lang, parts), *languages(lang, services, parts)), ((more,),))


def figures(lang: Language, parts: Sequence[Part]) -> Html:
    """Every figure that is not nothing, for people and public channels together."""
    skipped: dict[str, int] = {}
    for part in parts:
        for why, n in part.skipped.items():
            skipped[why] = skipped.get(why, 0) + n

    def of(name: str) -> int:
        return sum(getattr(part, name) for part in parts)

    delivered = lang.gettext("Delivered: {n}", n=of("delivered"))
    return lines(
        lang.gettext("Recipients: {n}", n=of("planned")),
        delivered,
        lang.gettext("Waiting on the page: {n}", n=of("waiting")) if of("waiting") else "",
        lang.gettext("Not reachable: {n}", n=of("unreachable")) if of("unreachable") else "",
        lang.gettext("Refused by the messenger: {n}", n=of("refused")) if of("refused") else "",
        lang.gettext("Unknown whether it arrived: {n}", n=of("unknown")) if of("unknown") else "",
        *(skip_line(lang, why, n) for why, n in sorted(skipped.items())),
        lang.gettext("Still to be sent: {n}", n=of("open")) if of("open") else "",
    )


def skip_line(lang: Language, why: str, n: int) -> Html:
    """Why copies were not sent."""
    match why:
        case SkipReason.NO_TEXT:
            return lang.gettext("Not sent, since there is no text in that language: {n}", n=n)
        case SkipReason.STOPPED:
            return lang.gettext("Not sent because it was stopped: {n}", n=n)
        case SkipReason.UNSUBSCRIBED:
            return lang.gettext("Not sent, since they wanted no more news: {n}", n=n)
        case SkipReason.EXPIRED:
            return lang.gettext("Not sent, since its time was over: {n}", n=n)
        case SkipReason.RECALLED:
            return lang.gettext("Not sent, since it was taken back: {n}", n=n)
        case SkipReason.EVENT_FULL:
            return lang.gettext("Not sent, since the event became full: {n}", n=n)
        case SkipReason.EVENT_OFF:
            return lang.gettext("Not sent, since the event was cancelled or had begun: {n}", n=n)
        case _:
            return lang.gettext("Not sent for other reasons: {n}", n=n)


def languages(lang: Language, services: Services, parts: Sequence[Part]) -> list[Html]:
    """A line for each language, and one for each language of public channels."""
    if len(parts) < 2:
        return []
    return [lines(*(_language(lang, services, part) for part in parts))]


def _language(lang: Language, services: Services, part: Part) -> Html:
    name = services.catalogues[part.language].own_name
    if part.public:
        return lang.gettext(
            "Public channel, {language}: {sent} of {total}", language=name, sent=part.sent, total=part.planned
        )
    return lang.gettext(
        "{language}: {sent} of {total}", language=name, sent=amount(part.sent), total=amount(part.planned)
    )
