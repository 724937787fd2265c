"""One line for people in danger in each of the languages that danger is recognised in, catalogue or not.

Fixed texts, so that they can be shown whatever else is broken. `{n}` is the number to call, `{e}` that of the
ambulance or the police.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from locales import Html
from locales.direction import LRI, PDI, right_to_left

Help: TypeAlias = Literal["112", "110", "suicide", "violence", "child", "doctor"]
NUMBERS: Mapping[Help, tuple[str, str]] = {
    "112": ("112", "112"),
    "110": ("110", "110"),
    "suicide": ("0800 1110111", "112"),
    "violence": ("116 016", "110"),
    "child": ("116 111", "110"),
    "doctor": ("116117", "112"),
}
_RTL = ("ar", "fa")
_LINES: Mapping[str, tuple[str, str, str, str, str, str]] = {
    "de": (
        "Notfall? Rufen Sie sofort {n} an: Feuerwehr und Rettungsdienst, kostenlos.",
        "Sind Sie in Gefahr? Rufen Sie sofort die Polizei: {n}.",
        "Sie sind nicht allein: {n}, kostenlos, anonym, Tag und Nacht. In Lebensgefahr: {e}.",
        "Gewalt? Hilfe unter {n}, kostenlos und anonym. In Gefahr: Polizei {e}.",
        "Hilfe für Kinder und Jugendliche: {n}, kostenlos und anonym. In Gefahr: Polizei {e}.",
        "Ärztlicher Bereitschaftsdienst: {n}. In Lebensgefahr: {e}.",
    ),
    "en": (
        "Emergency? Call {n} at once: fire brigade and ambulance, free of charge.",
        "Are you in danger? Call the police at once: {n}.",
        "You are not alone: {n}, free, anonymous, day and night. If life is in danger: {e}.",
        "Violence? Help at {n}, free and anonymous. In danger: police {e}.",
        "Help for children and teenagers: {n}, free and anonymous. In danger: police {e}.",
        "Doctors on call: {n}. If life is in danger: {e}.",
    ),
    "ar": (
        "حالة طوارئ؟ اتصل فورًا بالرقم {n}: الإطفاء والإسعاف، مجانًا.",
        "هل أنت في خطر؟ اتصل بالشرطة فورًا: {n}.",
        "لست وحدك: {n}، مجانًا ودون ذكر اسمك، ليلًا ونهارًا. إذا كانت الحياة في خطر: {e}.",
        "هل تتعرض للعنف؟ المساعدة على الرقم {n}، مجانًا ودون ذكر اسمك. في حالة الخطر، الشرطة: {e}.",
        "مساعدة للأطفال والشباب: {n}، مجانًا ودون ذكر الاسم. في حالة الخطر، الشرطة: {e}.",
        "الأطباء المناوبون: {n}. إذا كانت الحياة في خطر: {e}.",
    ),
    "uk": (
        "Невідкладний випадок? Негайно телефонуйте {n}: пожежники та швидка, безкоштовно.",
        "Ви в небезпеці? Негайно телефонуйте до поліції: {n}.",
        "Ви не самі: {n}, безкоштовно, анонімно, вдень і вночі. Якщо є загроза життю: {e}.",
        "Насильство? Допомога за номером {n}, безкоштовно й анонімно. У небезпеці: поліція {e}.",
        "Допомога дітям і підліткам: {n}, безкоштовно й анонімно. У небезпеці: поліція {e}.",
        "Чергові лікарі: {n}. Якщо є загроза життю: {e}.",
    ),
    "ru": (
        "Экстренный случай? Немедленно звоните {n}: пожарные и скорая, бесплатно.",
        "Вы в опасности? Немедленно звоните в полицию: {n}.",
        "Вы не одни: {n}, бесплатно, анонимно, днём и ночью. Если есть угроза жизни: {e}.",
        "Насилие? Помощь по номеру {n}, бесплатно и анонимно. В опасности: полиция {e}.",
        "Помощь детям и подросткам: {n}, бесплатно и анонимно. В опасности: полиция {e}.",
        "Дежурные врачи: {n}. Если есть угроза жизни: {e}.",
    ),
    "tr": (
        "Acil durum mu? Hemen {n}’yi arayın: itfaiye ve ambulans, ücretsiz.",
        "Tehlikede misiniz? Hemen polisi arayın: {n}.",
        "Yalnız değilsiniz: {n}, ücretsiz, isim vermeden, gece gündüz. Hayati tehlike varsa: {e}.",
        "Şiddet mi görüyorsunuz? Yardım hattı {n}, ücretsiz, isim vermeden. Tehlike varsa polis: {e}.",
        "Çocuklar ve gençler için yardım: {n}, ücretsiz, isim vermeden. Tehlike varsa polis: {e}.",
        "Nöbetçi doktorlar: {n}. Hayati tehlike varsa: {e}.",
    ),
    "ro": (
        "Urgență? Sunați imediat la {n}: pompieri și ambulanță, gratuit.",
        "Sunteți în pericol? Sunați imediat la poliție: {n}.",
        "Nu sunteți singur: {n}, gratuit, anonim, zi și noapte. Dacă viața este în pericol: {e}.",
        "Violență? Ajutor la {n}, gratuit și anonim. În pericol: poliția {e}.",
        "Ajutor pentru copii și tineri: {n}, gratuit și anonim. În pericol: poliția {e}.",
        "Medici de gardă: {n}. Dacă viața este în pericol: {e}.",
    ),
    "fa": (
        "وضعیت اضطراری است؟ فوراً با {n} تماس بگیرید: آتش‌نشانی و آمبولانس، رایگان.",
        "در خطر هستید؟ فوراً به پلیس زنگ بزنید: {n}.",
        "شما تنها نیستید: {n}، رایگان، بدون نام، شبانه‌روز. اگر جان کسی در خطر است: {e}.",
        "خشونت؟ کمک با شماره {n}، رایگان و بدون نام. در خطر، پلیس: {e}.",
        "کمک برای کودکان و نوجوانان: {n}، رایگان و بدون نام. در خطر، پلیس: {e}.",
        "پزشکان کشیک: {n}. اگر جان کسی در خطر است: {e}.",
    ),
    "bg": (
        "Спешен случай? Обадете се веднага на {n}: пожарна и бърза помощ, безплатно.",
        "В опасност ли сте? Обадете се веднага на полицията: {n}.",
        "Не сте сами: {n}, безплатно, анонимно, денем и нощем. При опасност за живота: {e}.",
        "Насилие? Помощ на {n}, безплатно и анонимно. В опасност: полиция {e}.",
        "Помощ за деца и младежи: {n}, безплатно и анонимно. В опасност: полиция {e}.",
        "Дежурни лекари: {n}. При опасност за живота: {e}.",
    ),
    "fr": (
        "Urgence ? Appelez tout de suite le {n} : pompiers et ambulance, gratuit.",
        "Êtes-vous en danger ? Appelez tout de suite la police : {n}.",
        "Vous n’êtes pas seul : {n}, gratuit, anonyme, jour et nuit. Si une vie est en danger : {e}.",
        "Violences ? Aide au {n}, gratuit et anonyme. En danger : police {e}.",
        "Aide pour enfants et jeunes : {n}, gratuit et anonyme. En danger : police {e}.",
        "Médecins de garde : {n}. Si une vie est en danger : {e}.",
    ),
    "pl": (
        "Nagły wypadek? Natychmiast dzwoń pod {n}: straż pożarna i pogotowie, bezpłatnie.",
        "Jesteś w niebezpieczeństwie? Natychmiast dzwoń na policję: {n}.",
        "Nie jesteś sam: {n}, bezpłatnie, anonimowo, w dzień i w nocy. Zagrożenie życia: {e}.",
        "Przemoc? Pomoc pod numerem {n}, bezpłatnie i anonimowo. W niebezpieczeństwie: policja {e}.",
        "Pomoc dla dzieci i młodzieży: {n}, bezpłatnie i anonimowo. W niebezpieczeństwie: policja {e}.",
        "Lekarze dyżurni: {n}. Zagrożenie życia: {e}.",
    ),
}
LANGUAGES = frozenset(_LINES)


def line_for(need: Help, spoken: Iterable[str], shown: str) -> Html:
    """The line in the first of the recognised languages, or nothing where the text before it is in one of
    them; whose words belong to no language gets English besides."""
    languages = [code for code in spoken if code in _LINES] or ["en"]
    if shown.partition("-")[0] in languages:
        return Html()
    return line_in(need, languages[0])


def line_in(need: Help, code: str) -> Html:
    """The line in one language, ready to be shown."""
    text = _LINES[code][tuple(NUMBERS).index(need)]
    numbers = NUMBERS[need]
    if code not in _RTL:
        return Html(text.format(n=numbers[0], e=numbers[1]))
    first, second = (f"{LRI}{number}{PDI}" for number in numbers)
    return Html(right_to_left(text.format(n=first, e=second)))
