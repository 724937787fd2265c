"""What was wrong with the program."""

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.alerts import Alert, Trouble
from storage.repositories.rows import insert_into
from storage.tables import AlertRow


class SqlAlerts:
    """Implements `civic.alerts.Alerts`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, alert_id: int) -> Alert | None:
        """One of them."""
        row = (await self._session.exec(select(AlertRow).where(AlertRow.id == alert_id))).first()
        return _alert(row) if row else None

    async def all(self) -> list[Alert]:
        """Every one."""
        return [_alert(row) for row in await self._session.exec(select(AlertRow).order_by(col(AlertRow.id)))]

    async def lock(self, trouble: Trouble) -> Alert | None:
        """The one of a trouble, locked until the end of the transaction."""
        found = select(AlertRow).where(AlertRow.trouble == trouble.value).with_for_update()
        row = (await self._session.exec(found)).first()
        return _alert(row) if row else None

    async def add(self, alert: Alert) -> Alert | None:
        """Keeps the first one of a trouble; None where another process just did."""
        new = insert_into(self._session, AlertRow).values(trouble=alert.trouble.value, **_times(alert))
        if (await self._session.exec(new.on_conflict_do_nothing())).rowcount != 1:
            return None
        return await self.lock(alert.trouble)

    async def update(self, alert: Alert) -> None:
        """Replaces its row."""
        changed = update(AlertRow).where(col(AlertRow.id) == alert.id).values(**_times(alert))
        await self._session.exec(changed)


def _times(alert: Alert) -> dict[str, object]:
    return {"began_at": alert.began_at, "told_at": alert.told_at, "over_at": alert.over_at}


def _alert(row: AlertRow) -> Alert:
    return Alert(row.id, Trouble(row.trouble), row.began_at, row.told_at, row.over_at)
