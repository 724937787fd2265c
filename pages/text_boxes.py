"""The box of one language: its fields, its state, its length, its warnings, its preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civic.event_texts import TextState
from civic.people import utf16_length
from civic.text_checks import Warning
from civic.text_editing import Opened
from civic.text_ports import TextLink
from civic.text_sheets import Flaw, Sheet, SheetField, Values, stamp
from locales import Html, Language
from pages.layout import Attribute, tag, together
from pages.text_site import Preview, TextSite, field_name, state_name, warning_lines

_ROWS = 6


@dataclass(frozen=True)
class Box:
    """What is shown of one language. `values` stand in the fields; `theirs`: what somebody else wrote there
    meanwhile; `base` and `seen` say what was kept and what stood in the box when this was shown."""

    site: TextSite
    lang: Language
    sheet: Sheet
    code: str
    values: Values
    state: TextState
    base: str
    seen: str
    warnings: Sequence[Warning] = ()
    preview: Preview | None = None
    flaws: Sequence[Flaw] = ()
    theirs: Values | None = None
    stale: bool = False
    waiting: Sequence[TextLink] = ()

    @property
    def written_in(self) -> Language:
        """The language of the texts."""
        return self.site.catalogues[self.code]

    @property
    def length(self) -> int:
        """UTF-16 units of the whole message."""
        return self.preview.length if self.preview else 0


async def box_of(site: TextSite, lang: Language, opened: Opened, code: str, **more: object) -> Box:
    """A box as it is now; `more` replaces what is known better."""
    sheet, draft = opened.sheet, opened.drafts.get(code)
    kept = stamp(sheet.values(code))
    values = opened.shown(code)
    typed = more.get("values", values)
    assert isinstance(typed, Mapping)
    main = opened.shown(sheet.language)
    whole: dict[str, object] = {
        "values": typed,
        "state": TextState.DRAFT if draft else sheet.state(code),
        "base": draft.base if draft else kept,
        "seen": stamp(values),
        "warnings": site.check(main, typed, code) if code != sheet.language else (),
        "preview": await site.render(sheet.key, code, typed),
        "stale": draft is not None and draft.base != kept,
    }
    return Box(site, lang, sheet, code, **(whole | more))  # type: ignore[arg-type]


def fields_of(box: Box) -> list[Html]:
    """A label and a field for each text, in the direction of its language."""
    return [_field(box, field) for field in box.sheet.fields]


def _field(box: Box, field: SheetField) -> Html:
    lang, name = box.lang, field_name(box.lang, box.sheet, field.name)
    id = f"{box.code}-{field.name}"
    flaw = next((one for one in box.flaws if one.field == field), None)
    language = box.written_in
    value = box.values.get(field.name, "")
    same: dict[str, Attribute] = {
        "id": id,
        "name": field.name,
        "lang": language.code,
        "dir": language.direction,
        "data_limit": field.limit,
        "aria_invalid": "true" if flaw else None,
        "aria_describedby": f"{id}-note",
        "disabled": not box.sheet.open,
        "autocomplete": "off",
        "spellcheck": "true",
    }
    if field.lines:
        rows = min(20, max(_ROWS, value.count("\n") + 2 + len(value) // 60))
        entry = tag("textarea", f"\n{value}", rows=rows, **same)
    else:
        entry = tag("input", type="text", value=value, **same)
    note = flaw_text(lang, flaw) if flaw else Html()
    count = tag("span", _count(utf16_length(value), field.limit), class_="count", dir="ltr")
    head = tag("span", tag("label", name, for_=id), count, class_="head")
    return tag("div", head, entry, tag("p", note, id=f"{id}-note", class_="flaw"), class_="field")


def _count(length: int, limit: int) -> str:
    return f"{length} / {limit}"


def flaw_text(lang: Language, flaw: Flaw) -> Html:
    """What is wrong with one field."""
    if flaw.length:
        return lang.ngettext(
            "This is {n} character too long.",
            "This is {n} characters too long.",
            flaw.length - flaw.field.limit,
        )
    return lang.gettext("Please write something here.")


def hidden(box: Box) -> list[Html]:
    """What the browser sends back, so that nothing is overwritten unseen."""
    sent = {"language": box.code, "of": box.sheet.source, "base": box.base, "seen": box.seen}
    return [tag("input", type="hidden", name=name, value=value) for name, value in sent.items()]


def badge(lang: Language, state: TextState) -> Html:
    """The state of a language."""
    return tag("span", state_name(lang, state), class_=f"state {state.value}", data_state=True)


def whole_length(box: Box) -> Html:
    """How long the whole message is, with everything that stands around the text."""
    typed = sum(map(utf16_length, box.values.values()))
    count = tag("bdi", _count(box.length, box.sheet.limit), class_="count", data_whole=True, dir="ltr")
    over = " over" if box.length > box.sheet.limit else ""
    return tag(
        "p",
        together(box.lang.gettext("Whole message:"), " ", count),
        class_=f"whole soft{over}",
        data_around=max(0, box.length - typed),
        data_limit=box.sheet.limit,
    )


def warnings_of(box: Box) -> Html:
    """What the translation seems to have lost."""
    found = [tag("li", line) for line in warning_lines(box.lang, box.warnings)]
    return tag("ul", *found, class_="warnings", data_warnings=True, hidden=not found)


def preview_of(box: Box) -> Html:
    """The message as its readers get it, made by the view that sends it."""
    language = box.written_in
    shown = together(*preview_parts(box.preview))
    return tag(
        "details",
        tag("summary", box.lang.label("Preview")),
        tag(
            "div", shown, class_="preview", data_preview=True, dir=language.direction,
            lang=language.code,
        ),
    )  # fmt: skip


def preview_parts(preview: Preview | None) -> list[Html]:
    """The messages, and what stands on the buttons."""
    if preview is None:
        return []
    messages = [tag("div", text, class_="message") for text in preview.messages if text]
    buttons = [tag("span", label, class_="key") for label in preview.buttons] if messages else []
    return [*messages, tag("div", *buttons, class_="keys") if buttons else Html()]


def theirs_of(box: Box) -> Html:
    """What somebody else wrote in the same box, beside what was typed."""
    lang = box.lang
    inside: list[Html] = []
    if box.theirs is not None:
        texts = [tag("p", text, dir="auto", class_="theirs") for text in box.theirs.values() if text]
        inside = [
            tag(
                "p",
                lang.gettext(
                    "Somebody else has changed this text meanwhile. Yours is still in the box and is not "
                    "saved. This is theirs:"
                ),
            ),
            *(texts or [tag("p", lang.gettext("(empty)"))]),
            tag("p", lang.gettext("If you save now, yours takes its place.")),
        ]
    return tag("div", *inside, class_="error conflict", role="alert", data_conflict=True, hidden=not inside)
