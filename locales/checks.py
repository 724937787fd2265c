"""What is wrong with a catalogue, each fault with file, line and text."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from locales.catalogues import line_of, read_catalogue, sound_headers
from locales.templates import limit

SOURCE = "en"
# What a translation may share with the English text, word for word: names.
SAME_EVERYWHERE: frozenset[str] = frozenset()
LEFT_OVER = 3  # words from which on a text that is the English one has not been translated
_TAG = re.compile(r"<(/?)([a-z-]+)[^<>]*>")
_PLACEHOLDER = re.compile(r"\{\w*\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Names of commands, each as it is typed.
_COMMAND = re.compile(r"/\w{1,32}")
_COMMANDS = re.compile(r"/\w{1,32}( /\w{1,32})*")
_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def faults(path: Path, texts: Catalog) -> Iterator[str]:
    """Everything that keeps a catalogue from being released, as `file:line: what: text`.

    `texts` is the template. CatalogueFault where the file is no catalogue at all.
    """
    catalogue = read_catalogue(path)
    headers = sound_headers(path)
    yield from _wrong_plural_rule(path, catalogue, headers["X-Babel-Locale"])
    for name in ("X-Reviewed-By", "X-Reviewed-On"):
        if headers.get(name):
            # Reviewers are named by each city, and agree to that there.
            yield f"{path}:{line_of(path, name)}: no reviewer is named in the repository: {headers[name]}"
    for message in texts:
        if message.id and catalogue.get(message.id) is None:
            yield f"{path}:1: no entry for {_shown(message)}"
    for message in catalogue:
        own = texts.get(message.id) if message.id else None
        for what in _of_entry(message, own, path.parent.parent.name) if own is not None else []:
            yield f"{path}:{message.lineno}: {what}: {_shown(message)}"
    for message in catalogue.obsolete.values():
        yield f"{path}:{message.lineno}: obsolete: {_shown(message)}"


def missing(catalogue: Catalog) -> list[Message]:
    """Texts without a translation, or with too few plural forms."""
    return [message for message in catalogue if message.id and not all(forms(message))]


def forms(message: Message) -> list[str]:
    """What stands in the catalogue for a text: one translation, or one for each plural form."""
    text = message.string
    return [str(one or "") for one in text] if isinstance(text, tuple | list) else [str(text or "")]


def units(text: str) -> int:
    """A text's length as messengers count it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _of_entry(message: Message, own: Message, language: str) -> Iterator[str]:
    source = message.id[-1] if isinstance(message.id, tuple | list) else str(message.id)
    if message.fuzzy:
        yield "fuzzy"
    if not all(forms(message)):
        yield "a plural form is missing" if message.pluralizable else "no translation"
    for form in filter(None, forms(message)):
        for what, is_wrong in _CHECKS:
            if is_wrong(source, form):
                yield f"{what} in {form!r}"
        if units(form) > limit(own):
            yield f"{units(form)} characters, at most {limit(own)}, in {form!r}"
        if language != SOURCE and _is_left_over(source, form):
            yield "still English"


def _placeholders(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _other_placeholders(source: str, text: str) -> bool:
    return _placeholders(text) is None or _placeholders(text) != _placeholders(source)


def _other_tags(source: str, text: str) -> bool:
    tags = [sorted(found[0] for found in _TAG.finditer(one)) for one in (source, text)]
    return tags[0] != tags[1] or _TAG.sub("", text).count("<") != _TAG.sub("", source).count("<")


def _is_unbalanced(source: str, text: str) -> bool:
    is_open: list[str] = []
    for closing, name in _TAG.findall(text):
        if not closing:
            is_open.append(name)
        elif not is_open or is_open.pop() != name:
            return True
    return bool(is_open)


def _is_no_command(source: str, text: str) -> bool:
    return bool(_COMMAND.fullmatch(source)) and not _COMMANDS.fullmatch(text)


_CHECKS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("other placeholders", _other_placeholders),
    ("other markup", _other_tags),
    ("markup that is not closed in order", _is_unbalanced),
    ("no name of a command", _is_no_command),
    # Isolation is added to values when a text is shown, and nowhere else.
    ("a control character of direction", lambda _, text: bool(_BIDI_CONTROL.search(text))),
)


def _is_left_over(source: str, text: str) -> bool:
    words = _WORD.findall(_PLACEHOLDER.sub(" ", _TAG.sub(" ", source)))
    return text == source and len(words) >= LEFT_OVER and source not in SAME_EVERYWHERE


def _wrong_plural_rule(path: Path, catalogue: Catalog, locale: str) -> Iterator[str]:
    # Gettext's custom, or the forms that CLDR tells apart (which counts fractions, too).
    parsed = Locale.parse(locale)
    usual = sorted({get_plural(parsed).num_plurals, len(parsed.plural_form.tags) + 1})
    if catalogue.num_plurals not in usual:
        line, known = line_of(path, "Plural-Forms"), " or ".join(map(str, usual))
        yield f"{path}:{line}: {catalogue.num_plurals} plural forms, {locale} has {known}"


def _shown(message: Message) -> str:
    return repr(message.id[0] if isinstance(message.id, tuple | list) else message.id)
