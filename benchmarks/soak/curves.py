"""Memory and latency over the time as pictures, with the faults marked. Needs matplotlib."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.soak.faults import RESTARTS, Kind
from benchmarks.soak.figures import PERCENTILES, latency

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.soak.run import Soak

COLOURS = dict(
    zip(
        Kind,
        ("#c0392b", "#e67e22", "#8e44ad", "#2c3e50", "#16a085", "#7f8c8d", "#27ae60", "#d4ac0d", "#2980b9"),
        strict=True,
    )
)


def draw(soaks: Sequence["Soak"], folder: Path, committed: Path) -> list[Path]:
    """Memory and latency apart in a folder, and both in one small picture."""
    folder.mkdir(parents=True, exist_ok=True)
    committed.parent.mkdir(parents=True, exist_ok=True)
    drawn = []
    for kinds, file, dots in (
        (("memory",), folder / "memory.png", 110),
        (("latency",), folder / "latency.png", 110),
        (("memory", "latency"), committed, 80),
    ):
        _picture(soaks, kinds, file, dots)
        drawn.append(file)
    return drawn


def _picture(soaks: Sequence["Soak"], kinds: Sequence[str], file: Path, dots: int) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    rows = len(kinds) * len(soaks)
    figure, grid = pyplot.subplots(rows, 1, figsize=(10, 3.2 * rows), squeeze=False, layout="constrained")
    axes = iter(grid[:, 0])
    for soak in soaks:
        for kind in kinds:
            axis = next(axes)
            (_memory if kind == "memory" else _latency)(axis, soak)
            _faults(axis, soak)
            axis.set_xlim(0, soak.size.seconds)
            axis.set_xlabel("seconds")
            axis.grid(alpha=0.3)
            axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8, frameon=False)
    figure.savefig(file, dpi=dots)
    pyplot.close(figure)


def _memory(axis: "Axes", soak: "Soak") -> None:
    looks = soak.seen.looks
    for life in sorted({one.life for one in looks}):
        own = [one for one in looks if one.life == life]
        first = life == looks[0].life
        times = [one.at for one in own]
        axis.plot(times, [one.main for one in own], "#0b5cad", label="main process" if first else None)
        if any(one.worker for one in own):
            models = "models" if first else None
            axis.plot(times, [one.worker for one in own], "#7fb2e5", label=models)
    axis.set_ylabel("MB (PSS)")
    axis.set_ylim(bottom=0)
    axis.set_title(f"{soak.name}: memory", fontsize=10)


def _latency(axis: "Axes", soak: "Soak") -> None:
    found = latency(soak.seen.exchanges, soak.size.seconds)
    for place, (percent, colour) in enumerate(
        zip(PERCENTILES, ("#27ae60", "#e67e22", "#c0392b"), strict=True)
    ):
        waits = [one.waits[place] for one in found]
        axis.plot([one.at for one in found], waits, colour, marker=".", label=f"p{percent}")
    axis.set_yscale("log")
    axis.set_ylim(0.01, 100)
    axis.set_yticks([0.01, 0.1, 1, 10, 100], ["0.01", "0.1", "1", "10", "100"])
    axis.set_ylabel("seconds to the answer")
    axis.set_title(f"{soak.name}: latency", fontsize=10)


def _faults(axis: "Axes", soak: "Soak") -> None:
    told: set[Kind] = set()
    for fault in soak.seen.faults:
        if fault.is_done:
            end = fault.ready if fault.kind in RESTARTS else fault.over
            label = None if fault.kind in told else fault.kind.value
            axis.axvspan(fault.begun, end, color=COLOURS[fault.kind], alpha=0.25, lw=0)
            axis.axvline(fault.begun, color=COLOURS[fault.kind], lw=1, label=label)
            told.add(fault.kind)
