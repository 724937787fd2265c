"""Words for times and days in the languages in which coordinators write, casefolded."""

from collections.abc import Mapping

WEEKDAYS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "mo montag monday mon понеділок пн понедельник الاثنين الإثنين اثنين pazartesi lundi",
            "di dienstag tuesday tue tues вівторок вт вторник الثلاثاء ثلاثاء salı mardi",
            "mi mittwoch wednesday wed середа середу ср среда среду الأربعاء الاربعاء أربعاء çarşamba "
            "mercredi",
            "do donnerstag thursday thu thur thurs четвер чт четверг الخميس خميس perşembe jeudi",
            "fr freitag friday fri пʼятниця п'ятниця п’ятниця пʼятницю п'ятницю п’ятницю пт пятница пятницу "
            "الجمعة جمعة cuma vendredi",
            "sa samstag sonnabend saturday sat субота суботу сб суббота субботу السبت سبت cumartesi samedi",
            "so sonntag sunday sun неділя неділю нд воскресенье вс الأحد الاحد أحد pazar dimanche",
        )
    )
    for word in words.split()
}

DAYS_FROM_TODAY: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "heute|today|сьогодні|сегодня|اليوم|bugün|aujourd'hui",
            "morgen|tomorrow|завтра|غدا|غدًا|yarın|demain",
            "übermorgen|uebermorgen|the day after tomorrow|day after tomorrow|післязавтра|послезавтра|بعد غد",
        )
    )
    for word in words.split("|")
}

THIS = [
    "am",
    "an",
    "den",
    "diesen",
    "dieser",
    "kommenden",
    "this",
    "on",
    "coming",
    "у",
    "в",
    "цю",
    "цей",
    "цього",
    "эту",
    "этот",
    "يوم",
    "هذا",
]
"""Before a weekday: the next day with that name."""

NEXT = [
    "nächsten",
    "nächster",
    "nächste",
    "naechsten",
    "next",
    "наступний",
    "наступну",
    "наступного",
    "следующий",
    "следующую",
]
"""The same; some people mean the week after, so such a reading is asked about."""

NEXT_AFTER = ["القادم", "المقبل", "القادمة", "المقبلة"]
"""Such words where they stand behind the weekday."""

AT = r"um|ab|von|at|from|о|об|в|з|від|с|الساعة|من|في\s+الساعة|@"
TO = r"-|–|—|bis|to|till|until|до|по|إلى|الى|حتى"
HOUR = r"uhr|h|годині|години|годин|год\.?|часов|ч\.?"
MORNING = r"(?<!uhr )am|a\.m\.|ранку|утра|صباحا|صباحًا|ص"
EVENING = r"pm|p\.m\.|вечора|вечера|дня|مساء|مساءً|م"
