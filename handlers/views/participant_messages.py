"""Messages to the people of an event: choosing, writing, the preview, and what everybody receives."""

from collections.abc import Mapping, Sequence

from civic.announcements import Report
from civic.events import Event, in_language
from civic.participant_messages import Audience, ParticipantMessage, Recipients
from handlers.screen import Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.events import title, when
from handlers.views.notices import report_lines
from handlers.views.participant_words import language_name
from locales import Html, Language


def message_screen(lang: Language, services: Services, message: ParticipantMessage, event: Event) -> Screen:
    """A message as a reader of `lang` receives it. The preview shows the very same screen."""
    found = in_language(message.texts, lang.code, services.fallbacks)
    text, code = (found.text, found.language) if found else ("", lang.code)
    # Of a machine's translation nobody but its reader has use: others get what the author wrote.
    if code != lang.code and code in message.machine:
        code = next(one for one in message.texts if one not in message.machine)
        text = message.texts[code]
    written_in = services.catalogues[code]
    note = Html()
    if code in message.machine:
        note = lang.gettext("This text was translated automatically.")
    elif code != lang.code:
        note = lang.gettext("This message exists only in {language}.", language=written_in.own_name)
    return Screen(
        paragraphs(
            lines(
                lang.gettext("A message about your registration:"),
                lang.bold(title(event, lang, services)),
                when(lang, event, services.zone),
            ),
            note,
            written_in.body(text),
        ),
        ((Tap(lang.label("My registrations"), tap("my")),),),
    )


def choose_recipients(
    lang: Language, services: Services, event: Event, counts: Mapping[Recipients, int]
) -> Screen:
    """To whom."""
    labels = {
        Recipients.CONFIRMED: lang.label("With seats"),
        Recipients.WAITING: lang.label("Waiting list"),
        # TRANSLATORS: Everybody: those with seats and those who wait.
        Recipients.BOTH: lang.label("Both"),
    }
    rows = tuple(
        (Tap(lang.joined(label, counts[one]), tap("pm_to", event.id, one.value)),)
        for one, label in labels.items()
    )
    return Screen(
        paragraphs(lang.bold(title(event, lang, services)), lang.gettext("To whom do you want to write?")),
        (*rows, (Tap(lang.label("Back"), tap("people_menu", event.id)),)),
    )


def ask_text(lang: Language, written_in: Language) -> Screen:
    """Invites the text."""
    return Screen(
        lang.gettext("Please write the message in {language}.", language=written_in.own_name),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def card(lang: Language, services: Services, message: ParticipantMessage, audience: Audience) -> Screen:
    """Counts before it is sent, and what can still be changed."""
    number = message.id
    send = Tap(
        lang.nlabel("Send to {n} registration", "Send to {n} registrations", audience.total),
        tap("pm_send", number, message.revision),
    )
    return Screen(
        paragraphs(
            lang.gettext("This is how it will look. Nobody has received it yet."),
            lines(*(_count(lang, services, message, *one) for one in sorted(audience.languages.items()))),
            _to_call(lang, audience.without_account),
        ),
        (
            *(((send,),) if audience.total else ()),
            (
                Tap(lang.label("Preview"), tap("pm_languages", number, "pm_show")),
                Tap(lang.label("Text in a language"), tap("pm_languages", number, "pm_write")),
            ),
            (Tap(lang.label("Do not send"), tap("people_menu", message.event_id)),),
        ),
    )


def _count(lang: Language, services: Services, message: ParticipantMessage, code: str, n: int) -> Html:
    reads = services.catalogues[code].own_name
    if code in message.machine:
        return lang.gettext("{language}: {n} (translated automatically)", language=reads, n=n)
    if message.texts.get(code):
        return lang.gettext("{language}: {n}", language=reads, n=n)
    found = in_language(message.texts, code, services.fallbacks)
    other = services.catalogues[found.language].own_name if found else ""
    # TRANSLATORS: How many readers of a language get the text in another one (other).
    return lang.gettext("{language}: {n} (in {other}, with a note)", language=reads, n=n, other=other)


def _to_call(lang: Language, people: int) -> Html:
    if not people:
        return Html()
    return lang.ngettext(
        "{n} registration is without an account: please call.",
        "{n} registrations are without an account: please call.",
        people,
    )


def languages(lang: Language, services: Services, message: ParticipantMessage, name: str) -> Screen:
    """In which language; those with a text are ticked."""
    rows = columns(
        Tap(f"{'✓ ' if message.texts.get(one.code) else ''}{one.own_name}", tap(name, message.id, one.code))
        for one in services.catalogues
    )
    return Screen(lang.gettext("Which language?"), (*rows, (_back(lang, message),)))


def _back(lang: Language, message: ParticipantMessage) -> Tap:
    return Tap(lang.label("Back"), tap("pm_card", message.id))


def sent(lang: Language, message: ParticipantMessage, audience: Audience) -> Screen:
    """It is on its way."""
    return Screen(
        paragraphs(
            lang.ngettext(
                "The message goes to {n} registration now.",
                "The message goes to {n} registrations now.",
                audience.total,
            ),
            _to_call(lang, audience.without_account),
        ),
        ((Tap(lang.label("Report"), tap("pm_report", message.id)),),),
    )


def nobody(lang: Language) -> Screen:
    """There is nobody."""
    return Screen(lang.gettext("It would reach nobody, so it was not sent."))


def not_sendable(lang: Language) -> Screen:
    """Sent before, or changed."""
    return Screen(lang.gettext("This message has been sent already, or has changed in the meantime."))


def sent_messages(
    lang: Language, services: Services, event: Event, messages: Sequence[ParticipantMessage]
) -> Screen:
    """What was sent for an event, newest first."""
    rows = tuple(
        (Tap(shortened(next(iter(one.texts.values()), ""), 60), tap("pm_report", one.id)),)
        for one in messages[:20]
    )
    return Screen(
        paragraphs(
            lang.bold(title(event, lang, services)),
            lang.gettext("Messages that were sent:") if rows else lang.gettext("No message was sent yet."),
        ),
        (*rows, (Tap(lang.label("Back"), tap("people_menu", event.id)),)),
    )


def report(lang: Language, services: Services, message: ParticipantMessage, numbers: Report) -> Screen:
    """What became of each copy."""
    assert message.sent_at is not None
    when_sent = lang.gettext(
        "Sent: {day}, {time}",
        day=lang.short_date(message.sent_at, services.zone),
        time=lang.time(message.sent_at, services.zone),
    )
    written = ", ".join(language_name(lang, code) for code in message.texts)
    return Screen(
        paragraphs(
            when_sent,
            lang.gettext("Texts: {languages}", languages=written),
            report_lines(lang, numbers),
            lang.gettext("Please call those who could not be reached.") if numbers.unreachable else "",
        ),
        (
            (Tap(lang.label("Refresh"), tap("pm_report", message.id)),),
            (Tap(lang.label("Back"), tap("people_menu", message.event_id)),),
        ),
    )
