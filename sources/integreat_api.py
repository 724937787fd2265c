"""Integreat's content API v3 over HTTP, at an address that only operators set."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import httpx

from sources.fetching import body_of
from sources.integreat import PageList, page_list
from sources.reading import SourceFault

_TIMEOUT = httpx.Timeout(30, connect=10)
_REDIRECTS = 5


async def fetch(
    base: str,
    region: str,
    offered: Collection[str],
    transport: httpx.AsyncBaseTransport | None = None,
) -> list[PageList]:
    """The pages of a region in each language that it has and the bot speaks. SourceFault with the address
    where an answer fails, is no list of pages, or does not come."""
    async with _client(transport) as client:
        languages = await _languages(client, f"{base}/api/v3/{region}/languages/")
        lists = []
        for language in sorted(languages & set(offered)):
            address = f"{base}/api/v3/{region}/{language}/pages/"
            text = await body_of(client, address)
            # Reading hundreds of pages takes a second, in which the running bot has people to answer.
            lists.append(await asyncio.to_thread(page_list, text, address, region))
        return lists


@asynccontextmanager
async def _client(transport: httpx.AsyncBaseTransport | None) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        timeout=_TIMEOUT,
        follow_redirects=True,
        max_redirects=_REDIRECTS,
        headers={"Accept": "application/json"},
        transport=transport,
    ) as client:
        yield client


async def _languages(client: httpx.AsyncClient, address: str) -> set[str]:
    try:
        raw = json.loads(await body_of(client, address))
    except (ValueError, RecursionError) as fault:
        raise SourceFault(f"{address}: is no JSON") from fault
    codes = [item.get("code") for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
    found = {code for code in codes if isinstance(code, str)}
    if not found:
        raise SourceFault(f"{address}: is no list of languages")
    return found
