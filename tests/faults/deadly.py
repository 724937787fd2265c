"""A process that ends itself with SIGKILL at a chosen one of its own writes."""

import os
import signal

from sqlalchemy import Engine, event

_CHANGES = ("INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "ALTER", "DROP")


class Deadly:
    """Counts every statement that changes something, and every commit; at the `last` one the process dies.

    The statement is not carried out any more, nor is the commit: what was done before the point is durable,
    or it is gone.
    """

    def __init__(self, last: int) -> None:
        self.last, self.passed = last, 0

    def watch(self, engine: Engine | type[Engine] = Engine) -> None:
        """Begins to count, on one engine or on all that there will be."""
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._step)

    def _statement(self, _: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(_CHANGES):
            self._step()

    def _step(self, *_: object) -> None:
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
