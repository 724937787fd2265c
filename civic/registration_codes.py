"""The code by which a registration is found at the door."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civic.ports import Work

# Without 0/O, 1/I/L: a code is read out at the door.
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 6


async def unused_code(w: Work) -> str:
    """A code that no registration has."""
    while True:
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        if await w.registrations.by_code(code) is None:
            return code
