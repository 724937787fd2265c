"""Whatever people read comes from a catalogue."""

from pathlib import Path

import pytest

from tests.literals import ALLOWED, ALLOWED_FILES, faults

ROOT = Path(__file__).resolve().parent.parent


def test_no_text_for_people_stands_in_the_code() -> None:
    assert list(faults(ROOT)) == []


def test_what_is_allowed_is_there() -> None:
    code = "".join(
        path.read_text("utf-8")
        for folder in ("handlers", "pages", "bot", "webchat")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".html")
    )
    assert [text for text in ALLOWED if text.strip() not in code] == []
    assert [path for path in ALLOWED_FILES if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("handlers/views/a.py", 'x = Screen("Welcome")', "handlers/views/a.py:1: 'Welcome'"),
        ("handlers/views/a.py", 'x = Tap("Yes", tap("yes"))', "a.py:1: 'Yes'"),
        ("handlers/views/a.py", 'x = Screen(f"{name}: Welcome")', "a.py:1: ': Welcome'"),
        ("handlers/a.py", 'async def f(out):\n    await out.say("Good morning")', "a.py:2: 'Good morning'"),
        ("handlers/a.py", 'x = lang.gettext("Good {day}", day="or bad day")', "a.py:1: 'or bad day'"),
        ("handlers/a.py", 'x = {"a": f"You have {n} news"}', "a.py:1: 'You have '"),
        ("pages/a.py", "x = '<p>Not found</p>'", "a.py:1: '<p>Not found</p>'"),
        ("pages/a.py", "x = '<button aria-label=\"Close\">'", "a.py:1: '<button aria-label"),
        ("pages/a.py", "x = tag('p', 'Nothing here', class_='note warn')", "a.py:1: 'Nothing here'"),
        ("bot/unsaved.py", 'x = "Please try again"', "bot/unsaved.py:1: 'Please try again'"),
        ("webchat/static/a.js", "\nnode.textContent = 'Send';", "webchat/static/a.js:2: 'Send'"),
        ("webchat/static/a.js", "node.ariaLabel = `Send ${n}`;", "a.js:1: 'Send ${n}'"),
        ("webchat/static/a.js", 'node.setAttribute("aria-label", "Send");', "a.js:1: 'Send'"),
        ("webchat/static/a.js", 'node.placeholder = "Write";', "a.js:1: 'Write'"),
        ("webchat/static/a.html", "<p>\nHello</p>", "a.html:1: 'Hello'"),
        ("webchat/static/a.html", '<button aria-label="Close"></button>', "a.html:1: 'Close'"),
        ("webchat/static/a.html", '<input placeholder="Write here">', "a.html:1: 'Write here'"),
    ],
)
def test_a_text_in_the_code_is_named(tmp_path: Path, file: str, text: str, fault: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    found = list(faults(tmp_path))
    assert len(found) == 1, found
    assert fault in found[0]


def test_what_is_not_read_by_people_may_stand_in_the_code(tmp_path: Path) -> None:
    for file, text in (
        (
            "handlers/a.py",
            """'''What this is.'''\nx = lang.label("Good {day}", day=day)\nlog.info("an update came")
raise ValueError("not a number")\nx = tag("p", lang.gettext("Hello, dear people"), class_="note warn")""",
        ),
        ("webchat/static/a.js", "node.textContent = text(key); node.title = `${a}, ${b}`; // Send it now"),
        ("webchat/static/a.html", '<p data-text="menu"></p><noscript>Please switch it on</noscript>'),
    ):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert list(faults(tmp_path)) == []
