"""How the page of passkeys looks: for whoever is at work a list of theirs, for everybody else the way in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from civic.passkeys import MOST_PASSKEYS, Passkey
from civic.ports import UnitOfWork
from civic.residents import Address
from civic.staff_sessions import Sitting
from civic.time import Clock
from locales import Catalogues, Html, Language
from pages.layout import page, tag, together
from pages.text_view import with_script

HERE, SCRIPT = "/passkey", "/static/passkey.js"


@dataclass(frozen=True)
class PasskeySite:
    """What the page needs. `account` finds whose browser asks, by the cookie of its chat; `renewal` is the
    answer by which it gets another cookie first, None where nobody can have copied the one it has; `wait`
    counts a request of its address and says in how many seconds to come again, 0 if it is allowed."""

    uow: UnitOfWork
    clock: Clock
    zone: ZoneInfo
    catalogues: Catalogues
    public_url: str
    account: Callable[[web.Request], Awaitable[Address | None]]
    renewal: Callable[[web.Request], Awaitable[web.Response | None]]
    sitting: Callable[[Address], Sitting]
    wait: Callable[[web.Request], int]
    language: Callable[[web.Request], Language]


def overview(site: PasskeySite, lang: Language, known: Sequence[Passkey], said: str) -> web.Response:
    """The passkeys of a member of staff who is at work."""
    listed = tag("ul", *(tag("li", _one(site, lang, one)) for one in known), class_="passkeys")
    body = together(
        tag("h1", lang.gettext("Your passkeys")),
        _note(lang, said),
        tag(
            "p",
            lang.gettext(
                "With a passkey you get back into your work area by finger, face or PIN of your device. "
                "Finger and face never leave the device."
            ),
        ),
        listed if known else tag("p", lang.gettext("You have no passkey yet.")),
        _button(lang, "new", lang.label("Set up a passkey")) if len(known) < MOST_PASSKEYS else Html(),
        _back(lang),
    )
    return _page(lang, body)


def way_in(lang: Language, said: str) -> web.Response:
    """For everybody else: what a passkey opens."""
    body = together(
        tag("h1", lang.gettext("Log in with a passkey")),
        _note(lang, said),
        tag("p", lang.gettext("This is the way into the staff's work area in this browser.")),
        _button(lang, "login", lang.label("Log in with a passkey")),
        _back(lang),
    )
    return _page(lang, body)


def _page(lang: Language, body: Html) -> web.Response:
    head = tag("script", src=SCRIPT, type="module")
    title = lang.label("Passkeys")
    return with_script(page(lang, title, tag("section", body), private=True, head=head))


def _button(lang: Language, what: str, label: str) -> Html:
    """It works by the script alone, which takes the hint away where the browser can do it."""
    hint = lang.gettext("Passkeys do not work in this browser. Please use another way.")
    return together(
        tag("p", tag("button", label, type="button", class_="primary", data_passkey=what, disabled=True)),
        tag("p", hint, id="unable", role="status"),
    )


def _one(site: PasskeySite, lang: Language, one: Passkey) -> Html:
    made = lang.gettext("Set up on {day}", day=lang.date(one.created_at, site.zone))
    used = (
        lang.gettext("used on {day}", day=lang.date(one.used_at, site.zone))
        if one.used_at
        else lang.gettext("not used yet")
    )
    form = tag(
        "form",
        tag("input", type="hidden", name="number", value=one.id),
        tag("button", lang.label("Remove")),
        method="post",
        action=f"{HERE}/remove",
    )
    return together(tag("p", made, Html(", "), used), form)


def _back(lang: Language) -> Html:
    return tag("p", tag("a", lang.label("Back to the chat"), href="/"))


def _note(lang: Language, said: str) -> Html:
    text = _NOTES.get(said)
    return tag("p", text(lang), class_="note", role="status") if text else Html()


_NOTES: Mapping[str, Callable[[Language], Html]] = {
    "new": lambda lang: lang.gettext("The passkey is set up."),
    "removed": lambda lang: lang.gettext("The passkey is removed."),
    "in": lambda lang: lang.gettext("You are logged in. Everything is as you left it."),
    "wrong": lambda lang: lang.gettext("That did not work. Please try again, or use another way."),
    "other": lambda lang: lang.gettext(
        "In this browser there are already registrations, news or questions of somebody, or another "
        "work area. Please end this chat first, or use a private window, and then log in again."
    ),
}
