"""What axe-core complains about on a page."""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, files

import pytest
from playwright.async_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# The rule about the size of targets is off by default.
RUN = """tags => axe.run({
  runOnly: tags,
  rules: {'target-size': {enabled: true}},
  resultTypes: ['violations'],
})"""


@cache
def script() -> str:
    """The library as one script; without the package that brings it the tests are skipped."""
    try:
        packaged = files("axe-playwright-python") or []
    except PackageNotFoundError:
        pytest.skip("axe-playwright-python, which brings axe-core, is not installed")
    return next(path for path in packaged if path.name == "axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page, tags: Sequence[str] = TAGS) -> list[str]:
    """Every breach of WCAG 2.2 AA that a machine can find, best practices included."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(script())
    report = await page.evaluate(RUN, list(tags))
    return [
        f"{violation['id']}: {node['html']} ({node['failureSummary']})"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]
