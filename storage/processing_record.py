"""The record of processing activities, written from the declarations of the tables."""

from collections.abc import Iterator

from civic.retention import Kept
from storage.declarations import DECLARED
from storage.declarations.base import Declared

_RULES = {
    Kept.ACCOUNT: "until the person has themselves forgotten, or has been silent for long",
    Kept.EVENT_PEOPLE: "until some days after the event",
    Kept.EVENT_NEEDS: "until some days after the event, sooner than the rest",
    Kept.QUESTION: "until some days after the answer",
    Kept.FORM: "until a form that was left in the middle is dropped",
    Kept.DRAFT: "a draft until it has been left alone for long; what was sent stays",
    Kept.COPIES: "until some days after it was sent",
    Kept.TRANSCRIPT: "until some days after it was written or the browser was last seen",
    Kept.UPDATE: "until it has taken effect and cannot come again",
    Kept.LINK: "until the link expires",
    Kept.AUDIT: "until there is no need to show any more who did it",
    Kept.STAFF: "as long as the person is on the staff",
    Kept.PUBLIC: "as long as the city shows it; it is the city's own content, or a count",
    Kept.TECHNICAL: "as long as the program needs it; it says nothing about anybody",
}

_HEAD = """# Record of processing activities

This page is written from the program itself by `stadtbote export-processing-record`, so it names every table
and every column of the database. It is a draft for the city's own record (Art. 30 GDPR): the controller, the
recipients and the law in force there are the city's to add. How many days a rule means is set by the operator
(see [settings](settings.md)).

Whoever writes `/mydata` gets every row that is theirs, but not what a locked work area of staff hides, since
that quotes others. Whoever writes `/forget` has them deleted, and where they are named in a row of somebody
else or of the city, the name is emptied. How many people were forgotten in a month is all that stays.
"""


def record() -> str:
    """The record as Markdown: first what is about people, then what is not."""
    personal = [one for one in DECLARED if one.is_personal]
    other = [one for one in DECLARED if not one.is_personal]
    parts = [_HEAD, "## What is about people\n", *map(_section, personal)]
    parts += ["## What is about nobody\n", *map(_section, other)]
    return "\n".join(parts)


def _section(one: Declared) -> str:
    lines = [
        f"### {one.name}\n",
        f"{one.purpose}\n",
        f"- Legal basis: {one.basis.value}",
        f"- Kept: {_RULES[one.kept]} (`{one.kept.value}`)",
        *_whose(one),
        "\n| Column | Why |\n| --- | --- |",
        *(f"| `{name}` | {_reason(one, name, why)} |" for name, why in one.columns.items()),
    ]
    return "\n".join(lines) + "\n"


def _whose(one: Declared) -> Iterator[str]:
    owners = dict.fromkeys(
        f"`{way.column}` leads to `{way.parent}`" if way.parent else f"`{way.column}`" for way in one.owners
    )
    if owners:
        yield f"- Whose row it is: {', '.join(owners)}; it is deleted when they are forgotten"
    if one.mentions:
        named = ", ".join(f"`{mention.way.column}`" for mention in one.mentions)
        yield f"- Who is named besides: {named}; emptied when they are forgotten"


def _reason(one: Declared, name: str, why: str) -> str:
    return f"{why} (`{Kept.EVENT_NEEDS.value}`: {_RULES[Kept.EVENT_NEEDS]})" if name in one.sooner else why
