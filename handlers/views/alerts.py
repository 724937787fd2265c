"""What owners read when something is wrong with the program, and when it is over."""

from collections.abc import Mapping

from civic.alerts import Alert, Trouble
from handlers.screen import Screen, paragraphs
from handlers.services import Services
from locales import Html, Language


def began(lang: Language, services: Services, alert: Alert) -> Screen:
    """Something is wrong, what that means for people, and what helps."""
    texts: Mapping[Trouble, Html] = {
        Trouble.CLOCK: lang.gettext(
            "The bot's inner clock stands still. Reminders and announcements may come late. "
            "Please have the bot restarted."
        ),
        Trouble.QUEUE: lang.gettext(
            "Messages have been waiting to be sent for more than ten minutes. Nothing is lost, but people "
            "hear from us late. Please ask whoever runs the bot to have a look."
        ),
        Trouble.DISK: lang.gettext(
            "The disk is almost full. Once it is, nobody can register any more. "
            "Please ask whoever runs the server to make room."
        ),
        Trouble.BACKUP: lang.gettext(
            "The bot could not make a new backup. If the server broke down now, recent registrations would "
            "be lost. Please ask whoever runs the bot to have a look."
        ),
        Trouble.TELEGRAM: lang.gettext(
            "Telegram cannot be reached at the moment. Whoever writes to us there gets the answer later. "
            "The web chat goes on as usual."
        ),
        Trouble.WEB: lang.gettext(
            "The web chat does not answer at the moment. Please ask whoever runs the bot to have a look."
        ),
        Trouble.JUMP: lang.gettext(
            "The server's date or time has jumped, or the bot was off for days. To be safe I delete nothing "
            "for a day. Please ask whoever runs the server whether date and time are right."
        ),
        Trouble.ERASURE: lang.gettext(
            "Somebody asked us more than an hour ago to delete their data, and that does not succeed. "
            "I go on trying. Please ask whoever runs the bot to have a look."
        ),
    }
    return Screen(paragraphs(texts[alert.trouble], _since(lang, services, alert)))


def over(lang: Language, services: Services, alert: Alert) -> Screen:
    """It is all right again."""
    texts: Mapping[Trouble, Html] = {
        Trouble.CLOCK: lang.gettext("All is well again: the bot's inner clock is running."),
        Trouble.QUEUE: lang.gettext("All is well again: no message has been waiting for long."),
        Trouble.DISK: lang.gettext("All is well again: there is room on the disk."),
        Trouble.BACKUP: lang.gettext("All is well again: there is a new backup."),
        Trouble.TELEGRAM: lang.gettext("All is well again: Telegram can be reached."),
        Trouble.WEB: lang.gettext("All is well again: the web chat answers."),
        Trouble.JUMP: lang.gettext("All is well again: the server's clock has run evenly for a day."),
        Trouble.ERASURE: lang.gettext("All is well again: all data that was to be deleted is gone."),
    }
    return Screen(paragraphs(texts[alert.trouble], _since(lang, services, alert)))


def _since(lang: Language, services: Services, alert: Alert) -> Html:
    first, last = alert.began_at, alert.over_at
    if last is None:
        return lang.gettext(
            "Noticed on {date} at {time}.",
            date=lang.date(first, services.zone),
            time=lang.time(first, services.zone),
        )
    return lang.gettext(
        "It had begun on {date} at {time}.",
        date=lang.date(first, services.zone),
        time=lang.time(first, services.zone),
    )
