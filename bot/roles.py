"""What a process does: `stadtbote run --roles web,telegram,deliver,clock`, in any split over processes."""

from enum import StrEnum


class ProcessRole(StrEnum):
    """One part of the work. Every process also serves its health, and keeps its own library up to date."""

    WEB = "web"
    TELEGRAM = "telegram"
    DELIVER = "deliver"
    CLOCK = "clock"


Roles = frozenset[ProcessRole]
ALL_ROLES: Roles = frozenset(ProcessRole)


def roles_of(text: str) -> Roles:
    """The roles named, by comma. ValueError, with a line for the operator, if one is unknown or none is."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = [role.value for role in ProcessRole]
    for name in names:
        if name not in known:
            raise ValueError(f"--roles: there is no role '{name}'; there are {', '.join(known)}")
    if not names:
        raise ValueError(f"--roles: name at least one of {', '.join(known)}")
    return frozenset(map(ProcessRole, names))
