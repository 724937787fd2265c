"""What can go wrong between the page and its server, on purpose."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

KINDS: dict[int, type[web.HTTPException]] = {
    400: web.HTTPBadRequest,
    409: web.HTTPConflict,
    429: web.HTTPTooManyRequests,
    503: web.HTTPServiceUnavailable,
}


@dataclass
class Faults:
    """What goes wrong; tests set it."""

    status: dict[str, int] = field(default_factory=dict)  # path -> the status of its next answer
    lose_answer: bool = False  # the next message is taken, but the connection breaks before the answer
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # closed: taps wait for their answer

    def __post_init__(self) -> None:
        self.gate.set()

    def strike(self, request: web.Request) -> None:
        """Fail this request if the test said so."""
        if status := self.status.pop(request.path, 0):
            headers = {"Retry-After": "1"} if status == 429 else None
            raise KINDS[status](text='{"error":"scripted"}', content_type="application/json", headers=headers)
