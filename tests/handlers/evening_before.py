"""The days before an evening: announced, filled, an offer that goes on, moved, and reminded of."""

from datetime import datetime, timedelta

from civic.announcement_readiness import UNDO_WINDOW
from tests.factories import BERLIN
from tests.handlers.city import City
from tests.handlers.transcript import Stage

RESIDENTS = {
    "Greta": "de-DE",
    "Ada": "en-US",
    "Олена": "uk-UA",
    "سلمى": "ar-SY",
    "Bert": "en-US",
    "Тарас": "uk-UA",
}


def berlin(city: City, day: int, hour: int, minute: int = 0) -> None:
    """Moves the clock to a time in December 2026 (day 32 is the first of January), as on the wall."""
    wall = datetime(2026, 12, 1, hour, minute, tzinfo=BERLIN) + timedelta(days=day - 1)
    city.clock.now = wall.astimezone(city.clock.now.tzinfo)


MAKING = """
    > /newevent
    > Nähcafé
    > Fr 18.12. 18-20 Uhr
    > Alte Eintracht
    > 5
    < Freitag, 18. Dezember 2026, 18:00 bis 20:00
    > [Beschreibung]
    > Wir nähen und flicken zusammen.
    > [Weitere Sprache]
    > [English]
    > Sewing café
    > We mend together.
    > [Weitere Sprache]
    > [Українська]
    > Швейне кафе
    > Лагодимо разом.
    > [Weitere Sprache]
    > [العربية]
    > مقهى الخياطة
    > نصلح معًا.
    > [Veröffentlichen]
    < Veröffentlicht!
    < ?start=ev_1
"""
ANNOUNCING = """
    > /announce
    > Nähcafé
    > Nähcafé am 18. Dezember: /start ev_1
    < Geht an 6 Personen
    > [Text in einer Sprache]
    > [English]
    > Sewing café
    > Sewing café on 18 December: /start ev_1
    > [Text in einer Sprache]
    > [Українська]
    > Швейне кафе
    > Швейне кафе 18 грудня: /start ev_1
    > [Text in einer Sprache]
    > [العربية]
    > مقهى الخياطة
    > مقهى الخياطة في 18 ديسمبر: /start ev_1
    > [Jetzt senden]
    < 1 Person aus dem Team ist gebeten, sie zu lesen.
"""
APPROVING = """
    < möchte „Nähcafé“ verschicken
    > [Lesen]
    < Nähcafé am 18. Dezember
    > [Freigeben]
    < Die Mitteilung geht an 6 Personen.
"""


async def announced(stage: Stage) -> None:
    stage.scene("A coordinator makes an evening with five seats, and announces it")
    await stage.plays("Koordination A", MAKING)
    clock = stage.person("Koordination A").city.clock
    clock.advance(UNDO_WINDOW)  # so much at once would be held up
    await stage.plays("Koordination A", ANNOUNCING)
    await stage.plays("Koordination B", APPROVING)
    clock.advance(UNDO_WINDOW)
    for name, heard in (
        ("Greta", "Nähcafé am 18. Dezember"),
        ("Ada", "Sewing café on 18 December"),
        ("Олена", "Швейне кафе 18 грудня"),
        ("سلمى", "مقهى الخياطة في 18 ديسمبر"),
        ("Bert", "Sewing café on 18 December"),
        ("Тарас", "Швейне кафе 18 грудня"),
    ):
        await stage.plays(name, f"< {heard}")


FILLING = {
    "Greta": """
        > /start ev_1
        < 5 Plätze sind frei
        > [Anmelden]
        < Wie heißen Sie?
        > Greta Groß
        > zwei
        > [Keine Unterstützung]
        < 2 Personen
        > ja
        < Sie sind angemeldet. Wir freuen uns auf Sie!
        < Wann soll ich Sie erinnern?
        > 1
    """,
    "Ada": """
        > /start ev_1
        < 3 seats are free
        > [Register]
        > Ada Lovelace
        > 1
        > none
        > yes
        < You are registered. We look forward to seeing you!
        > 1
    """,
    "Олена": """
        > /start ev_1
        > [Зареєструватися]
        > Олена Шевченко
        > одна
        > 1
        < Для якої мови потрібен перекладач?
        > [Українська]
        < Усе правильно?
        > так
        < Вас зареєстровано. Чекаємо на Вас!
        > 1
    """,
    "سلمى": """
        > /start ev_1
        > [التسجيل]
        > سلمى حداد
        > ١
        > لا
        > نعم
        < تم تسجيلكم. يسعدنا لقاؤكم!
        > ١
    """,
    "Bert": """
        > /start ev_1
        > [Join the waiting list]
        > Bert Baker
        > 1
        > [Childcare]
        > [Continue]
        > [3 to 5 years]
        > [1 child, continue]
        > yes
        < You are on the waiting list.
        < Your position: 1
    """,
    "Тарас": """
        > /start ev_1
        > [До списку очікування]
        > Тарас Мельник
        > 1
        > ні
        > так
        < Ваш номер у списку: 2
    """,
}


async def filled(stage: Stage) -> None:
    """People register in four languages until it is full."""
    stage.scene("People register in four languages until it is full; two more wait")
    for name, transcript in FILLING.items():
        await stage.plays(name, transcript)


async def moved_up(city: City, stage: Stage) -> None:
    stage.scene("Somebody cancels; the seat is offered, runs out, and goes to the next")
    berlin(city, 2, 10)
    await stage.plays(
        "Ada",
        """
        > /my
        > [Sewing café]
        < You have a seat
        > [Cancel registration]
        > [Yes, cancel it]
        < is cancelled
        """,
    )
    await stage.plays("Bert", "< a seat has become free for you\n< Thursday, December 3, 2026, 10:00")
    await stage.plays("Тарас", "<! Гарна новина")
    berlin(city, 3, 10)
    await stage.plays("Bert", "< The time to take the seat at “Sewing café” is over")
    await stage.plays(
        "Тарас",
        """
        < Гарна новина: для Вас звільнилося місце.
        > [Взяти місце]
        < Вас зареєстровано. Чекаємо на Вас!
        > 1
        """,
    )
    await stage.plays("Bert", "> [Back on the waiting list]\n< Your position: 1")


async def moved(city: City, stage: Stage) -> None:
    stage.scene("The evening becomes a morning; everybody concerned hears it once")
    berlin(city, 10, 15)
    await stage.plays(
        "Koordination A",
        """
        > /staff
        > [Unsere Veranstaltungen]
        > [Nähcafé · 5/5]
        > [Beginn]
        > Sa 19.12. 10 Uhr
        < Beginn: Freitag, 18. Dezember 2026, 18:00 Uhr → Samstag, 19. Dezember 2026, 10:00 Uhr
        < Soll ich das speichern?
        > [Ja, speichern]
        < Samstag, 19. Dezember 2026, 10:00 bis 12:00
        """,
    )
    for name, before, after, standing in (
        (
            "Greta",
            "Bisher: Freitag, 18. Dezember",
            "Neu: Samstag, 19. Dezember",
            "Ihre Anmeldung bleibt gültig",
        ),
        ("Олена", "Час досі: пʼятниця, 18 грудня", "Новий час: субота, 19 грудня", "залишається чинною"),
        ("سلمى", "الموعد السابق: يوم الجمعة", "الموعد الجديد: يوم السبت", "يبقى تسجيلكم صالحًا"),
        ("Тарас", "Час досі: пʼятниця, 18 грудня", "Новий час: субота, 19 грудня", "залишається чинною"),
        (
            "Bert",
            "Time until now: Friday, December 18",
            "New time: Saturday, December 19",
            "You keep your place",
        ),
    ):
        await stage.plays(name, f"< {before}\n< {after}\n< {standing}")
    await nothing_new(stage, *RESIDENTS)


async def nothing_new(stage: Stage, *names: str) -> None:
    """These people hear nothing."""
    for name in names:
        assert await stage.person(name).hears() == [], name


SEATED = {
    "Greta": "Zur Erinnerung",
    "Олена": "Нагадування",
    "سلمى": "تذكير",
    "Тарас": "Нагадування",
}


async def reminded(city: City, stage: Stage) -> None:
    stage.scene("Two reminders at the new time; the second on the evening before, because the night is quiet")
    berlin(city, 16, 18)
    await nothing_new(stage, *RESIDENTS)  # two days before the old beginning
    for day, hour in ((17, 10), (18, 19)):
        berlin(city, day, hour)
        for name, words in SEATED.items():
            await stage.plays(name, f"< {words}\n< 19\n< 10:00")
        await nothing_new(stage, *RESIDENTS)
    berlin(city, 19, 7)
    await nothing_new(stage, *RESIDENTS)
