"""Questions that go to a person, for tests: asked in any language, looked at in the store."""

from civic.questions import Question
from civic.staff import InvitationKind
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson

PASSPORT = {
    "en-US": ("How do I renew my passport?", "Pass my question to a person"),
    "de-DE": ("Wie verlängere ich meinen Reisepass?", "Frage an einen Menschen weitergeben"),
    "uk-UA": ("Як подовжити мій паспорт?", ""),
    "ar": ("كيف أجدد جواز سفري؟", ""),
}


async def asks(person: Person, other: str = "") -> None:
    """Hands a question over, whatever the language of the buttons."""
    question = other or PASSPORT[person.language][0]
    heard = await person.says(question)
    for line in heard:
        for row in line.buttons:
            for button in row:
                if button.get("data") == "person:":
                    await person.taps(button["text"])
                    return
    raise AssertionError(f"not handed over: {heard}")


async def questions(city: City) -> list[Question]:
    async with city.app.services.uow.reading() as r:
        return await r.questions.open(None)


async def a_coordinator(city: City, new_person: NewPerson, language: str = "de-DE") -> Person:
    person = await new_person(language)
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Annehmen" if language == "de-DE" else "Accept")
    return person
