"""One transaction per use case, with a repository for each subject."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel.ext.asyncio.session import AsyncSession

from civic import (
    alerts,
    announcement_changes,
    announcement_progress,
    announcement_replies,
    announcement_review_ports,
    announcement_series,
    calendar_ports,
    choices,
    confirmations,
    consents,
    conversations,
    data_ports,
    delivery_outcomes,
    delivery_reports,
    door_ports,
    event_message_ports,
    event_numbers,
    event_ports,
    event_teams,
    event_text_ports,
    knowledge_ports,
    link_ports,
    needs,
    news_items,
    participant_messages,
    participants,
    passkeys,
    pending_pushes,
    pictures,
    ports,
    public_channels,
    question_ports,
    queues,
    retention_ports,
    return_ports,
    second_factor,
    sender_leases,
    senders,
    sending_ports,
    staff_log,
    staff_login_ports,
    staff_sessions,
    text_ports,
    vector_ports,
    waiting_copies,
)
from civic.answers import import_ports
from civic.residents import Cause
from civic.staff import StaffMember
from civic.time import Clock, utc_now
from storage.database import Database
from storage.repositories.alerts import SqlAlerts
from storage.repositories.announcement_changes import SqlAnnouncementChanges
from storage.repositories.announcement_progress import SqlProgressMessages
from storage.repositories.announcement_replies import SqlAnnouncementReplies
from storage.repositories.announcement_reviews import SqlAnnouncementLog, SqlReviews
from storage.repositories.announcement_series import SqlAnnouncementSeries
from storage.repositories.announcements import SqlAnnouncements
from storage.repositories.calendars import SqlCalendarItems, SqlEventStamps, SqlFeedTokens
from storage.repositories.choices import SqlShownScreens
from storage.repositories.confirmations import SqlConfirmations
from storage.repositories.consents import SqlConsents
from storage.repositories.conversations import SqlConversations
from storage.repositories.deliveries import SqlDeliveries
from storage.repositories.delivery_outcomes import SqlDeliveryOutcomes
from storage.repositories.delivery_reports import SqlDeliveryReports
from storage.repositories.digests import SqlDigests
from storage.repositories.door import SqlDoor
from storage.repositories.erasures import SqlErasures
from storage.repositories.event_numbers import SqlEventNumbers
from storage.repositories.event_ratings import SqlEventRatings
from storage.repositories.event_teams import SqlEventTeams
from storage.repositories.event_texts import SqlEventTexts
from storage.repositories.events import SqlEvents
from storage.repositories.gaps import SqlGaps
from storage.repositories.imports import SqlImports
from storage.repositories.keeping_figures import SqlKeptFigures
from storage.repositories.linking import SqlLinks
from storage.repositories.mails import SqlMails
from storage.repositories.need_alerts import SqlNeedAlerts, SqlPendingPushes
from storage.repositories.news import SqlNewsItems
from storage.repositories.notices import SqlNotices
from storage.repositories.participant_messages import SqlParticipantMessages
from storage.repositories.participants import SqlParticipants
from storage.repositories.passkeys import SqlPasskeys
from storage.repositories.personal_data import SqlPersonalData
from storage.repositories.pictures import SqlPictures
from storage.repositories.public_channels import SqlPublicChannels
from storage.repositories.questions import SqlQuestions
from storage.repositories.queues import SqlQueues
from storage.repositories.registrations import SqlRegistrations
from storage.repositories.reminders import SqlReminders
from storage.repositories.residents import SqlResidents
from storage.repositories.retention import SqlRetention, SqlRuleRuns, SqlSigns
from storage.repositories.return_links import SqlReturnLinks
from storage.repositories.routing import SqlPushes, SqlRouting
from storage.repositories.second_factors import SqlSecondFactors
from storage.repositories.sender_leases import SqlSenderLeases
from storage.repositories.senders import SqlSenders
from storage.repositories.staff import SqlStaff
from storage.repositories.staff_entries import SqlStaffEntries
from storage.repositories.staff_log import SqlStaffLog
from storage.repositories.staff_logins import SqlStaffLogins
from storage.repositories.staff_sessions import SqlStaffSessions
from storage.repositories.text_pages import SqlTextDrafts, SqlTextLinks
from storage.repositories.translations import SqlTranslations
from storage.repositories.unheard import SqlUnheard
from storage.repositories.updates import SqlUpdates
from storage.repositories.vectors import SqlVectors
from storage.repositories.waiting_copies import SqlWaitingCopies


class SqlWork:
    """A transaction on a session. After `commit()` it can do nothing more."""

    def __init__(self, database: Database, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self.senders: senders.Senders = SqlSenders(database, session)
        self._committed = False
        self.acting: StaffMember | None = None
        self.events: event_ports.Events = SqlEvents(session)
        self.registrations: event_ports.Registrations = SqlRegistrations(session)
        self.participants: participants.Participants = SqlParticipants(session)
        self.participant_messages: participant_messages.ParticipantMessages = SqlParticipantMessages(session)
        self.teams: event_teams.EventTeams = SqlEventTeams(session)
        self.need_alerts: needs.NeedAlerts = SqlNeedAlerts(session)
        self.pending_pushes: pending_pushes.PendingPushes = SqlPendingPushes(session)
        self.numbers: event_numbers.NumbersStore = SqlEventNumbers(session)
        self.door: door_ports.Door = SqlDoor(session)
        self.reminders: event_message_ports.Reminders = SqlReminders(session)
        self.unheard: event_message_ports.Unheard = SqlUnheard(session)
        self.event_ratings: event_message_ports.EventRatings = SqlEventRatings(session)
        self.questions: ports.Questions = SqlQuestions(session)
        self.entries: knowledge_ports.StaffEntries = SqlStaffEntries(session)
        self.digests: knowledge_ports.Digests = SqlDigests(session)
        self.gaps: knowledge_ports.Gaps = SqlGaps(session)
        self.routing: question_ports.Routing = SqlRouting(session)
        self.pushes: question_ports.Pushes = SqlPushes(session)
        self.translations: question_ports.Translations = SqlTranslations(session)
        self.event_texts: event_text_ports.EventTexts = SqlEventTexts(session)
        self.notices: sending_ports.Notices = SqlNotices(session)
        self.mails: return_ports.Mails = SqlMails(session)
        self.return_links: return_ports.ReturnLinks = SqlReturnLinks(session)
        self.conversations: conversations.Conversations = SqlConversations(session)
        self.confirmations: confirmations.Confirmations = SqlConfirmations(session)
        self.updates: ports.Updates = SqlUpdates(session, clock)
        self.shown_screens: choices.ShownScreens = SqlShownScreens(session)
        self.vectors: vector_ports.VectorStore = SqlVectors(session)
        self.imports: import_ports.Imports = SqlImports(session)
        self.calendar_items: calendar_ports.CalendarItems = SqlCalendarItems(session)
        self.feed_tokens: calendar_ports.FeedTokens = SqlFeedTokens(session)
        self.event_stamps: calendar_ports.EventStamps = SqlEventStamps(session)
        self.news_items: news_items.NewsItems = SqlNewsItems(session)
        self._know(session, clock)
        self.alerts: alerts.Alerts = SqlAlerts(session)
        self.queues: queues.Queues = SqlQueues(session)
        self._announce(session, clock)

    def _know(self, session: AsyncSession, clock: Clock) -> None:
        self.residents: ports.Residents = SqlResidents(session)
        self.staff: ports.Staff = SqlStaff(session)
        self.staff_sessions: staff_sessions.StaffSessions = SqlStaffSessions(session)
        self.staff_logins: staff_login_ports.StaffLogins = SqlStaffLogins(session)
        self.passkeys: passkeys.Passkeys = SqlPasskeys(session)
        self.second_factors: second_factor.SecondFactors = SqlSecondFactors(session)
        self.staff_log: staff_log.StaffLog = SqlStaffLog(session)
        self.links: link_ports.Links = SqlLinks(session)
        self.consents: consents.Consents = SqlConsents(session, clock)
        self.signs: retention_ports.Signs = SqlSigns(session)
        self.rule_runs: retention_ports.RuleRuns = SqlRuleRuns(session)
        self.retention: retention_ports.Retention = SqlRetention(session)
        self.personal_data: data_ports.PersonalData = SqlPersonalData(session)
        self.erasures: data_ports.Erasures = SqlErasures(session)

    def _announce(self, session: AsyncSession, clock: Clock) -> None:
        self.announcements: sending_ports.Announcements = SqlAnnouncements(session, clock)
        self.announcement_series: announcement_series.SeriesStore = SqlAnnouncementSeries(session)
        self.text_links: text_ports.TextLinks = SqlTextLinks(session)
        self.text_drafts: text_ports.TextDrafts = SqlTextDrafts(session)
        self.deliveries: sending_ports.Deliveries = SqlDeliveries(session)
        self.announcement_log: announcement_review_ports.AnnouncementLog = SqlAnnouncementLog(session, clock)
        self.reviews: announcement_review_ports.Reviews = SqlReviews(session)
        self.waiting_copies: waiting_copies.WaitingCopies = SqlWaitingCopies(session)
        self.public_channels: public_channels.PublicChannels = SqlPublicChannels(session)
        self.outcomes: delivery_outcomes.DeliveryOutcomes = SqlDeliveryOutcomes(session)
        self.delivery_reports: delivery_reports.DeliveryReports = SqlDeliveryReports(session)
        self.kept_figures: retention_ports.KeptFigures = SqlKeptFigures(session)
        self.leases: sender_leases.SenderLeases = SqlSenderLeases(session)
        self.progress: announcement_progress.ProgressMessages = SqlProgressMessages(session)
        self.changes: announcement_changes.AnnouncementChanges = SqlAnnouncementChanges(session)
        self.replies: announcement_replies.AnnouncementReplies = SqlAnnouncementReplies(session)
        self.pictures: pictures.Pictures = SqlPictures(session)

    async def commit(self) -> None:
        """Makes everything in this transaction durable. RuntimeError the second time."""
        if self._committed:
            raise RuntimeError("this transaction was committed before")
        await self._session.commit()
        self._committed = True
        # A closed session refuses what would silently begin another transaction.
        await self._session.close()


class SqlUnitOfWork:
    """Opens transactions on a database; `clock` dates the updates that took effect."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ports.Work]:
        """A transaction that only reads and takes no lock."""
        async with self._database.reading() as session:
            yield SqlWork(self._database, session, self._clock)

    @asynccontextmanager
    async def writing(self, cause: Cause | None = None) -> AsyncIterator[ports.Work]:
        """A transaction that writes, and holds its cause. AlreadyHandled if that took effect before."""
        async with self._database.writing() as session:
            if cause is not None and not await SqlUpdates(session, self._clock).insert(cause):
                raise ports.AlreadyHandled
            yield SqlWork(self._database, session, self._clock)
