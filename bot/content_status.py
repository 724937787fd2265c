"""`stadtbote content status`: a table of all entries and languages, and one line for each language."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.commands import Problems
from bot.settings import Settings
from civic.answers.content_status import Standing, Status, statuses
from civic.answers.knowledge import ContentFaults, load
from locales import CatalogueFault, Catalogues

_CELLS = {
    Standing.ORIGINAL: "main",
    Standing.UP_TO_DATE: "ok",
    Standing.OUTDATED: "old",
    Standing.MISSING: "-",
}
_LEGEND = "main: the text itself; ok: up to date; old: the text changed since; -: missing"


def status_lines(settings: Settings) -> list[str]:
    """The table and what it comes to, as lines of text. Problems where something cannot be read."""
    try:
        load(settings.content)
        languages = [language.code for language in Catalogues.load(settings.languages)]
    except (ContentFaults, CatalogueFault) as faults:
        raise Problems(str(faults).splitlines()) from faults
    return lines_of(settings.content, languages)


def lines_of(path: Path, languages: Sequence[str]) -> list[str]:
    """The same for these languages (codes)."""
    found = list(statuses(path, languages))
    entries = list(dict.fromkeys(one.entry for one in found))
    cells = {(one.entry, one.language): _CELLS[one.standing] for one in found}
    rows = [["entry", *languages]]
    rows += [[entry, *(cells[entry, language] for language in languages)] for entry in entries]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return [*table, "", _LEGEND, "", *(_summary(language, found) for language in languages)]


def _summary(language: str, found: Sequence[Status]) -> str:
    here = [one for one in found if one.language == language]
    counted = Counter(one.standing for one in here)
    parts = [f"{counted[standing]} {standing.value}" for standing in Standing if counted[standing]]
    names = sorted({one.reviewed_by for one in here if one.reviewed_by})
    reviewed = sum(bool(one.reviewed_by) for one in here)
    by = f"reviewed: {reviewed} of {len(here)} by {', '.join(names)}" if names else "reviewed by nobody yet"
    return f"{language}: {', '.join(parts) or 'no entries'}; {by}"
