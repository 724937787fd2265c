"""Short plain words work like commands; questions do not."""

import pytest
from hypothesis import given

from civic.answers.intents import Intent, intent
from tests.civic.answers.test_text import ANY_TEXT

SAID: list[tuple[Intent, list[str]]] = [
    (
        Intent.CANCEL_REGISTRATION,
        [
            "ich kann doch nicht kommen",
            "Ich kann leider am Dienstag doch nicht kommen.",
            "Anmeldung stornieren",
            "I can't come",
            "Sorry, I cannot make it",
            "не зможу прийти",
            "لا أستطيع الحضور",
        ],
    ),
    (Intent.REGISTRATIONS, ["meine Anmeldungen", "My registrations", "мої реєстрації", "تسجيلاتي"]),
    (Intent.EVENTS, ["Veranstaltungen", "Events bitte", "What's on?", "події", "فعاليات"]),
    (
        Intent.UNSUBSCRIBE,
        [
            "STOP!",
            "stopp",
            "abbestellen",
            "bitte abbestellen",
            "unsubscribe",
            "відписатися",
            "إلغاء الاشتراك",
        ],
    ),
    (Intent.NEWS, ["News", "Neuigkeiten", "subscriptions", "новини", "الأخبار"]),
    (Intent.LANGUAGE, ["Sprache", "change language", "мова", "اللغة", "English please"]),
    (Intent.HELP, ["Hilfe", "help", "допомога", "مساعدة", "Was kannst du?"]),
    (Intent.HUMAN, ["Mensch", "I want to talk to a human", "з людиною", "أريد التحدث مع شخص"]),
    (Intent.CANCEL, ["abbrechen", "cancel", "скасувати", "إلغاء"]),
]


@pytest.mark.parametrize(("wanted", "said"), [(wanted, said) for wanted, many in SAID for said in many])
def test_plain_words_are_commands(wanted: Intent, said: str) -> None:
    assert intent(said) is wanted
    assert intent(f"  {said.lower()} ") is wanted


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Wann ist die nächste Veranstaltung vom Demokratie-Café?",
        "Wie viele Gruppen hat das Netzwerk?",
        "In welcher Sprache ist der Workshop?",
        "Welche Themen bringt Kaiserslautern ein?",
        "Kann ich am Dienstag kommen?",
        "Do I need help from the state?",
        "Who can cancel a registration there?",
        "Ehrenamt",
        "stop " * 7,
    ],
)
def test_questions_are_not_swallowed(said: str) -> None:
    assert intent(said) is None


@given(ANY_TEXT)
def test_nothing_breaks_it(said: str) -> None:
    assert intent(said) is None or isinstance(intent(said), Intent)
