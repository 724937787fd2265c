"""One visit in each language: welcome, registration with bad input and an emergency, cancelling."""

import pytest

from tests.handlers.city import City
from tests.handlers.conftest import NewPerson

TITLES = {"de": "Lesekreis", "en": "Reading circle", "uk": "Читацький гурток", "ar": "حلقة قراءة"}

GERMAN = """
    < Ich bin ein automatischer Assistent (Stadt Kaiserslautern), kein Mensch.
    > Termine
    > [Lesekreis]
    < 1 Platz ist frei
    > [Anmelden]
    < /privacy
    < Wie heißen Sie?
    > Jürgen Groß
    < Danke, Jürgen Groß!
    > zehn
    < Bitte schreiben Sie eine Zahl von 1 bis 6.
    > Hilfe, es brennt!
    < 112
    < Wie viele Personen
    > eins
    < Brauchen Sie Unterstützung
    > [Keine Unterstützung]
    < Ist alles richtig?
    > [Ja, anmelden]
    < Sie sind angemeldet. Wir freuen uns auf Sie!
    > ich kann doch nicht kommen
    > [Lesekreis]
    > [Wieder abmelden]
    < Möchten Sie sich von „Lesekreis“ wieder abmelden?
    > [Ja, abmelden]
    < Sie sind von „Lesekreis“ abgemeldet.
"""
ENGLISH = """
    < I am the automated assistant of Stadt Kaiserslautern, not a person.
    > events
    > [Reading circle]
    < 1 seat is free
    > [Register]
    < /privacy
    < What is your name?
    > O'Connor & Sons
    < Thank you, O'Connor & Sons!
    > lots
    < Please write a number from 1 to 6.
    > Help, there is a fire!
    < 112
    < How many people are coming
    > one
    > [No support needed]
    < Is everything right?
    > [Yes, register]
    < You are registered. We look forward to seeing you!
    > I can't come
    > [Reading circle]
    > [Cancel registration]
    < Do you want to cancel your registration for “Reading circle”?
    > [Yes, cancel it]
    < Your registration for “Reading circle” is cancelled.
"""
UKRAINIAN = """
    < Я автоматичний помічник (Stadt Kaiserslautern), а не людина.
    > заходи
    > [Читацький гурток]
    > [Зареєструватися]
    < /privacy
    < Як Вас звати?
    > Леся Українка
    < Дякую, Леся Українка!
    > багато
    < Напишіть, будь ласка, число від 1 до 6.
    > Допоможіть, пожежа!
    < 112
    < Скільки людей прийде
    > один
    < Чи потрібна Вам підтримка
    > [Підтримка не потрібна]
    < Усе правильно?
    > [Так, зареєструвати]
    < Вас зареєстровано. Чекаємо на Вас!
    > /my
    < Ваші реєстрації:
    > [Читацький гурток]
    > [Скасувати реєстрацію]
    < Скасувати Вашу реєстрацію на «Читацький гурток»?
    > [Так, скасувати]
    < скасовано. Дякуємо, що повідомили.
"""
ARABIC = """
    < أنا المساعد الآلي لدى Stadt Kaiserslautern ولست إنسانًا.
    > فعاليات
    > [حلقة قراءة]
    > [التسجيل]
    < /privacy
    < ما اسمكم؟
    > علي Müller
    < شكرًا، علي Müller!
    > كثير
    < يُرجى كتابة رقم من 1 إلى 6.
    > النجدة، حريق!
    < 112
    < كم شخصًا سيحضر
    > ١
    < هل تحتاجون إلى دعم
    > [لا حاجة إلى دعم]
    < هل كل شيء صحيح؟
    > [نعم، أريد التسجيل]
    < تم تسجيلكم. يسعدنا لقاؤكم!
    > /my
    < تسجيلاتكم:
    > [حلقة قراءة]
    > [إلغاء التسجيل]
    < هل تريدون إلغاء تسجيلكم في «حلقة قراءة»؟
    > [نعم، إلغاء التسجيل]
    < تم إلغاء تسجيلكم في «حلقة قراءة».
"""


@pytest.mark.parametrize(
    ("tag", "transcript"),
    [("de-DE", GERMAN), ("en-US", ENGLISH), ("uk-UA", UKRAINIAN), ("ar-SY", ARABIC)],
    ids=["de", "en", "uk", "ar"],
)
async def test_a_whole_visit(city: City, new_person: NewPerson, tag: str, transcript: str) -> None:
    await city.event(titles=TITLES, descriptions={}, seats=1)
    person = await new_person(tag)
    (welcome,) = await person.start()
    assert len(welcome.text) <= 300
    await person.follows(transcript, heard=[welcome])
