"""The systemd units of `deploy/`: valid, hardened, and alike in all but what they run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import GRACE
from bot.roles import roles_of

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
ONE, SEVERAL = "stadtbote.service", "stadtbote@.service"
PROGRAM = "/opt/stadtbote/bin/stadtbote"
# What systemd calls "OK", from 0 (nothing is allowed) to 100.
EXPOSURE = 15
OWN = ("Description=", "EnvironmentFile=", "ExecStart=", "#")


def settings(unit: str) -> list[str]:
    return [line for line in (DEPLOY / unit).read_text("utf-8").splitlines() if line and line[0] != "#"]


def analyse(*arguments: str) -> str:
    """What `systemd-analyze` says about units; AssertionError if it finds fault with them."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with a program that is on this machine."""
    here = Path(sys.executable).with_name("stadtbote")
    for unit in (ONE, SEVERAL):
        text = (DEPLOY / unit).read_text("utf-8")
        assert PROGRAM in text
        (tmp_path / unit).write_text(text.replace(PROGRAM, str(here)), "utf-8")
    return tmp_path


@pytest.mark.parametrize("unit", [ONE, "stadtbote@one.service"])
def test_the_units_are_without_faults(units: Path, unit: str) -> None:
    assert analyse("verify", "--man=no", str(units / unit)) == ""


@pytest.mark.parametrize("unit", [ONE, SEVERAL])
def test_little_of_the_machine_is_open_to_them(units: Path, unit: str) -> None:
    analyse("security", "--no-pager", "--offline=true", f"--threshold={EXPOSURE}", str(units / unit))


def test_a_fault_of_a_unit_would_be_found(units: Path) -> None:
    text = (units / ONE).read_text("utf-8")
    (units / ONE).write_text(text.replace("ProtectSystem=strict", "ProtectSystem=stric"), "utf-8")
    with pytest.raises(AssertionError):
        assert analyse("verify", "--man=no", str(units / ONE)) == ""


def test_they_differ_only_in_what_they_run() -> None:
    one, several = ([line for line in settings(unit) if not line.startswith(OWN)] for unit in (ONE, SEVERAL))
    assert one == several
    assert f"ExecStart={PROGRAM} run" in settings(ONE)
    assert f"ExecStart={PROGRAM} run --roles ${{ROLES}}" in settings(SEVERAL)
    [roles] = re.findall(r"ROLES=([a-z,]+)", (DEPLOY / SEVERAL).read_text("utf-8"))
    assert roles_of(roles)


def test_systemd_waits_longer_than_the_program_takes_to_end() -> None:
    [seconds] = [line.partition("=")[2] for line in settings(ONE) if line.startswith("TimeoutStopSec=")]
    assert int(seconds) > 10 >= GRACE
