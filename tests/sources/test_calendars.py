"""Calendars of others in the shapes in which programs really write them, and each way to be broken."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from civic.calendar_items import CalendarDate, CalendarRead
from sources.calendars import read_calendar
from sources.reading import SourceFault, decoded, read_file

FOLDER = Path(__file__).parent / "calendars"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def shape(name: str, now: datetime = NOW) -> CalendarRead:
    """One of the files."""
    return read_calendar(read_file(FOLDER / name), name, "feed", BERLIN, now)


def event(*lines: str) -> str:
    """A calendar with one event of these lines, besides what each must have."""
    return calendar("BEGIN:VEVENT", "UID:u", "DTSTAMP:20261101T000000Z", "SUMMARY:Fest", *lines, "END:VEVENT")


def calendar(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *lines, "END:VCALENDAR", ""))


def read(text: str, now: datetime = NOW) -> CalendarRead:
    return read_calendar(text, "x.ics", "feed", BERLIN, now)


def wall(date: CalendarDate) -> str:
    """The start as the city's clocks show it."""
    return f"{date.starts_at.astimezone(BERLIN):%Y-%m-%d %H:%M}"


def test_google() -> None:
    found = shape("google.ics")
    assert (found.refused, found.notes) == ((), ())
    series = [date for date in found.dates if date.uid.startswith("5abc")]
    # Until the day before the last Sunday in March and after it, six in the evening stays six.
    assert [wall(date) for date in series[:3]] == ["2026-12-01 18:00", "2026-12-09 18:30", "2026-12-15 18:00"]
    assert wall(series[3]) == "2027-01-05 18:00", "two dates are left out"
    assert wall(series[-1]) == "2027-03-30 18:00", "the last one is in summer time, and the end is inclusive"
    assert series[1].title == "Sprachcafé (diesmal Mittwoch)"
    assert (series[1].recurrence, series[1].place) == ("2026-12-08", "Bürgerhaus")
    assert series[0].description.splitlines() == [
        "Deutsch sprechen beim Kaffee.",
        "Alle sind willkommen, auch ohne Anmeldung: mehr",
    ]
    assert series[0].place == "Nachbarschaftshaus, Königstraße 93, 67655 Kaiserslautern"
    [off] = [date for date in found.dates if date.cancelled]
    assert off.title == "Adventsbasteln"
    [bazaar] = [date for date in found.dates if date.uid.startswith("7all")]
    assert wall(bazaar) == "2026-12-19 00:00"
    assert bazaar.ends_at.astimezone(BERLIN) == datetime(2026, 12, 20, 23, 59, tzinfo=BERLIN)


def test_exchange_with_its_own_names_of_zones() -> None:
    found = shape("exchange.ics")
    assert [wall(date) for date in found.dates] == [
        "2026-12-03 18:00",
        "2027-02-04 18:00",
        "2027-03-04 18:00",
        "2027-04-01 18:00",
        "2027-05-06 18:00",
    ]
    assert found.dates[0].starts_at == datetime(2026, 12, 3, 17, tzinfo=UTC)
    assert found.dates[3].starts_at == datetime(2027, 4, 1, 16, tzinfo=UTC)
    assert found.dates[0].organiser == "Ehrenamtsbüro"
    assert found.dates[0].description == "Erste Schritte im Ehrenamt.\nBitte Ausweis mitbringen."
    [private] = found.refused
    assert private == "exchange.ics:54: UID 040000008200E00074C5B7101A82E00800000000BUSY: is private (CLASS)"
    assert "Arzttermin" not in private


def test_nextcloud_with_its_zone_at_the_end_a_duration_and_a_cancelled_date() -> None:
    found = shape("nextcloud.ics")
    assert [(wall(date), date.cancelled) for date in found.dates] == [
        ("2026-12-07 17:00", False),
        ("2026-12-08 17:00", True),
        ("2026-12-09 17:00", False),
        ("2026-12-15 17:00", False),
    ]
    first = found.dates[0]
    assert first.ends_at - first.starts_at == timedelta(hours=2, minutes=30)
    assert (first.latitude, first.longitude, first.link) == (
        49.4447,
        7.7689,
        "https://repair.example/termine/7",
    )
    assert first.description == "Mitbringen: kaputte Geräte; wir reparieren gemeinsam.\nEintritt frei"


def test_typo3_with_bare_line_feeds_and_blank_lines() -> None:
    [date] = shape("typo3.ics").dates
    assert (wall(date), date.title) == ("2026-12-11 19:00", 'Lesung: "Heimat & Fremde"')
    assert (date.place, date.description) == ("Stadtbibliothek", "Es liest Frau Dr. Yılmaz.\nEintritt: 5 EUR")


def test_wordpress_with_html_entities_and_no_end() -> None:
    found = shape("wordpress.ics")
    concert, stage, doors = found.dates
    assert (concert.title, concert.place) == (
        "Jazz & Soul – das Winterkonzert",
        "Fruchthalle, Fruchthallstraße 10, Kaiserslautern, 67655, Germany",
    )
    assert concert.description == "Ein Abend mit der Stadtkapelle.\n- Einlass 19 Uhr\n- Eintritt frei"
    assert concert.link == "https://kultur.example/event/winterkonzert/"
    assert concert.organiser == "Kulturverein Kaiserslautern"
    assert wall(concert) == "2026-12-18 19:30"
    assert stage.starts_at == stage.ends_at
    assert doors.ends_at - doors.starts_at == timedelta(hours=23, minutes=59)


def test_outlook_with_a_zone_called_by_its_cities_and_floating_times() -> None:
    found = shape("outlook-file.ics")
    assert found.refused == ()
    assert [wall(date) for date in found.dates] == ["2026-12-14 10:00", "2027-06-15 18:00"]


def test_our_own_export_can_be_read() -> None:
    text = calendar(
        "BEGIN:VEVENT",
        "UID:event-3@stadt.example",
        "DTSTART:20261211T170000Z",
        "DTEND:20261211T190000Z",
        "SEQUENCE:2",
        "SUMMARY:Reparaturcafé",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    )
    assert [date.key for date in read(text).dates] == [("event-3@stadt.example", "")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "x.ics: is empty"),
        ("\r\n\r\n", "x.ics: is empty"),
        ("<!DOCTYPE html>\n<title>Login</title>", "x.ics:1: is no calendar, which begins with"),
        ("\nBEGIN:VCARD\nEND:VCARD", "x.ics:2: is no calendar"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n",
            "x.ics:4: ends before the VEVENT does that begins on line 2",
        ),
        ("BEGIN:VCALENDAR\nVERSION:2.0\n", "x.ics:3: ends before the VCALENDAR does"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "x.ics:3: END:VCALENDAR ends nothing"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VEVENT\n", "x.ics:3: END:VEVENT ends nothing"),
        ("BEGIN:VCALENDAR\n" * 30, "x.ics:21: more than"),
        ("BEGIN:VCALENDAR\n" + "X:" + "y" * 10_000_000, "x.ics: a calendar larger than 10 MB"),
    ],
)
def test_what_is_no_whole_calendar_is_one_line(text: str, fault: str) -> None:
    with pytest.raises(SourceFault) as raised:
        read(text)
    assert str(raised.value).startswith(fault)
    assert "\n" not in str(raised.value)


def test_a_truncated_file_is_noticed_wherever_it_ends() -> None:
    whole = (FOLDER / "google.ics").read_bytes()
    noticed = 0
    for end in range(20, len(whole) - len("\r\nEND:VCALENDAR\r\n"), 97):
        with pytest.raises(SourceFault, match=r"^x\.ics(:\d+)?: "):
            read(decoded(whole[:end], "x.ics"))
        noticed += 1
    assert noticed > 20


def test_another_encoding_and_fifty_megabytes(tmp_path: Path) -> None:
    latin = tmp_path / "latin.ics"
    latin.write_bytes(event("DTSTART:20261211T170000Z").replace("Fest", "Fête").encode("latin-1"))
    with pytest.raises(SourceFault, match=r"latin\.ics:7: not UTF-8 text"):
        read_file(latin)
    big = tmp_path / "big.ics"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SourceFault, match=r"big\.ics: larger than 20 MB"):
        read_file(big)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["DTEND:20261211T170000Z"], "UID u: has no DTSTART"),
        (["DTSTART:20261211T170000Z", "DTEND:20261211T160000Z"], "UID u: DTEND is before DTSTART"),
        (["DTSTART;VALUE=DATE:20261211", "DTEND;VALUE=DATE:20261209"], "UID u: DTEND is before DTSTART"),
        (["DTSTART:20261211T170000Z", "DURATION:-PT1H"], "UID u: DURATION is negative"),
        (["DTSTART:20261399T170000Z"], "UID u: DTSTART cannot be read"),
        (["DTSTART:tomorrow"], "UID u: DTSTART cannot be read"),
        (["DTSTART:20261211T170000Z", "DTSTART:20261212T170000Z"], "UID u: has more than one DTSTART"),
        (["DTSTART;TZID=Mars/Base:20261211T170000"], "UID u: there is no time zone 'Mars/Base'"),
        (["DTSTART:20261211T170000Z", "RRULE:FREQ=SECONDLY"], "UID u: RRULE repeats within a day"),
        (["DTSTART:20261211T170000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3"], "UID u: RRULE repeats within a day"),
        (
            ["DTSTART:20261211T170000Z", "RRULE:FREQ=DAILY;INTERVAL=0"],
            "UID u: RRULE has an impossible INTERVAL",
        ),
        (["DTSTART:20261211T170000Z", "RRULE:FREQ=FOO"], "UID u: RRULE cannot be read"),
        (["DTSTART:20261211T170000Z", "RRULE:COUNT=3"], "UID u: RRULE cannot be followed"),
        (
            ["DTSTART:20261211T170000Z", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"],
            "UID u: has more than one RRULE",
        ),
        (["DTSTART:20261211T170000Z", "CLASS:CONFIDENTIAL"], "UID u: is private (CLASS)"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_and_the_others_are_read(lines: list[str], why: str) -> None:
    good = ("BEGIN:VEVENT", "UID:good", "SUMMARY:Gut", "DTSTART:20261220T170000Z", "END:VEVENT")
    bad = ("BEGIN:VEVENT", "UID:u", "SUMMARY:Fest", *lines, "END:VEVENT")
    found = read(calendar(*bad, *good))
    [refused] = found.refused
    assert refused.startswith(f"x.ics:4: {why}")
    assert [date.uid for date in found.dates] == ["good"]
    assert (found.uids, found.refused_uids) == (frozenset({"good"}), frozenset({"u"}))


def test_entries_without_a_uid_or_a_title() -> None:
    found = read(
        calendar(
            "BEGIN:VEVENT", "SUMMARY:Fest", "DTSTART:20261211T170000Z", "END:VEVENT",
            "BEGIN:VEVENT", "UID:2", "SUMMARY: \\n", "DTSTART:20261211T170000Z", "END:VEVENT",
        )
    )  # fmt: skip
    assert found.refused == (
        "x.ics:4: has no UID, or one that is too long",
        "x.ics:8: UID 2: has no SUMMARY",
    )


def test_of_two_entries_with_one_uid_the_newer_counts() -> None:
    def entry(sequence: int, title: str) -> tuple[str, ...]:
        lines = ("BEGIN:VEVENT", "UID:u", f"SUMMARY:{title}", f"SEQUENCE:{sequence}")
        return (*lines, "DTSTART:20261211T170000Z", "END:VEVENT")

    found = read(calendar(*entry(2, "Neu"), *entry(1, "Alt")))
    assert [date.title for date in found.dates] == ["Neu"]
    assert found.refused == ("x.ics:10: UID u: the UID is there twice; the newer entry counts",)
    assert found.refused_uids == frozenset()


def test_a_time_that_the_clock_skips_is_read_as_an_hour_later_and_said() -> None:
    found = read(event("DTSTART;TZID=Europe/Berlin:20270328T023000", "DURATION:PT1H"))
    assert [wall(date) for date in found.dates] == ["2027-03-28 03:30"]
    assert found.notes == ("x.ics:4: the clock skips 2027-03-28 02:30, taken as an hour later",)


def test_a_time_that_the_clock_passes_twice_is_the_first() -> None:
    now = datetime(2027, 10, 1, tzinfo=UTC)
    [date] = read(event("DTSTART;TZID=Europe/Berlin:20271031T023000"), now).dates
    assert date.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_an_endless_series_ends_with_the_horizon_and_with_the_number_of_dates() -> None:
    weekly = read(event("DTSTART;TZID=Europe/Berlin:19990101T100000", "RRULE:FREQ=WEEKLY"))
    assert len(weekly.dates) == 52
    assert weekly.notes == ()
    daily = read(event("DTSTART;TZID=Europe/Berlin:19990101T100000", "RRULE:FREQ=DAILY"))
    assert len(daily.dates) == 200
    assert daily.notes == ("x.ics:4: only the next 200 dates of the series were taken",)


def test_a_rule_that_fits_no_day_gives_its_first_date_only() -> None:
    found = read(event("DTSTART:20261211T170000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"))
    assert [wall(date) for date in found.dates] == ["2026-12-11 18:00"]


def test_days_left_out_of_a_series_with_times() -> None:
    """Some programs write EXDATE as a day where the series has times."""
    found = read(event("DTSTART:20261211T170000Z", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261212"))
    assert [wall(date) for date in found.dates] == ["2026-12-11 18:00", "2026-12-13 18:00"]


def test_whole_days_in_a_series_and_an_end_given_as_a_day() -> None:
    found = read(event("DTSTART;VALUE=DATE:20261211", "RRULE:FREQ=WEEKLY;UNTIL=20261218"))
    assert [(wall(date), date.recurrence) for date in found.dates] == [
        ("2026-12-11 00:00", "2026-12-11"),
        ("2026-12-18 00:00", "2026-12-18"),
    ]


def test_a_series_keeps_its_dates_when_it_moves_by_hours() -> None:
    before, after = (
        read(event(f"DTSTART;TZID=Europe/Berlin:20261211T{hour}0000", "RRULE:FREQ=WEEKLY;COUNT=3"))
        for hour in (17, 19)
    )
    assert [date.key for date in before.dates] == [date.key for date in after.dates]
    assert before.dates[0].fingerprint != after.dates[0].fingerprint


def test_two_dates_on_one_day_are_two() -> None:
    found = read(event("DTSTART:20261211T100000Z", "RDATE:20261211T150000Z"))
    assert [date.recurrence for date in found.dates] == ["2026-12-11", "2026-12-11T15:00"]


def test_what_is_over_or_too_far_away_is_left_out() -> None:
    assert read(event("DTSTART:20261101T170000Z", "DTEND:20261101T180000Z")).dates == ()
    assert read(event("DTSTART:20290101T170000Z")).dates == ()
    assert len(read(event("DTSTART:20261130T170000Z", "DTEND:20261202T180000Z")).dates) == 1, "goes on"
    far = read(event("DTSTART:99991231T235900", "DTEND:99991231T235959"))
    assert far.dates == ()


def test_the_fingerprint_tells_what_matters_and_not_the_line() -> None:
    first = read(event("DTSTART:20261211T170000Z")).dates[0]
    moved = read(event("X-NOISE:1", "DTSTART:20261211T170000Z")).dates[0]
    other = read(event("DTSTART:20261211T170000Z", "LOCATION:Rathaus")).dates[0]
    assert first.fingerprint == moved.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("URL:https://a.example/x?y=1&z=2", "https://a.example/x?y=1&z=2"),
        ("URL;VALUE=URI:http://a.example/", "http://a.example/"),
        ("URL:javascript:alert(1)", ""),
        ("URL:https://", ""),
        ("URL:https://a.example/<script>", ""),
        ("URL:http://[::1", ""),
        ("URL:https://a.example/" + "x" * 600, ""),
    ],
)
def test_links_lead_to_the_web_or_nowhere(line: str, link: str) -> None:
    [date] = read(event("DTSTART:20261211T170000Z", line)).dates
    assert date.link == link


def test_texts_are_cleaned_and_cut() -> None:
    long = "Wort " * 400
    found = read(
        event(
            "DTSTART:20261211T170000Z",
            "LOCATION:Haus \u202eabc\u202c\\, Tor\x07 1",
            f"DESCRIPTION:{long}",
            "ORGANIZER;CN=anna@stadt.example:mailto:anna@stadt.example",
            "GEO:0;0",
        )
    )
    [date] = found.dates
    assert date.place == "Haus abc, Tor 1"
    assert date.description.endswith("…")
    assert len(date.description) <= 1000
    assert (date.organiser, date.latitude) == ("", None)
