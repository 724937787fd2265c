"""The participant list to print: one HTML file for A4 that needs nothing else, in order of the names."""

import unicodedata
from html import escape

from civic.participants import Part, Participant, Roll, list_file
from civic.people import cleaned
from handlers.screen import File
from handlers.services import Services
from handlers.views.events import title
from handlers.views.participant_words import language_name, need_words, status_name
from locales import Language

_LONGEST = 400
# A heading is repeated on every page, and nobody is cut in two.
_STYLE = """
@page { size: A4; margin: 14mm 12mm; }
* { box-sizing: border-box; }
body { font: 10pt/1.35 "Noto Sans", "DejaVu Sans", Arial, sans-serif; color: #000; margin: 0 auto;
  max-width: 186mm; }
h1 { font-size: 15pt; margin: 0 0 1mm; }
h2 { font-size: 12pt; margin: 6mm 0 1mm; break-after: avoid; }
p { margin: 0 0 3mm; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
th { text-align: start; border-bottom: 1.5pt solid #000; padding: 1mm 1.5mm; font-size: 8.5pt; }
td { border-bottom: .5pt solid #999; padding: 1.2mm 1.5mm; vertical-align: top; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
.box { width: 9mm; }
.box i { display: inline-block; width: 4.5mm; height: 4.5mm; border: 1pt solid #000; }
.number { width: 13mm; text-align: center; }
.code { width: 21mm; font-family: "DejaVu Sans Mono", monospace; overflow-wrap: normal; }
.phone { white-space: nowrap; }
.flag { font-weight: bold; }
@media screen { body { padding: 8mm; } }
"""


def participant_print(lang: Language, services: Services, found: Roll) -> File:
    """Whoever has a seat, then the waiting list, each with a box to tick."""
    event = found.event
    heading = _safe(title(event, lang, services))
    when = f"{lang.date(event.starts_at, services.zone)}, {lang.time(event.starts_at, services.zone)}"
    seated = sorted(found.part(Part.SEATED), key=_by_name)
    parts = [_table(lang, found, seated)]
    if waiting := found.part(Part.WAITING):
        parts.append(f"<h2>{escape(lang.label('Waiting list'))}</h2>")
        parts.append(_table(lang, found, waiting))
    seats = sum(one.seats for one in seated)
    count = lang.ngettext("{n} person has a seat.", "{n} people have a seat.", seats)
    page = f"""<!doctype html>
<html lang="{lang.code}" dir="{lang.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{heading}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1><bdi>{heading}</bdi></h1>
<p><bdi>{_safe(when)}</bdi> · <bdi>{_safe(event.place)}</bdi><br>{count}</p>
{"".join(parts)}
</body>
</html>
"""
    return File(list_file(event.id, "html"), page.encode())


def _table(lang: Language, found: Roll, people: list[Participant]) -> str:
    headings = (
        # TRANSLATORS: The heading of a column in which one ticks who has come.
        ("box", lang.label("Here")),
        ("", lang.label("Name")),
        ("number", lang.label("People")),
        ("", lang.label("Support needed")),
        ("", lang.label("Remarks")),
        ("code", lang.label("Code")),
    )
    head = "".join(f'<th class="{name}">{escape(text)}</th>' for name, text in headings)
    rows = "".join(_row(lang, found, one) for one in people)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(lang: Language, found: Roll, one: Participant) -> str:
    registration = one.registration
    names = "<br>".join(
        f"<bdi>{_safe(name)}</bdi>" for name in (registration.name, *registration.others) if name
    )
    needs = "<br>".join(f"<bdi>{_safe(words)}</bdi>" for words in need_words(lang, one))
    return (
        f'<tr><td class="box"><i></i></td><td>{names}</td>'
        f'<td class="number">{one.seats or registration.people}</td>'
        f"<td>{needs}</td><td>{_remarks(lang, found, one)}</td>"
        f'<td class="code"><bdi dir="ltr">{_safe(registration.code)}</bdi></td></tr>'
    )


def _remarks(lang: Language, found: Roll, one: Participant) -> str:
    registration, position = one.registration, found.position(one)
    remarks = [_bdi(language_name(lang, one.language))] if one.language else []
    if not registration.photos:
        remarks.append(f'<span class="flag">{escape(lang.label("no photo"))}</span>')
    if position:
        remarks.append(escape(lang.label("position {position}", position=position)))
    if one.seats and registration.offer_until is not None:
        remarks.append(escape(status_name(lang, registration.status)))
    if registration.phone:
        remarks.append(f'<bdi class="phone" dir="ltr">{_safe(registration.phone)}</bdi>')
    return "<br>".join(remarks)


def _bdi(text: str) -> str:
    return f"<bdi>{_safe(text)}</bdi>"


def _safe(text: str) -> str:
    """Somebody's words on one line, escaped, without direction overrides."""
    return escape(cleaned(text, _LONGEST))


def _by_name(one: Participant) -> tuple[str, int]:
    """Names in order, whatever their accents: Ämne stands beside Amne."""
    split = unicodedata.normalize("NFKD", cleaned(one.registration.name, _LONGEST).casefold())
    plain = "".join(c for c in split if not unicodedata.combining(c))
    return plain, one.registration.id
