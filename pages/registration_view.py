"""The page of one registration: what it is, where it stands, and a form for each thing that can be done."""

from dataclasses import dataclass

from aiohttp import web

from civic.events import EventStatus, why_closed
from civic.registrations import (
    ENDED,
    MOST_PEOPLE,
    NAME_LIMIT,
    Need,
    RegistrationStatus,
    speaks_for,
)
from civic.return_links import Opened
from locales import Catalogues, Html, Language, Latin
from pages import registration_facts as facts
from pages.layout import page, tag, together
from pages.return_site import ReturnSite


@dataclass(frozen=True)
class Shown:
    """One registration as it is shown: to whom, with what, and under which address."""

    site: ReturnSite
    lang: Language
    opened: Opened
    here: str  # the path of the page, with the token

    @property
    def title(self) -> str:
        """The event's title."""
        return facts.title(self.opened.event, self.lang, self.site.catalogues.fallbacks)

    @property
    def may_act(self) -> bool:
        """Whether anything can be changed: the event is ahead, and somebody speaks for the registration."""
        event, now = self.opened.event, self.site.clock()
        ahead = event.status is EventStatus.PUBLISHED and event.starts_at > now
        return ahead and speaks_for(self.opened.registration) is not None

    @property
    def may_change(self) -> bool:
        """Whether details can be changed, too."""
        valid = self.opened.registration.status not in ENDED
        return self.may_act and valid and self.site.clock() < self.opened.event.deadline


def overview(shown: Shown, note: Html | None = None, *, error: bool = False) -> web.Response:
    """Everything about one registration. `note` says what came of the last form, or what is wrong in it."""
    lang = shown.lang
    role, look = ("alert", "error") if error else ("status", "note")
    body = together(
        tag("h1", lang.isolate(shown.title)),
        tag("p", note, class_=look, role=role) if note else Html(),
        _card(shown),
        *_forms(shown),
        _link_section(shown),
    )
    heading = lang.label("Your registration: {title}", title=shown.title)
    return page(lang, heading, body, status=422 if error else 200, private=True)


def _card(shown: Shown) -> Html:
    lang, event, one = shown.lang, shown.opened.event, shown.opened.registration
    warning = facts.event_note(lang, event, shown.site.clock())
    standing = facts.standing(lang, one, event, shown.opened.position, shown.site.zone)
    needs = [facts.need_name(lang, need) for need in Need if need in one.needs]
    rows = [
        (lang.gettext("When"), facts.when(lang, event, shown.site.zone)),
        (lang.gettext("Where"), lang.isolate(event.place)),
        (lang.gettext("Name"), lang.isolate(", ".join((one.name, *one.others)))),
        (lang.gettext("People"), str(one.people)),
        (lang.gettext("Support"), lang.isolate(lang.listed(needs)) if needs else lang.gettext("none")),
    ]
    if one.status not in ENDED:
        rows.append((lang.gettext("Code"), tag("bdi", Latin(one.code), class_="code", dir="ltr")))
    return tag(
        "section",
        tag("p", tag("strong", warning), class_="note warn")
        if warning
        else tag("p", tag("strong", standing)),
        tag("dl", *(together(tag("dt", name), tag("dd", value)) for name, value in rows)),
        aria_label=lang.label("Your registration"),
    )


def _forms(shown: Shown) -> list[Html]:
    one, event = shown.opened.registration, shown.opened.event
    if not shown.may_act:
        return []
    found = []
    if one.status is RegistrationStatus.OFFERED:
        found.append(_offer(shown))
    if one.status is RegistrationStatus.PASSED and why_closed(event, shown.site.clock()) is None:
        found.append(_section(shown.lang.gettext("Waiting list"), _rejoin(shown)))
    if shown.may_change:
        found.append(_change(shown))
    if one.status not in ENDED:
        found.append(_section(shown.lang.gettext("You cannot come?"), _cancel(shown)))
    return found


def _offer(shown: Shown) -> Html:
    lang, one = shown.lang, shown.opened.registration
    if one.offered < one.people:
        label = lang.nlabel("Take {n} seat", "Take {n} seats", one.offered)
    else:
        label = lang.label("Yes, I take the seats") if one.people > 1 else lang.label("Yes, I take the seat")
    return _section(
        lang.gettext("Will you come?"),
        form(shown, "claim", button(label, "primary")),
        form(shown, "pass", button(lang.label("No, pass it on"))),
    )


def _rejoin(shown: Shown) -> Html:
    return form(shown, "rejoin", button(shown.lang.label("Join the waiting list again"), "primary"))


def _change(shown: Shown) -> Html:
    lang, one, event = shown.lang, shown.opened.registration, shown.opened.event
    until = facts.moment(lang, event.deadline, shown.site.zone)
    numbers = (tag("option", str(n), value=n, selected=n == one.people) for n in range(1, MOST_PEOPLE + 1))
    # What else somebody needs is a text, which is asked in the chat: here it can only be taken back.
    offered = (need for need in Need if need is not Need.OTHER or need in one.needs)
    ticks = (_tick(lang, need, need in one.needs) for need in offered)
    fields = together(
        tag("label", lang.gettext("Name"), for_="name"),
        tag(
            "input",
            id="name",
            name="name",
            value=one.name,
            required=True,
            maxlength=NAME_LIMIT,
            autocomplete="name",
            dir="auto",
        ),
        tag("label", lang.gettext("How many people are coming, you included?"), for_="people"),
        tag("select", *numbers, id="people", name="people"),
        tag("fieldset", tag("legend", lang.gettext("Support")), _consent(lang), *ticks),
    )
    return _section(
        lang.gettext("Change"),
        # TRANSLATORS: A day with its time.
        tag("p", lang.gettext("You can change this until {moment}.", moment=until), class_="soft"),
        form(shown, "change", fields, button(lang.label("Save"), "primary")),
    )


def _consent(lang: Language) -> Html:
    return tag(
        "p",
        lang.gettext("Only the organisers of this event see this."),
        " ",
        lang.gettext(
            "Some of it may tell something about your health. If you choose it, you agree that I "
            "store it. It is deleted 7 days after the event."
        ),
        class_="soft",
    )


def _tick(lang: Language, need: Need, chosen: bool) -> Html:
    box = tag("input", type="checkbox", name="need", value=need.value, checked=chosen)
    return tag("label", box, facts.need_name(lang, need))


def _cancel(shown: Shown) -> Html:
    lang, people = shown.lang, shown.opened.registration.people
    asks = f"{shown.here}/cancel?people="
    everybody = tag("a", lang.label("Cancel registration"), href=f"{asks}{people}", class_="button danger")
    if people == 1:
        return everybody
    single = tag("a", lang.label("One person is not coming"), href=f"{asks}1", class_="button")
    return tag("p", single, everybody)


def _link_section(shown: Shown) -> Html:
    lang = shown.lang
    address = shown.opened.address
    parts = [
        tag(
            "p",
            lang.gettext("Whoever has the address of this page can change your registration."),
        ),
        tag("p", tag("a", lang.label("Address as a QR code"), href=f"{shown.here}/qr.svg", class_="button")),
        form(shown, "renew", button(lang.label("New address, the old one ends"))),
        form(shown, "end", button(lang.label("End this address"), "danger")),
    ]
    if address is not None:
        parts += [
            tag("p", lang.gettext("Messages also go to {address}.", address=Latin(address))),
            form(shown, "unmail", button(lang.label("Remove the e-mail address"))),
        ]
    return _section(lang.gettext("Your personal link"), *parts)


def ask_cancel(shown: Shown, people: int) -> web.Response:
    """Asks once before seats are given up; of several named people, which one does not come."""
    lang, one, title = shown.lang, shown.opened.registration, shown.title
    if people >= one.people:
        heading, sure = lang.label("Cancel registration"), lang.label("Yes, cancel it")
        text = lang.gettext(
            "Do you want to cancel your registration for “{title}”? The seat then goes to somebody else.",
            title=title,
        )
    else:
        heading, sure = lang.label("Fewer people"), lang.label("Yes, fewer people")
        text = lang.ngettext(
            "{n} person fewer for “{title}”? The seat then goes to somebody else.",
            "{n} people fewer for “{title}”? The seats then go to somebody else.",
            people,
            title=title,
        )
    choice = _who(lang, one.others) if people == 1 < one.people and one.others else Html()
    hidden = tag("input", type="hidden", name="people", value=people)
    # Who saw three people cancels three: what changed meanwhile is shown first.
    seen = tag("input", type="hidden", name="of", value=one.people)
    body = together(
        tag("h1", heading),
        _section(
            "",
            tag("p", text),
            form(shown, "cancel", hidden, seen, choice, button(sure, "danger")),
            tag("p", tag("a", lang.label("No, keep it"), href=shown.here, class_="button")),
        ),
    )
    return page(lang, heading, body, private=True)


def _who(lang: Language, others: tuple[str, ...]) -> Html:
    choices = (
        tag("label", tag("input", type="radio", name="who", value=n, required=True), lang.isolate(name))
        for n, name in enumerate(others)
    )
    return tag("fieldset", tag("legend", lang.gettext("Who is not coming?")), *choices)


def unknown(catalogues: Catalogues) -> web.Response:
    """The same for every address that leads nowhere, whatever the reason, in German and English."""
    main = catalogues.main
    others = [other for other in (catalogues["en"],) if other.code != main.code]
    body = together(_nowhere(main, "h1"), *(_nowhere(other, "h2") for other in others))
    return page(main, main.label("Not found"), body, status=404, private=True)


def _nowhere(lang: Language, heading: str) -> Html:
    return tag(
        "section",
        tag(heading, lang.gettext("This address does not lead anywhere (any more).")),
        tag("p", lang.gettext("It may have been ended. In the chat, /my shows your registrations.")),
        tag("p", tag("a", lang.label("To the chat"), href="/", class_="button")),
        lang=lang.code,
        dir=lang.direction,
    )


def form(shown: Shown, what: str, *parts: str) -> Html:
    """A form that is posted to one of this page's addresses."""
    return tag("form", *parts, method="post", action=f"{shown.here}/{what}")


def button(label: str, kind: str | None = None) -> Html:
    """A button that sends its form."""
    return tag("button", label, type="submit", class_=kind)


def _section(heading: str, *parts: str) -> Html:
    return tag("section", tag("h2", heading) if heading else Html(), *parts)
