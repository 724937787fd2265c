"""Deep links: what is written is read again, and what is not understood is left out."""

import pytest

from handlers.links import LONGEST, Target, read_link, write_link

TOKEN = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("target", "payload"),
    [
        (Target(translation_token=TOKEN), f"tr_{TOKEN}"),
        (Target(language="uk", translation_token=TOKEN), f"lang_uk-tr_{TOKEN}"),
        (Target(question_id=12), "q_12"),
        (Target(inbox=True), "inbox"),
        (Target(language="de", event_id=3, topic="all"), "lang_de-ev_3-topic_all"),
        (Target(staff_token=TOKEN), f"staff_{TOKEN}"),
        (Target(door_code="K7M2QX"), "door_K7M2QX"),
    ],
)
def test_what_is_written_is_read_again(target: Target, payload: str) -> None:
    assert write_link(target) == payload
    assert len(payload) <= LONGEST
    assert read_link(payload) == target


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "tr_",
        f"tr_{TOKEN}0",
        f"tr_{TOKEN.upper()}",
        "q_0",
        "q_-1",
        "q_x",
        "inbox_1",
        "tr",
        "door_",
        "door_k7m2qx",
        "door_K7M2QX0",
        "door_K1M0QX",
        "x" * 65,
    ],
)
def test_what_is_not_understood_leads_nowhere(payload: str) -> None:
    assert read_link(payload) == Target()
