"""Parts of a page that a program writes, between two comments."""

from collections.abc import Iterable


def between(page: str, begin: str, end: str, lines: Iterable[str]) -> str:
    """The page with these lines between the comments; all else stays."""
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return "\n".join((before + begin, *lines, end + after))
