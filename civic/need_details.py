"""What is told about a need: the interpreter's language, the ages of children, or a short text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from civic.people import cleaned
from civic.registrations import Need

OTHER_LIMIT = 300
LANGUAGE_LIMIT = 40
MOST_CHILDREN = 12
BANDS = ("0-2", "3-5", "6-9", "10+")
"""Ages of children in years."""
OTHER_LANGUAGE = "other"
# ISO 639-1, and from ISO 639-3 where several languages that are asked for here share one code of the former.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
    "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id "
    "ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu "
    "lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu "
    "rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr "
    "ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ckb kmr prs rom"
)
LANGUAGES = frozenset(_CODES.split())
"""The codes of languages, as chosen from buttons."""
DETAILED = (Need.INTERPRETER, Need.CHILDCARE, Need.OTHER)
"""Needs of which more is asked, in this order."""


def count_children(bands: Sequence[str]) -> str:
    """One band for each child, as it is kept: `0-2:1,6-9:2`; empty for no child, too many, or odd bands."""
    if not 1 <= len(bands) <= MOST_CHILDREN or any(band not in BANDS for band in bands):
        return ""
    return ",".join(f"{band}:{bands.count(band)}" for band in BANDS if band in bands)


def children_of(detail: str) -> Mapping[str, int]:
    """Children by band from what is kept; what cannot be read is left out."""
    found: dict[str, int] = {}
    for part in detail.split(","):
        band, _, number = part.partition(":")
        if band in BANDS and number.isascii() and number.isdigit() and len(number) <= len(str(MOST_CHILDREN)):
            found[band] = int(number)
    return found


def check_detail(need: Need, raw: str) -> str:
    """A detail as it is kept; empty where it says nothing or the need has none."""
    match need:
        case Need.INTERPRETER:
            return cleaned(raw, LANGUAGE_LIMIT)
        case Need.CHILDCARE:
            return ",".join(f"{band}:{number}" for band, number in children_of(raw).items() if number)
        case Need.OTHER:
            return cleaned(raw, OTHER_LIMIT)
        case _:
            return ""


def coded_language(detail: str) -> str:
    """The code of an interpreter's language without region or script; whatever was typed is "other"."""
    base = detail.replace("_", "-").partition("-")[0]
    return base if base in LANGUAGES else OTHER_LANGUAGE


def missing_detail(needs: Collection[Need], details: Mapping[str, str]) -> Need | None:
    """The first need of which more is to be asked."""
    return next((need for need in DETAILED if need in needs and not details.get(need.value)), None)


def details_of(needs: Collection[Need], details: Mapping[str, str]) -> dict[str, str]:
    """The details of needs that are (still) wanted."""
    return {need.value: details[need.value] for need in DETAILED if need in needs and details.get(need.value)}
