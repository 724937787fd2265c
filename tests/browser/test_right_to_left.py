"""Every view in Arabic and Persian in the chat page: bubbles run from right to left, nothing sticks out."""

import pytest

from storage.unit_of_work import SqlUnitOfWork
from tests.browser.looks import PageAt
from tests.browser.rtl_sheets import LANGUAGES, PHONE, cards, shown
from tests.browser.scripted import ScriptedServer
from tests.fakes import FakeClock
from tests.handlers.test_views import begins_right, city_services

pytestmark = pytest.mark.browser

FAULTS = """() => [...document.querySelectorAll('#messages > .message')].flatMap((item) => {
  const bubble = item.querySelector('.bubble');
  const found = [];
  const edge = bubble.getBoundingClientRect();
  for (const node of bubble.querySelectorAll('*')) {
    if (node.closest('pre, svg, .unseen, [hidden]')) continue;
    const { left, right, width } = node.getBoundingClientRect();
    if (width > 0 && (left < edge.left - 1 || right > edge.right + 1)) found.push('sticks out');
  }
  if (getComputedStyle(bubble).direction !== 'rtl') found.push('ltr');
  return found.map((fault) => [Number(item.dataset.id), fault]);
})"""


async def test_every_bubble_runs_from_right_to_left_and_holds_its_text(
    page_at: PageAt, scripted: ScriptedServer, sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    services = city_services(sqlite_uow, clock)
    for code in LANGUAGES:
        drawn = cards(services, code, 1)
        async with page_at(PHONE, 844, code) as page:
            await shown(page, scripted, code, drawn)
            faults = [(drawn[number - 1], fault) for number, fault in await page.evaluate(FAULTS)]
        # A text that exists only in German keeps its own direction.
        own = [one for one in faults if one[1] != "ltr" or begins_right(str(one[0].message["text"]))]
        assert [(card.name, fault, card.screen.text) for card, fault in own] == []
