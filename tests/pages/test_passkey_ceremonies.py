"""What devices say they made: whatever a stranger makes up is a wrong answer, never a broken page."""

import json
from collections.abc import Mapping
from hashlib import sha256

import cbor2
import pytest
from webauthn.helpers import bytes_to_base64url

from pages.passkey_ceremonies import Ceremonies

CEREMONIES = Ceremonies("https://chat.example")
CHALLENGE = bytes(range(32))
NAME = b"a key"
POINT = bytes(32)
GOOD: Mapping[object, object] = {1: 2, 3: -7, -1: 1, -2: POINT, -3: POINT}


def credential(key: object, format_: str = "none", statement: Mapping[str, object] | None = None) -> str:
    """What a browser sends of a new key."""
    present_verified_and_attested = bytes([0x45])
    host = sha256(CEREMONIES.host.encode()).digest()
    data = host + present_verified_and_attested + bytes(4 + 16) + len(NAME).to_bytes(2, "big") + NAME
    made = {"fmt": format_, "attStmt": statement or {}, "authData": data + cbor2.dumps(key)}
    client = {
        "type": "webauthn.create",
        "challenge": bytes_to_base64url(CHALLENGE),
        "origin": CEREMONIES.origin,
    }
    name = bytes_to_base64url(NAME)
    response = {
        "clientDataJSON": bytes_to_base64url(json.dumps(client).encode()),
        "attestationObject": bytes_to_base64url(cbor2.dumps(made)),
    }
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def test_a_good_key_is_taken() -> None:
    made = CEREMONIES.made(credential(GOOD), CHALLENGE)
    assert made is not None
    assert made.credential_id == NAME


@pytest.mark.parametrize(
    "key",
    [{}, {1: 2}, {1: 2, 3: -7, -1: 1, -2: POINT}, [], [1], 5, None, "a", {**GOOD, 1: 9}, {**GOOD, 3: [1]}],
)
def test_a_made_up_key_is_none(key: object) -> None:
    assert CEREMONIES.made(credential(key), CHALLENGE) is None


@pytest.mark.parametrize("x5c", [5, [], [b"x"], "x", {}])
def test_a_made_up_attestation_is_none(x5c: object) -> None:
    made_up = credential(GOOD, "fido-u2f", {"x5c": x5c, "sig": b"x"})
    assert CEREMONIES.made(made_up, CHALLENGE) is None
