"""The page with the table of all faults."""

import platform

from benchmarks.faults.matrix import CASES, Row
from tests.faults.outcomes import SEED
from tests.faults.troubled_runs import LASTS
from tests.faults.troubles import IMPATIENT

PAGE = """# Faults

What became of registrations, seats, announcements and data when something went wrong in the middle of it.
Written by `make faults`, which ends with an error if anything was lost, doubled beyond the bound, or not as
promised. Telegram's side is a server that speaks as Telegram does and keeps a log of every call; people are
programs that tap what they see, and try again when nothing comes.

- **Lost**: registrations, seats, offers, copies of an announcement, rows or imported entries that should be
  there and are not. A reader whom an announcement did not reach is lost where its report does not say so.
- **Doubled**: registrations, offers, rows and messages too many, and how many messages there may be. After
  `kill -9` nobody can know whether what was on the wire arrived, so it is sent again
  (`STADTBOTE_AFTER_CRASH=unknown` rather leaves copies of announcements out); the bound is one message for
  each kill, and while sending what can be on the wire at once. Otherwise it is 0. Announcements leave here
  with up to 1,000 copies in a second, so that as many as possible are on the wire when the program dies.
- **Recovered in**: seconds. After a kill: from the start of the next program until the first who waited had
  an answer, the first copy went out, the plan was there or the command was done; the longest of all kills.
  Otherwise: from the end of the fault until the first who waited had an answer, or until all copies were out.
- **Holds**: nothing was lost or doubled, and whatever else was promised was so: seats are never given away
  twice, a confirmed registration stays, figures of a report are those of Telegram's log, whoever was
  forgotten stands nowhere in the database.

| Fault | Activity | Database | How often | Lost | Doubled (at most) | Recovered in | Holds | Remarks |
|---|---|---|---|---|---|---|---|---|
{rows}

- **Kills**: real processes, which kill themselves with SIGKILL at a write that was drawn with the seed
  {seed}; one that was done before it reached its point is not among the kills. Messages that a dead process
  had in hand follow when their lease of two minutes is over; each next process's clock is so far ahead.
  An import that was killed keeps others away for a minute, which was cut short, too. The lease of whoever
  sends announcements lasts for one second here instead of 15.
- **Waiting list, forgetting**: one seat, which whoever holds it gives back, or loses with everything else
  that is known of them; the next one is offered it, takes it, and does the same.
- **Registration** in trouble: it lasted for {lasts:.0f} seconds or until it was felt. One person was
  registered before, half of the others had filled in the form, the rest began. The bot waited for an answer
  of Telegram for {impatient:.0f} second instead of a minute.
- **Disk full** is real on SQLite, which refuses to let its file grow; on PostgreSQL every statement that
  writes fails as if there were no space. **Database read-only**: every transaction is.
- **Clock**: the bot is made to believe it. Otherwise a jump of more than two hours is noticed, and for half
  an hour nothing that is bound to a time is sent or ends by it, for a day nothing is deleted.
- **Two programs** serve people on PostgreSQL only; a SQLite file has one.

What becomes of people and copies when one of several processes ends: [processes.md](processes.md). Run with
Python {python} on {system}.
"""


def line(row: Row) -> str:
    """One line of the table."""
    one = row.outcome
    recovered = "" if one.recovered is None else f"{one.recovered:.1f}"
    doubled, holds = f"{one.doubled} ({one.at_most})", "yes" if one.holds else "**no**"
    cells = (row.case.fault, row.case.activity, row.database, one.times, one.lost, doubled, recovered, holds)
    return f"| {' | '.join(map(str, cells))} | {one.note} |"


def report(rows: list[Row]) -> str:
    """The page: each fault on all databases."""
    lines = [line(row) for case in CASES for row in rows if row.case == case]
    return PAGE.format(
        rows="\n".join(lines),
        seed=SEED,
        lasts=LASTS,
        impatient=IMPATIENT,
        python=platform.python_version(),
        system=platform.system(),
    )
