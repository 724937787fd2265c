"""The gap report: what people ask in vain, what does not help them, what nobody finds. Counts, no people."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.gaps import FEWEST, Cluster, Rating, Week
from civic.small_counts import SMALL, coarse
from handlers.screen import Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.small_counts import amount
from locales import Html, Language, Latin

SHOWN = 8
# Of one subject; who asked in further ones is counted together.
LANGUAGES_SHOWN = 4
QUESTION = 90


@dataclass(frozen=True)
class GapReport:
    """Clusters of the last four weeks and of weeks before, ratings, and entries that nobody found."""

    clusters: Sequence[Cluster]
    earlier: Sequence[Week]
    ratings: Sequence[Rating]
    unseen: Sequence[str]
    since: str | None


def report(lang: Language, services: Services, gaps: GapReport) -> Screen:
    """The whole report on one screen."""
    return Screen(
        paragraphs(
            _clusters(lang, services, gaps.clusters),
            _earlier(lang, services, gaps.earlier),
            _ratings(lang, services, gaps.ratings),
            _unseen(lang, services, gaps),
        ),
        ((Tap(lang.label("Inbox"), tap("inbox")), Tap(lang.label("Our answers"), tap("k_list", 0))),),
    )


def _clusters(lang: Language, services: Services, clusters: Sequence[Cluster]) -> Html:
    if not clusters:
        return lang.gettext(
            "In the last four weeks no subject without an answer was asked about by {n} people or more.",
            n=FEWEST,
        )
    return lines(
        lang.gettext("Asked in vain in the last four weeks:"),
        *(lang.bullet(_cluster(lang, services, one)) for one in clusters[:SHOWN]),
    )


def _cluster(lang: Language, services: Services, one: Cluster) -> Html:
    """Words that at least three people used, how many people, and their languages."""
    label = " · ".join(one.label) or lang.label("(no common words)")
    people = (
        lang.gettext("fewer than {n} people", n=SMALL)
        if coarse(one.people) is None
        else lang.ngettext("{n} person", "{n} people", one.people)
    )
    ranked = sorted(one.languages.items(), key=lambda pair: -pair[1])
    mix = [f"{services.catalogues[code].own_name} {amount(n)}" for code, n in ranked[:LANGUAGES_SHOWN]]
    others = one.others + sum(n for _, n in ranked[LANGUAGES_SHOWN:])
    if others:
        mix.append(lang.label("other languages {n}", n=amount(others)))
    return Html(f"{lang.bold(label)}: {people} ({lang.isolate(', '.join(mix))})")


def _earlier(lang: Language, services: Services, weeks: Sequence[Week]) -> Html:
    found = [(week.week, one) for week in weeks for one in week.clusters]
    if not found:
        return Html()
    return lines(
        lang.gettext("Before that:"),
        *(
            lang.gettext("{week}: {subject}", week=Latin(week), subject=_cluster(lang, services, one))
            for week, one in found[:SHOWN]
        ),
    )


def _ratings(lang: Language, services: Services, ratings: Sequence[Rating]) -> Html:
    known = [(one, _question(lang, services, one.entry)) for one in ratings]
    rows = [
        lang.gettext(
            "{question}: helped {yes}, did not help {no}",
            question=question,
            yes=amount(one.helpful),
            no=amount(one.unhelpful),
        )
        for one, question in known
        if question
    ]
    return lines(lang.gettext("Least helpful:"), *map(lang.bullet, rows)) if rows else Html()


def _unseen(lang: Language, services: Services, gaps: GapReport) -> Html:
    if gaps.since is None or not gaps.unseen:
        return Html()
    count = lang.ngettext(
        "{n} answer was not shown to anybody since {month}:",
        "{n} answers were not shown to anybody since {month}:",
        len(gaps.unseen),
        month=Latin(gaps.since),
    )
    shown = [_question(lang, services, key) for key in gaps.unseen[:SHOWN]]
    more = len(gaps.unseen) - len(shown)
    rest = lang.ngettext("… and {n} more", "… and {n} more", more) if more else ""
    return lines(count, *(lang.bullet(one) for one in shown if one), rest)


def _question(lang: Language, services: Services, key: str) -> str:
    entry = services.knowledge.entry(key)
    return shortened(services.knowledge.version(entry, lang.code).question, QUESTION) if entry else ""
