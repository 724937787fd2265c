"""The wheel holds all that the bot needs; constraints, container and example settings fit the project."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import yaml
from aiohttp import web

from bot.roles import ProcessRole, roles_of
from bot.settings import Settings
from bot.settings_source import setting_name
from tests.licences import constraints, required

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
QUESTION = "How many local groups are in the Engagierte Stadt network?"


def run(*command: str, cwd: Path = ROOT, **environment: str) -> str:
    """What a command that succeeds prints."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("STADTBOTE_")}
    done = subprocess.run(
        command, cwd=cwd, env=plain | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed by itself; its dependencies are those of the running environment."""
    folder = tmp_path_factory.mktemp("site")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, "--target", str(folder), str(wheel))
    return folder


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert packed == files
    for place in (
        r"locales/uk/LC_MESSAGES/stadtbote\.po",
        r"content/kaiserslautern/city\.yaml",
        r"content/kaiserslautern/[a-z-]+/de\.md",
        r"civic/answers/intents\.yaml",
        r"webchat/static/index\.html",
        r"storage/migrations/env\.py",
        r"storage/migrations/versions/r0001_\w+\.py",
    ):
        assert any(re.fullmatch(place, name) for name in packed), place


def test_every_layer_is_packed() -> None:
    layers = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert layers | {"content"} == set(PACKAGES)


def test_the_installed_wheel_answers_outside_of_the_repository(site: Path, tmp_path: Path) -> None:
    where = run(sys.executable, "-c", "import bot; print(bot.__file__)", cwd=tmp_path, PYTHONPATH=str(site))
    assert Path(where.strip()).is_relative_to(site)
    program = str(site / "bin" / "stadtbote")
    version = run(sys.executable, program, "--version", cwd=tmp_path, PYTHONPATH=str(site))
    assert version.strip() == PROJECT["project"]["version"]
    answer = run(
        sys.executable, program, "ask", "--language", "en", QUESTION, cwd=tmp_path, PYTHONPATH=str(site)
    )
    assert "112" in answer


def test_the_installed_wheel_makes_its_database_outside_of_the_repository(site: Path, tmp_path: Path) -> None:
    program = str(site / "bin" / "stadtbote")
    command = (sys.executable, program, "demo-data", "--if-empty")
    said = [run(*command, cwd=tmp_path, PYTHONPATH=str(site)) for _ in range(2)]
    added = [int(count) for line in said for count in re.findall(r"added (\d+) sample events", line)]
    assert added[0] > 0
    assert added[1:] == [0]
    assert (tmp_path / "data" / "stadtbote.db").exists()


def test_the_constraints_pin_what_is_installed() -> None:
    installed = required("stadtbote", {"", "dev"}) | required("hatchling", {""})
    del installed["stadtbote"]
    pinned = constraints()
    assert {name: pinned.get(name) for name in installed} == installed
    assert len(installed) > 60


def test_the_image_is_built_from_exactly_what_the_wheel_needs() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    assert allowed == {*PACKAGES, "pyproject.toml", "constraints.txt", "README.md", "LICENSE"}
    assert all((ROOT / name).exists() for name in allowed)


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
async def test_the_health_check_of_the_image_tells_how_the_bot_is(status: int, healthy: bool) -> None:
    found = re.search(r"HEALTHCHECK.*?CMD (\[.*?\])\n", (ROOT / "Dockerfile").read_text("utf-8"), re.S)
    assert found is not None
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        environment = os.environ | {
            "STADTBOTE_WEB_PORT": str(runner.addresses[0][1]),
            "http_proxy": "http://127.0.0.1:9",
        }
        program, *arguments = json.loads(found[1])
        assert program == "python"
        checking = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        code = await checking.wait()
    finally:
        await runner.cleanup()
    assert (code == 0, asked) == (healthy, ["/health/live"])


def test_compose_publishes_only_the_web_port_and_migrates_first() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["migrate"]["command"] == ["migrate"]
    running = [service for service in services.values() if service.get("command", [""])[0] == "run"]
    for service in running:
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert service["stop_grace_period"] == "20s"


def test_compose_leaves_no_role_out_and_gives_people_and_sending_a_spare_one() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    processes: Counter[ProcessRole] = Counter()
    for service in services.values():
        match service.get("command"):
            case ["run", "--roles", roles]:
                for role in roles_of(roles):
                    processes[role] += service.get("deploy", {}).get("replicas", 1)
    spare = {ProcessRole.WEB: 2, ProcessRole.TELEGRAM: 2, ProcessRole.DELIVER: 2}
    assert processes == {**spare, ProcessRole.CLOCK: 1}


def test_the_proxy_of_compose_is_trusted_and_asks_the_processes_for_people() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    (network,) = composed["networks"]["default"]["ipam"]["config"]
    web = composed["services"]["web"]["environment"]
    assert web["STADTBOTE_TRUSTED_PROXIES"] == network["subnet"]
    proxy = composed["configs"]["proxy"]["content"]
    assert f"server web:{web['STADTBOTE_WEB_PORT']} resolve" in proxy
    assert re.findall(r"(?<!\$)\$\w", proxy) == []  # compose reads a single one as a setting of its own
    assert "non_idempotent" not in proxy


def test_the_example_settings_exist() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    composed = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    names = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.M))
    known = {setting_name(field) for field in Settings.model_fields}
    assert names - known == set(re.findall(r"\$\{([A-Z_]+)", composed))
    assert "STADTBOTE_CONTROLLER" in names
