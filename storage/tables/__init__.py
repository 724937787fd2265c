"""The tables. Their classes never leave `storage/`; repositories turn rows into values of `civic/`."""

from storage.tables.alerts import AlertRow
from storage.tables.announcement_changes import (
    AnnouncementChangeRow,
    AnnouncementEditRow,
    PictureFileRow,
    PictureRow,
)
from storage.tables.announcement_reviews import (
    AnnouncementLogRow,
    AnnouncementShownRow,
    EventMoveRow,
    TopicAloneRow,
)
from storage.tables.announcement_series import AnnouncementSeriesRow
from storage.tables.announcements import AnnouncementRow, DeliveryRow
from storage.tables.base import Table
from storage.tables.calendars import CalendarFeedRow, CalendarItemRow, EventStampRow, FeedTokenRow
from storage.tables.choices import ShownScreenRow
from storage.tables.confirmations import ConfirmationRow, ReminderRow
from storage.tables.consents import ConsentRow
from storage.tables.digests import (
    DigestPlanRow,
    DigestRow,
    EntryUseRow,
    GapClusterRow,
    GapWeekRow,
)
from storage.tables.erasures import ErasureCountRow, ErasureRow
from storage.tables.event_messages import EventRatingRow, EventReminderRow, ReminderPlanRow
from storage.tables.event_texts import EventTranslationRow
from storage.tables.events import EventRow, RegistrationRow
from storage.tables.knowledge import GenerationRow, KnowledgeTextRow
from storage.tables.linking import LinkCodeRow, LinkTryRow
from storage.tables.messages import NoticeRow
from storage.tables.news import NewsFeedRow, NewsItemRow
from storage.tables.participants import (
    AuditRow,
    EventCoordinatorRow,
    EventNumbersRow,
    NeedAlertRow,
    NeedThresholdRow,
    ParticipantCopyRow,
    ParticipantMessageRow,
    PendingPushRow,
)
from storage.tables.people import AccountRow, GroupRow, InvitationRow, ResidentRow, StaffRow, SubscriptionRow
from storage.tables.public_channels import PublicChannelRow
from storage.tables.questions import QuestionNoteRow, QuestionRow, RatingRow, TranslationRow
from storage.tables.retention import AnnouncementFiguresRow, ResidentSignRow, RetentionRunRow
from storage.tables.returning import MailAddressRow, OutgoingMailRow, ReturnLinkRow
from storage.tables.routing import StaffPushRow, StaffTopicRow
from storage.tables.sending import AnnouncementProgressRow, SenderLeaseRow
from storage.tables.staff_entries import (
    StaffEntryAskerRow,
    StaffEntryRow,
    StaffEntryTextRow,
    StaffEntryVersionRow,
)
from storage.tables.staff_sessions import (
    LoginLinkRow,
    PasskeyChallengeRow,
    PasskeyRow,
    RecoveryCodeRow,
    SecondFactorAskedRow,
    SecondFactorRow,
    StaffSessionRow,
    WrongCodeRow,
)
from storage.tables.text_pages import TextDraftRow, TextLinkRow
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
    "AlertRow",
    "AnnouncementChangeRow",
    "AnnouncementEditRow",
    "AnnouncementFiguresRow",
    "AnnouncementLogRow",
    "AnnouncementProgressRow",
    "AnnouncementRow",
    "AnnouncementSeriesRow",
    "AnnouncementShownRow",
    "AuditRow",
    "CalendarFeedRow",
    "CalendarItemRow",
    "ConfirmationRow",
    "ConsentRow",
    "ConversationRow",
    "DeliveryRow",
    "DigestPlanRow",
    "DigestRow",
    "EntryUseRow",
    "ErasureCountRow",
    "ErasureRow",
    "EventCoordinatorRow",
    "EventMoveRow",
    "EventNumbersRow",
    "EventRatingRow",
    "EventReminderRow",
    "EventRow",
    "EventStampRow",
    "EventTranslationRow",
    "FeedTokenRow",
    "GapClusterRow",
    "GapWeekRow",
    "GenerationRow",
    "GroupRow",
    "InvitationRow",
    "KnowledgeTextRow",
    "LinkCodeRow",
    "LinkTryRow",
    "LoginLinkRow",
    "MailAddressRow",
    "NeedAlertRow",
    "NeedThresholdRow",
    "NewsFeedRow",
    "NewsItemRow",
    "NoticeRow",
    "OutgoingMailRow",
    "ParticipantCopyRow",
    "ParticipantMessageRow",
    "PasskeyChallengeRow",
    "PasskeyRow",
    "PendingPushRow",
    "PictureFileRow",
    "PictureRow",
    "PublicChannelRow",
    "QuestionNoteRow",
    "QuestionRow",
    "RatingRow",
    "RecoveryCodeRow",
    "RegistrationRow",
    "ReminderPlanRow",
    "ReminderRow",
    "ResidentRow",
    "ResidentSignRow",
    "RetentionRunRow",
    "ReturnLinkRow",
    "SecondFactorAskedRow",
    "SecondFactorRow",
    "SenderLeaseRow",
    "ShownScreenRow",
    "StaffEntryAskerRow",
    "StaffEntryRow",
    "StaffEntryTextRow",
    "StaffEntryVersionRow",
    "StaffPushRow",
    "StaffRow",
    "StaffSessionRow",
    "StaffTopicRow",
    "SubscriptionRow",
    "TextDraftRow",
    "TextLinkRow",
    "TopicAloneRow",
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
    "WrongCodeRow",
]
