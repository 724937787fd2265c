"""The tables. Their classes never leave `storage/`; repositories turn rows into values of `civic/`."""

from storage.tables.base import Table
from storage.tables.confirmations import ConfirmationRow, ReminderRow
from storage.tables.digests import (
    DigestPlanRow,
    DigestRow,
    EntryUseRow,
    GapClusterRow,
    GapWeekRow,
)
from storage.tables.events import EventRow, RegistrationRow
from storage.tables.knowledge import GenerationRow, KnowledgeTextRow
from storage.tables.messages import AnnouncementRow, DeliveryRow, NoticeRow
from storage.tables.people import AccountRow, GroupRow, InvitationRow, ResidentRow, StaffRow, SubscriptionRow
from storage.tables.questions import QuestionNoteRow, QuestionRow, RatingRow, TranslationRow
from storage.tables.routing import StaffPushRow, StaffTopicRow
from storage.tables.staff_entries import (
    StaffEntryAskerRow,
    StaffEntryRow,
    StaffEntryTextRow,
    StaffEntryVersionRow,
)
from storage.tables.updates import ConversationRow, UpdateRow
from storage.tables.vectors import VectorRow
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
    "ConfirmationRow",
    "ConversationRow",
    "DeliveryRow",
    "DigestPlanRow",
    "DigestRow",
    "EntryUseRow",
    "EventRow",
    "GapClusterRow",
    "GapWeekRow",
    "GenerationRow",
    "GroupRow",
    "InvitationRow",
    "KnowledgeTextRow",
    "NoticeRow",
    "QuestionNoteRow",
    "QuestionRow",
    "RatingRow",
    "RegistrationRow",
    "ReminderRow",
    "ResidentRow",
    "StaffEntryAskerRow",
    "StaffEntryRow",
    "StaffEntryTextRow",
    "StaffEntryVersionRow",
    "StaffPushRow",
    "StaffRow",
    "StaffTopicRow",
    "SubscriptionRow",
    "TranslationRow",
    "UpdateRow",
    "VectorRow",
    "WebCounterRow",
    "WebFileRow",
    "WebMessageRow",
    "WebNoticeRow",
    "WebSettingRow",
    "WebUpdateRow",
    "WebVisitorRow",
]
