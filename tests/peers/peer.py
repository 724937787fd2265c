"""A Bot API server from npm, installed once into `build/`, started on loopback, asked over its own API."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import ClientSession

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / "build" / "peers"
FILES = ("package.json", ".npmrc", "server.mjs")
PACKAGE = "telegram-test-api"
INSTALL_SECONDS = 100
PATIENCE = 20.0


@dataclass(frozen=True)
class Unavailable:
    """There is no such server here, and why."""

    reason: str


def install() -> Path | Unavailable:
    """The folder with the installed server; asks npm only when the pinned version is not there yet."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return Unavailable("node and npm are not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, CACHE / name)
    if _installed() == _pinned():
        return CACHE
    command = [npm, "install", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            command, cwd=CACHE, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Unavailable(f"npm install: {error}")
    if done.returncode == 0 and _installed() == _pinned():
        return CACHE
    return Unavailable(f"npm install: {' '.join(done.stderr.split())[-300:]}")


def _pinned() -> str:
    return str(json.loads((HERE / "package.json").read_text())["dependencies"][PACKAGE])


def _installed() -> str | None:
    file = CACHE / "node_modules" / PACKAGE / "package.json"
    return str(json.loads(file.read_text())["version"]) if file.exists() else None


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
