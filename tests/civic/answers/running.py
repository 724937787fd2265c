"""Looking at processes from outside."""

from pathlib import Path


def is_running(pid: int) -> bool:
    """Whether a process does anything; one that has ended may wait for somebody to take note."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def environment_of(pid: int) -> str:
    """What a process was given at its start."""
    return Path(f"/proc/{pid}/environ").read_text(encoding="utf-8")


def children_of(pid: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found
