"""What stands in the digest: a list of sections, each of which looks into the store and adds its lines."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from civic.gaps import WINDOW, Cluster, clusters
from civic.ports import Work
from civic.staff_entries import EntryStatus, StaffEntry
from civic.staff_knowledge import STAFF
from handlers.entry_notices import waiting_for
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import digest as view
from handlers.views import gaps as gap_view
from handlers.views.digest import DigestLine
from handlers.views.gaps import GapReport
from locales import Language

WORST = 5
WEEKS = 12

Section = Callable[[Services, Work, Language, int], Awaitable[Sequence[DigestLine]]]
"""Services, a transaction that reads, the reader's language and their number; no lines where all is well."""


async def digest_screen(services: Services, lang: Language, resident_id: int) -> Screen:
    """The digest of one member of staff, as things stand now."""
    found: list[DigestLine] = []
    async with services.uow.reading() as r:
        for section in sections:
            found += await section(services, r, lang, resident_id)
    return view.digest(lang, services, found)


async def _questions(services: Services, r: Work, lang: Language, resident_id: int) -> list[DigestLine]:
    waiting = await r.questions.count_open()
    oldest = await r.questions.open(1)
    return [view.open_questions(lang, waiting, services.clock() - oldest[0].asked_at)] if oldest else []


async def _approvals(services: Services, r: Work, lang: Language, resident_id: int) -> list[DigestLine]:
    waiting = await waiting_for(r, resident_id)
    return [view.approvals(lang, waiting)] if waiting else []


async def _events(services: Services, r: Work, lang: Language, resident_id: int) -> list[DigestLine]:
    coming = await r.events.coming(services.clock())
    return [view.coming(lang, coming)] if coming else []


async def _translations(services: Services, r: Work, lang: Language, resident_id: int) -> list[DigestLine]:
    missing = Counter({code: len(found) for code, found in missing_content(services, lang).items()})
    for entry in await r.entries.having([EntryStatus.PUBLISHED]):
        missing.update(missing_languages(services, entry))
    return [view.translations(lang, services, missing)] if missing else []


async def _gaps(services: Services, r: Work, lang: Language, resident_id: int) -> list[DigestLine]:
    return [view.gaps(lang, len(await _recent(services, r)))]


async def _recent(services: Services, r: Work) -> list[Cluster]:
    """Clusters of the questions of the last four weeks, up to this instant."""
    now = services.clock()
    return clusters(await r.gaps.asked(now - WINDOW, now + timedelta(seconds=1)))


sections: list[Section] = [_questions, _approvals, _events, _translations, _gaps]
"""In the order in which they are shown. Other parts of the bot add theirs here."""


def missing_content(services: Services, lang: Language) -> dict[str, list[str]]:
    """Questions of the content by the languages of the catalogues that they lack."""
    missing: dict[str, list[str]] = {}
    for entry in services.knowledge.entries.values():
        if entry.initiative != STAFF:
            for code in (one.code for one in services.catalogues if one.code not in entry.versions):
                question = services.knowledge.version(entry, lang.code).question
                missing.setdefault(code, []).append(question)
    return missing


def missing_languages(services: Services, entry: StaffEntry) -> list[str]:
    """Languages of the catalogues in which an entry has no present text."""
    return [one.code for one in services.catalogues if not entry.is_current(one.code)]


async def missing_screen(services: Services, lang: Language) -> Screen:
    """Every translation that is missing."""
    async with services.uow.reading() as r:
        entries = await r.entries.having([EntryStatus.PUBLISHED, EntryStatus.WAITING, EntryStatus.DRAFT])
    lacking = [one for one in entries if missing_languages(services, one)]
    return view.missing_translations(lang, services, missing_content(services, lang), lacking)


async def gap_screen(services: Services, lang: Language) -> Screen:
    """The gap report, from questions that are still kept and from the counts of weeks before."""
    now = services.clock()
    async with services.uow.reading() as r:
        recent = await _recent(services, r)
        weeks = await r.gaps.weeks(WEEKS)
        ratings = await r.gaps.ratings(WORST)
        since = await r.gaps.first_month()
        seen = await r.gaps.shown_since(since) if since else frozenset()
    first = f"{(now - WINDOW).astimezone(services.zone):%G-W%V}"
    unseen = [key for key in services.knowledge.entries if key not in seen]
    earlier = [week for week in weeks if week.week < first]
    return gap_view.report(lang, services, GapReport(recent, earlier, ratings, unseen, since))
