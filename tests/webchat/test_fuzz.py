"""Whatever is thrown at it: entities stay inside their text, and no call ends in an internal error."""

import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from tests.webchat.house import House
from webchat.errors import ApiError
from webchat.formatting import formatted, utf16_length
from webchat.guard import PublicSide
from webchat.html import HtmlError, parse_html
from webchat.methods import METHODS
from webchat.params import Params

PIECES = st.sampled_from(
    [
        *(
            "<b>",
            "</b>",
            "<i",
            "</",
            ">",
            "<a href=",
            '"',
            "'",
            "https://a.de",
            "&",
            "&lt;",
            "&#",
            "&#128512;",
        ),
        *("<pre>", "</pre>", '<code class="language-x">', "</code>", "<blockquote expandable>", "</>", "="),
        *(
            '<span class="tg-spoiler">',
            "</span>",
            "😀",
            "ü",
            " ",
            "/start",
            "\n",
            "\u202e",
            "+49 631 12345",
            ";",
        ),
    ]
)
MARKED_UP = st.lists(PIECES | st.text(max_size=4), max_size=15).map("".join)

SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20)
KEYS = st.text(max_size=5) | st.sampled_from(
    [
        *("text", "type", "offset", "length", "url", "callback_data", "inline_keyboard", "message_id"),
        *(
            "chat_id",
            "force_reply",
            "keyboard",
            "command",
            "description",
            "user",
            "id",
            "unix_time",
            "web_app",
        ),
        *("language", "copy_text", "login_url", "style", "is_disabled", "quote_entities", "message", "data"),
    ]
)
VALUES = st.recursive(
    SCALARS | st.sampled_from([1, "1", "HTML", "<b>x</b>", "bold", "default", "chat", "typing"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(MARKED_UP)
def test_entities_stay_inside_their_text(marked_up: str) -> None:
    try:
        text, entities = parse_html(marked_up.replace("\0", ""))
    except HtmlError:
        return  # a refusal is an answer, too
    length = utf16_length(text)
    result = formatted(text, entities)
    for entity, limit in [(e, length) for e in entities] + [
        (e, utf16_length(result.text)) for e in result.entities
    ]:
        assert 0 <= entity.offset < entity.offset + entity.length <= limit
    assert result.text == text.strip()


@given(st.text(max_size=50))
def test_escaped_text_survives(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\0", "")
    assert parse_html(escaped) == (text.replace("\0", ""), [])


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 60))
def test_trimming_keeps_what_an_entity_covers(text: str, offset: int, length: int) -> None:
    units = text.encode("utf-16-le")
    covered = units[2 * offset : 2 * (offset + length)]
    result = formatted(text, [MessageEntity("bold", offset, len(covered) // 2)] if covered else [])
    after = result.text.encode("utf-16-le")
    for entity in (e for e in result.entities if e.type == "bold"):
        assert after[2 * entity.offset : 2 * (entity.offset + entity.length)] in covered


@pytest.fixture(scope="module")
async def fuzzed() -> AsyncIterator[House]:
    async with House(
        public=PublicSide("http://chat.example", new_visitors=100_000, actions=100_000, looks=100_000)
    ) as house:
        browser = await house.browser()
        await browser.start()
        await house.result("sendMessage", chat_id=1, text="x")
        yield house


ONE_HOUSE = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ONE_HOUSE
@given(name=st.sampled_from(sorted(METHODS)), data=st.data())
async def test_no_call_ends_in_an_internal_error(fuzzed: House, name: str, data: st.DataObject) -> None:
    parameters = sorted(METHODS[name].parameters - {"timeout"})
    names = st.sampled_from(parameters) if parameters else st.just("none")
    params = data.draw(st.dictionaries(names, VALUES, max_size=6))
    if data.draw(st.booleans()) and "chat_id" in parameters:
        params |= {"chat_id": 1, "message_id": 2} if "message_id" in parameters else {"chat_id": 1}
    body = json.dumps(params)
    url = f"{fuzzed.api_url}/bot{fuzzed.api.token}/{name}"
    headers = {"Content-Type": "application/json"}
    async with fuzzed.http.post(url, data=body, headers=headers) as response:
        answer = await response.json()
    assert response.status < 500, (name, body, answer)
    assert answer["ok"] is (response.status == 200)


@ONE_HOUSE
@given(path=st.sampled_from(["start", "messages", "taps", "end"]), body=VALUES)
async def test_no_request_of_a_browser_ends_in_an_internal_error(
    fuzzed: House, path: str, body: object
) -> None:
    headers = {"Content-Type": "application/json", "Origin": fuzzed.url}
    async with fuzzed.http.post(
        f"{fuzzed.url}/chat/{path}", data=json.dumps(body), headers=headers
    ) as response:
        assert response.status < 500, (path, body)


@given(SCALARS)
def test_numbers_fit_64_bits(value: object) -> None:
    try:
        number = Params({"n": value}).integer("n")
    except ApiError:
        assert value is not None
    else:
        assert number is None or -(2**63) <= number < 2**63
