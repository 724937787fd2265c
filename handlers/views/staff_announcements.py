"""Coordinators' screens for announcements: text, audience, preview, sending, report."""

from collections.abc import Mapping, Sequence

from civic.announcements import Announcement, AnnouncementStatus, Report
from handlers.screen import Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.news import name
from handlers.views.notices import report_lines
from locales import Html, Language, Latin

# Telegram's limit is 4096 UTF-16 units; the rest is for the title and the footer.
TEXT_LIMIT = 3500
EXCERPT = 300
ALL_EXCERPTS = 1600


def ask_text(lang: Language, written_in: Language) -> Screen:
    """Invites the text in one language."""
    return Screen(
        lang.gettext("Please write the announcement in {language}.", language=written_in.own_name),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def card(lang: Language, services: Services, draft: Announcement, counts: Mapping[str, int]) -> Screen:
    """The draft with its texts, its audience and head counts per language."""
    texts = [
        lines(lang.bold(services.catalogues[code].own_name), lang.isolate(excerpt))
        for code, excerpt in _excerpts(draft).items()
    ]
    edits = (
        Tap(lang.label("Text in a language"), tap("a_text", draft.id)),
        Tap(lang.label("Audience"), tap("a_audience", draft.id)),
    )
    sending = (
        Tap(lang.label("Send now"), tap("a_now", draft.id, draft.revision)),
        Tap(lang.label("Send later"), tap("a_later", draft.id, draft.revision)),
    )
    return Screen(
        paragraphs(
            lang.gettext("Draft – nobody has received it yet."),
            *texts,
            lines(audience_line(lang, services, draft), count_lines(lang, services, draft, counts)),
        ),
        (
            edits,
            (Tap(lang.label("Preview"), tap("a_preview", draft.id)),),
            sending,
            (Tap(lang.label("Our announcements"), tap("announcements")),),
        ),
    )


def _excerpts(draft: Announcement) -> dict[str, str]:
    """The beginning of each text: all of them together fit into one message, the preview shows the whole."""
    limit = min(EXCERPT, ALL_EXCERPTS // max(1, len(draft.bodies)))
    return {code: shortened(text, limit) for code, text in _texts(draft).items()}


def _texts(draft: Announcement) -> dict[str, str]:
    return {code: body.text for code, body in draft.bodies.items()}


def audience_line(lang: Language, services: Services, draft: Announcement) -> Html:
    """Topics and districts in words."""
    topics = [name(services, t, lang) for t in services.city.topics if t.slug in draft.audience.topics]
    places = [name(services, d, lang) for d in services.city.districts if d.slug in draft.audience.districts]
    return lines(
        lang.gettext("Topics: {names}", names=lang.listed(topics)),
        lang.gettext("Parts of town: {names}", names=lang.listed(places)) if places else "",
    )


def count_lines(lang: Language, services: Services, draft: Announcement, counts: Mapping[str, int]) -> Html:
    """How many people read it in which language, and who gets another language than their own."""
    if not counts:
        return lang.gettext("Nobody has subscribed to that yet.")
    total = lang.ngettext("{n} recipient", "{n} recipients", sum(counts.values()))
    return lines(total, *(_count(lang, services, draft, code, n) for code, n in sorted(counts.items())))


def _count(lang: Language, services: Services, draft: Announcement, code: str, n: int) -> Html:
    reads = services.catalogues[code].own_name
    texts = _texts(draft)
    if texts.get(code):
        return lang.gettext("{language}: {n}", language=reads, n=n)
    instead = next((c for c in (*services.fallbacks, *texts) if texts.get(c)), "")
    if not instead:
        return lang.gettext("{language}: {n}, there is no text yet", language=reads, n=n)
    return lang.gettext(
        "{language}: {n} (in {other}, with a note)",
        language=reads,
        n=n,
        other=services.catalogues[instead].own_name,
    )


def audience(lang: Language, services: Services, draft: Announcement) -> Screen:
    """Ticks for topics and districts."""
    topics = columns(
        Tap(
            _tick(t.slug in draft.audience.topics) + name(services, t, lang), tap("a_topic", draft.id, t.slug)
        )
        for t in services.city.topics
    )
    places = columns(
        Tap(
            _tick(d.slug in draft.audience.districts) + name(services, d, lang),
            tap("a_district", draft.id, d.slug),
        )
        for d in services.city.districts
    )
    done = Tap(lang.label("Continue"), tap("a_card", draft.id))
    return Screen(
        lang.gettext("Who should receive it? Without a part of town it goes to the whole city."),
        (*topics, *places, (done,)),
    )


def _tick(chosen: bool) -> str:
    return "✓ " if chosen else ""


def languages(lang: Language, services: Services, draft: Announcement) -> Screen:
    """In which language to write; those that have a text are ticked."""
    rows = columns(
        Tap(_tick(one.code in draft.bodies) + one.own_name, tap("a_write", draft.id, one.code))
        for one in services.catalogues
    )
    return Screen(lang.gettext("Which language?"), rows)


def confirm_now(lang: Language, draft: Announcement, recipients: int) -> Screen:
    """The one confirmation before sending."""
    text = lang.ngettext("Send it to {n} person now?", "Send it to {n} people now?", recipients)
    yes = Tap(lang.label("Yes, send"), tap("a_now_yes", draft.id, draft.revision))
    return Screen(text, ((yes,), (Tap(lang.label("No"), tap("a_card", draft.id)),)))


def ask_time(lang: Language) -> Screen:
    """When to send it."""
    return Screen(
        lang.gettext("When shall I send it? For example: 18.12.2026 17:00"),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def scheduled(lang: Language, draft: Announcement, recipients: int) -> Screen:
    """It will go out by itself."""
    text = lang.ngettext("It will go to {n} person.", "It will go to {n} people.", recipients)
    when = lang.gettext("Time: {time}", time=Latin(draft.local_time)) if draft.local_time else ""
    stop = Tap(lang.label("Stop"), tap("a_stop", draft.id))
    return Screen(lines(text, when), ((stop, Tap(lang.label("Report"), tap("a_report", draft.id))),))


def no_text(lang: Language) -> Screen:
    """There is nothing to send."""
    return Screen(lang.gettext("There is no text yet."))


def nobody(lang: Language) -> Screen:
    """There is nobody to send it to."""
    return Screen(lang.gettext("Nobody has subscribed to that yet, so it would reach no one."))


def changed(lang: Language) -> Screen:
    """It is not the draft that was shown."""
    return Screen(
        lang.gettext("This announcement has changed or has been sent in the meantime."),
        ((Tap(lang.label("Our announcements"), tap("announcements")),),),
    )


def stopped(lang: Language, *, in_time: bool) -> Screen:
    """After the stop button."""
    if in_time:
        return Screen(lang.gettext("Stopped. What had not been sent stays unsent."))
    return Screen(lang.gettext("It was finished already."))


def report(lang: Language, one: Announcement, numbers: Report) -> Screen:
    """Where every copy stands."""
    running = one.status in (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING)
    rows: tuple[tuple[Tap, ...], ...] = ((Tap(lang.label("Refresh"), tap("a_report", one.id)),),)
    if running:
        rows += ((Tap(lang.label("Stop"), tap("a_stop", one.id)),),)
    return Screen(lines(status_name(lang, one.status), report_lines(lang, numbers)), rows)


def status_name(lang: Language, status: AnnouncementStatus) -> Html:
    """A status in words."""
    return {
        AnnouncementStatus.DRAFT: lang.gettext("Draft"),
        AnnouncementStatus.IN_REVIEW: lang.gettext("In review"),
        AnnouncementStatus.APPROVED: lang.gettext("Approved"),
        AnnouncementStatus.MISSED: lang.gettext("Missed"),
        AnnouncementStatus.SCHEDULED: lang.gettext("Scheduled"),
        AnnouncementStatus.SENDING: lang.gettext("Being sent"),
        AnnouncementStatus.SENT: lang.gettext("Sent"),
        AnnouncementStatus.STOPPED: lang.gettext("Stopped"),
    }[status]


def recent(lang: Language, services: Services, found: Sequence[Announcement]) -> Screen:
    """The newest announcements."""
    rows = [(Tap(_label(lang, services, one), _target(one)),) for one in found]
    rows.append((Tap(lang.label("New announcement"), tap("announce")),))
    text = lang.gettext("Our announcements:") if found else lang.gettext("There are no announcements yet.")
    return Screen(text, tuple(rows))


def _label(lang: Language, services: Services, one: Announcement) -> str:
    text = one.main.title or one.main.text
    return shortened(f"{status_name(lang, one.status)} · {text}", 60)


def _target(one: Announcement) -> str:
    return tap("a_card" if one.status is AnnouncementStatus.DRAFT else "a_report", one.id)
