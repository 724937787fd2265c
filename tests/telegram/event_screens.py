"""What coordinators see of an event while they edit it, with the longest values that can be entered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from civic.event_questions import CHOICE_LIMIT, TEXT_LIMIT
from civic.event_rules import Flaw
from civic.event_series import MOST_DATES
from civic.event_texts import TextState, parts
from civic.event_translations import EventTranslation
from civic.events import Event, Way
from civic.extra_questions import MOST_CHOICES, MOST_QUESTIONS, ExtraQuestion, QuestionKind
from civic.time import NotUnderstood
from civic.written_times import Doubt, Span, Unsure
from handlers.staff.editing import Bad, BadEntry, BadRules, Wrong
from locales import Language
from tests.factories import NOW

BIG = 2**63 - 1


def with_everything(event: Event) -> Event:
    """An event with all settings and five long questions."""
    codes = list(event.titles)
    asked = [
        ExtraQuestion(
            f"q{number}",
            QuestionKind.SEVERAL,
            dict.fromkeys(codes, "?" * TEXT_LIMIT),
            required=True,
            choices={
                letter: dict.fromkeys(codes, letter * CHOICE_LIMIT) for letter in "abcdefgh"[:MOST_CHOICES]
            },
        )
        for number in range(1, MOST_QUESTIONS + 1)
    ]
    return replace(
        event,
        questions=tuple(asked),
        way=Way.DRAW,
        draw_at=event.deadline,
        opens_at=event.deadline - timedelta(days=1),
        age_from=16,
        age_to=27,
        photos=True,
        release_after=15,
        latitude=49.4447,
        longitude=7.769,
        series=BIG,
        text_states={"source": codes[0], codes[-1]: "auto:0"},
    )


def event_samples(lang: Language, event: Event) -> Mapping[object, Sequence[object]]:
    """Values for the parameters of these screens."""
    spans = [Span(NOW + timedelta(weeks=n), NOW + timedelta(weeks=n, hours=2)) for n in range(MOST_DATES)]
    texts = parts(event, lang.code)
    work = EventTranslation(BIG, "f" * 64, BIG, texts, "0" * 16, lang.code, "ar", 1, NOW, 1, texts, NOW)
    bad = [BadEntry(why, 100_000) for why in Wrong] + [BadRules(flaw) for flaw in Flaw] + [NotUnderstood()]
    return {
        Flaw: tuple(Flaw),
        Sequence[Flaw]: ((), tuple(Flaw)),
        Bad: bad,
        Span: (spans[0], Span(NOW)),
        Sequence[Span]: ((), spans[:1], spans),
        Unsure: [Unsure(tuple(spans[:number]), doubt) for doubt in Doubt for number in (1, 2)],
        TextState: tuple(TextState),
        QuestionKind: tuple(QuestionKind),
        Way: tuple(Way),
        ExtraQuestion: event.questions,
        EventTranslation: (work,),
        EventTranslation | None: (None, work),
        Mapping[str, str]: ({}, texts),
        int | None: (None, 0, 1, 100_000),
        Sequence[str]: ((), ("31.10.2027",)),
    }
