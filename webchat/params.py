"""The parameters of one Bot API call, read as Telegram reads them: from JSON, forms and uploads alike."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from webchat.errors import bad_request

INTEGER = re.compile(r"\s*([+-]?[0-9]{1,19})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    content: bytes


def read_json(text: str | bytes, what: str) -> object:
    """The JSON value, or 400 `can't parse {what}`; text that is no UTF-8 is refused, too."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        raise bad_request(f"can't parse {what}") from None
    return check_utf8(value)


def check_utf8(value: object) -> object:
    """Refuse lone surrogates anywhere: they can be neither stored nor sent."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return value


class Params:
    """Values by name, read leniently like Telegram: numbers and objects may be strings, null is absent."""

    def __init__(self, values: Mapping[str, object], files: Mapping[str, Upload] | None = None) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}
        self.files = files or {}

    def string(self, name: str) -> str:
        """The text, "" if absent."""
        match self.values.get(name, ""):
            case str() as text:
                return text
            case bool() as flag:
                return "true" if flag else "false"
            case int() | float() as number:
                return str(number)
            case _:
                raise bad_request(f'parameter "{name}" must be a string')

    def integer(self, name: str) -> int | None:
        """The number, None if absent; 400 if it is none or has more than 64 bits."""
        text = self.string(name)
        if not text:
            return None
        match = INTEGER.fullmatch(text)
        number = int(match[1]) if match else 2**63
        if not -(2**63) <= number < 2**63:
            raise bad_request(f'can\'t parse parameter "{name}": expected a number')
        return number

    def flag(self, name: str) -> bool:
        """Telegram takes `true`, `yes` and `1` for yes, anything else for no."""
        return self.string(name).lower() in ("true", "yes", "1")

    def json(self, name: str, what: str) -> object:
        """The object or array, None if absent; `what` is named in the refusal."""
        value = self.values.get(name)
        if isinstance(value, str):
            return read_json(value, what) if value.strip() else None
        return value

    def upload(self, name: str) -> Upload | str:
        """The uploaded file, or the text that stands in its place ("" if absent)."""
        text = self.string(name)
        if text.startswith("attach://"):
            found = self.files.get(text.removeprefix("attach://"))
            if found is None:
                raise bad_request("invalid file HTTP URL specified: Unsupported URL protocol")
            return found
        return self.files.get(name, text)
