"""What only one of several processes may do at a time, and whether this one does it."""

from storage.session import Session


class Leader:
    """Asks for one thing from the start to the end. Without a session there is only this process.

    `is_alone`: no other process is made for the same, so it need not be left to another while the session is
    lost.
    """

    def __init__(self, session: Session | None = None, name: str = "", *, is_alone: bool = False) -> None:
        self._session, self._name, self._is_alone = session, name, is_alone
        if session is not None:
            session.want(name)

    @property
    def is_held(self) -> bool:
        """Whether it is this process's to do now."""
        return self._session is None or self._session.holds(self._name)

    @property
    def is_orphaned(self) -> bool:
        """Whether it was this process's to do, and nobody can be asked while the database is away."""
        return self._is_alone and self._session is not None and self._session.had(self._name)

    async def wait(self) -> None:
        """Until it is."""
        if self._session is not None:
            await self._session.until_held(self._name)
