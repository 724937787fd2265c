"""Deep links: `lang_uk-ev_3`, the same for Telegram and the web chat."""

import re
from dataclasses import dataclass

LONGEST = 64
_PARTS = {
    "lang": re.compile(r"[a-z]{2,3}(_[a-z0-9]{2,8})*"),
    "ev": re.compile(r"[1-9][0-9]{0,17}"),
    "topic": re.compile(r"[a-z0-9]+"),
    "login": re.compile(r"[0-9a-f]{32}"),
    "staff": re.compile(r"[0-9a-f]{32}"),
    "tr": re.compile(r"[0-9a-f]{32}"),
    "et": re.compile(r"[0-9a-f]{32}"),
    "q": re.compile(r"[1-9][0-9]{0,17}"),
    "inbox": re.compile(r""),
    "door": re.compile(r"[A-Z2-9]{6}"),
}


@dataclass(frozen=True)
class Target:
    """Where a link leads. Parts that are not understood are left out, the others work."""

    language: str = ""
    event_id: int = 0
    topic: str = ""
    staff_token: str = ""
    login_token: str = ""
    translation_token: str = ""
    event_texts_token: str = ""
    question_id: int = 0
    inbox: bool = False
    door_code: str = ""


def read_link(payload: str) -> Target:
    """The parts of a deep link's payload."""
    found: dict[str, str] = {}
    if len(payload) <= LONGEST:
        for part in payload.split("-"):
            kind, _, value = part.partition("_")
            pattern = _PARTS.get(kind)
            if pattern is not None and pattern.fullmatch(value):
                found[kind] = value
    return Target(
        language=found.get("lang", "").replace("_", "-"),
        event_id=int(found.get("ev", 0)),
        topic=found.get("topic", ""),
        staff_token=found.get("staff", ""),
        login_token=found.get("login", ""),
        translation_token=found.get("tr", ""),
        event_texts_token=found.get("et", ""),
        question_id=int(found.get("q", 0)),
        inbox="inbox" in found,
        door_code=found.get("door", ""),
    )


def write_link(target: Target) -> str:
    """The payload of a link to a target."""
    parts = [
        target.language and f"lang_{target.language.replace('-', '_')}",
        target.event_id and f"ev_{target.event_id}",
        target.topic and f"topic_{target.topic}",
        target.staff_token and f"staff_{target.staff_token}",
        target.login_token and f"login_{target.login_token}",
        target.translation_token and f"tr_{target.translation_token}",
        target.event_texts_token and f"et_{target.event_texts_token}",
        target.question_id and f"q_{target.question_id}",
        target.inbox and "inbox",
        target.door_code and f"door_{target.door_code}",
    ]
    return "-".join(str(part) for part in parts if part)
