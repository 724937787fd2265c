"""`make languages`: how well the language of short messages is told. Writes a part of `docs/languages.md`.

Questions of the shipped content of 3 to 8 words, in the language they are filed under; none was written for
this. Needs the extra `bench`, which brings the library that is compared.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import yaml

from benchmarks.markers import between
from civic.answers.knowledge import load
from civic.answers.language import (
    OTHERS,
    Detector,
    MessageLanguage,
    compiled_detector,
    pure_detector,
)
from locales import Catalogues

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "languages.md"
PACK = ROOT / "content" / "kaiserslautern"
BEGIN, END = "<!-- messages: made by `make languages` -->", "<!-- messages: end -->"
WORDS = range(3, 9)
STYLES = ("transliterated", "mixed")
OTHER_SCRIPTS = ("ar", "bg", "fa", "ru", "uk")
_LATIN_ONLY = re.compile(r"[\W\d_\u0000-\u024f]*")
ROUNDS = 5
Guess = Callable[[str], str | None]


@dataclass(frozen=True)
class Message:
    """Something people ask, and the base code of the language it is in."""

    language: str
    text: str
    style: str = ""

    @property
    def is_odd(self) -> bool:
        """Whether it is written in letters of another language, or in two languages at once."""
        in_latin = self.language in OTHER_SCRIPTS and _LATIN_ONLY.fullmatch(self.text) is not None
        return in_latin or self.style in STYLES


def messages() -> list[Message]:
    """The golden questions and what people ask in other words."""
    golden = [json.loads(line) for line in (PACK / "golden.jsonl").read_text("utf-8").splitlines() if line]
    found = [Message(_base(one["language"]), one["question"], one.get("style", "")) for one in golden]
    for file in (*sorted(PACK.glob("*/asked.yaml")), PACK / "elsewhere.yaml"):
        for per_language in yaml.safe_load(file.read_text("utf-8")).values():
            found += _asked(per_language)
    return list(dict.fromkeys(one for one in found if len(one.text.split()) in WORDS))


def _asked(per_language: Mapping[str, Sequence[str]]) -> Iterator[Message]:
    for code, questions in per_language.items():
        for question in [questions] if isinstance(questions, str) else questions:
            yield Message(_base(code), question)


def _base(code: str) -> str:
    return code.partition("-")[0]


def runner_up(codes: Sequence[str]) -> Guess:
    """py3langid, the best of the libraries that are not by the same author."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in codes if code in identifier.labels])
    return lambda text: str(identifier.classify(text)[0])


def report() -> list[str]:
    """The tables."""
    ours = sorted({_base(one.code) for one in Catalogues.load()})
    codes = (*ours, *(code for code in OTHERS if code not in ours))
    compiled, pure = compiled_detector(codes), pure_detector(codes)
    names = load(PACK).names
    tell = MessageLanguage(compiled)

    def told(text: str) -> str | None:
        found = tell.of(text, names)
        return found if found in ours else None

    guesses: dict[str, Guess] = {
        "eldc": _first(compiled),
        "eld": _first(pure),
        "py3langid": runner_up(codes),
    }
    every = messages()
    written = [one for one in every if not one.is_odd]
    by_language = defaultdict(list)
    for one in written:
        by_language[one.language].append(one)
    rows = [
        f"| Language | Messages | Told | Right of those | {', first guess | '.join(guesses)}, first guess |",
        f"|---|---|---|---|{'---|' * len(guesses)}",
        *(_row(code, by_language[code], told, guesses) for code in ours),
        _row("all", written, told, guesses),
    ]
    odd = [one for one in every if one.is_odd]
    known = [one for one in odd if told(one.text) not in (None, one.language)]
    return [
        *rows,
        "",
        f"Transliterated and mixed messages: {len(odd)}, of which {len(known)} would bring a wrong offer.",
        "",
        _times(guesses, [one.text for one in written]),
    ]


def _first(detector: Detector) -> Guess:
    def guess(text: str) -> str | None:
        found = detector(text)
        return found[0] if found else None

    return guess


def _row(name: str, asked: Sequence[Message], told: Guess, guesses: Mapping[str, Guess]) -> str:
    said = [(one.language, told(one.text)) for one in asked]
    clear = [pair for pair in said if pair[1] is not None]
    right = [sum(guess(one.text) == one.language for one in asked) for guess in guesses.values()]
    cells = (
        name,
        str(len(asked)),
        _percent(len(clear), len(asked)),
        _percent(sum(language == found for language, found in clear), len(clear)),
        *(_percent(n, len(asked)) for n in right),
    )
    return f"| {' | '.join(cells)} |"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _times(guesses: Mapping[str, Guess], texts: Sequence[str]) -> str:
    """How long each takes for the same messages, in turn, as a multiple of the first."""
    best = dict.fromkeys(guesses, float("inf"))
    for _ in range(ROUNDS):
        for name, guess in guesses.items():
            began = perf_counter()
            for text in texts:
                guess(text)
            best[name] = min(best[name], perf_counter() - began)
    first, *others = best
    each = 1_000_000 * best[first] / len(texts)
    slower = " and ".join(f"{name} {best[name] / best[first]:.0f} times as long" for name in others)
    return f"Time for one message: {first} {each:.0f} µs on the machine that made this page; {slower}."


def with_report(page: str) -> str:
    """The page with what is measured now; all else stays."""
    return between(page, BEGIN, END, report())


def main(page: Path = PAGE) -> None:
    """Writes it anew."""
    page.write_text(with_report(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
