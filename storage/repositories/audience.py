"""Who belongs to an audience: one condition for the head count before sending and for the plan itself."""

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from civic.announcements import Audience
from civic.residents import ALL_TOPICS
from storage.tables import AccountRow, ResidentRow, SubscriptionRow


def newest_account(resident_id: Mapped[int]) -> ScalarSelect[int]:
    """The id of the account by which a resident is reached; null where there is none."""
    return (
        select(func.max(col(AccountRow.id)))
        .where(col(AccountRow.resident_id) == resident_id, col(AccountRow.reachable))
        .correlate_except(AccountRow)
        .scalar_subquery()
    )


def wants(audience: Audience) -> ColumnElement[bool]:
    """Whether a resident subscribed to what the audience is made of; a subscriber of `all` always did."""
    subscribed = col(SubscriptionRow.resident_id) == col(ResidentRow.id)
    if ALL_TOPICS not in audience.topics:
        subscribed &= col(SubscriptionRow.topic).in_((ALL_TOPICS, *audience.topics))
    anything = exists().where(subscribed)
    if not audience.districts:
        return anything
    return and_(anything, col(ResidentRow.district).in_(audience.districts))
