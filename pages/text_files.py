"""The texts of a sheet as a file: downloaded, and taken back after a look at what would change."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from civic.text_editing import Opened, Saved, open_sheet, store
from civic.text_files import (
    BIGGEST,
    Change,
    FileFault,
    FileProblem,
    FileTexts,
    changes,
    read_file,
    to_csv,
    to_yaml,
)
from civic.text_links import desk_of
from civic.text_sheets import Sheet, Values, Written, stamp
from locales import Html, Language
from pages.layout import HEADERS, PRIVATE, page, see_other, tag, together
from pages.text_requests import Visit, fields_of_request, nowhere
from pages.text_site import TextSite, field_name, refused


class FilePages:
    """The requests about files."""

    def __init__(self, site: TextSite) -> None:
        self._site = site

    async def download(self, visit: Visit) -> web.Response:
        """All texts that are saved, as YAML or CSV."""
        opened = await self._opened(visit)
        if opened is None:
            return nowhere(self._site, visit.request)
        as_table = visit.request.match_info["name"].endswith("csv")
        content = (to_csv if as_table else to_yaml)(opened.sheet, self._site.codes)
        key = opened.sheet.key
        name = f"{key.kind.value}-{key.id}.{'csv' if as_table else 'yaml'}"
        headers = {**HEADERS, **PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
        kind = "text/csv" if as_table else "application/yaml"
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=headers)

    async def upload(self, visit: Visit) -> web.Response:
        """Says what a file would change. Nothing is changed yet."""
        opened = await self._opened(visit)
        if opened is None or not opened.sheet.open:
            return see_other(visit.here)
        content = await _uploaded(visit.request)
        if content is None:
            return refused(400, visit.lang)
        found = read_file(content, opened.sheet, self._site.codes)
        if isinstance(found, list):
            return _wrong(visit, self._site, found)
        return _ask(visit, self._site, opened.sheet, found)

    async def take(self, visit: Visit) -> web.Response:
        """Takes over what was shown; what somebody changed meanwhile stays as they wrote it."""
        opened = await self._opened(visit)
        read = _sent((await fields_of_request(visit.request)) or {})
        if opened is None or read is None:
            return refused(400, visit.lang)
        file, bases = read
        sheet, all_taken = opened.sheet, True
        desk = desk_of(self._site.uow, self._site.clock, self._site.zone, visit.link)
        made_of = file.source or sheet.source
        for code in sorted(file.texts, key=lambda one: one != sheet.language):
            if code not in self._site.catalogues and code not in sheet.texts:
                return refused(400, visit.lang)
            values = sheet.read(sheet.values(code) | dict(file.texts[code]))
            written = Written(code, values, made_of, bases.get(code, ""), visit.link.made_by)
            outcome = await store(desk, sheet.key, written)
            all_taken = all_taken and isinstance(outcome, Saved)
            if code == sheet.language and isinstance(outcome, Saved) and made_of == sheet.source:
                # The translations of the file go with its own main text.
                made_of = outcome.opened.sheet.source
        return see_other(f"{visit.here}?said={'taken' if all_taken else 'not_taken'}")

    async def _opened(self, visit: Visit) -> Opened | None:
        return await open_sheet(self._site.uow, self._site.clock, visit.link.key)


async def _uploaded(request: web.Request) -> bytes | None:
    """The bytes of the file, one more than allowed where it is too big; None where there is no file."""
    if request.content_type != "multipart/form-data":
        return None
    try:
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or part.name != "file":
            return None
        content = bytearray()
        while len(content) <= BIGGEST and (chunk := await part.read_chunk()):
            content += chunk
    # What aiohttp raises for bodies that are no forms.
    except (ValueError, AssertionError, RuntimeError, EOFError, HttpProcessingError):
        return None
    return bytes(content)


def _ask(visit: Visit, site: TextSite, sheet: Sheet, file: FileTexts) -> web.Response:
    lang, found = visit.lang, changes(sheet, file)
    back = tag("p", tag("a", lang.label("Back to the texts"), href=visit.here))
    if not found:
        text = lang.gettext("The file says the same as what is saved. There is nothing to change.")
        return page(lang, lang.label("Texts"), tag("section", tag("h1", text), back), private=True)
    changed = {one.language for one in found}
    sent = json.dumps(
        {
            "source": file.source,
            "texts": {code: dict(file.texts[code]) for code in changed},
            "bases": {code: stamp(sheet.values(code)) for code in changed},
        }
    )
    heading = lang.ngettext("{n} text would change", "{n} texts would change", len(found))
    body = tag(
        "section",
        tag("h1", heading),
        *(_change(lang, site, sheet, one) for one in found),
        tag(
            "form",
            tag("input", type="hidden", name="taken", value=sent),
            tag("button", lang.label("Take it over"), class_="primary"),
            method="post",
            action=f"{visit.here}/take",
        ),
        back,
    )
    return page(lang, lang.label("Texts"), body, private=True)


def _change(lang: Language, site: TextSite, sheet: Sheet, one: Change) -> Html:
    written_in = site.catalogues[one.language]
    direction = {"lang": written_in.code, "dir": written_in.direction}
    name = f"{site.own_name(one.language)} · {field_name(lang, sheet, one.field)}"
    texts = [
        # TRANSLATORS: Before the text that is there now.
        tag("dt", lang.label("until now")),
        tag("dd", one.old or lang.label("(empty)"), class_="theirs", **direction),
        # TRANSLATORS: Before the text that a file would bring.
        tag("dt", lang.label("then")),
        tag("dd", one.new or lang.label("(empty)"), class_="theirs", **direction),
    ]
    return tag("div", tag("h2", name), tag("dl", *texts))


def _wrong(visit: Visit, site: TextSite, found: Sequence[FileProblem]) -> web.Response:
    lang = visit.lang
    body = tag(
        "section",
        tag("h1", lang.gettext("The file cannot be taken over")),
        tag("p", lang.gettext("Nothing was changed. This is what I found:")),
        tag("ul", *(tag("li", _problem(lang, site, one)) for one in found)),
        tag("p", tag("a", lang.label("Back to the texts"), href=visit.here)),
        role="alert",
    )
    return page(lang, lang.label("Texts"), body, status=422, private=True)


def _problem(lang: Language, site: TextSite, one: FileProblem) -> Html:
    place = lang.gettext("Line {line}, column {column}", line=one.line, column=one.column) if one.line else ""
    name = site.own_name(one.language) if one.language and one.fault is not FileFault.UNKNOWN_LANGUAGE else ""
    parts = [part for part in (place, lang.isolate(name) if name else "", _fault(lang, one)) if part]
    return together(*[each for part in parts for each in (Html(" · "), part)][1:])


def _fault(lang: Language, one: FileProblem) -> Html:
    match one.fault:
        case FileFault.TOO_BIG:
            return lang.gettext("The file is larger than 1 MB.")
        case FileFault.NOT_UTF8:
            return lang.gettext("The file is not UTF-8. Please save it as UTF-8.")
        case FileFault.NOT_READABLE:
            return lang.gettext("I cannot read this. {why}", why=one.about)
        case FileFault.OTHER_SHEET:
            # TRANSLATORS: The title of an event or announcement.
            return lang.gettext("These are the texts of something else: {what}", what=one.about)
        case FileFault.UNKNOWN_LANGUAGE:
            return lang.gettext("I do not know the language “{code}”.", code=one.about)
        case FileFault.TWICE:
            return lang.gettext("“{name}” is there twice.", name=one.about)
        case FileFault.UNKNOWN_FIELD:
            return lang.gettext("There is no field “{name}”.", name=one.about)
        case FileFault.NOT_A_TEXT:
            return lang.gettext("There should be a text here.")
        case FileFault.TOO_LONG:
            return lang.gettext("This text is too long: {name}", name=one.about)


def _sent(fields: object) -> tuple[FileTexts, dict[str, str]] | None:
    """What the look at the file was about, as our own form sends it back."""
    try:
        sent = json.loads(dict(fields)["taken"])  # type: ignore[call-overload]
        texts = {str(code): _texts(values) for code, values in dict(sent["texts"]).items()}
        bases = {str(code): str(base) for code, base in dict(sent["bases"]).items()}
        return FileTexts(texts, str(sent["source"])), bases
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def _texts(values: object) -> Values:
    return {str(name): str(text) for name, text in dict(values).items()}  # type: ignore[call-overload]
