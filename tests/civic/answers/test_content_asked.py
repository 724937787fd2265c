"""Other ways to ask: read for the search, never shown, faults by file and line."""

from pathlib import Path

import pytest

from civic.answers.asking import Answerer
from civic.answers.knowledge import ContentFaults, load
from civic.answers.outcomes import Answered
from civic.answers.passages import Kind, passages_of
from tests.civic.answers.packs import write_pack

GARDEN = """\
beete:
  de: ["Wo kann ich selbst gärtnern?"]
  tr: ["Bahçede kaç tarh var?", "tarh sayisi"]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = write_pack(tmp_path / "pack")
    (path / "garten" / "asked.yaml").write_text(GARDEN, encoding="utf-8")
    (path / "elsewhere.yaml").write_text('weather:\n  de: ["Wie wird das Wetter?"]\n', encoding="utf-8")
    return path


def test_they_belong_to_their_entry(pack: Path) -> None:
    knowledge = load(pack)
    assert knowledge.entries["garten/beete"].asked["tr"] == ("Bahçede kaç tarh var?", "tarh sayisi")
    assert knowledge.entries["garten/ort"].asked == {}
    assert knowledge.elsewhere == {"weather": {"de": ("Wie wird das Wetter?",)}}


def test_they_are_passages_of_their_own(pack: Path) -> None:
    passages = passages_of(load(pack))
    asked = [one.text for one in passages if one.entry == "garten/beete" and one.kind is Kind.ASKED]
    assert "tarh sayisi" in asked
    assert "Wie viele Beete hat der Gemeinschaftsgarten?" in asked
    assert [one.entry for one in passages if one.kind is Kind.ELSEWHERE] == ["weather"]


def test_they_are_found_in_their_language(pack: Path) -> None:
    decision = Answerer(load(pack)).decide("Bahçede kaç tarh var?", "tr")
    assert isinstance(decision, Answered)
    assert decision.entry == "garten/beete"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("teich:\n  de: [Teich?]\n", "garten/asked.yaml:1: no entry is called 'teich'"),
        ("beete: [Teich?]\n", "garten/asked.yaml:1: beete: expected `language: [questions]`"),
        ("beete:\n  de: Teich?\n", "garten/asked.yaml:2: beete.de: expected `language: [questions]`"),
        ("beete:\n  Deutsch: [T?]\n", "garten/asked.yaml:2: beete.Deutsch: expected"),
        ('beete:\n  de: [""]\n', "garten/asked.yaml:2: beete.de: each question has 1 to 200 characters"),
        ("beete:\n  de: [T?]\nort:\n  de: [t?]\n", "garten/asked.yaml:4: ort.de: 't?' stands at beete, too"),
        ("beete: {", "garten/asked.yaml:2: not YAML"),
    ],
)
def test_faults_have_their_line(pack: Path, text: str, fault: str) -> None:
    (pack / "garten" / "asked.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentFaults) as raised:
        load(pack)
    found = [str(one).removeprefix(f"{pack}/") for one in raised.value.faults]
    assert any(one.startswith(fault) for one in found), found
