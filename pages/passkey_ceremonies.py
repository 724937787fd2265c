"""WebAuthn, by which passkeys are made and used: what a device is asked for, and what it signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from civic.passkeys import CHALLENGE_LASTS, Passkey

_NAME = "Stadtbote"
_MILLISECONDS = int(CHALLENGE_LASTS.total_seconds() * 1000)
# What the library says of made-up answers, and what it meets in them.
_WRONG = (WebAuthnException, LookupError, TypeError, ValueError)
_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Ceremonies:
    """They hold for one address: a key for it is of no use to any other, so it cannot be phished."""

    public_url: str

    @property
    def host(self) -> str:
        """The name that keys are made for."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def origin(self) -> str:
        """What browsers call our pages."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}".lower()

    def to_make_one(self, challenge: bytes, owner: int, label: str, known: Sequence[Passkey]) -> str:
        """What a device needs to make a key, as JSON. It asks for finger, face or PIN."""
        options = webauthn.generate_registration_options(
            rp_id=self.host,
            rp_name=_NAME,
            user_name=label,
            user_id=sha256(f"{self.host} {owner}".encode()).digest(),
            challenge=challenge,
            timeout=_MILLISECONDS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
        )
        return webauthn.options_to_json(options)

    def to_sign(self, challenge: bytes) -> str:
        """What a device needs to sign with whichever key it has for us, as JSON."""
        options = webauthn.generate_authentication_options(
            rp_id=self.host, challenge=challenge, timeout=_MILLISECONDS, user_verification=_VERIFIED
        )
        return webauthn.options_to_json(options)

    def made(self, credential: str, challenge: bytes) -> Passkey | None:
        """The new key, of nobody yet; None where anything about it is wrong."""
        try:
            found = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                require_user_verification=True,
            )
        except _WRONG:
            return None
        never = datetime.min.replace(tzinfo=UTC)
        return Passkey(0, 0, found.credential_id, found.credential_public_key, found.sign_count, never)

    def signed(self, credential: str, challenge: bytes, passkey: Passkey) -> int | None:
        """How often the key has signed now; None where it did not sign this."""
        try:
            found = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except _WRONG:
            return None
        return found.new_sign_count


def read_id(text: str) -> bytes:
    """The name of a key as browsers write it; nothing where it is none."""
    try:
        return base64url_to_bytes(text)
    except ValueError:
        return b""
