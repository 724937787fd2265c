"""The staff at the machine: inviting people, listing them, taking somebody off."""

import argparse
import asyncio
from collections.abc import Sequence

from bot.commands import Problems, checked_settings, say, store
from bot.settings import Settings
from civic.answers.content_pack import read_pack
from civic.staff import InvitationKind, Role
from civic.staff_invitations import invite
from civic.staff_members import NamedMember, NotChanged, Removed, Why, remove_member, staff_list
from civic.time import utc_now
from handlers.links import Target, write_link

_WHY = {
    Why.LAST_OWNER: "this is the last owner; make somebody else an owner first",
    Why.NOT_STAFF: "nobody on the staff has this number; see 'stadtbote staff list'",
}


def run(arguments: argparse.Namespace) -> int:
    """Does one of the three."""
    settings = checked_settings()
    match arguments.action:
        case "invite":
            asyncio.run(_invite(settings, Role(arguments.role), arguments.topic))
        case "list":
            asyncio.run(_list(settings))
        case _:
            if arguments.number is None:
                raise Problems(["staff remove: please add a number from 'stadtbote staff list'"])
            asyncio.run(_remove(settings, arguments.number))
    return 0


async def _invite(settings: Settings, role: Role, topics: Sequence[str]) -> None:
    """Prints a one-time link for the web chat, and its payload for Telegram."""
    if topics and role is Role.OWNER:
        raise Problems(["--topic: owners work on all topics"])
    if topics:
        city = read_pack(settings.content)[0].city
        known = {topic.slug for topic in city.topics} | set(city.initiatives) if city else set()
        if unknown := set(topics) - known:
            there = ", ".join(sorted(known))
            raise Problems([f"--topic: unknown {', '.join(sorted(unknown))}; there are: {there}"])
    async with store(settings) as uow:
        token = await invite(uow, utc_now, InvitationKind(role.value), topics=topics)
    payload = write_link(Target(staff_token=token))
    say(f"{settings.public_url}/?start={payload}")
    if settings.telegram_token is not None:
        say(f"In Telegram, write to the bot: /start {payload}")


async def _list(settings: Settings) -> None:
    async with store(settings) as uow:
        for one in await staff_list(uow):
            say(_line(one))


def _line(one: NamedMember) -> str:
    found = one.member
    since, seen = f"{found.since:%Y-%m-%d}", f"{found.seen_at:%Y-%m-%d}" if found.seen_at else "never"
    topics = ", ".join(sorted(found.topics)) or "all topics"
    name = one.name or "(no name given)"
    return f"{found.resident_id}  {found.role.value}  {name}  {topics}  since {since}  seen {seen}"


async def _remove(settings: Settings, number: int) -> None:
    async with store(settings) as uow:
        match await remove_member(uow, utc_now, number, None):
            case Removed(member=member):
                say(f"removed {member.role.value} {number}; the running bot tells them")
            case NotChanged(why=why):
                raise Problems([f"staff remove: {_WHY.get(why, why.value)}"])
