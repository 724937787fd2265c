"""Objects that the bot sent, read with python-telegram-bot; a field that it does not know is an error."""

from collections.abc import Iterator
from typing import TypeVar

from telegram import TelegramObject

from webchat.errors import bad_request

Parsed = TypeVar("Parsed", bound=TelegramObject)


def parse_object(kind: type[Parsed], value: object, what: str) -> Parsed:
    """`value` as that type; 400 `can't parse {what}` if it is malformed or has unknown fields."""
    if not isinstance(value, dict):
        raise bad_request(f"can't parse {what}")
    try:
        parsed = kind.de_json(value)
    except (TypeError, KeyError, AttributeError, ValueError, OverflowError, OSError):
        # de_json trusts its input; whatever it stumbles over, the input was not of this type.
        raise bad_request(f"can't parse {what}") from None
    unknown = sorted(unknown_fields(parsed))
    if unknown:
        raise bad_request(f"can't parse {what}: unknown field {unknown[0]}")
    return parsed


def parse_list(kind: type[Parsed], value: object, what: str) -> list[Parsed]:
    """Each of the array's objects; [] if there is no array."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request(f"can't parse {what}")
    return [parse_object(kind, item, what) for item in value]


def unknown_fields(value: object) -> Iterator[str]:
    """Names that a parsed object or anything inside it did not know."""
    match value:
        case TelegramObject():
            yield from value.api_kwargs
            for name in value.to_dict(recursive=False):
                # The attribute, since to_dict has already turned what is in lists into dictionaries.
                yield from unknown_fields(getattr(value, name, None))
        case tuple() | list():
            for item in value:
                yield from unknown_fields(item)
