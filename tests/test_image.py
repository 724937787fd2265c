"""The Dockerfile's steps in an empty root: what comes out runs, and holds nothing that it should not."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.image import ROOT, instructions
from tests.test_packaging import PACKAGES, PROJECT

pytestmark = pytest.mark.timeout(600)
SITE = re.compile(r"opt/stadtbote/lib/python3\.\d+/site-packages/([^/]+)")
UNWANTED = re.compile(
    r"(^|/)(\.env|\.git|\.netrc|id_rsa|pip\.conf|[^/]+\.(db|sqlite3?|key|log|whl))$|/bin/(pip|gcc|cc|g\+\+|make)[\d.]*$"
)


def namespaces() -> bool:
    """Whether this user may have mounts of their own."""
    tried = ["unshare", "--mount", "true"]
    return bool(shutil.which("unshare")) and subprocess.run(tried, check=False).returncode == 0


@pytest.fixture(scope="module")
def image() -> Iterator[dict[str, Any]]:
    if os.geteuid() != 0 or not namespaces():
        pytest.skip("needs root and namespaces")
    with tempfile.TemporaryDirectory(prefix="stadtbote-image-") as folder:
        command = [sys.executable, "-m", "tests.image", folder]
        own = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
        done = subprocess.run([*own, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        yield json.loads(done.stdout)


def test_it_runs_without_rights_and_ends_in_peace(image: dict[str, Any]) -> None:
    said = image["said"]
    assert said.pop("ready").startswith("Stadtbote is ready: http://127.0.0.1:")
    assert said == {
        "version": PROJECT["project"]["version"],
        "check": "No problems found.",
        "user": "10001",
        "pip": "none",
        "health": "",
        "ended": "0",
    }
    assert image["data"] == "0o40700"
    assert "data/stadtbote.db" in image["files"]


def test_it_holds_the_program_and_its_packages_only(image: dict[str, Any]) -> None:
    files = {name: size for name, size in image["files"].items() if not name.startswith("data/")}
    assert [name for name in files if not name.startswith("opt/stadtbote/")] == []
    assert [name for name in files if UNWANTED.search(name)] == []
    sizes: Counter[str] = Counter()
    for name, size in files.items():
        found = SITE.match(name)
        sizes[found[1] if found else "programs"] += size
    assert set(PACKAGES) <= set(sizes)
    assert not {"tests", "benchmarks", "pip", "pytest", "playwright", "ruff", "mypy"} & set(sizes)
    listing = [f"{size:>12,} {name}" for name, size in sizes.most_common()]
    listing.append(f"{sum(sizes.values()):>12,} in all")
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "image.txt").write_text("\n".join(listing) + "\n", "utf-8")


def test_a_dockerfile_is_read_line_by_line() -> None:
    text = "# why\nFROM a AS b\nRUN one \\\n    && two\nENV A=1 \\\n    B=2\n"
    assert list(instructions(text)) == [("FROM", "a AS b"), ("RUN", "one && two"), ("ENV", "A=1 B=2")]
