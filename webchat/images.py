"""Size and kind of a picture, read from its first bytes."""

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that every browser shows; width and height in pixels."""

    mime: str
    width: int
    height: int


def measure(content: bytes) -> Picture | None:
    """The picture in a PNG, JPEG or GIF file; None if it is nothing of that kind."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
            return _sized("image/png", *struct.unpack(">II", content[16:24]))
        if content.startswith((b"GIF87a", b"GIF89a")):
            return _sized("image/gif", *struct.unpack("<HH", content[6:10]))
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
    except struct.error:
        return None  # cut off
    return None


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while content[at : at + 1] == b"\xff":
        marker, length = struct.unpack(">BH", content[at + 1 : at + 4])
        # C0–CF are start-of-frame markers, but for C4, C8 and CC.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return _sized("image/jpeg", width, height)
        at += 2 + length
    return None


def _sized(mime: str, width: int, height: int) -> Picture | None:
    return Picture(mime, width, height) if width > 0 and height > 0 else None
