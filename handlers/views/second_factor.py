"""The second factor of staff: setting up an app that shows codes, and being asked for one."""

from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from urllib.parse import urlsplit

from civic.one_time_codes import app_address, typed_secret
from handlers.screen import Photo, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.qr import qr_picture
from locales import Language


@dataclass(frozen=True)
class _ShownOnce:
    """Implements `handlers.screen.PhotoShelf` for one picture that is sent once and has no name."""

    picture: bytes

    def first(self, photo_id: int, bot_id: int) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def name(self, photo_id: int, bot_id: int) -> str:
        return ""

    async def note(self, photo_id: int, bot_id: int, name: str) -> None:
        """Nothing is remembered of it."""

    async def content(self, photo_id: int) -> bytes:
        return self.picture


def without_it(lang: Language) -> Screen:
    """What it is good for."""
    return Screen(
        lang.gettext(
            "With a second factor, a recovery code or a link alone does not open your work area: I also ask "
            "for a code that an app on your phone shows. Any app for one-time codes will do."
        ),
        ((Tap(lang.label("Set it up now"), tap("factor_new")),),),
    )


def with_it(lang: Language) -> Screen:
    """It is asked for."""
    return Screen(
        lang.gettext(
            "You have a second factor: I ask for the code of your app when you log in. For a new phone, "
            "end it and set it up again."
        ),
        ((Tap(lang.label("End the second factor"), tap("factor_end")),),),
    )


def due(lang: Language) -> Screen:
    """The city wants everybody on the staff to have one."""
    return Screen(
        lang.gettext(
            "Here everybody on the staff needs a second factor: a code that an app on your phone shows. "
            "Please set it up first; it takes two minutes."
        ),
        ((Tap(lang.label("Set it up now"), tap("factor_new")),),),
    )


def on_the_web(lang: Language) -> Screen:
    """In a messenger."""
    return Screen(
        lang.gettext("A second factor is for the web chat. Please write /secondfactor to me there.")
    )


def secret(lang: Language, services: Services, shared: bytes) -> Screen:
    """The picture for the app, and the same to be typed: one message, so that both are deleted together."""
    host = urlsplit(services.office.public_url).hostname or ""
    address = app_address(shared, host or "Stadtbote", "Stadtbote")
    return Screen(
        paragraphs(
            lang.gettext(
                "Please scan this picture with the app, or type this key into it. I show it only this once."
            ),
            lines(lang.copyable(typed_secret(shared))),
        ),
        ((Tap(lang.label("The app has it"), tap("factor_kept")),),),
        photo=Photo(0, _ShownOnce(qr_picture(address))),
    )


def first_code(lang: Language) -> Screen:
    """Proves that the app has the secret."""
    return Screen(lang.gettext("Which six digits does the app show now?"))


def not_confirmed(lang: Language) -> Screen:
    """The app shows something else, or it took too long."""
    return Screen(
        lang.gettext(
            "That is not the code that I expected. Please write the one that the app shows now. If it still "
            "does not work: is the time of your phone right?"
        ),
        ((Tap(lang.label("Set it up now"), tap("factor_new")),),),
    )


def is_on(lang: Language) -> Screen:
    """From now on."""
    return Screen(
        lang.gettext(
            "Well done. From now on I ask for the code of your app when you log in. If you lose the phone, "
            "use a second recovery code in its place."
        ),
        ((Tap(lang.label("What I can do now"), tap("staff")),),),
    )


def asked(lang: Language) -> Screen:
    """The second step of logging in."""
    return Screen(
        lang.gettext(
            "Which six digits does your app show now? If you do not have your phone, write another of your "
            "recovery codes."
        )
    )


def wrong(lang: Language) -> Screen:
    """The same for every code that does not work in the second step."""
    return Screen(
        lang.gettext("This code does not work. Each one works once. Please write the one that you see now.")
    )
