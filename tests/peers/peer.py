"""A Bot API server from npm, installed once into `build/`, started on loopback, asked over its own API."""

import asyncio
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import ClientSession

HERE = Path(__file__).parent
BUILD = HERE.parent.parent / "build"
FILES = ("package.json", ".npmrc", "server.mjs")
INSTALL_SECONDS = 100
PATIENCE = 20.0


@dataclass(frozen=True)
class Unavailable:
    """There is no such server here, and why."""

    reason: str


def install(build: Path = BUILD) -> Path | Unavailable:
    """The folder with the installed server; asks npm only where this version was not installed whole before.

    One process at a time: test workers that find a half-made folder must neither use nor remake it.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return Unavailable("node and npm are not installed")
    build.mkdir(exist_ok=True)
    place = build / "peers"
    with (build / "peers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return place if _is_whole(place) else _install(npm, place)


def _install(npm: str, place: Path) -> Path | Unavailable:
    """Installs beside the place where it is looked for, and moves it there when it is whole."""
    shutil.rmtree(place, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as workshop:
        folder = Path(workshop) / "peers"
        folder.mkdir()
        for name in FILES:
            shutil.copyfile(HERE / name, folder / name)
        command = [npm, "install", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return Unavailable(f"npm install: {error}")
        if done.returncode != 0:
            return Unavailable(f"npm install: {' '.join(done.stderr.split())[-300:]}")
        folder.rename(place)
    return place


def _is_whole(place: Path) -> bool:
    """Whether what is installed was made from the present files: they are copied before npm runs."""
    return all(
        (place / name).is_file() and (place / name).read_bytes() == (HERE / name).read_bytes()
        for name in FILES
    )


@dataclass
class Peer:
    """The running server. `calls` are all requests so far with their answers, as the server printed them."""

    process: asyncio.subprocess.Process
    base: str
    session: ClientSession
    token: str
    calls: list[Mapping[str, Any]] = field(default_factory=list)

    @classmethod
    async def start(cls, folder: Path, session: ClientSession, token: str) -> Self:
        """Starts it and waits until it listens."""
        process = await asyncio.create_subprocess_exec(
            "node", "server.mjs", cwd=folder, stdout=asyncio.subprocess.PIPE, limit=2**20, env=_environment()
        )
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            port = json.loads(await process.stdout.readline())["port"]
        return cls(process, f"http://127.0.0.1:{port}", session, token)

    async def stop(self) -> None:
        """Ends it; its output is read to the end."""
        self.process.terminate()
        await self.process.communicate()

    async def until(self, holds: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
        """Reads requests until one fits; returns it."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := await self.process.stdout.readline():
                call: Mapping[str, Any] = json.loads(line)
                self.calls.append(call)
                if holds(call):
                    return call
        raise AssertionError(f"the server ended; it was asked for {[call['method'] for call in self.calls]}")

    async def person(self, method: str, body: Mapping[str, Any]) -> Any:
        """What a client does, by the server's own API: `sendMessage`, `sendCommand`, `sendCallback`…"""
        async with self.session.post(
            f"{self.base}/{method}", json={"botToken": self.token, **body}
        ) as answer:
            told = await answer.json()
        assert told["ok"], told
        return told["result"]


def _environment() -> dict[str, str]:
    """Without what would make node look elsewhere, or say more than it is asked."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("NODE_", "DEBUG"))}
