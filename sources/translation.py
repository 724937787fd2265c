"""Drafts of translations by a server with LibreTranslate's HTTP interface (POST /translate)."""

import json
import logging
import ssl
from pathlib import Path
from typing import Any

import httpx

from civic.translations import Draft, NoDraft

log = logging.getLogger(__name__)
TIMEOUT = 15.0
# An answer is at most 4000 characters; whatever is much longer is no translation of it.
MOST_BYTES = 200_000


class LibreTranslate:
    """Implements `civic.translations.Translator`. One connection per text: there are few of them a day."""

    def __init__(
        self, url: str, key: str = "", ca_bundle: Path | None = None, timeout: float = TIMEOUT
    ) -> None:
        self._url = f"{url}/translate"
        self._key = key
        self._tls = ssl.create_default_context(cafile=ca_bundle) if ca_bundle else True
        self._timeout = timeout

    async def translate(self, text: str, source: str, target: str) -> Draft | NoDraft:
        """The text in another language; never raises for what the server does."""
        asked = {"q": text, "source": _code(source), "target": _code(target), "format": "text"}
        if self._key:
            asked["api_key"] = self._key
        try:
            found = await self._post(asked)
        except httpx.HTTPError as failure:
            found = NoDraft(type(failure).__name__)
        if isinstance(found, NoDraft):
            # Neither the text nor the server's words, which may repeat it.
            log.warning("the translation server gave no draft: %s", found.why)
        return found

    async def _post(self, asked: dict[str, str]) -> Draft | NoDraft:
        async with (
            httpx.AsyncClient(verify=self._tls, timeout=self._timeout) as client,
            client.stream("POST", self._url, json=asked) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                return NoDraft(f"status {answer.status_code}")
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    return NoDraft("too long")
        return _read(body)


def _read(body: bytes) -> Draft | NoDraft:
    try:
        found: Any = json.loads(body)
    except ValueError:
        return NoDraft("not JSON")
    text = found.get("translatedText") if isinstance(found, dict) else None
    if not isinstance(text, str) or not text.strip():
        return NoDraft("no text")
    return Draft(text)


def _code(language: str) -> str:
    """`de-simple` is German to a translation server."""
    return language.partition("-")[0].partition("_")[0]
