"""`stadtbote run`: from start to the signal to stop."""

import asyncio
import contextlib
import gc
import logging
import signal
import sys

from bot import error_reports
from bot.allocator import give_back, trim
from bot.app import App, NotMigrated
from bot.commands import Problems, unusable_line
from bot.listening import CannotListen
from bot.logs import configure
from bot.roles import ALL_ROLES, ProcessRole, Roles
from bot.secrets import Redactor, install_exception_filter, install_loop_filter
from bot.settings import Settings
from civic.answers.knowledge import ContentFaults
from civic.staff import InvitationKind, Role
from civic.staff_invitations import invite
from handlers.links import Target, write_link
from locales import CatalogueFault
from storage.database import DatabaseUnusable
from storage.migrate import NewerDatabase, UnfinishedRestore

_NEW_OBJECTS = 10_000

log = logging.getLogger(__name__)


async def run(settings: Settings, roles: Roles = ALL_ROLES) -> int:
    """Runs until SIGTERM or SIGINT; returns 0 after everything in hand was finished."""
    give_back()
    redact = Redactor(settings.secret_values)
    configure(settings.log_level, redact, form=settings.log_form)
    install_exception_filter(redact)
    install_loop_filter(asyncio.get_running_loop(), redact)
    end_reports = error_reports.start(settings)
    try:
        return await _run(settings, roles)
    finally:
        await asyncio.to_thread(end_reports)


async def _run(settings: Settings, roles: Roles) -> int:
    app = await _build(settings, roles)
    await _refuse_samples(app)
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    try:
        await app.start()
    except (CannotListen, OSError) as failure:
        with contextlib.suppress(Exception):
            await app.stop()
        fault = (
            f"cannot start ({failure.strerror or failure})" if isinstance(failure, OSError) else str(failure)
        )
        raise Problems([fault]) from failure
    settle_memory()
    await _greet(app)
    await stopping.wait()
    log.info("stopping")
    await app.stop()
    return 0


def settle_memory() -> None:
    """After the start: what was made for it stays, and the collector begins to look at what comes."""
    # The framework's classes stay for ever; the collector need not walk them again and again.
    gc.collect()
    gc.freeze()
    # Each update in hand holds some hundred objects, which would be walked at every 700th that is made.
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    gc.enable()
    trim()


async def _build(settings: Settings, roles: Roles) -> App:
    try:
        return await App.build(settings, roles=roles)
    except ContentFaults as faults:
        raise Problems([str(fault) for fault in faults.faults]) from faults
    except DatabaseUnusable as unusable:
        raise Problems([unusable_line(unusable)]) from unusable
    except (CatalogueFault, NotMigrated, NewerDatabase, UnfinishedRestore) as fault:
        raise Problems([str(fault)]) from fault


async def _refuse_samples(app: App) -> None:
    """Nobody shall be invited in public to events that were invented."""
    if app.settings.env != "production":
        return
    async with app.services.uow.reading() as r:
        samples = await r.events.count_examples()
    if samples:
        await app.database.close()
        end = "'stadtbote demo-data --remove' deletes them"
        raise Problems([f"STADTBOTE_DATABASE_URL: the database holds {samples} sample events; {end}"])


async def _greet(app: App) -> None:
    """Prints where to go, and the first owner's invitation while there is no owner."""
    url = app.settings.public_url
    if app.settings.web_port == 0:
        url = f"http://{app.settings.web_host}:{app.port}"
    lines = [f"Stadtbote is ready: {url}"]
    async with app.services.uow.reading() as r:
        owners = [member for member in await r.staff.everybody() if member.role is Role.OWNER]
    if not owners and app.duties.has(ProcessRole.WEB, ProcessRole.TELEGRAM):
        token = await invite(app.services.uow, app.services.clock, InvitationKind.OWNER)
        payload = write_link(Target(staff_token=token))
        lines.append("There is no owner yet. This link makes you one; it works once, for 24 hours:")
        lines.append(f"  in the browser: {url}/?start={payload}")
        if app.settings.telegram_token is not None:
            lines.append(f"  in Telegram:    write /start {payload}")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
