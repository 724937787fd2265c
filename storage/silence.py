"""How soon either side of a connection to PostgreSQL notices that the other one is gone without a word."""

import contextlib
import socket
from typing import Any

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

_IDLE, _INTERVAL, _COUNT = 5, 2, 3
# As long as the three of them take. It also holds where something was sent and is never acknowledged: then
# no keepalive is sent, and the system would try again for a quarter of an hour.
_USER_TIMEOUT_MS = (_IDLE + _INTERVAL * _COUNT) * 1000

SERVERS_SIDE = {
    "tcp_keepalives_idle": str(_IDLE),
    "tcp_keepalives_interval": str(_INTERVAL),
    "tcp_keepalives_count": str(_COUNT),
    "tcp_user_timeout": str(_USER_TIMEOUT_MS),
}
# A process that hangs in the middle of a transaction does not hold its locks for ever.
HANGING_TRANSACTION = {"idle_in_transaction_session_timeout": "60s"}
# For the transactions that may take their time between two statements.
MAY_IDLE = "SET LOCAL idle_in_transaction_session_timeout = 0"

# Not every system has all of them.
_OURS = {
    "TCP_KEEPIDLE": _IDLE,
    "TCP_KEEPINTVL": _INTERVAL,
    "TCP_KEEPCNT": _COUNT,
    "TCP_USER_TIMEOUT": _USER_TIMEOUT_MS,
}


def notice_silence(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """The same on this side of a new connection. A Unix socket ends with the other side and needs nothing."""
    driver: Any = connection.driver_connection
    line = driver._transport.get_extra_info("socket")
    if line.family not in (socket.AF_INET, socket.AF_INET6):
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _OURS.items():
        with contextlib.suppress(AttributeError):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
