"""What was needed for a moment does not stay with the process."""

import platform
import subprocess
import sys

import pytest

# Blocks of 24 MB are freed once, which is what makes glibc keep such blocks from then on; then ten of them,
# below a small one that stays. Prints how many MB more the process has than before.
PROGRAM = """
import sys
from bot.allocator import give_back
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20
told = sys.argv[1] == "told" and give_back()
before = resident()
for _ in range(3):
    del (block := bytearray(24 * 2**20))[:]
    del block
blocks, kept = [], []
for _ in range(10):
    blocks.append(bytearray(24 * 2**20))
    kept.append(bytes(70_000))
blocks.clear()
print(int(told), resident() - before)
"""


# Blocks too small for the system to take back each alone, below one that stays.
SMALL = """
import sys
from bot.allocator import trim
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20
before = resident()
blocks = [bytearray(b"x" * 60_000) for _ in range(1000)]
kept = blocks[-1]
blocks.clear()
told = sys.argv[1] == "told" and trim()
print(int(told), resident() - before)
"""


def left(how: str, program: str = PROGRAM) -> tuple[bool, float]:
    done = subprocess.run([sys.executable, "-c", program, how], capture_output=True, text=True, check=True)
    told, megabytes = done.stdout.split()
    return told == "1", float(megabytes)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_large_blocks_go_back_to_the_system() -> None:
    told, megabytes = left("told")
    assert told
    assert megabytes < 24
    assert left("not")[1] > 100, "without it they stay: if that is no longer so, it is not needed"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_what_lies_freed_below_something_in_use_goes_back_when_it_is_told() -> None:
    told, megabytes = left("told", SMALL)
    assert told
    assert megabytes < 10
    assert left("not", SMALL)[1] > 40, "without it they stay: if that is no longer so, it is not needed"
