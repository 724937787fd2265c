"""The chat page for everybody: each of its states in each way of looking at it, as axe-core sees it."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.axe import violations
from tests.browser.looks import PageAt, faults_of
from tests.browser.scripted import ScriptedServer
from tests.browser.states import MODES, MODES_OF, Mode, states

pytestmark = pytest.mark.browser

REPORT = Path(__file__).parents[2] / "build" / "axe.md"
MOVING = "document.getAnimations().filter((one) => one.playState === 'running').length"


async def found_in(page: Page, mode: Mode, language: str) -> list[str]:
    """What is wrong with the page in this mode."""
    await mode.take_on(page)
    moving = mode.motion == "reduce" and await page.evaluate(MOVING)
    faults = await faults_of(page, "rtl" if language == "ar" else "ltr")
    return [*await violations(page), *faults, *(["it moves"] if moving else [])]


def report(found: dict[tuple[str, str], dict[str, list[str]]]) -> str:
    """A table: states by modes, with the number of findings."""

    def count(by_mode: dict[str, list[str]], name: str) -> str:
        return str(len(by_mode[name])) if name in by_mode else "–"

    names = [mode.name for mode in MODES]
    head = [f"| state | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    rows = [
        f"| {state} ({language}) | {' | '.join(count(by_mode, name) for name in names)} |"
        for (language, state), by_mode in found.items()
    ]
    return "\n".join(["Findings of axe-core and of the checks of layout", "", *head, *rows, ""])


async def test_no_state_has_a_fault_in_any_mode(page_at: PageAt, scripted: ScriptedServer) -> None:
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for language, modes in MODES_OF.items():
        scripted.begin_anew()
        async with page_at(locale=language) as page:
            async for state in states(page, scripted, language):
                found[language, state] = {mode.name: await found_in(page, mode, language) for mode in modes}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report(found), encoding="utf-8")
    wrong = {(*key, mode): one for key, by in found.items() for mode, one in by.items() if one}
    assert wrong == {}
