"""Pictures for tests: with a place and a name in them, forged, moving, too large."""

import io
import struct
import zlib

from PIL import Image

PLACE, AUTHOR = b"49 26 N, 7 46 E", "Ada Lovelace"
_GPS, _ARTIST, _ORIENTATION, _PLACE = 0x8825, 0x013B, 0x0112, 0x001C


def picture(width: int = 60, height: int = 40, kind: str = "JPEG", colour: str = "navy") -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def a_phones_picture(kind: str = "JPEG") -> bytes:
    """Lying on its side, with the place where it was taken and by whom; upright, red is above green."""
    image = Image.new("RGB", (400, 300), "red")
    # The left half becomes the upper one when it is turned to the right.
    image.paste("green", (200, 0, 400, 300))
    exif = Image.Exif()
    exif[_ARTIST], exif[_ORIENTATION] = AUTHOR, 6
    exif.get_ifd(_GPS)[_PLACE] = PLACE
    out = io.BytesIO()
    image.save(out, kind, exif=exif, xmp=f"<x:xmpmeta>{AUTHOR}</x:xmpmeta>".encode())
    return out.getvalue()


def a_moving_picture() -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def a_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A small PNG file that says it has so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data
