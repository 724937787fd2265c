"""The texts of a poster, before they are laid out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """What is said in one language; `invitation` stands beside the QR code."""

    heading: str
    lines: tuple[str, ...]
    invitation: str
    language: str
    rtl: bool = False


@dataclass(frozen=True)
class Poster:
    """`code` is what the QR code holds, `address` the same as people type it."""

    blocks: tuple[Block, ...]
    code: str
    address: str
    contact: tuple[str, ...] = ()
    above: str = ""
