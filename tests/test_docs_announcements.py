"""What is written about announcements, their sending, and writing texts is what the program does."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from bot import text_pages
from bot.announcing import AFTER_A_BUG, CAREFUL, FAST, LEASE
from bot.correcting import BATCH, TRIED_AGAIN
from bot.courier import BAD_TOKEN_WAIT, SOON
from bot.outcomes import SOON as WHEN_UNKNOWN
from bot.pacing import ALL_LANES_RATE, PAID_SHARE
from bot.progress import AT_MOST_EVERY, SHOWN_AFTER
from bot.settings import Settings
from bot.settings_source import setting_name
from civic.announcement_changes import RECALL_WITHIN
from civic.announcement_escalation import ANSWERED_WITHIN, BEFORE_ITS_TIME
from civic.announcement_file_audience import _KEYS as AUDIENCE_KEYS
from civic.announcement_files import _KEYS as ANNOUNCEMENT_KEYS
from civic.announcement_files import Place, read_announcement
from civic.announcement_missed import MOST_LATE
from civic.announcement_readiness import TYPED_ABOVE, UNDO_WINDOW
from civic.announcement_reviewers import COUNTS_FOR
from civic.announcements import CAPTION_LIMIT, MESSAGE_LIMIT, TITLE_LIMIT, SkipReason
from civic.answers.content_glossary import FILE as GLOSSARY
from civic.answers.content_glossary import read_glossary
from civic.pictures import PICTURE_LIMIT
from civic.retention_periods import Periods
from civic.sender_leases import LeaseTimes
from civic.text_files import BIGGEST
from civic.text_links import STAFF_LINK_LASTS, STAFF_WORK_LASTS
from civic.translations import LINK_LASTS
from tests.test_docs import blocks, bold_numbers, told


def flat(name: str) -> str:
    """The text of a page, wherever its lines are broken."""
    return " ".join(told(name).split())


def test_limits_of_announcements_are_as_told() -> None:
    page = flat("announcements.md")
    assert bold_numbers(page, "characters") == [TITLE_LIMIT, MESSAGE_LIMIT, CAPTION_LIMIT]
    assert bold_numbers(page, "people") == [TYPED_ABOVE]
    assert bold_numbers(page, "seconds") == [UNDO_WINDOW.seconds]
    assert bold_numbers(page, "minutes") == [MOST_LATE.seconds / 60]
    assert bold_numbers(page, "days") == [COUNTS_FOR.days]
    hours = [ANSWERED_WITHIN, BEFORE_ITS_TIME, RECALL_WITHIN]
    assert bold_numbers(page, "hours") == [each.total_seconds() / 3600 for each in hours]
    assert f"at most {PICTURE_LIMIT // 2**20} MB" in page
    (begin, end), per_day = Settings().quiet_hours or (None, None), Settings().news_per_day
    assert f"from {begin:%H}:00 to {end:%-H}:00 (`STADTBOTE_QUIET_HOURS`)" in page
    assert per_day == 2, "the page says two"


def test_sending_is_as_told() -> None:
    page, lease = flat("sending.md"), LeaseTimes()
    assert bold_numbers(page, "seconds") == [lease.takeover, lease.hold]
    assert bold_numbers(page, "minutes") == [LEASE.seconds / 60]
    assert f"| up to 30 | {CAREFUL.batch} | {CAREFUL.workers} |" in page
    together = f"{FAST.rows} rows, or whatever there is after {FAST.seconds * 1000:.0f} ms"
    assert f"| above 30 | {FAST.batch} | {FAST.workers} | together: {together} |" in page
    # What is claimed at once, what may wait in the queue when it is, and what is on the wire.
    in_hand = [pace.batch + pace.batch // 2 + pace.workers for pace in (CAREFUL, FAST)]
    assert "up to {}, at paid rates up to {}".format(*in_hand) in page
    assert f"at most {ALL_LANES_RATE} a second" in page
    assert f"at most {PAID_SHARE}·R times" in page


def test_what_operators_choose_is_as_told() -> None:
    page = flat("sending.md")
    for name in ("unknown_sends", "after_crash"):
        field = Settings.model_fields[name]
        [other] = set(get_args(field.annotation)) - {field.default}
        assert f"`{setting_name(name)}={other}`" in page
    assert f"once more after {WHEN_UNKNOWN.seconds} seconds" in page
    assert f"again after {SOON:.0f} seconds" in page
    assert (BAD_TOKEN_WAIT, AFTER_A_BUG.seconds) == (60, 60), "the page says a minute"
    shown_after = f"takes longer than {SHOWN_AFTER:.0f} seconds shows one message"
    assert shown_after in page
    assert AT_MOST_EVERY == 1, "the page says once a second"
    assert f"{BATCH} at once" in page
    assert TRIED_AGAIN.seconds == 3600, "the page says an hour"


def test_every_reason_not_to_send_a_copy_is_told() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", told("sending.md").split("A copy is skipped")[1], re.M)
    reasons = [name for row in rows for name in re.findall(r"`([a-z_]+)`", row)]
    assert set(SkipReason) <= set(reasons)


def test_the_text_page_is_as_told() -> None:
    page = flat("texts.md")
    assert bold_numbers(page, "hour") == [STAFF_LINK_LASTS.seconds / 3600]
    assert bold_numbers(page, "hours") == [STAFF_WORK_LASTS.seconds / 3600]
    assert bold_numbers(page, "days") == [LINK_LASTS.days, Periods().typed_texts]
    assert bold_numbers(page, "MB") == [BIGGEST / 1_000_000]
    assert f"{text_pages.TRIES} links in ten minutes, one open page {text_pages.REQUESTS:,} requests" in page


def test_the_example_of_an_announcement_can_be_read() -> None:
    [example] = blocks("announce-command.md", "yaml")
    zone, now = ZoneInfo("Europe/Berlin"), datetime(2026, 12, 1, tzinfo=UTC)
    draft = read_announcement(example, "market.yaml", Place(("de", "en"), ("neighbourhood",), (), now, zone))
    assert draft.faults == []
    assert set(draft.announcement.sendable) == {"de", "en"}


def test_every_key_of_an_announcement_is_told() -> None:
    rows = re.findall(r"^\| (`.+?`) \|", told("announce-command.md"), re.M)
    named = {name for row in rows for name in re.findall(r"`([a-z_.]+)`", row)}
    parts = {f"audience.{key}" for key in AUDIENCE_KEYS} - {"audience.every_topic"}
    assert named == {*ANNOUNCEMENT_KEYS, *parts}
    assert "`every_topic: yes`" in told("announce-command.md")


def test_the_example_of_a_glossary_is_without_faults(tmp_path: Path) -> None:
    (tmp_path / GLOSSARY).write_text(blocks("content.md", "yaml")[1], "utf-8")
    glossary, faults = read_glossary(tmp_path)
    assert faults == []
    assert [term.name for term in glossary.terms] == [
        "Alte Eintracht",
        "Rheinland-Pfalz",
        "Stadtteilwerkstatt",
    ]
