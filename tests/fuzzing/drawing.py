"""Cases: JSON of any shape, texts that are meant for somebody else to read, updates with something wrong."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

HOSTILE = (
    "'; DROP TABLE resident; --",
    "' OR '1'='1",
    "<script>alert(1)</script>",
    "<b>x</i>",
    "&lt;b&gt;",
    "*b* _i_ [x](javascript:alert(1))",
    '=HYPERLINK("http://x.example")',
    "{{7*7}} ${7*7} %s %n {0}",
    "a\r\nX-Injected: 1",
    "\x1b[31mred\x1b[0m",
    "\u202eesrever",
    "\ud83d",
    "\0",
    "../../etc/passwd",
    "2026-99-99",
    "31.02.2027 25:61",
    "9" * 30,
    "-1",
    "٣",
    "I" * 5000,
)
SCALARS: SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.sampled_from([0, 1, -1, 2**31, 2**63, 2**63 - 1, -(2**63), 1e308, 253402300800])
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(HOSTILE)
)
TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=60) | st.text("0123456789.:- ", max_size=16)
JSON: SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
Path = tuple[str | int, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where something stands in a piece of JSON, inner things after outer ones."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*path, key)
        yield from paths(one, (*path, key))


@st.composite
def damaged(draw: DrawFn, whole: Sequence[Any], at_most: int = 3) -> Any:
    """One of these pieces of JSON with up to so many places taken out, replaced or swapped."""
    value = copy.deepcopy(draw(st.sampled_from(whole)))
    for _ in range(draw(st.integers(0, at_most))):
        places = list(paths(value))
        if not places:
            break
        *above, key = draw(st.sampled_from(places))
        holder = value
        for step in above:
            holder = holder[step]
        match draw(st.sampled_from(["drop", "replace", "copy", "add"])):
            case "drop":
                del holder[key]
            case "replace":
                holder[key] = draw(JSON)
            case "copy":
                holder[key] = copy.deepcopy(_at(value, draw(st.sampled_from(places))))
            case _ if isinstance(holder, dict):
                holder[draw(st.text(max_size=8))] = draw(JSON)
            case _:
                holder.insert(key, draw(JSON))
    return value


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


@st.composite
def button_data(draw: DrawFn, names: Sequence[str]) -> str:
    """The data of a button as somebody could make it up: a name that there is and any arguments."""
    args = st.integers(0, 3).map(str) | st.sampled_from(
        ["", "de", "all", "x", "-1", "9" * 25, "1.2", "٣", "0", str(2**63), str(2**63 - 1), "e1", "t1"]
    )
    given = draw(st.lists(args | st.text(max_size=6), max_size=4))
    return ":".join([draw(st.sampled_from(names)), *given])


COMMANDS = (
    *(
        "/start",
        "/events",
        "/my",
        "/mydata",
        "/forget",
        "/news",
        "/language",
        "/link",
        "/ask",
        "/help",
        "/stop",
    ),
    *(
        "/privacy",
        "/cancel",
        "/imprint",
        "/staff",
        "/announce",
        "/newevent",
        "/door",
        "/einlass",
        "/texts",
        "/",
    ),
)
LINKS = (
    "ev_1",
    "lang_de-ev_1",
    "topic_all",
    "staff_",
    "login_",
    "tr_",
    "et_",
    "q_1",
    "inbox",
    "door_ABCDEF",
    "",
)
SAID = (
    TEXTS
    | st.sampled_from(COMMANDS)
    | st.builds("{} {}".format, st.sampled_from(COMMANDS), TEXTS)
    | st.builds("/start {}{}".format, st.sampled_from(LINKS), st.text("0123456789abcdefAB_-", max_size=34))
)
