"""What is kept about somebody, for their own eyes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from civic.data_ports import Portion
from civic.events import Event
from civic.registrations import Registration
from civic.residents import Resident
from civic.staff import Role

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.time import Clock

FORMAT = 1


@dataclass(frozen=True)
class MyData:
    """Everything about one person: the readable parts, and every row by table."""

    resident: Resident
    registrations: tuple[tuple[Registration, Event], ...]
    topics: frozenset[str]
    role: Role | None
    portions: Mapping[str, Portion]
    at: datetime

    def count(self, *tables: str) -> int:
        """How many rows there are in some tables together."""
        return sum(len(self.portions[table].rows) for table in tables if table in self.portions)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out of it."""
        return not any(one.left_out for one in self.portions.values())

    @property
    def document(self) -> bytes:
        """The same as JSON in UTF-8, for other programs."""
        tables = {
            name: {"purpose": one.purpose, "kept": one.kept}
            | ({"left_out": one.left_out} if one.left_out else {})
            | {"rows": list(one.rows)}
            for name, one in self.portions.items()
        }
        whole = {"format": FORMAT, "made_at": self.at.isoformat(), "tables": tables}
        return json.dumps(whole, ensure_ascii=False, indent=1).encode()


async def my_data(uow: UnitOfWork, clock: Clock, resident_id: int) -> MyData:
    """Reads everything that is kept about a resident. KeyError where there is no such resident."""
    now = clock()
    async with uow.reading() as r:
        member = await r.staff.member(resident_id)
        return MyData(
            await r.residents.get(resident_id),
            tuple(await r.registrations.of_resident(resident_id, now)),
            await r.residents.topics(resident_id),
            member.role if member else None,
            await r.personal_data.of(await r.personal_data.person(resident_id), now),
            now,
        )
