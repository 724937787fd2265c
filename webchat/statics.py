"""The files of the page, read and compressed once: a name that is none of theirs never reaches the disk.

Not by `web.FileResponse`: once it compresses, its answer "not modified" has a body of ten bytes, which a
browser takes for the beginning of the next answer on that connection.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from aiohttp import ETag, hdrs, web

from webchat.guard import Refusal

STATIC = Path(__file__).parent / "static"
# Not from the operating system, which names scripts as it likes.
MIME = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {hdrs.CACHE_CONTROL: "no-cache", hdrs.VARY: hdrs.ACCEPT_ENCODING}  # browsers ask each time


@dataclass(frozen=True, slots=True)
class _File:
    """`etag` is the same in every process and after every restart with the same content."""

    mime: str
    body: bytes
    compressed: bytes
    etag: ETag

    @classmethod
    def read(cls, path: Path) -> Self:
        body = path.read_bytes()
        # Weak: one tag for both, the plain and the compressed.
        etag = ETag(hashlib.sha256(body).hexdigest()[:32], is_weak=True)
        return cls(MIME[path.suffix], body, gzip.compress(body, mtime=0), etag)


class Statics:
    """All of them, at a few kilobytes each."""

    def __init__(self, folder: Path = STATIC) -> None:
        paths = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
        self._files = {path.name: _File.read(path) for path in paths}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The file by its name; 304 where the browser has it, 404 where it is none."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise Refusal(404, "not_found")
        if any(known.value in (file.etag.value, "*") for known in request.if_none_match or ()):
            response = web.Response(status=304, headers=HEADERS)
        elif "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "").lower():
            headers = {**HEADERS, hdrs.CONTENT_ENCODING: "gzip"}
            response = web.Response(body=file.compressed, content_type=file.mime, headers=headers)
        else:
            response = web.Response(body=file.body, content_type=file.mime, headers=HEADERS)
        response.etag = file.etag
        return response
