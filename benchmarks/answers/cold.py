"""What whole processes cost: each command again and again, in turn, so that a busy machine is fair."""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process with the processes it waited for: seconds on the clock and on the processor, and the
    most memory that the largest of them had, in MB."""

    wall: float
    cpu: float
    memory: float


def run(command: Sequence[str], extra: Mapping[str, str]) -> Cost:
    """Runs a command to its end. CalledProcessError where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **extra})
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for here, and not by `process`
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def in_turn(commands: Mapping[str, tuple[Sequence[str], Mapping[str, str]]], times: int) -> dict[str, Cost]:
    """The medians of each command, which were run A B C A B C; once before without counting."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(times + 1):
        for name, (command, extra) in commands.items():
            cost = run(command, extra)
            if number:
                found[name].append(cost)
    return {name: _median(costs) for name, costs in found.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(one.wall for one in costs),
        statistics.median(one.cpu for one in costs),
        statistics.median(one.memory for one in costs),
    )
