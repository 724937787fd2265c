"""The gate for coverage fails where one layer is below it, and where nothing was measured."""

import json
from pathlib import Path

import pytest

from tests.coverage_by_layer import main


def report(folder: Path, **reached: int) -> str:
    """A report in which each layer has one file with 80 statements and 20 branches."""
    summaries = {
        f"{name}/x.py": {
            "summary": {
                "num_statements": 80,
                "covered_lines": lines,
                "num_branches": 20,
                "covered_branches": 20,
            }
        }
        for name, lines in reached.items()
    }
    file = folder / "coverage.json"
    file.write_text(json.dumps({"files": summaries}))
    return str(file)


def test_every_layer_at_the_floor_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([report(tmp_path, bot=70, civic=80), "bot", "civic"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "bot           1                      100    90.0 %",
        "civic         1                      100   100.0 %",
    ]


def test_a_layer_below_the_floor_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([report(tmp_path, bot=69, civic=80), "bot", "civic"]) == 1
    assert "bot           1                      100    89.0 %  below 90 %" in capsys.readouterr().out


def test_a_layer_that_was_not_measured_fails(tmp_path: Path) -> None:
    assert main([report(tmp_path, bot=80), "bot", "pages"]) == 1
