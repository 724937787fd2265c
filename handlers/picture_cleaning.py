"""What staff send becomes a small picture that holds nothing but its pixels: no place, no name, no time."""

import io

from PIL import Image, ImageCms, ImageOps

from civic.pictures import PICTURE_LIMIT, BadPicture, Picture

FORMATS = ("JPEG", "PNG", "WEBP")
# Checked here, before a pixel is unpacked; Pillow would only warn. A phone's pictures have up to 50 million.
MOST_PIXELS = 60_000_000
Image.MAX_IMAGE_PIXELS = None
# As Telegram has it for photos.
LONGEST_RATIO = 20
LONGEST_SIDE, QUALITY = 1280, 85


def cleaned_picture(content: bytes) -> Picture | BadPicture:
    """A JPEG picture of at most 1280 pixels a side, upright, in usual colours. Slow: for a thread."""
    if len(content) > PICTURE_LIMIT:
        return BadPicture.TOO_BIG
    try:
        # By what is in it, whatever its name says.
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            return _refusal(image) or _made(image)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError):
        # These are what Pillow raises for files that are cut off or forged.
        return BadPicture.NO_PICTURE


def _refusal(image: Image.Image) -> BadPicture | None:
    if getattr(image, "n_frames", 1) > 1:
        return BadPicture.MOVING
    if image.width * image.height > MOST_PIXELS:
        return BadPicture.TOO_MANY_PIXELS
    if max(image.size) > LONGEST_RATIO * min(image.size):
        return BadPicture.TOO_NARROW
    return None


def _made(image: Image.Image) -> Picture:
    # JPEG is unpacked at a fraction of its size where that is enough.
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    plain = _on_white(_usual_colours(upright))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new image from the pixels alone: whatever else was read stays behind.
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), "image/jpeg", *bare.size)


def _usual_colours(image: Image.Image) -> Image.Image:
    """In sRGB, since the profile of the camera is removed; unchanged where that is none or broken."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG cannot be seen through."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    above = image.convert("RGBA")
    white = Image.new("RGB", above.size, "white")
    white.paste(above, mask=above.getchannel("A"))
    return white
