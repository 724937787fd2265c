"""What a try that ended means for the row of a notice or a copy."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.courier import Delivered, Later, Outcome, Refused, Unknown, Unreachable
from civic.announcements import Delivery, DeliveryStatus
from civic.delivery_outcomes import PutOff, Recorded, Settled

SOON = timedelta(seconds=5)


@dataclass(frozen=True)
class Policies:
    """What the operator wants where nobody can know whether a copy arrived."""

    resend_unknown: bool = False
    resend_after_crash: bool = True


def recorded_as(outcome: Delivered | Unreachable | Refused | Unknown) -> tuple[DeliveryStatus, str]:
    """The status of a row after a try that ended, and why not."""
    match outcome:
        case Delivered():
            return DeliveryStatus.SENT, ""
        case Unreachable():
            return DeliveryStatus.UNREACHABLE, ""
        case Refused(why=why):
            return DeliveryStatus.REFUSED, why[:200]
        case Unknown():
            return DeliveryStatus.UNKNOWN, ""


def recorded(copy: Delivery, outcome: Outcome, at: datetime, policies: Policies) -> Recorded:
    """What to write down about a copy that was tried; it left at that time."""
    if isinstance(outcome, Later):
        return PutOff(copy.id, at + timedelta(seconds=outcome.seconds))
    if isinstance(outcome, Unknown) and policies.resend_unknown:
        return PutOff(copy.id, at + SOON, uncertain=True)
    status, why = recorded_as(outcome)
    number = outcome.message_id if isinstance(outcome, Delivered) else None
    return Settled(copy.id, status, why, number, at)
