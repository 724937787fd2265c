"""What a volunteer sees: the text, one box for their language, how it will look, and a way to hand it in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiohttp import web

from civic.event_texts import TextState
from civic.people import utf16_length
from civic.text_editing import open_sheet
from civic.text_links import NoAccess, hand_in, keep_translation
from civic.text_ports import TextLink
from civic.text_sheets import Sheet, flaws, stamp
from locales import Html, Language
from pages.layout import page, see_other, tag, together
from pages.text_boxes import (
    Box,
    fields_of,
    flaw_text,
    hidden,
    preview_of,
    preview_parts,
    warnings_of,
    whole_length,
)
from pages.text_requests import Visit, as_json, fields_of_request, nowhere
from pages.text_site import TextSite, field_name, warning_lines
from pages.text_view import head, said, with_script


@dataclass(frozen=True)
class Work:
    """A volunteer's sheet: the texts they were given stand for the main ones, whatever happened since."""

    link: TextLink
    sheet: Sheet


class TranslatingPages:
    """The requests of a volunteer's page."""

    def __init__(self, site: TextSite) -> None:
        self._site = site

    async def show(self, visit: Visit) -> web.Response:
        """The text and the box; after handing in, thanks."""
        work = await self._work(visit)
        if work is None:
            return nowhere(self._site, visit.request)
        if work.link.done_at is not None:
            return _thanks(visit.lang)
        return self._page(visit, await self._box(visit.lang, work))

    async def keep(self, visit: Visit) -> web.Response:
        """What the script sends while somebody types."""
        fields, work = await fields_of_request(visit.request), await self._work(visit)
        if fields is None or work is None or work.link.done_at is not None:
            return as_json({"error": "closed"}, 410)
        typed = work.sheet.read(fields)
        before = stamp(work.sheet.read(work.link.results))
        if before not in (fields.get("seen", ""), stamp(typed)):
            theirs = work.sheet.read(work.link.results)
            return as_json({"values": theirs, "seen": before, "base": before, "source": work.link.of}, 409)
        kept = await keep_translation(self._site.uow, work.link.id, typed)
        if isinstance(kept, NoAccess):
            return as_json({"error": "closed"}, 410)
        return as_json(_now(await self._box(visit.lang, replace(work, link=kept))))

    async def hand_in(self, visit: Visit) -> web.Response:
        """The work is done; whoever asked for it is told."""
        fields, work = await fields_of_request(visit.request), await self._work(visit)
        if fields is None or work is None:
            return nowhere(self._site, visit.request)
        typed = work.sheet.read(fields)
        # As for a main text: nothing at all is no translation.
        wrong = flaws(replace(work.sheet, language=work.link.language), work.link.language, typed)
        if work.link.done_at is None and wrong:
            kept = await keep_translation(self._site.uow, work.link.id, typed)
            box = await self._box(
                visit.lang, replace(work, link=kept) if isinstance(kept, TextLink) else work
            )
            if visit.wants_json:
                unfit = {flaw.field.name: flaw_text(visit.lang, flaw) for flaw in wrong}
                return as_json(_now(box) | {"unfit": unfit}, 422)
            return self._page(visit, replace(box, flaws=wrong), failed=True)
        done = await hand_in(self._site.uow, self._site.clock, work.link.id, typed)
        if isinstance(done, NoAccess):
            return nowhere(self._site, visit.request)
        return as_json({"go": visit.here}) if visit.wants_json else see_other(visit.here)

    async def _work(self, visit: Visit) -> Work | None:
        link = visit.link
        opened = await open_sheet(self._site.uow, self._site.clock, link.key)
        if opened is None or not opened.sheet.open:
            return None
        sheet = opened.sheet
        given = {**sheet.texts, link.source: link.given}
        return Work(link, replace(sheet, language=link.source, texts=given, source=link.of))

    async def _box(self, lang: Language, work: Work) -> Box:
        site, link = self._site, work.link
        values = work.sheet.read(link.results)
        return Box(
            site,
            lang,
            work.sheet,
            link.language,
            values,
            TextState.DRAFT,
            stamp(values),
            stamp(values),
            site.check(link.given, values, link.language),
            await site.render(link.key, link.language, values) if any(values.values()) else None,
        )

    def _page(self, visit: Visit, box: Box, *, failed: bool = False) -> web.Response:
        lang = visit.lang
        title = lang.label("Translate into {language}", language=self._site.own_name(box.code))
        problem = lang.gettext("This cannot be handed in yet. Please look at the marked fields.")
        body = tag(
            "div",
            tag("h1", title),
            tag("p", problem, class_="error", role="alert") if failed else Html(),
            tag(
                "p",
                lang.gettext(
                    "Thank you for helping! What you type is kept by itself. When you are done, hand it in: "
                    "a coordinator looks at it before anybody else sees it."
                ),
                class_="soft",
            ),
            tag("p", id="said", role="status", class_="unseen", aria_live="polite"),
            tag("div", _given(visit, box), _writing(visit, box), class_="sides"),
            id="texts",
            data_here=visit.here,
            **(said(lang) | {"data_kept": lang.label("Kept. Hand it in when you are done.")}),
        )
        status = 422 if failed else 200
        return with_script(page(lang, title, body, status=status, private=True, head=head()))


def _given(visit: Visit, box: Box) -> Html:
    source = box.site.catalogues[visit.link.source]
    texts = [
        together(
            tag("dt", field_name(box.lang, box.sheet, field.name)),
            tag(
                "dd", visit.link.given.get(field.name, ""), class_="theirs", lang=source.code,
                dir=source.direction,
            ),
        )
        for field in box.sheet.fields
        if visit.link.given.get(field.name)
    ]  # fmt: skip
    return tag("section", tag("h2", source.own_name), tag("dl", *texts, class_="given"), class_="main-side")


def _writing(visit: Visit, box: Box) -> Html:
    hand = tag("button", box.lang.label("Hand it in"), class_="primary", data_save=True)
    form = tag(
        "form",
        tag("div", class_="error conflict", role="alert", data_conflict=True, hidden=True),
        *hidden(box),
        *fields_of(box),
        whole_length(box),
        warnings_of(box),
        hand,
        tag("p", class_="soft told", data_told=True),
        preview_of(box),
        method="post",
        action=f"{visit.here}/save",
        class_="text",
        aria_labelledby="h-mine",
        data_language=box.code,
    )
    return tag("section", tag("h2", box.site.own_name(box.code), id="h-mine"), form)


def _thanks(lang: Language) -> web.Response:
    text = lang.gettext("Thank you very much! I have passed your translation on.")
    return page(lang, lang.label("Texts"), tag("section", tag("h1", text)), private=True)


def _now(box: Box) -> dict[str, object]:
    return {
        "seen": box.seen,
        "base": box.base,
        "source": box.sheet.source,
        "length": box.length or sum(map(utf16_length, box.values.values())),
        "states": {},
        "warnings": warning_lines(box.lang, box.warnings),
        "preview": together(*preview_parts(box.preview)),
    }
