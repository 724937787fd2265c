"""One transaction per use case, with a repository for each subject."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

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

_T = TypeVar("_T")


class _Made(Generic[_T]):
    """A repository of a transaction, made when it is asked for: few of them are."""

    def __init__(self, make: Callable[[SqlWork], _T]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, work: SqlWork, owner: type) -> _T:
        made = work.__dict__[self._name] = self._make(work)
        return made


def _plain(make: Callable[[AsyncSession], _T]) -> _Made[_T]:
    return _Made(lambda work: make(work.session))


def _dated(make: Callable[[AsyncSession, Clock], _T]) -> _Made[_T]:
    return _Made(lambda work: make(work.session, work.clock))


class SqlWork:
    """A transaction on a session. After `commit()` it can do nothing more."""

    database: Database
    session: AsyncSession
    clock: Clock
    senders: _Made[senders.Senders] = _Made(lambda work: SqlSenders(work.database, work.session))
    events: _Made[event_ports.Events] = _plain(SqlEvents)
    registrations: _Made[event_ports.Registrations] = _plain(SqlRegistrations)
    participants: _Made[participants.Participants] = _plain(SqlParticipants)
    participant_messages: _Made[participant_messages.ParticipantMessages] = _plain(SqlParticipantMessages)
    teams: _Made[event_teams.EventTeams] = _plain(SqlEventTeams)
    need_alerts: _Made[needs.NeedAlerts] = _plain(SqlNeedAlerts)
    pending_pushes: _Made[pending_pushes.PendingPushes] = _plain(SqlPendingPushes)
    numbers: _Made[event_numbers.NumbersStore] = _plain(SqlEventNumbers)
    door: _Made[door_ports.Door] = _plain(SqlDoor)
    reminders: _Made[event_message_ports.Reminders] = _plain(SqlReminders)
    unheard: _Made[event_message_ports.Unheard] = _plain(SqlUnheard)
    event_ratings: _Made[event_message_ports.EventRatings] = _plain(SqlEventRatings)
    questions: _Made[ports.Questions] = _plain(SqlQuestions)
    entries: _Made[knowledge_ports.StaffEntries] = _plain(SqlStaffEntries)
    digests: _Made[knowledge_ports.Digests] = _plain(SqlDigests)
    gaps: _Made[knowledge_ports.Gaps] = _plain(SqlGaps)
    routing: _Made[question_ports.Routing] = _plain(SqlRouting)
    pushes: _Made[question_ports.Pushes] = _plain(SqlPushes)
    translations: _Made[question_ports.Translations] = _plain(SqlTranslations)
    event_texts: _Made[event_text_ports.EventTexts] = _plain(SqlEventTexts)
    notices: _Made[sending_ports.Notices] = _plain(SqlNotices)
    mails: _Made[return_ports.Mails] = _plain(SqlMails)
    return_links: _Made[return_ports.ReturnLinks] = _plain(SqlReturnLinks)
    conversations: _Made[conversations.Conversations] = _plain(SqlConversations)
    confirmations: _Made[confirmations.Confirmations] = _plain(SqlConfirmations)
    updates: _Made[ports.Updates] = _dated(SqlUpdates)
    shown_screens: _Made[choices.ShownScreens] = _plain(SqlShownScreens)
    vectors: _Made[vector_ports.VectorStore] = _plain(SqlVectors)
    imports: _Made[import_ports.Imports] = _plain(SqlImports)
    calendar_items: _Made[calendar_ports.CalendarItems] = _plain(SqlCalendarItems)
    feed_tokens: _Made[calendar_ports.FeedTokens] = _plain(SqlFeedTokens)
    event_stamps: _Made[calendar_ports.EventStamps] = _plain(SqlEventStamps)
    news_items: _Made[news_items.NewsItems] = _plain(SqlNewsItems)
    alerts: _Made[alerts.Alerts] = _plain(SqlAlerts)
    queues: _Made[queues.Queues] = _plain(SqlQueues)
    residents: _Made[ports.Residents] = _plain(SqlResidents)
    staff: _Made[ports.Staff] = _plain(SqlStaff)
    staff_sessions: _Made[staff_sessions.StaffSessions] = _plain(SqlStaffSessions)
    staff_logins: _Made[staff_login_ports.StaffLogins] = _plain(SqlStaffLogins)
    passkeys: _Made[passkeys.Passkeys] = _plain(SqlPasskeys)
    second_factors: _Made[second_factor.SecondFactors] = _plain(SqlSecondFactors)
    staff_log: _Made[staff_log.StaffLog] = _plain(SqlStaffLog)
    links: _Made[link_ports.Links] = _plain(SqlLinks)
    consents: _Made[consents.Consents] = _dated(SqlConsents)
    signs: _Made[retention_ports.Signs] = _plain(SqlSigns)
    rule_runs: _Made[retention_ports.RuleRuns] = _plain(SqlRuleRuns)
    retention: _Made[retention_ports.Retention] = _plain(SqlRetention)
    personal_data: _Made[data_ports.PersonalData] = _plain(SqlPersonalData)
    erasures: _Made[data_ports.Erasures] = _plain(SqlErasures)
    announcements: _Made[sending_ports.Announcements] = _dated(SqlAnnouncements)
    announcement_series: _Made[announcement_series.SeriesStore] = _plain(SqlAnnouncementSeries)
    text_links: _Made[text_ports.TextLinks] = _plain(SqlTextLinks)
    text_drafts: _Made[text_ports.TextDrafts] = _plain(SqlTextDrafts)
    deliveries: _Made[sending_ports.Deliveries] = _plain(SqlDeliveries)
    announcement_log: _Made[announcement_review_ports.AnnouncementLog] = _dated(SqlAnnouncementLog)
    reviews: _Made[announcement_review_ports.Reviews] = _plain(SqlReviews)
    waiting_copies: _Made[waiting_copies.WaitingCopies] = _plain(SqlWaitingCopies)
    public_channels: _Made[public_channels.PublicChannels] = _plain(SqlPublicChannels)
    outcomes: _Made[delivery_outcomes.DeliveryOutcomes] = _plain(SqlDeliveryOutcomes)
    delivery_reports: _Made[delivery_reports.DeliveryReports] = _plain(SqlDeliveryReports)
    kept_figures: _Made[retention_ports.KeptFigures] = _plain(SqlKeptFigures)
    leases: _Made[sender_leases.SenderLeases] = _plain(SqlSenderLeases)
    progress: _Made[announcement_progress.ProgressMessages] = _plain(SqlProgressMessages)
    changes: _Made[announcement_changes.AnnouncementChanges] = _plain(SqlAnnouncementChanges)
    replies: _Made[announcement_replies.AnnouncementReplies] = _plain(SqlAnnouncementReplies)
    pictures: _Made[pictures.Pictures] = _plain(SqlPictures)

    def __init__(self, database: Database, session: AsyncSession, clock: Clock) -> None:
        self.database, self.session, self.clock = database, session, clock
        self._committed = False
        self.acting: StaffMember | None = None

    async def commit(self) -> None:
        """Makes everything in this transaction durable. RuntimeError the second time."""
        if self._committed:
            raise RuntimeError("this transaction was committed before")
        await self.session.commit()
        self._committed = True
        # A closed session refuses what would silently begin another transaction.
        await self.session.close()


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
