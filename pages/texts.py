"""The routes of the text page: a link is exchanged for a browser's access, texts are kept and saved."""

from __future__ import annotations

from aiohttp import web

from civic.event_texts import TextState
from civic.text_editing import (
    Desk,
    Kept,
    Opened,
    Saved,
    SheetClosed,
    TextConflict,
    Unfit,
    keep,
    open_sheet,
    save,
)
from civic.text_links import (
    accept,
    desk_of,
    end,
    link_for_volunteer,
    refuse,
    waiting,
)
from civic.text_ports import TextLink
from civic.text_sheets import Written, stamp
from locales import Html, Latin
from pages.layout import page, see_other, tag, together
from pages.text_boxes import Box, box_of, flaw_text, preview_parts
from pages.text_doors import LinkPages
from pages.text_files import FilePages
from pages.text_requests import (
    Fields,
    Visit,
    as_json,
    fields_of_request,
    guarded,
    nowhere,
)
from pages.text_site import TextSite, refused, state_name, warning_lines
from pages.text_translating import TranslatingPages
from pages.text_view import Desktop, desktop


class TextPages:
    """The requests of these pages."""

    def __init__(self, site: TextSite) -> None:
        self._site = site

    def add_routes(self, app: web.Application) -> None:
        """Mounts the pages with their script and style."""
        site, volunteers, files = self._site, TranslatingPages(self._site), FilePages(self._site)
        router = app.router
        LinkPages(site).add_routes(app)
        sheet = "/texts/s/{number}"
        router.add_get(sheet, guarded(site, self._show, volunteers.show))
        router.add_get(f"{sheet}/{{name:texts\\.(?:yaml|csv)}}", guarded(site, files.download, None))
        for name, staff, volunteer in (
            ("draft", self._keep, volunteers.keep),
            ("save", self._save, volunteers.hand_in),
            ("volunteer", self._ask, None),
            ("accept", self._accept, None),
            ("refuse", self._refuse, None),
            ("end", self._end, self._end),
            ("file", files.upload, None),
            ("take", files.take, None),
        ):
            router.add_post(f"{sheet}/{name}", guarded(site, staff, volunteer))

    async def _show(self, visit: Visit) -> web.Response:
        opened = await self._opened(visit)
        if opened is None:
            return nowhere(self._site, visit.request)
        note = _NOTES.get(visit.request.query.get("said", ""))
        return await self._page(visit, opened, note(visit) if note else None)

    async def _keep(self, visit: Visit) -> web.Response:
        """What the script sends while somebody types."""
        sent = await self._written(visit)
        if sent is None:
            return as_json({"error": "unreadable"}, 400)
        fields, written = sent
        seen = fields.get("seen", "")
        desk, code, base = self._desk(visit), written.language, written.base
        outcome = await keep(desk, visit.link.key, code, written.values, seen, base=base)
        match outcome:
            case Kept(opened):
                return as_json(await self._now(visit, opened, written.language))
            case TextConflict():
                return as_json(_conflict(outcome, code), 409)
            case SheetClosed():
                return as_json({"error": "closed"}, 410)

    async def _save(self, visit: Visit) -> web.Response:
        """Puts the texts of one language into the thing itself."""
        sent = await self._written(visit)
        if sent is None:
            return refused(400, visit.lang)
        fields, written = sent
        outcome = await save(self._desk(visit), visit.link.key, written, fields.get("seen", ""))
        if isinstance(outcome, SheetClosed):
            return as_json({"error": "closed"}, 410) if visit.wants_json else see_other(visit.here)
        if visit.wants_json:
            return await self._answer_script(visit, outcome, written.language)
        if isinstance(outcome, Saved):
            return see_other(f"{visit.here}?said=saved#box-{written.language}")
        return await self._try_again(visit, outcome, written)

    async def _answer_script(
        self, visit: Visit, outcome: Saved | TextConflict | Unfit, language: str
    ) -> web.Response:
        match outcome:
            case Saved(opened):
                return as_json(await self._now(visit, opened, language))
            case TextConflict():
                return as_json(_conflict(outcome, language), 409)
            case Unfit(opened, flaws):
                wrong = {"unfit": {flaw.field.name: flaw_text(visit.lang, flaw) for flaw in flaws}}
                return as_json(await self._now(visit, opened, language) | wrong, 422)

    async def _try_again(self, visit: Visit, outcome: TextConflict | Unfit, written: Written) -> web.Response:
        """The page once more with what was typed, where there is no script that could have kept it."""
        opened, code, lang = outcome.opened, written.language, visit.lang
        more: dict[str, object] = {"values": opened.sheet.read(written.values)}
        if isinstance(outcome, Unfit):
            more["flaws"] = outcome.flaws
            note = lang.gettext("This cannot be saved yet. Please look at the marked fields.")
        else:
            more |= {"theirs": outcome.theirs, "base": stamp(opened.sheet.values(code))}
            note = lang.gettext("Somebody else has changed this text meanwhile. Please choose.")
        box = await box_of(self._site, lang, opened, code, **more)
        status = 422 if isinstance(outcome, Unfit) else 409
        return await self._page(visit, opened, note, {code: box}, status)

    async def _ask(self, visit: Visit) -> web.Response:
        """A link for a volunteer, to be copied and sent by whoever asks."""
        site, lang = self._site, visit.lang
        code = ((await fields_of_request(visit.request)) or {}).get("language", "")
        if code not in site.catalogues:
            return refused(400, lang)
        token = await link_for_volunteer(site.uow, site.clock, visit.link.key, code, visit.link.made_by)
        if token is None:
            return see_other(visit.here)
        address = f"{site.public_url.rstrip('/')}/texts/{token}"
        text = lang.gettext(
            "This link is for one person who translates into {language}. It works once, for 7 days. "
            "Please send it to them:",
            language=site.own_name(code),
        )
        shown = tag("p", tag("code", Latin(address), dir="ltr"))
        back = tag("p", tag("a", lang.label("Back to the texts"), href=visit.here))
        body = together(tag("h1", lang.gettext("A link for a volunteer")), tag("p", text), shown, back)
        return page(lang, lang.label("Texts"), tag("section", body), private=True)

    async def _accept(self, visit: Visit) -> web.Response:
        link = await self._handed_in(visit)
        if link is None:
            return see_other(f"{visit.here}?said=decided")
        outcome = await accept(self._desk(visit), link.id)
        if isinstance(outcome, Saved):
            old = outcome.opened.sheet.state(link.language) is TextState.OUTDATED
            return see_other(f"{visit.here}?said={'accepted_old' if old else 'accepted'}#box-{link.language}")
        return see_other(f"{visit.here}?said=not_accepted#box-{link.language}")

    async def _refuse(self, visit: Visit) -> web.Response:
        link = await self._handed_in(visit)
        done = link is not None and await refuse(self._site.uow, self._site.clock, link.id)
        return see_other(f"{visit.here}?said={'refused' if done else 'decided'}")

    async def _end(self, visit: Visit) -> web.Response:
        """Closes the access; drafts stay."""
        await end(self._site.uow, self._site.clock, visit.link.id)
        lang = visit.lang
        text = lang.gettext("This page is closed now. What you saved is kept.")
        answer = page(lang, lang.label("Texts"), tag("section", tag("h1", text)), private=True)
        answer.del_cookie(self._site.cookie(visit.link), path=visit.here)
        return answer

    async def _handed_in(self, visit: Visit) -> TextLink | None:
        """The volunteer's work that a form names, if it belongs to this very sheet."""
        number = ((await fields_of_request(visit.request)) or {}).get("number", "")
        opened = await self._opened(visit)
        found = await waiting(self._site.uow, opened) if opened else []
        return next((link for link in found if str(link.id) == number), None)

    async def _opened(self, visit: Visit) -> Opened | None:
        return await open_sheet(self._site.uow, self._site.clock, visit.link.key)

    def _desk(self, visit: Visit) -> Desk:
        return desk_of(self._site.uow, self._site.clock, self._site.zone, visit.link)

    async def _written(self, visit: Visit) -> tuple[Fields, Written] | None:
        fields = await fields_of_request(visit.request)
        opened = await self._opened(visit)
        if fields is None or opened is None:
            return None
        code = fields.get("language", "")
        if code not in self._site.catalogues and code not in opened.sheet.texts:
            return None
        values = {field.name: fields.get(field.name, "") for field in opened.sheet.fields}
        by = visit.link.made_by
        return fields, Written(code, values, fields.get("of", ""), fields.get("base", ""), by)

    async def _page(
        self,
        visit: Visit,
        opened: Opened,
        note: Html | None,
        known: dict[str, Box] | None = None,
        status: int = 200,
    ) -> web.Response:
        site, sheet = self._site, opened.sheet
        found = await waiting(site.uow, opened)
        boxes = []
        for code in dict.fromkeys([sheet.language, *site.codes, *sheet.texts]):
            box = (known or {}).get(code)
            mine = [link for link in found if link.language == code]
            boxes.append(box or await box_of(site, visit.lang, opened, code, waiting=mine))
        shown = Desktop(site, visit.lang, visit.link, visit.here, boxes)
        return desktop(shown, note, status=status, bad=status != 200)

    async def _now(self, visit: Visit, opened: Opened, language: str) -> dict[str, object]:
        """How a box stands, for the script."""
        box = await box_of(self._site, visit.lang, opened, language)
        sheet = opened.sheet
        codes = dict.fromkeys([*self._site.codes, *sheet.texts])
        states = {code: TextState.DRAFT if code in opened.drafts else sheet.state(code) for code in codes}
        return {
            "seen": box.seen,
            "base": box.base,
            "source": sheet.source,
            "length": box.length,
            "states": {code: [state.value, state_name(visit.lang, state)] for code, state in states.items()},
            "warnings": warning_lines(visit.lang, box.warnings),
            "preview": together(*preview_parts(box.preview)),
        }


def _conflict(outcome: TextConflict, language: str) -> dict[str, object]:
    sheet = outcome.opened.sheet
    return {
        "values": dict(outcome.theirs),
        "seen": stamp(outcome.opened.shown(language)),
        "base": stamp(sheet.values(language)),
        "source": sheet.source,
    }


_NOTES = {
    "saved": lambda visit: visit.lang.gettext("It is saved."),
    "accepted": lambda visit: visit.lang.gettext("The translation is taken over."),
    "accepted_old": lambda visit: visit.lang.gettext(
        "The translation is taken over. The main text has changed meanwhile, so please look at it."
    ),
    "not_accepted": lambda visit: visit.lang.gettext("The translation cannot be taken over as it is."),
    "refused": lambda visit: visit.lang.gettext("The translation is thrown away."),
    "decided": lambda visit: visit.lang.gettext("That was decided before."),
    "taken": lambda visit: visit.lang.gettext("The texts of the file are taken over."),
    "not_taken": lambda visit: visit.lang.gettext(
        "Not all texts of the file could be taken over: somebody else changed them meanwhile. Please look."
    ),
}
