"""Which visitors of the web chat are kept beyond its retention: those with an event still to come."""

from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from civic.registrations import ENDED
from civic.residents import Channel
from storage.tables import AccountRow, EventRow, RegistrationRow

# Time to read what came after the event.
AFTER = timedelta(days=1)
_ENDED = sorted(status.value for status in ENDED)


def last_end(visitor_id: int) -> SelectOfScalar[datetime]:
    """When the last event ends at which a visitor has or awaits a seat."""
    ends = select(EventRow.ends_at).join(RegistrationRow, col(RegistrationRow.event_id) == col(EventRow.id))
    theirs = ends.join(AccountRow, col(AccountRow.resident_id) == col(RegistrationRow.resident_id)).where(
        AccountRow.channel == Channel.WEB.value,
        AccountRow.chat_id == visitor_id,
        col(RegistrationRow.status).not_in(_ENDED),
    )
    return theirs.order_by(col(EventRow.ends_at).desc()).limit(1)


def kept(now: datetime) -> SelectOfScalar[int]:
    """The ids of the visitors who are kept at this instant."""
    visitors = select(AccountRow.chat_id).join(
        RegistrationRow, col(RegistrationRow.resident_id) == col(AccountRow.resident_id)
    )
    return visitors.join(EventRow, col(EventRow.id) == col(RegistrationRow.event_id)).where(
        AccountRow.channel == Channel.WEB.value,
        col(RegistrationRow.status).not_in(_ENDED),
        col(EventRow.ends_at) > now - AFTER,
    )
