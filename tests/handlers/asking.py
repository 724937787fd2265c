"""Questions that go to a person, for tests: asked in any language, looked at in the store."""

from civic.questions import Question
from civic.staff import InvitationKind
from tests.handlers.city import City, Line, Person
from tests.handlers.conftest import NewPerson

PASSPORT = {
    "en-US": ("How do I renew my passport?", "Pass my question to a person"),
    "de-DE": ("Wie verlängere ich meinen Reisepass?", "Frage an einen Menschen weitergeben"),
    "uk-UA": ("Як подовжити мій паспорт?", ""),
    "ar": ("كيف أجدد جواز سفري؟", ""),
}


async def asks(person: Person, other: str = "") -> None:
    """Hands a question over, whatever the language of the buttons, also where something is said first."""
    heard = await person.says(other or PASSPORT[person.language][0])
    labels = _ways_to_a_person(heard)
    assert labels, f"not handed over: {heard}"
    while labels:
        labels = _ways_to_a_person(await person.taps(labels[0]))


def _ways_to_a_person(heard: list[Line]) -> list[str]:
    buttons = [button for line in heard for row in line.buttons for button in row]
    return [button["text"] for button in buttons if button.get("data") == "person:"]


async def questions(city: City) -> list[Question]:
    async with city.app.services.uow.reading() as r:
        return await r.questions.open(None)


async def a_coordinator(city: City, new_person: NewPerson, language: str = "de-DE") -> Person:
    person = await new_person(language)
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Annehmen" if language == "de-DE" else "Accept")
    return person
