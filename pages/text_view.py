"""The page on which the staff write: the main language on one side, a box for every other on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from aiohttp import web

from civic.event_texts import TextState
from civic.text_ports import TextLink
from civic.text_sheets import SheetKind
from locales import Html, Language
from pages.layout import page, tag, together
from pages.text_boxes import (
    Box,
    badge,
    fields_of,
    hidden,
    preview_of,
    theirs_of,
    warnings_of,
    whole_length,
)
from pages.text_site import SCRIPT, STYLE, TextSite, field_name, kind_name

# Only these pages run a script of ours, and it talks to nobody but us.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# With more languages than this, those without a text begin folded up.
MANY = 6


@dataclass(frozen=True)
class Desktop:
    """The page of one link. `here` is its path, `boxes` has the main language first."""

    site: TextSite
    lang: Language
    link: TextLink
    here: str
    boxes: Sequence[Box]

    @property
    def main(self) -> Box:
        """The box that all others translate."""
        return self.boxes[0]


def head() -> Html:
    """The script and the style of these pages."""
    style = tag("link", rel="stylesheet", href=STYLE)
    return together(style, tag("script", src=SCRIPT, type="module"))


def with_script(response: web.Response) -> web.Response:
    """A page that may run our script."""
    response.headers["Content-Security-Policy"] = POLICY
    return response


def desktop(
    shown: Desktop, note: Html | None = None, *, status: int = 200, bad: bool = False
) -> web.Response:
    """The whole page; `note` says what came of the last form."""
    lang, sheet = shown.lang, shown.main.sheet
    begins = next((text for text in shown.main.values.values() if text), str(sheet.key.id))
    title = f"{kind_name(lang, sheet.key.kind)} · {shorten(begins, 60, placeholder=' …')}"
    role, look = ("alert", "error") if bad else ("status", "note")
    others = [_box(shown, box) for box in shown.boxes[1:]]
    body = tag(
        "div",
        tag("h1", lang.isolate(title)),
        tag("p", note, class_=look, role=role) if note else Html(),
        _introduction(shown),
        tag("p", id="said", role="status", class_="unseen", aria_live="polite"),
        tag(
            "div",
            tag("div", _box(shown, shown.main), class_="main-side"),
            tag("div", *others),
            class_="sides",
        ),
        _files(shown),
        _leaving(shown),
        id="texts",
        data_here=shown.here,
        **said(lang),
    )
    return with_script(page(lang, title, body, status=status, private=True, head=head()))


def said(lang: Language) -> dict[str, str]:
    """What the script says, in the reader's language."""
    return {
        "data_keeping": lang.label("Being kept …"),
        "data_kept": lang.label("Kept as a draft. Nobody sees it before you save."),
        "data_saved": lang.label("It is saved."),
        "data_offline": lang.label(
            "No connection just now. Your text stays here and is kept as soon as it works again."
        ),
        "data_ended": lang.label(
            "Your access has ended. Please copy your text, and open the page again from the chat."
        ),
        "data_conflict": lang.label("Somebody else has changed this text meanwhile. Please choose."),
        "data_unfit": lang.label("This cannot be saved yet. Please look at the marked fields."),
        "data_newer": lang.label("The main text has changed meanwhile. Please load this page again."),
        "data_mine": lang.label("Keep mine"),
        "data_their": lang.label("Take theirs"),
    }


def _introduction(shown: Desktop) -> Html:
    lang, sheet = shown.lang, shown.main.sheet
    if not sheet.open:
        text = lang.gettext("This can no longer be changed.")
        return tag("p", text, class_="note warn")
    lines = [lang.gettext("What you type is kept by itself as a draft. Nobody sees it before you save it.")]
    if sheet.live:
        lines.append(
            lang.gettext(
                "This event is published: what you save is visible at once, and whoever registered hears of "
                "another title."
            )
        )
    elif sheet.key.kind is SheetKind.ANNOUNCEMENT:
        lines.append(lang.gettext("Saving takes back an approval and a planned sending."))
    return tag("p", together(*(part for line in lines for part in (line, Html(" ")))), class_="soft")


def _box(shown: Desktop, box: Box) -> Html:
    top = tag("div", *_heading(box), class_="top")
    inside = together(
        *_handed_in(shown, box),
        _stale(box),
        _form(shown, box),
        Html() if _is_main(box) or not box.sheet.open else _ask(shown, box),
    )
    if _is_main(box):
        return tag("section", top, inside, id=f"box-{box.code}")
    return tag(
        "details",
        tag("summary", top),
        inside,
        id=f"box-{box.code}",
        class_="card",
        open=len(shown.boxes) <= MANY or box.state is not TextState.MISSING,
    )


def _heading(box: Box) -> list[Html]:
    language = box.written_in
    name = tag("span", box.site.own_name(box.code), lang=language.code, dir=language.direction)
    found = [tag("h2", name, id=f"h-{box.code}"), badge(box.lang, box.state)]
    if _is_main(box):
        found.append(tag("span", box.lang.label("main text"), class_="soft"))
    return found


def _stale(box: Box) -> Html:
    if not box.stale:
        return Html()
    text = box.lang.gettext("The text that was saved has changed since this draft was begun.")
    return tag("p", text, class_="note warn")


def _form(shown: Desktop, box: Box) -> Html:
    return tag(
        "form",
        theirs_of(box),
        *hidden(box),
        *fields_of(box),
        whole_length(box),
        warnings_of(box),
        *_buttons(box),
        tag("p", class_="soft told", data_told=True),
        preview_of(box),
        method="post",
        action=f"{shown.here}/save",
        class_="text",
        aria_labelledby=f"h-{box.code}",
        data_language=box.code,
        data_main=_is_main(box),
    )


def _is_main(box: Box) -> bool:
    return box.code == box.sheet.language


def _buttons(box: Box) -> list[Html]:
    if not box.sheet.open:
        return []
    lang = box.lang
    old = box.state in (TextState.OUTDATED, TextState.AUTOMATIC)
    label = lang.label("It fits: up to date") if old else lang.label("Save")
    return [
        tag("button", label, class_="primary", data_save=True, data_label=lang.label("Save")),
    ]


def _ask(shown: Desktop, box: Box) -> Html:
    label = box.lang.label("Ask a volunteer to translate")
    return tag(
        "form",
        tag("input", type="hidden", name="language", value=box.code),
        tag("button", label),
        method="post",
        action=f"{shown.here}/volunteer",
    )


def _handed_in(shown: Desktop, box: Box) -> list[Html]:
    """What volunteers wrote, to be taken over or not."""
    lang, found = box.lang, []
    for link in box.waiting:
        texts = [
            together(
                tag("dt", field_name(lang, box.sheet, field.name)),
                tag("dd", link.results.get(field.name, ""), dir="auto", class_="theirs"),
            )
            for field in box.sheet.fields
        ]
        old = lang.gettext("The main text has changed since then.") if link.of != box.sheet.source else Html()
        taken = [_decide(shown, link, "accept", lang.label("Take it over"), "primary")]
        taken.append(_decide(shown, link, "refuse", lang.label("Throw it away"), "danger"))
        said = tag("p", tag("strong", lang.gettext("A volunteer has translated this:")))
        found.append(
            tag("div", said, tag("p", old) if old else Html(), tag("dl", *texts), *taken, class_="note row")
        )
    return found


def _decide(shown: Desktop, link: TextLink, what: str, label: str, look: str) -> Html:
    number = tag("input", type="hidden", name="number", value=link.id)
    return tag(
        "form", number, tag("button", label, class_=look), method="post", action=f"{shown.here}/{what}"
    )


def _files(shown: Desktop) -> Html:
    lang, here = shown.lang, shown.here
    upload = tag(
        "form",
        tag("label", lang.label("A file that was filled in (YAML or CSV)"), for_="file"),
        tag("input", type="file", id="file", name="file", accept=".yaml,.yml,.csv,.txt", required=True),
        tag("button", lang.label("Look what would change")),
        method="post",
        action=f"{here}/file",
        enctype="multipart/form-data",
    )
    links = tag(
        "p",
        tag("a", lang.label("Download as YAML"), href=f"{here}/texts.yaml", class_="button", download=True),
        tag("a", lang.label("Download as CSV, for spreadsheets"), href=f"{here}/texts.csv", class_="button",
            download=True),
    )  # fmt: skip
    heading = tag("h2", lang.gettext("As a file"))
    return tag("section", heading, links, upload if shown.main.sheet.open else Html())


def _leaving(shown: Desktop) -> Html:
    lang = shown.lang
    text = lang.gettext("This page works for 12 hours, in this browser only.")
    done = tag("form", tag("button", lang.label("I am done: close this access")), method="post",
               action=f"{shown.here}/end")  # fmt: skip
    return tag("section", tag("p", text, class_="soft"), done)
