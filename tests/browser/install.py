"""Makes a browser and fonts ready for the page tests: `python -m tests.browser.install`.

In this order: an installed Chromium, Debian's packages (as root), Playwright's own build.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BINARIES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_PACKAGES = ("chromium",)
FONT_PACKAGES = ("fontconfig", "fonts-noto-core", "fonts-noto-color-emoji")
FONTS_NEEDED = {"Arabic": ":lang=ar", "Cyrillic": ":lang=uk", "emoji": ":lang=und-zsye"}


@dataclass(frozen=True)
class Ready:
    """A browser to drive; no path means the build that Playwright keeps itself."""

    executable: Path | None


@dataclass(frozen=True)
class Unavailable:
    """No browser could be had, and why."""

    reason: str


def say(line: str) -> None:
    """Tell whoever watches the build what happens."""
    sys.stdout.write(f"browser: {line}\n")
    sys.stdout.flush()


def installed_browser() -> Path | None:
    """The Chromium that is on this machine's PATH."""
    found = (shutil.which(name) for name in BINARIES)
    return next((Path(path) for path in found if path), None)


def missing_fonts() -> list[str]:
    """Which of the scripts we show have no font here; all of them where fontconfig cannot be asked."""
    asked = shutil.which("fc-list")
    if asked is None:
        return list(FONTS_NEEDED)
    return [
        script
        for script, pattern in FONTS_NEEDED.items()
        if not subprocess.run([asked, pattern], capture_output=True, check=False).stdout.strip()
    ]


def ensure() -> Ready | Unavailable:
    """Find or install a browser and the fonts. Never raises; minutes on a new machine, else an instant."""
    browser, fonts = installed_browser(), missing_fonts()
    why: list[str] = []
    if wanted := (() if browser else BROWSER_PACKAGES) + (FONT_PACKAGES if fonts else ()):
        why += _install_debian_packages(wanted)
    if still := missing_fonts():
        say(f"no font for {', '.join(still)}: their letters will show as boxes")
    if found := installed_browser():
        say(f"using {found}")
        return Ready(found)
    why += _run([sys.executable, "-m", "playwright", "install", "chromium"], seconds=600)
    if own_build_exists():
        say("using Playwright's own build")
        return Ready(None)
    say("there is none: " + "; ".join(why))
    return Unavailable("; ".join(why) or "no Chromium on this machine")


def own_build_exists() -> bool:
    """Whether Playwright has downloaded a Chromium of its own."""
    default = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    return any((build / "INSTALLATION_COMPLETE").exists() for build in folder.glob("chromium*"))


def _install_debian_packages(names: Sequence[str]) -> list[str]:
    if shutil.which("apt-get") is None:
        return ["there is no apt-get"]
    if os.geteuid() != 0:
        return ["only root may run apt-get"]
    wait_for_others = ["-o", "DPkg::Lock::Timeout=300"]
    return _run(["apt-get", *wait_for_others, "update", "-qq"], seconds=300) + _run(
        ["apt-get", *wait_for_others, "install", "-y", "-qq", "--no-install-recommends", *names], seconds=1200
    )


def _run(command: Sequence[str], seconds: int) -> list[str]:
    """Run one command of an installation; the answer is empty when it worked, else what went wrong."""
    say(" ".join(command))
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, env=quiet, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [str(error)]
    if done.returncode == 0:
        return []
    last_words = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
    return [f"{command[0]} ended with {done.returncode}: {' '.join(last_words)}"]


if __name__ == "__main__":
    ensure()
