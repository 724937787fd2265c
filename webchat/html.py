"""Telegram's HTML subset: marked-up text to plain text and entities, refused with Telegram's own words.

Grammar and messages follow the open Bot API server (tdlib, `parse_html`); offsets in them count UTF-8 bytes.
"""

import re
from dataclasses import dataclass, field

from telegram import MessageEntity
from telegram.constants import MessageEntityType

from webchat.links import checked_link

SPACE = frozenset(b" \t\r\n\v\f\0")  # as in tdlib the end of the text counts as a space, too
LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
NAME_TOKEN = LETTERS | frozenset(b"0123456789.-")
PLAIN = re.compile(rb"[^<&\0]+")
REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}

TYPES = {
    "b": MessageEntityType.BOLD,
    "strong": MessageEntityType.BOLD,
    "i": MessageEntityType.ITALIC,
    "em": MessageEntityType.ITALIC,
    "s": MessageEntityType.STRIKETHROUGH,
    "strike": MessageEntityType.STRIKETHROUGH,
    "del": MessageEntityType.STRIKETHROUGH,
    "u": MessageEntityType.UNDERLINE,
    "ins": MessageEntityType.UNDERLINE,
    "tg-spoiler": MessageEntityType.SPOILER,
    "span": MessageEntityType.SPOILER,
    "tg-emoji": MessageEntityType.CUSTOM_EMOJI,
    "a": MessageEntityType.TEXT_LINK,
    "pre": MessageEntityType.PRE,
    "code": MessageEntityType.CODE,
    "blockquote": MessageEntityType.BLOCKQUOTE,
}


class HtmlError(ValueError):
    """The text is not in Telegram's HTML; the message is Telegram's reason."""


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    argument: str
    offset: int  # UTF-16 units of text before it
    length: int  # characters of text before it


@dataclass(slots=True)
class _Parser:
    data: bytes  # the UTF-8 text and one NUL, which every loop below stops at
    at: int = 0
    text: list[str] = field(default_factory=list)
    utf16: int = 0
    open: list[_Tag] = field(default_factory=list)
    closed: list[tuple[MessageEntity, str]] = field(default_factory=list)  # with the argument of the tag

    def run(self) -> None:
        end = len(self.data) - 1
        while self.at < end:
            if plain := PLAIN.match(self.data, self.at):
                self.at = plain.end()
                self.write(plain[0].decode())
            elif self.data[self.at] == ord("&"):
                self.write(self.reference() or self.take())
            elif self.data[self.at + 1] == ord("/"):
                self.end_tag()
            else:
                self.start_tag()
        if self.open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')

    def write(self, text: str) -> None:
        self.text.append(text)
        self.utf16 += len(text.encode("utf-16-le", "surrogatepass")) // 2

    def take(self) -> str:
        self.at += 1
        return chr(self.data[self.at - 1])

    def skip_spaces(self) -> None:
        while self.data[self.at] in SPACE and self.data[self.at] != 0:
            self.at += 1

    def reference(self) -> str:
        """The character of a reference like `&lt;` or `&#228;`; "" if this `&` is only an ampersand."""
        match = REFERENCE.match(self.data, self.at)
        assert match is not None  # a lone "&" matches, too
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            found = NAMED.get(name, "")
        else:
            digits = match[0].rstrip(b";")
            code = int(hexadecimal or b"0", 16) if hexadecimal is not None else int(decimal[:9] or b"0")
            found = chr(code) if 0 < code < 0x10FFFF and len(digits) < 10 else ""
        if found:
            self.at = match.end()
        return found

    def start_tag(self) -> None:
        begin = self.at
        self.at += 1
        while self.data[self.at] not in SPACE and self.data[self.at] != ord(">"):
            self.at += 1
        if self.data[self.at] == 0:
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        name = self.data[begin + 1 : self.at].decode(errors="replace").lower()
        if name not in TYPES:
            raise HtmlError(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = self.attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Tag(name, argument, self.utf16, sum(map(len, self.text))))

    def attributes(self, tag: str, begin: int) -> str:
        """Read up to and with the `>`; returns the one attribute that means something for this tag."""
        argument = ""
        while True:
            self.skip_spaces()
            if self.data[self.at] == ord(">"):
                self.at += 1
                return argument
            name, value = self.attribute(tag, begin)
            match tag, name:
                case ("a", "href") | ("tg-emoji", "emoji-id"):
                    argument = value
                case ("code", "class") if value.startswith("language-"):
                    argument = value.removeprefix("language-")
                case ("span", "class") if value.startswith("tg-"):
                    argument = value.removeprefix("tg-")
                case ("blockquote", "expandable"):
                    argument = "1"

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        start = self.at
        while self.data[self.at] not in SPACE and self.data[self.at] not in b"=>/\"'":
            self.at += 1
        name = self.data[start : self.at].decode(errors="replace")
        if not name and self.data[self.at] != 0:
            raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self.skip_spaces()
        value = ""
        if self.data[self.at] == ord("="):
            self.at += 1
            self.skip_spaces()
            if self.data[self.at] != 0:
                value = self.attribute_value()
                if self.data[self.at] == 0:
                    raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        if self.data[self.at] == 0:
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        return name, value

    def attribute_value(self) -> str:
        start = self.at
        if self.data[start] not in b"\"'":
            while self.data[self.at] in NAME_TOKEN:
                self.at += 1
            if self.data[self.at] not in SPACE and self.data[self.at] != ord(">"):
                raise HtmlError(f"Unexpected end of name token at byte offset {start}")
            return self.data[start : self.at].decode().lower()
        quote = self.data[start]
        self.at += 1
        value = bytearray()
        while self.data[self.at] not in (quote, 0):
            found = self.reference() if self.data[self.at] == ord("&") else ""
            if found:
                value += found.encode(errors="replace")
            else:
                value.append(self.data[self.at])
                self.at += 1
        if self.data[self.at] == quote:
            self.at += 1
        return value.decode(errors="replace")

    def end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise HtmlError(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        while self.data[self.at] not in SPACE and self.data[self.at] != ord(">"):
            self.at += 1
        name = self.data[begin + 2 : self.at].decode(errors="replace").lower()
        self.skip_spaces()
        if self.data[self.at] != ord(">"):
            raise HtmlError(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag = self.open.pop()
        if name not in ("", tag.name):
            raise HtmlError(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.utf16 > tag.offset:
            self.close(tag)

    def close(self, tag: _Tag) -> None:
        kind, offset, length = TYPES[tag.name], tag.offset, self.utf16 - tag.offset
        match tag.name:
            case "a":
                link = checked_link(tag.argument or "".join(self.text)[tag.length :])
                if link:
                    self.closed.append((MessageEntity(kind, offset, length, url=link), ""))
            case "tg-emoji":
                if not re.fullmatch(r"[1-9][0-9]{0,18}", tag.argument):
                    raise HtmlError("Invalid custom emoji identifier specified")
                emoji = MessageEntity(kind, offset, length, custom_emoji_id=tag.argument)
                self.closed.append((emoji, ""))
            case "blockquote" if tag.argument:
                kind = MessageEntityType.EXPANDABLE_BLOCKQUOTE
                self.closed.append((MessageEntity(kind, offset, length), ""))
            case "pre" | "code":
                self.close_code(tag, kind, length)
            case _:
                self.closed.append((MessageEntity(kind, offset, length), ""))

    def close_code(self, tag: _Tag, kind: MessageEntityType, length: int) -> None:
        """`<pre><code class="language-x">` in either order is one block with a language."""
        if self.closed:
            inner, argument = self.closed[-1]
            language = argument if tag.name == "pre" else tag.argument
            other = MessageEntityType.CODE if tag.name == "pre" else MessageEntityType.PRE
            if language and (inner.type, inner.offset, inner.length) == (other, tag.offset, length):
                block = MessageEntity(MessageEntityType.PRE, tag.offset, length, language=language)
                self.closed[-1] = (block, "")
                return
        self.closed.append((MessageEntity(kind, tag.offset, length), tag.argument))


def parse_html(marked_up: str) -> tuple[str, list[MessageEntity]]:
    """Plain text and entities (offsets in UTF-16 units, outer before inner) of Telegram's HTML.

    Raises HtmlError with Telegram's reason. The text must not contain NUL.
    """
    parser = _Parser(marked_up.encode(errors="replace") + b"\0")
    parser.run()
    text = "".join(parser.text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        # Two halves of a pair written as two references are one character.
        try:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from None
    entities = [entity for entity, _ in parser.closed]
    return text, sorted(entities, key=lambda entity: (entity.offset, -entity.length))
