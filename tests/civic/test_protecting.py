"""Names leave a text before a server translates it and come back; what does not come back is named."""

from dataclasses import dataclass

import pytest

from civic.glossary import Glossary, Term
from civic.protecting import ProtectingTranslator
from civic.translations import Draft, NoDraft

NAMES = Glossary((Term("Alte Eintracht"), Term("Kaiserslautern", (), {"uk": ("Кайзерслаутерн",)})))


@dataclass
class Server:
    """Answers with what it was asked, changed in one way."""

    old: str = ""
    new: str = ""
    asked: str = ""

    async def translate(self, text: str, source: str, target: str) -> Draft | NoDraft:
        self.asked = text
        return Draft(f"[{target}] {text.replace(self.old, self.new) if self.old else text}")


async def translated(server: Server, text: str, target: str = "en") -> Draft:
    found = await ProtectingTranslator(server, NAMES).translate(text, "de", target)
    assert isinstance(found, Draft)
    return found


async def test_the_server_never_sees_a_name() -> None:
    server = Server()
    text = "In der Alte Eintracht, Kaiserslautern: {time}, https://kl.example/a?b=1, info@kl.example"
    draft = await translated(server, text, "uk")
    assert server.asked == "In der ZX0QZ, ZX1QZ: ZX2QZ, ZX3QZ, ZX4QZ"
    assert draft == Draft(f"[uk] {text.replace('Kaiserslautern', 'Кайзерслаутерн')}")


@pytest.mark.parametrize("changed", ["zx0qz", "ZX 0 QZ", "Zx0Qz"])
async def test_tokens_are_recognised_when_they_were_touched(changed: str) -> None:
    assert await translated(Server("ZX0QZ", changed), "Alte Eintracht") == Draft("[en] Alte Eintracht")


async def test_a_name_that_was_dropped_is_named() -> None:
    draft = await translated(Server("ZX1QZ", ""), "Alte Eintracht und Kaiserslautern")
    assert draft.lost == ("Kaiserslautern",)
    assert "Alte Eintracht" in draft.text
    assert "ZX" not in draft.text


async def test_a_token_that_nobody_gave_does_not_stay() -> None:
    assert (await translated(Server("ZX0QZ", "ZX0QZ ZX9QZ"), "Kaiserslautern")).text == "[en] Kaiserslautern "


async def test_somebody_who_writes_like_a_token_is_translated_as_before() -> None:
    text = "Code ZX0QZ in Kaiserslautern"
    assert await translated(Server(), text) == Draft(f"[en] {text}")


async def test_a_server_that_fails_gives_no_draft() -> None:
    class Broken:
        async def translate(self, text: str, source: str, target: str) -> Draft | NoDraft:
            return NoDraft("status 500")

    found = await ProtectingTranslator(Broken(), NAMES).translate("Alte Eintracht", "de", "en")
    assert found == NoDraft("status 500")
