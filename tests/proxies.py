"""The reverse proxies of `deploy/` on this machine: the examples with other ports and a certificate."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
CERTIFICATE = ROOT / "tests" / "bot" / "localhost.pem"
NAME = "bot.city.example"
AT_MOST = 20.0


@dataclass(frozen=True)
class Place:
    """The ports on this machine of a proxy's HTTPS and HTTP, and of the bot."""

    https: int
    http: int
    bot: int


@dataclass(frozen=True)
class Running:
    """A proxy that answers; `said` is all that it has written down so far."""

    place: Place
    folder: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.place.https}"

    @property
    def plain_url(self) -> str:
        return f"http://localhost:{self.place.http}"

    @property
    def said(self) -> str:
        return "".join(log.read_text("utf-8", "replace") for log in self.folder.glob("*.log"))


def free_port() -> int:
    """A port that nobody has at the moment."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _nginx(place: Place, folder: Path) -> list[str]:
    """Writes the example, for one process with all of its files in the folder; returns the command."""
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{place.https} ssl",
        "listen 80": f"listen 127.0.0.1:{place.http}",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(CERTIFICATE),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(CERTIFICATE),
        "/var/log/nginx": str(folder),
        f"https://{NAME}$": f"https://localhost:{place.https}$",
        "127.0.0.1:8080": f"127.0.0.1:{place.bot}",
        f"server_name {NAME}": "server_name localhost",
    }
    (folder / "site.conf").write_text(_changed("nginx.conf", changes), "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr error;"
        f" events {{}} http {{ {places} include {folder}/site.conf; }}",
        "utf-8",
    )
    return ["-p", str(folder), "-c", str(folder / "nginx.conf")]


def _caddy(place: Place, folder: Path) -> list[str]:
    """Writes the example, without an authority of its own and a port for administration."""
    own = ("admin off", "skip_install_trust", f"storage file_system {folder}", "default_bind 127.0.0.1")
    settings = "\n\t".join((*own, f"http_port {place.http}", f"https_port {place.https}"))
    changes = {
        "\n{\n": f"\n{{\n\t{settings}\n",
        f"\n{NAME} {{": f"\nlocalhost {{\n\ttls {CERTIFICATE} {CERTIFICATE}",
        "127.0.0.1:8080": f"127.0.0.1:{place.bot}",
    }
    (folder / "Caddyfile").write_text(_changed("Caddyfile", changes), "utf-8")
    return ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


PROXIES: dict[str, Callable[[Place, Path], list[str]]] = {"nginx": _nginx, "caddy": _caddy}


@asynccontextmanager
async def proxy_at(name: str, url: str, bot: int, folder: Path) -> AsyncIterator[Running]:
    """A proxy with its example from `deploy/`, at an address on this machine, before a bot at a port."""
    running = Running(Place(urlsplit(url).port or 443, free_port(), bot), folder)
    command = [program(name), *PROXIES[name](running.place, folder)]
    with (folder / "printed.log").open("wb") as printed:
        process = await asyncio.create_subprocess_exec(
            *command, env={"HOME": str(folder)}, stdout=printed, stderr=printed
        )
    try:
        async with asyncio.timeout(AT_MOST):
            while not await _answers(running.place.https):
                assert process.returncode is None, running.said
                await asyncio.sleep(0.05)
        yield running
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def program(name: str) -> str:
    """The path of an installed program; the test is skipped where there is none."""
    found = shutil.which(name, path=":".join(("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin")))
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: apt-get install --no-install-recommends {name})")
    return found


def _changed(example: str, changes: dict[str, str]) -> str:
    """An example with changes, each of which must be possible."""
    text = (ROOT / "deploy" / example).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
