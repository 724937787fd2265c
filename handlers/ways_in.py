"""What somebody says or taps to open the staff's work area in the web chat."""

import re

# A code alone is enough where somebody forgets the command.
CODE = r"\s*[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}\s*"
DIGITS = r"\s*\d{3}\s?\d{3}\s*"
_SAID = re.compile(rf"{CODE}|{DIGITS}|/(login|anmelden)\b.*", re.IGNORECASE | re.DOTALL)
# The buttons under an invitation and under a login link.
JOIN, LOGIN_LINK = "join", "login_link"
_TAPPED = (f"{JOIN}:", f"{LOGIN_LINK}:")


def may_open(said: str) -> bool:
    """Whether these words, or the data of a tap, may open the work area; more of them than do."""
    return said.startswith(_TAPPED) or _SAID.fullmatch(said) is not None
