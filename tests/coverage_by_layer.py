"""`python -m tests.coverage_by_layer REPORT LAYER…`: a table of coverage by layer; fails below 90 %."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FLOOR = 90.0


@dataclass(frozen=True)
class Layer:
    """What the tests reach of a layer: statements, and branches as pairs of jump and target."""

    name: str
    files: int
    possible: int
    reached: int

    @property
    def percent(self) -> float:
        """0 for a layer without code: then the name is wrong or nothing was measured."""
        return 100 * self.reached / self.possible if self.possible else 0.0


def layer(name: str, report: Mapping[str, Mapping[str, int]]) -> Layer:
    """Sums up the files of a layer; `report` holds a summary of coverage.py for each path."""
    inside = [summary for path, summary in report.items() if path.startswith(f"{name}/")]
    possible = sum(summary["num_statements"] + summary["num_branches"] for summary in inside)
    reached = sum(summary["covered_lines"] + summary["covered_branches"] for summary in inside)
    return Layer(name, len(inside), possible, reached)


def table(layers: Iterable[Layer]) -> str:
    """The layers as lines of text, those below the floor marked."""
    lines = ["layer     files  statements and branches  reached"]
    for each in layers:
        mark = "" if each.percent >= FLOOR else f"  below {FLOOR:.0f} %"
        lines.append(f"{each.name:<10}{each.files:>5}{each.possible:>25}{each.percent:>8.1f} %{mark}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Prints the table; returns 1 where a layer is below the floor."""
    file, *names = arguments
    measured = json.loads(Path(file).read_text(encoding="utf-8"))["files"]
    report = {path.replace("\\", "/"): found["summary"] for path, found in measured.items()}
    layers = [layer(name, report) for name in names]
    sys.stdout.write(table(layers) + "\n")
    return 0 if all(each.percent >= FLOOR for each in layers) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
