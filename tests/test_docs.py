"""What is written for people stays true: links, settings, commands, buttons, numbers and examples."""

import ast
import json
import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import _parser
from bot.health import Health
from bot.settings import Settings
from bot.settings_source import setting_name
from civic.announcements import CAPTION_LIMIT, MESSAGE_LIMIT, TITLE_LIMIT
from civic.answers.content_check import check
from civic.answers.content_files import MORE_MAX, TEXT_MAX
from civic.examples import FILE, read_examples
from civic.questions import ANSWER_LIMIT
from civic.retention_periods import Periods
from handlers import aliases
from locales import Catalogues
from locales.catalogues import HERE, read_catalogue

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETUP = [ROOT / name for name in (".env.example", "compose.yaml", "Dockerfile")] + [
    *(ROOT / "deploy").iterdir()
]
# How the project is made is of no interest to those who use it.
OUT_OF_PLACE = re.compile(
    r"(?<![\w&/])#\d|\bissue \d|\bhelpers?\b|(?<!ORM.s )\bsessions?\b|/work/|/tmp/|\bTODO\b", re.I
)
IMAGE_LIMIT = 150_000
README_LIMIT = 200

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def code(page: Path) -> Iterator[str]:
    """Every code span and every line of a code block."""
    text = page.read_text("utf-8")
    blocks = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.S | re.M)
    for block in blocks.findall(text):
        yield from (line.partition(" #")[0].strip() for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", blocks.sub("", text))


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    for link in [link for link in found if not re.match(r"https?://", link)]:
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", [*PAGES, *SETUP], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_settings_exist(page: Path) -> None:
    known = {setting_name(field) for field in Settings.model_fields}
    assert set(re.findall(r"STADTBOTE_[A-Z_]*[A-Z]", page.read_text("utf-8"))) <= known


@every_page
def test_commands_of_the_program_are_understood(page: Path) -> None:
    """Parses each as the program would, with its options; an unknown one ends in SystemExit."""
    for line in code(page):
        called = re.search(r"(?:^|[ |])stadtbote ([a-z].*)", line)
        words = shlex.split(called[1]) if called else []
        while words and words[0] == "stadtbote":  # the name of a container before that of the program
            words = words[1:]
        if words:
            _parser().parse_args(words)


@every_page
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {match[1] for line in code(page) if (match := re.match(r"make ([a-z]+)$", line))}
    assert named <= targets


@every_page
def test_commands_of_the_chat_are_handled(page: Path) -> None:
    known = set(chat_commands())
    assert {"start", "staff", "events"} <= known
    named = {match[1] for line in code(page) if (match := re.fullmatch(r"/([a-z_]+)( [\w…]+)?", line))}
    assert named <= known | {"newbot"}, "newbot is @BotFather's"


def chat_commands() -> Iterator[str]:
    """What handlers listen to, from their filters `Command(...)` and `CommandStart()`, in any language."""
    for lang in Catalogues.load():
        yield from chain.from_iterable(aliases.names(lang).values())
    for file in (ROOT / "handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Command"), args=names):
                    yield from (str(name.value) for name in names if isinstance(name, ast.Constant))
                case ast.Call(func=ast.Name(id="CommandStart")):
                    yield "start"


@every_page
def test_nothing_is_out_of_place(page: Path) -> None:
    assert OUT_OF_PLACE.findall(page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("test", "text"),
    [
        (test_links_lead_somewhere, "[here](nowhere.md)"),
        (test_links_lead_somewhere, "# One\n[here](#two)"),
        (test_settings_exist, "STADTBOTE_TOKEN"),
        (test_commands_of_the_program_are_understood, "`stadtbote fly`"),
        (test_commands_of_the_program_are_understood, "```sh\ndocker run x stadtbote run --fast\n```"),
        (test_targets_of_make_exist, "```sh\nmake coffee   # hot\n```"),
        (test_commands_of_the_chat_are_handled, "`/fly`"),
        (test_commands_of_the_chat_are_handled, "`/fly away`"),
        *(
            (test_nothing_is_out_of_place, text)
            for text in ("see #2", "Issue 4", "a helper", "in /work/main")
        ),
    ],
)
def test_a_planted_fault_is_found(test: Callable[[Path], None], text: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    with pytest.raises((AssertionError, SystemExit)):
        test(page)


def test_readme_is_short_and_its_pictures_are_small() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert len(readme.splitlines()) <= README_LIMIT
    pictures = re.findall(r"!\[.+\]\((.+)\)", readme)
    assert len(pictures) == 4
    assert all((ROOT / picture).stat().st_size < IMAGE_LIMIT for picture in pictures)


@pytest.mark.parametrize(("page", "most"), [("staff", 60), ("announcements", 60), ("texts", 10)])
def test_buttons_are_called_so_in_both_languages(page: str, most: int) -> None:
    """Pairs such as **Accept** (*Annehmen*)."""
    german = Catalogues.load()["de"]
    pairs = re.findall(r"\*\*([^*]+)\*\*\s\(\*(.+?)\*\)", told(f"{page}.md"))
    assert len(pairs) > most
    assert {name for name, _ in pairs} <= catalogue()
    assert [(name, german.label(name)) for name, _ in pairs] == pairs


def told(name: str) -> str:
    """The text of a page in docs."""
    return (ROOT / "docs" / name).read_text("utf-8")


def catalogue() -> set[str]:
    """Everything that the program says, in English."""
    messages = read_catalogue(HERE / "en" / "LC_MESSAGES" / "stadtbote.po")
    return {message.id if isinstance(message.id, str) else message.id[0] for message in messages}


def test_buttons_of_the_tour_exist() -> None:
    tour = (ROOT / "README.md").read_text("utf-8").split("## A first tour")[1].split("##")[0]
    names = [name for name in re.findall(r"\*\*(.+?)\*\*", tour) if not name.endswith(".")]
    assert len(names) > 7
    assert set(names) <= catalogue()


def test_limits_are_as_told() -> None:
    assert bold_numbers(told("content.md"), "characters") == [TEXT_MAX, MORE_MAX]
    limits = [str(ANSWER_LIMIT), str(TITLE_LIMIT), str(MESSAGE_LIMIT)]
    assert re.findall(r"at most (\d+) characters", told("staff.md")) == limits
    assert f"{CAPTION_LIMIT} below a picture" in told("staff.md")


def bold_numbers(text: str, unit: str) -> list[int]:
    """Numbers such as **600 characters**, in their order."""
    return [int(number) for number in re.findall(rf"\*\*(\d+) {unit}\*\*", text)]


def test_retention_is_as_told() -> None:
    page, kept = told("what-is-stored.md"), Periods()
    assert f"at most {24 * kept.forms} hours after" in page
    assert f"| {kept.updates} days |" in page
    assert (
        f"| {Settings().question_days} days after the answer or the closing (`STADTBOTE_QUESTION_DAYS`)"
        in page
    )
    assert f"{Settings().transcript_days} days (`STADTBOTE_TRANSCRIPT_DAYS`)" in page
    assert f"{Settings().need_days} days after the event (`STADTBOTE_NEED_DAYS`)" in page
    assert (
        f"| Texts typed and not saved on the web page | {kept.typed_texts} days after the last change |"
        in page
    )
    assert f"| {kept.text_links} days after they ended;" in page
    assert kept.pictures == 1, "unused pictures are kept for a day"
    assert f"{Settings().participant_days} days after the event (`STADTBOTE_PARTICIPANT_DAYS`)" in page


def blocks(name: str, language: str) -> list[str]:
    """The code blocks of a page that are in a language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs" / name).read_text("utf-8"), re.S)


def test_the_example_of_a_content_pack_is_without_faults(tmp_path: Path) -> None:
    folder = tmp_path / "repair-cafe"
    folder.mkdir()
    (tmp_path / "city.yaml").write_text(blocks("content.md", "yaml")[0], "utf-8")
    for file, text in zip(("de.md", "en.md"), blocks("content.md", "markdown"), strict=True):
        (folder / file).write_text(text, "utf-8")
    assert check(tmp_path, ["de", "en"], date(2026, 12, 1)) == []


def test_the_example_of_a_sample_event_can_be_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(blocks("content.md", "yaml")[2], "utf-8")
    now = datetime(2026, 12, 1, tzinfo=UTC)
    [event] = read_examples(tmp_path, now, ZoneInfo("Europe/Berlin"))
    assert event.example
    assert event.starts_at == datetime(2026, 12, 10, 17, tzinfo=UTC)


def test_the_example_of_health_has_the_fields_of_the_page() -> None:
    [example] = blocks("operation.md", "json")
    shown = set(json.loads(example))
    assert shown == set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "operation.md").read_text("utf-8"), re.M)
    )
    assert shown == health_fields()


def health_fields() -> set[str]:
    """The names in the answer of `/health/ready`, from its code."""
    tree = ast.parse((ROOT / "bot" / "health.py").read_text("utf-8"))
    [ready] = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef) and node.name == Health.ready.__name__
    ]
    keys = [key for node in ast.walk(ready) if isinstance(node, ast.Dict) for key in node.keys]
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}
