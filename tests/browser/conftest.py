"""Fixtures of all tests that look at a page: `browser`, `page_at`, `shot`, and the `scripted` server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.browser import install, looks
from tests.browser.looks import ColourScheme, PageAt, Shot
from tests.browser.scripted import ScriptedServer

FLAGS = [
    "--no-sandbox",  # Chromium as root, as in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds; a busy machine answers late
expect.set_options(timeout=PATIENCE)
SEARCH = pytest.StashKey[install.Ready | install.Unavailable]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Install the browser before the first test, whose time limit is too short for it."""
    if session.config.option.collectonly or SEARCH in session.config.stash:
        return
    if any(item.get_closest_marker("browser") for item in session.items):
        session.config.stash[SEARCH] = install.ensure()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Nobody shall overlook that the pages were not tested."""
    match config.stash.get(SEARCH, None):
        case install.Unavailable(reason):
            terminalreporter.write_line(f"WARNING: the browser tests did not run: {reason}", red=True)


@pytest.fixture(scope="session")
async def browser(pytestconfig: pytest.Config) -> AsyncIterator[Browser]:
    """One headless Chromium for all tests; without one they are skipped, with a warning at the end."""
    found = pytestconfig.stash.get(SEARCH, None) or install.ensure()
    if isinstance(found, install.Unavailable):
        pytest.skip(f"no browser: {found.reason}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found.executable, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def page_at(browser: Browser) -> PageAt:
    """`async with page_at(width, height, locale, colour_scheme, touch=…, scripts=…) as page`: a new visitor.

    Leaving it fails on script errors and on anything that the content security policy refused.
    """

    @asynccontextmanager
    async def open_page(
        width: int = 1280,
        height: int = 800,
        locale: str = "de-DE",
        colour_scheme: ColourScheme = "light",
        *,
        touch: bool = False,
        scripts: bool = True,
    ) -> AsyncIterator[Page]:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme=colour_scheme,
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            has_touch=touch,
            is_mobile=touch,
            java_script_enabled=scripts,
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        errors: list[str] = []

        def on_console(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text:
                errors.append(message.text)

        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", on_console)
        try:
            yield page
        finally:
            await context.close()
        assert not errors, errors

    return open_page


@pytest.fixture
def shot() -> Shot:
    """`await shot(page, "name")`: keep a screenshot and assert that nothing is wrong with it."""
    return looks.shot


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedServer]:
    """A running server that speaks the page's protocol and does what the test says."""
    server = ScriptedServer()
    await server.start()
    yield server
    await server.stop()
