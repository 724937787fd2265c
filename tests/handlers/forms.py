"""Events that ask something, and short ways through the form."""

from civic.events import Event
from civic.extra_questions import ExtraQuestion, QuestionKind
from civic.registrations import Registration
from tests.handlers.city import City, Line, Person

EATING = {
    "meat": {"de": "Mit Fleisch", "en": "With meat", "uk": "З м’ясом", "ar": "مع لحم"},
    "veg": {"de": "Vegetarisch", "en": "Vegetarian", "uk": "Вегетаріанське", "ar": "نباتي"},
}
DAYS = {
    "fri": {"de": "Freitag", "en": "Friday", "uk": "П’ятниця", "ar": "الجمعة"},
    "sat": {"de": "Samstag", "en": "Saturday", "uk": "Субота", "ar": "السبت"},
    "sun": {"de": "Sonntag", "en": "Sunday", "uk": "Неділя", "ar": "الأحد"},
}
FIRST = ExtraQuestion(
    "first",
    QuestionKind.YES_NO,
    {
        "de": "Sind Sie zum ersten Mal dabei?",
        "en": "Is it your first time?",
        "uk": "Ви вперше?",
        "ar": "هل هذه أول مرة؟",
    },
    required=True,
)
MEAL = ExtraQuestion(
    "meal",
    QuestionKind.ONE,
    {"de": "Was möchten Sie essen?", "en": "What would you like to eat?", "uk": "Що бажаєте їсти?"},
    required=True,
    choices=EATING,
)
WHEN = ExtraQuestion(
    "when",
    QuestionKind.SEVERAL,
    {"de": "An welchen Tagen?", "en": "On which days?", "uk": "У які дні?", "ar": "في أي أيام؟"},
    choices=DAYS,
)
WISH = ExtraQuestion(
    "wish",
    QuestionKind.TEXT,
    {
        "de": "Was wünschen Sie sich?",
        "en": "What do you wish for?",
        "uk": "Що бажаєте?",
        "ar": "ماذا تتمنون؟",
    },
)


async def asking_event(city: City, *questions: ExtraQuestion, **changes: object) -> Event:
    """A published event that asks these questions."""
    return await city.event(
        titles={"de": "Fest", "en": "Party", "uk": "Свято", "ar": "حفلة"}, questions=questions, **changes
    )


async def opens(person: Person, event: Event) -> list[Line]:
    """Comes by the deep link and begins to register."""
    await person.start(f"ev_{event.id}")
    newest = max(person.newest.values(), key=lambda one: one.id)
    return await person.taps(newest.labels[0])


async def seated(person: Person, event: Event, name: str, people: int = 1) -> list[Line]:
    """The whole way to a registration for an event without extras, by numbers and words alone."""
    await opens(person, event)
    await person.says(name)
    await person.says(str(people))
    await person.says("none")
    heard = await person.says("1")
    await person.says("skip")
    return heard


async def kept(city: City, event: Event) -> list[Registration]:
    """The registrations of an event."""
    async with city.app.services.uow.reading() as r:
        return await r.registrations.of_event(event.id)
