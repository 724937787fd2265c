"""Executes the Dockerfile without an engine: `python -m tests.image FOLDER`, as root, with mounts of its own.

This machine's system and Python stand in for the base image; all else is done as the file says, in order.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proxies import free_port

ROOT = Path(__file__).resolve().parent.parent
LINKS = ("bin", "sbin", "lib", "lib64")
BOUND = ("usr", "dev", "etc/ssl", "etc/ca-certificates")
USERS = ("passwd", "group", "shadow", "gshadow", "login.defs")
OF_THE_SYSTEM = (*USERS, "pip.conf", "resolv.conf", "hosts", "nsswitch.conf", "ld.so.cache")
NETWORK = re.compile(r"(https?|no)_proxy|PIP_(INDEX|EXTRA|FIND|TRUSTED|CERT|DEFAULT).*|SSL_CERT.*", re.I)
PYTHON = Path(sys.base_prefix)
BASE = {"PATH": f"{PYTHON}/bin:/usr/local/bin:/usr/bin:/usr/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}


@dataclass
class Image:
    """A folder as the root of a file system, and what the file has said so far about what runs in it."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: dict(BASE))
    folder: str = "/"
    user: str = "0"
    entry: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """The base image: this machine's programs, read-only, and nothing of its data."""
        self.root.mkdir()
        for name in BOUND:
            self.show(Path("/") / name)
        if not PYTHON.is_relative_to("/usr"):
            self.show(PYTHON)
        for place in places_of_packages():
            self.show(place)
        for name in LINKS:
            (self.root / name).symlink_to(f"usr/{name}")
        for name in ("proc", "root", "tmp", "home"):
            (self.root / name).mkdir(exist_ok=True)
        (self.root / "tmp").chmod(0o1777)
        _do("mount", "-t", "proc", "proc", str(self.root / "proc"))
        for name in OF_THE_SYSTEM:
            if (Path("/etc") / name).exists():
                shutil.copy(Path("/etc") / name, self.root / "etc" / name)

    def show(self, place: Path) -> None:
        """Puts a folder of this machine at the same place, read-only."""
        if place.is_dir():
            target = self.root / place.relative_to("/")
            target.mkdir(parents=True, exist_ok=True)
            _do("mount", "--bind", "-o", "ro", str(place), str(target))

    def run(self, command: list[str], **further: str) -> str:
        """What a command prints in the image. CalledProcessError where it fails."""
        with self.started(command, **further) as process:
            printed, _ = process.communicate()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command, printed)
        return printed

    def started(self, command: list[str], **further: str) -> "subprocess.Popen[str]":
        """A command that runs in the image."""
        network = {name: value for name, value in os.environ.items() if NETWORK.fullmatch(name)}
        inside = ["chroot", f"--userspec={self.user}:{self.user}", str(self.root), "/bin/sh", "-c"]
        home = {} if self.user == "0" else {"HOME": self.folder}
        return subprocess.Popen(
            [*inside, f"cd {self.folder} && exec {shlex.join(command)}"],
            env=self.environment | network | home | further,
            stdout=subprocess.PIPE,
            text=True,
        )

    def inside(self, path: str) -> Path:
        """Where a path of the image is on this machine."""
        return self.root / os.path.join(self.folder, path).lstrip("/")


def places_of_packages() -> list[Path]:
    """Folders of this machine in which pip looks for packages, where it is told to."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, text=True, check=True
    )
    found = re.findall(r"(?:file://|(?<=['\s]))(/[\w./-]+)", told.stdout)
    return [place for place in map(Path, dict.fromkeys(found)) if not place.is_relative_to("/etc")]


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """What a Dockerfile says: the word and the rest of its line, continued lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, rest = line.partition(" ")
        yield word, rest.strip()


def build(folder: Path) -> Image:
    """All stages; returns the last one. ValueError for an instruction that is not understood."""
    stages: dict[str, Image] = {}
    image = Image(folder)
    for word, rest in instructions((ROOT / "Dockerfile").read_text("utf-8")):
        if word == "FROM":
            name = rest.partition(" AS ")[2] or "image"
            image = stages[name] = Image(folder / name)
            image.begin()
        elif word == "COPY":
            _copy(image, stages, shlex.split(rest))
        else:
            _obey(image, word, rest)
    return image


def _obey(image: Image, word: str, rest: str) -> None:
    match word:
        case "ENV":
            for pair in shlex.split(rest):
                name, _, value = pair.partition("=")
                image.environment[name] = value.replace("$PATH", image.environment["PATH"])
        case "WORKDIR":
            image.folder = rest
            image.inside("").mkdir(parents=True, exist_ok=True)
        case "RUN":
            image.run(["/bin/sh", "-c", rest])
        case "USER":
            image.user = rest
        case "ENTRYPOINT":
            image.entry = json.loads(rest)
        case "HEALTHCHECK":
            image.health = json.loads(rest[rest.index(" CMD ") + 5 :])
        case "CMD" | "EXPOSE" | "STOPSIGNAL" | "VOLUME":
            pass
        case _:
            raise ValueError(word)


def _copy(image: Image, stages: dict[str, Image], words: list[str]) -> None:
    if words[0].startswith("--from="):
        source = stages[words[0].partition("=")[2]]
        _do("cp", "-a", str(source.inside(words[1])), str(image.inside(words[2])))
        return
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line.startswith("!"):
            _do("cp", "-a", str(ROOT / line[1:]), str(image.inside(words[1])))


def _do(*command: str) -> None:
    subprocess.run(command, check=True)


def tried(image: Image) -> dict[str, Any]:
    """What the finished image is asked, and what is in it besides the base."""
    program, port = image.entry, str(free_port())
    settings = {"STADTBOTE_WEB_HOST": "127.0.0.1", "STADTBOTE_WEB_PORT": port, "STADTBOTE_EMBEDDINGS": "off"}
    said = {
        "version": image.run([*program, "--version"]).strip(),
        "check": image.run([*program, "check"]).strip(),
        "user": image.run(["id", "--user"]).strip(),
        "pip": image.run(["/bin/sh", "-c", "python -m pip --version || echo none"]).strip(),
    }
    with image.started([*program, "run"], **settings) as running:
        assert running.stdout is not None
        said["ready"] = running.stdout.readline().strip()
        said["health"] = image.run([*image.health], **settings)
        running.terminate()
        said["ended"] = str(running.wait(30))
    return {"said": said, "files": dict(contents(image)), "data": oct((image.root / "data").stat().st_mode)}


def contents(image: Image) -> Iterator[tuple[str, int]]:
    """Every file that the Dockerfile brought in, with its size in bytes."""
    for name in ("opt/stadtbote", "home", "data", "src", "wheel"):
        for file in sorted((image.root / name).rglob("*")):
            if file.is_file() and not file.is_symlink():
                yield file.relative_to(image.root).as_posix(), file.stat().st_size


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tried(build(Path(sys.argv[1])))))
