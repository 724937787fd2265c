"""What is left of a picture: its pixels, upright and small; and what is no picture at all."""

import io

import pytest
from PIL import Image, ImageCms

from civic.pictures import PICTURE_LIMIT, BadPicture, Picture
from handlers.picture_cleaning import LONGEST_SIDE, cleaned_picture
from tests.pictures import AUTHOR, PLACE, a_bomb, a_moving_picture, a_phones_picture, picture

Pixel = tuple[int, ...] | float | None


def opened(found: Picture | BadPicture) -> Image.Image:
    assert isinstance(found, Picture)
    image = Image.open(io.BytesIO(found.content))
    assert (image.format, image.size) == ("JPEG", (found.width, found.height))
    return image


def is_near(pixel: Pixel, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_author_are_gone_and_it_stands_upright(kind: str) -> None:
    before = a_phones_picture(kind)
    assert AUTHOR.encode() in before
    found = cleaned_picture(before)
    image = opened(found)
    assert isinstance(found, Picture)
    assert AUTHOR.encode() not in found.content
    assert PLACE not in found.content
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert image.size == (300, 400)
    assert is_near(image.getpixel((150, 20)), (255, 0, 0))
    assert is_near(image.getpixel((150, 380)), (0, 128, 0))


def test_a_large_picture_becomes_small() -> None:
    assert opened(cleaned_picture(picture(4000, 3000))).size == (LONGEST_SIDE, 960)


def test_what_is_behind_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert is_near(opened(cleaned_picture(out.getvalue())).getpixel((5, 5)), (255, 255, 255))


def test_the_colours_of_a_profile_are_kept_without_it() -> None:
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (40, 40), "teal").save(out, "JPEG", icc_profile=profile)
    image = opened(cleaned_picture(out.getvalue()))
    assert "icc_profile" not in image.info
    assert is_near(image.getpixel((5, 5)), (0, 128, 128))


def test_a_broken_profile_is_only_left_out() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(out, "JPEG", icc_profile=b"nonsense" * 20)
    assert "icc_profile" not in opened(cleaned_picture(out.getvalue())).info


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff" * (PICTURE_LIMIT + 1), BadPicture.TOO_BIG),
        (b"", BadPicture.NO_PICTURE),
        (b"MZ this is a program", BadPicture.NO_PICTURE),
        (picture()[:200], BadPicture.NO_PICTURE),
        (picture(kind="GIF"), BadPicture.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", BadPicture.NO_PICTURE),
        (a_moving_picture(), BadPicture.MOVING),
        (a_bomb(), BadPicture.TOO_MANY_PIXELS),
        (a_bomb(7000, 5000), BadPicture.NO_PICTURE),
        (picture(2100, 100), BadPicture.TOO_NARROW),
    ],
    ids=["11 MB", "empty", "program", "cut off", "GIF", "SVG", "moving", "bomb", "lies", "narrow"],
)
def test_what_is_refused(content: bytes, why: BadPicture) -> None:
    assert cleaned_picture(content) is why
