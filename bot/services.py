"""The city's services from the settings, without any messenger: `ask` needs no more than this."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bot.error_reports import recipient
from bot.settings import Settings
from civic.answers.asking import Answerer
from civic.answers.embedding import passage_hash
from civic.answers.knowledge import ContentFaults, load
from civic.answers.library import Library
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE, shipped_hashes
from civic.glossary import Glossary
from civic.passkeys import are_possible
from civic.ports import UnitOfWork
from civic.protecting import ProtectingTranslator
from civic.time import Clock
from civic.translations import Translator
from handlers.services import Office, Services
from locales import CatalogueFault, Catalogues


def read_content(folder: Path) -> Answerer:
    """The city's knowledge, indexed for questions. ContentFaults where it cannot be used."""
    return Answerer(load(folder))


def services_for(
    settings: Settings,
    uow: UnitOfWork,
    clock: Clock,
    read: Callable[[Path], Answerer] = read_content,
    staff_idle: timedelta | None = None,
) -> Services:
    """Reads content and catalogues. ContentFaults or CatalogueFault where they cannot be used."""
    catalogues = Catalogues.load(settings.languages)
    library = Library(read(settings.content))
    return Services(
        uow=uow,
        clock=clock,
        zone=settings.zone,
        library=library,
        catalogues=catalogues,
        office=Office(
            controller=settings.controller or "",
            human_contact=settings.human_contact or "",
            imprint_url=settings.imprint_url or "",
            privacy_contact=settings.privacy_contact or "",
            security_contact=settings.security_contact or "",
            public_url=settings.public_url,
            transcript_days=settings.transcript_days,
            question_days=settings.question_days,
            need_days=settings.need_days,
            participant_days=settings.participant_days,
            inactive_days=settings.inactive_days,
            mails=settings.smtp_url is not None,
            paid_broadcast=settings.paid_broadcast,
            staff_idle=staff_idle or timedelta(hours=settings.staff_idle_hours),
            second_factor_required=settings.second_factor == "required",
            passkeys=are_possible(settings.public_url),
            controller_address=settings.controller_address or "",
            privacy_officer=settings.privacy_officer or "",
            legal_basis=settings.legal_basis or "",
            hosting=settings.hosting or "",
            complaint_authority=settings.complaint_authority or "",
            accessibility_authority=settings.accessibility_authority or "",
            telegram=settings.telegram_token is not None,
            text_servers=settings.translate_url is not None or settings.embeddings == "remote",
            error_reports=recipient(settings),
        ),
        translator=_translator(settings, library.knowledge.glossary),
        quiet=settings.quiet_hours,
        news_per_day=settings.news_per_day,
    )


def missing_vectors(content: Path) -> int:
    """How many texts of a content pack without faults have no vector beside it."""
    shipped = shipped_hashes(content / FILE)
    return len({passage_hash(passage.text) for passage in passages_of(load(content))} - shipped)


def _translator(settings: Settings, glossary: Glossary) -> Translator | None:
    """The server that drafts translations, where one is set; the city's names never get there."""
    if settings.translate_url is None:
        return None
    from sources.translation import LibreTranslate

    key = settings.translate_key.get_secret_value() if settings.translate_key else ""
    server = LibreTranslate(settings.translate_url, key, settings.ca_bundle)
    return ProtectingTranslator(server, glossary)


def problems_of(content: Path, languages: tuple[str, ...], today: date) -> list[str]:
    """What is wrong with catalogues and content, one line each."""
    from civic.answers.content_check import check
    from civic.answers.golden import FILE, read_golden, unknown_entries

    try:
        codes = [language.code for language in Catalogues.load(languages)]
    except CatalogueFault as fault:
        return [str(fault)]
    try:
        knowledge = load(content)
    except ContentFaults as faults:
        return [str(fault) for fault in faults.faults]
    written = [code for code in codes if any(content.glob(f"*/{code}.md"))]
    _, golden = read_golden(content / FILE)
    golden = golden or unknown_entries(content / FILE, knowledge)
    return [str(fault) for fault in [*check(content, written, today), *golden]]
