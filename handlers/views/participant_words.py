"""Words for what is known of participants: where they stand, their language, needs and answers."""

from collections.abc import Iterable, Mapping

from civic.events import Event, in_language
from civic.extra_questions import ExtraQuestion, QuestionKind
from civic.need_details import OTHER_LANGUAGE
from civic.needs import NeedTotal, children
from civic.participants import Participant
from civic.registrations import Need, Registration, RegistrationStatus
from handlers.screen import lines
from handlers.services import Services
from handlers.views.needs import band_name, need_name
from locales import Html, Language


def status_name(lang: Language, status: RegistrationStatus) -> str:
    """Where a registration stands, in a word or two."""
    return {
        RegistrationStatus.PENDING: lang.label("To be decided"),
        RegistrationStatus.WAITING: lang.label("Waiting list"),
        RegistrationStatus.OFFERED: lang.label("Seat offered"),
        RegistrationStatus.CONFIRMED: lang.label("Has a seat"),
        RegistrationStatus.PASSED: lang.label("Gave the offer up"),
        RegistrationStatus.RELEASED: lang.label("Did not come"),
        RegistrationStatus.DECLINED: lang.label("Declined"),
        RegistrationStatus.CANCELLED: lang.label("Cancelled"),
    }[status]


def offered_until(lang: Language, services: Services, one: Participant) -> Html:
    """Until when a seat is held for somebody; empty where none is."""
    until = one.registration.offer_until
    if until is None:
        return Html()
    day = lang.short_date(until, services.zone)
    return lang.gettext("until {day}, {time}", day=day, time=lang.time(until, services.zone))


def language_name(lang: Language, code: str) -> str:
    """A language in words; what is no known code stands as it is."""
    return lang.locale.languages.get(code.replace("-", "_"), code) if code else ""


def need_words(lang: Language, one: Participant) -> list[str]:
    """The needs of one registration with their details."""
    words = []
    for need in sorted(one.registration.needs, key=list(Need).index):
        detail = one.registration.need_details.get(need.value, "")
        if need is Need.INTERPRETER:
            detail = language_name(lang, detail or one.language)
        elif need is Need.CHILDCARE:
            detail = _children(lang, detail)
        words.append(f"{need_name(lang, need)} ({detail})" if detail else need_name(lang, need))
    return words


def _children(lang: Language, detail: str) -> str:
    """How many children of which age; empty where nothing is known of them. In words where a dash between two
    numbers would turn them round."""
    known = [(band, n) for band, n in children(detail).items() if band or n > 1]
    names = [band_name(lang, band.replace("–", "-")) if band and lang.is_rtl else band for band, _ in known]
    return ", ".join(f"{name}: {n}" if name else str(n) for name, (_, n) in zip(names, known, strict=True))


def total_words(lang: Language, total: NeedTotal) -> str:
    """What a total is of: "Interpreter (Arabic)"."""
    name = need_name(lang, total.need)
    detail = total.detail
    if total.need is Need.INTERPRETER:
        other = detail == OTHER_LANGUAGE
        detail = lang.label("another language") if other else language_name(lang, detail)
    return f"{name} ({detail})" if detail else name


def answer_words(lang: Language, services: Services, question: ExtraQuestion, one: Participant) -> str:
    """What somebody answered to an extra question; empty where they did not."""
    answer = one.registration.answers.get(question.id)
    if answer is None:
        return ""
    if question.kind is QuestionKind.YES_NO:
        return lang.label("yes") if answer else lang.label("no")
    chosen = [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else [str(answer)]
    if question.kind is QuestionKind.TEXT:
        return "; ".join(chosen)
    return lang.listed([text_of(lang, services, question.choices.get(one, {})) or one for one in chosen])


def text_of(lang: Language, services: Services, texts: Mapping[str, str]) -> str:
    """A text of an event in a reader's language, else in another; empty where there is none."""
    found = in_language(texts, lang.code, services.fallbacks)
    return found.text if found else ""


def need_lines(lang: Language, needs: Iterable[NeedTotal]) -> Html:
    """Totals of needs, one to a line."""
    return lines(
        *(
            lang.ngettext("{need}: {n} person", "{need}: {n} people", one.people, need=total_words(lang, one))
            if one.need is not Need.CHILDCARE
            else lang.ngettext(
                "{need}: {n} child", "{need}: {n} children", one.people, need=total_words(lang, one)
            )
            for one in needs
        )
    )


def no_photo(event: Event, registration: Registration) -> bool:
    """Whether somebody is not to be in pictures: they said so, or were asked and left it open."""
    return registration.photos is False or (event.photos and registration.photos is None)
