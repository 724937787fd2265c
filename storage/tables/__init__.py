"""The tables. Their classes never leave `storage/`; repositories turn rows into values of `civic/`."""

from storage.tables.base import Table
from storage.tables.events import EventRow, RegistrationRow
from storage.tables.messages import AnnouncementRow, DeliveryRow, NoticeRow
from storage.tables.people import AccountRow, GroupRow, InvitationRow, ResidentRow, StaffRow, SubscriptionRow
from storage.tables.questions import QuestionRow, RatingRow
from storage.tables.updates import ConversationRow, UpdateRow
from storage.tables.webchat import (
    WebCounterRow,
    WebFileRow,
    WebMessageRow,
    WebNoticeRow,
    WebSettingRow,
    WebUpdateRow,
    WebVisitorRow,
)

METADATA = Table.metadata

__all__ = [
    "METADATA",
    "AccountRow",
    "AnnouncementRow",
    "ConversationRow",
    "DeliveryRow",
    "EventRow",
    "GroupRow",
    "InvitationRow",
    "NoticeRow",
    "QuestionRow",
    "RatingRow",
    "RegistrationRow",
    "ResidentRow",
    "StaffRow",
    "SubscriptionRow",
    "UpdateRow",
    "WebCounterRow",
    "WebFileRow",
    "WebMessageRow",
    "WebNoticeRow",
    "WebSettingRow",
    "WebUpdateRow",
    "WebVisitorRow",
]
