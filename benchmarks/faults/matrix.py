"""All faults: which one, in the middle of what, and on which databases it is tried."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from benchmarks.faults import announcing, people
from benchmarks.faults.place import Place
from tests.faults import announcing_runs, killed_commands, people_runs, unwritable_runs
from tests.faults.outcomes import Outcome
from tests.faults.people_runs import Stage
from tests.faults.refused_runs import approved_by_its_author, edited_after_approval
from tests.faults.troubles import DiskFull, ReadOnly

KILLED, TWICE, TWO = "`kill -9` at random points", "Every update comes twice", "Two programs at once"
AWAY, READ_ONLY, FULL = "Database server stopped", "Database read-only", "Disk full"
REGISTERING, WAITING, FORGETTING = "registration", "waiting list", "forgetting"
PLANNING, SENDING, IMPORT, MIGRATION = "planning", "sending", "content import", "migration"
RESEND = "`STADTBOTE_UNKNOWN_SENDS=resend` sends the unknown again"
NOTHING = "nothing went out at the former time"
EVERYWHERE, POSTGRES = ("SQLite", "PostgreSQL"), ("PostgreSQL",)


@dataclass(frozen=True)
class Case:
    """A fault in the middle of an activity, on these kinds of databases."""

    fault: str
    activity: str
    run: Callable[[Place], Awaitable[Outcome]]
    databases: tuple[str, ...] = EVERYWHERE


@dataclass(frozen=True)
class Row:
    """What came of a case on one kind of database."""

    case: Case
    database: str
    outcome: Outcome


CASES = (
    Case(KILLED, REGISTERING, people.people(people_runs.registering, Stage.killed)),
    Case(KILLED, WAITING, people.people(people_runs.waiting_list, Stage.killed)),
    Case(KILLED, PLANNING, announcing.planning),
    Case(KILLED, SENDING, announcing.sending),
    Case(KILLED, IMPORT, people.command(killed_commands.importing)),
    Case(KILLED, FORGETTING, people.people(people_runs.forgetting, Stage.killed)),
    Case(KILLED, MIGRATION, people.command(killed_commands.migrating)),
    Case(AWAY, REGISTERING, people.registering(people.server_away), POSTGRES),
    Case(AWAY, SENDING, announcing.server_away, POSTGRES),
    Case(READ_ONLY, REGISTERING, people.registering(lambda *_: ReadOnly())),
    Case(READ_ONLY, SENDING, announcing.played(announcing.read_only)),
    Case("Database locked by another program", SENDING, announcing.played(unwritable_runs.database_locked)),
    Case(FULL, REGISTERING, people.registering(lambda *_: DiskFull("INSERT ON registration"))),
    Case(FULL, SENDING, announcing.played(unwritable_runs.disk_full)),
    Case("Clock 3 h forward, then 6 h back", REGISTERING, people.registering(people.clock_set)),
    Case(
        "Clock 3 h forward, then 6 h back",
        SENDING,
        announcing.played(announcing_runs.clock_jumps, hurried=True),
    ),
    Case("Telegram answers 429", REGISTERING, people.wire("429")),
    Case("Telegram answers 429", SENDING, announcing.asked_while_429),
    Case("Telegram answers 403", REGISTERING, people.wire("403", "sendMessage")),
    Case("Telegram answers 403", SENDING, announcing.played(announcing_runs.blocked, "1 reader")),
    Case("Telegram answers 400", REGISTERING, people.wire("400", "sendMessage")),
    Case("Telegram answers 400", SENDING, announcing.played(announcing_runs.refused, "3 readers")),
    Case("Telegram answers 500", REGISTERING, people.wire("500")),
    Case("HTML page instead of an answer", REGISTERING, people.wire("502")),
    Case("HTML pages and 500", SENDING, announcing.played(announcing_runs.html_pages, "6 messages")),
    Case("Telegram does not answer", REGISTERING, people.wire("hang")),
    Case("Connections are lost", REGISTERING, people.wire("drop")),
    Case(
        "No answers and lost connections",
        SENDING,
        announcing.played(announcing_runs.time_outs, "4 messages", note=RESEND),
    ),
    Case(TWICE, REGISTERING, people.people(people_runs.registering, Stage.all_twice)),
    Case(TWICE, WAITING, people.people(people_runs.waiting_list, Stage.all_twice)),
    Case(TWICE, FORGETTING, people.people(people_runs.forgetting, Stage.all_twice)),
    Case("A tap comes before the message that it followed", REGISTERING, people.overtaken),
    Case(TWO, REGISTERING, people.people(people_runs.registering, Stage.two_programs), POSTGRES),
    Case(TWO, WAITING, people.people(people_runs.waiting_list, Stage.two_programs), POSTGRES),
    Case(TWO, FORGETTING, people.people(people_runs.forgetting, Stage.two_programs), POSTGRES),
    Case(TWO, SENDING, announcing.two_processes),
    Case(TWO, IMPORT, people.command(killed_commands.two_imports)),
    Case(TWO, MIGRATION, people.command(killed_commands.two_migrations)),
    Case(
        "Rescheduled before its time",
        SENDING,
        announcing.played(announcing_runs.rescheduled, note=NOTHING, hurried=True),
    ),
    Case("Stopped in the middle and resumed", SENDING, announcing.stopped_and_resumed),
    Case(
        "Approved by its author through a forged button", PLANNING, announcing.refused(approved_by_its_author)
    ),
    Case("Edited between approval and sending", PLANNING, announcing.refused(edited_after_approval)),
)


async def matrix(place: Place, cases: tuple[Case, ...] = CASES) -> AsyncIterator[Row]:
    """These faults on one kind of database, one after the other."""
    for case in cases:
        if place.name not in case.databases:
            continue
        try:
            outcome = await case.run(place)
        except Exception as failure:  # whatever it was, the others are tried, too
            why = str(failure).replace("\n", " ").replace("|", "/")
            outcome = Outcome(note=f"**{type(failure).__name__}** {why}".strip(), keeps=False)
        yield Row(case, place.name, outcome)
