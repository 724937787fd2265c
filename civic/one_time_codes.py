"""Codes of six digits from an app that shares a secret with us and knows the time (TOTP, RFC 6238)."""

import base64
import hmac
import re
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
SKEW = 1
"""Steps by which the clock of a phone may be wrong, either way."""
_CODE = re.compile(rf"\d{{{DIGITS}}}")


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def typed_secret(secret: bytes) -> str:
    """As people type it into their app: groups of four letters and digits."""
    return " ".join(re.findall("....", base64.b32encode(secret).decode()))


def app_address(secret: bytes, account: str, issuer: str) -> str:
    """What the picture says to an app: `otpauth://totp/…`."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def read_digits(text: str) -> str | None:
    """A code as somebody typed it, with spaces or digits of another script; None where it is no such code."""
    digits = re.sub(r"\s", "", text)
    return str(int(digits)).zfill(DIGITS) if _CODE.fullmatch(digits) else None


def code_at(secret: bytes, now: datetime) -> str:
    """What the app shows at an instant."""
    return _totp(secret).generate(int(now.timestamp())).decode()


def step_of(secret: bytes, digits: str, now: datetime) -> int | None:
    """The step (of 30 seconds since 1970) that a code is of, if it is close to now; else None."""
    present = int(now.timestamp()) // STEP_SECONDS
    hotp = HOTP(secret, DIGITS, SHA1())  # noqa: S303 - what apps understand; RFC 6238 keeps it for HMAC
    for step in range(present - SKEW, present + SKEW + 1):
        if hmac.compare_digest(hotp.generate(step), digits.encode()):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - as above
