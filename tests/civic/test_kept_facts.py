"""What a translation changed: placeholders, addresses, numbers, dates, however its language writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kept_facts import FactKind, changed_facts

Kind = FactKind


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("Beginn: {time}, {place}", "يبدأ في {time} ‏{place}"),
        ("Am 18.12.2026 um 18 Uhr", "On 18 December 2026 at 6 pm"),
        ("Am 18.12. um 18:30 Uhr", "On December 18th, 6:30 pm"),
        ("Am 18.12.2026", "2026-12-18"),
        ("Am 18.12.2026", "12/18/2026"),
        ("Am 18.12.2026, 18:30", "في ١٨ ديسمبر ٢٠٢٦ الساعة ١٨:٣٠"),
        ("3 Plätze, 1.000 Euro", "٣ أماكن، ١٬٠٠٠ يورو"),
        ("1.000 Euro", "1,000 euros"),
        ("12 000 Menschen", "12,000 people"),
        ("Tel. 0631 365-2222", "Phone +49 631 3652222"),
        ("Mehr: www.engagiertestadt.de/kaiserslautern.", "More (www.engagiertestadt.de/kaiserslautern)"),
        ("Schreiben Sie an info@kaiserslautern.de!", "Пишіть на info@kaiserslautern.de"),
        ("Folgen Sie @stadt_kl", "تابعوا @stadt_kl"),
        ("24 Uhr", "0:00"),
        ("12 Uhr", "12 noon"),
        ("Um 08:05 Uhr", "at 8:05 am"),
        ("7. bis 9. März", "7–9 March"),
        ("Ein Text ohne Zahlen", "A text with 3 figures"),
        ("", ""),
    ],
)
def test_what_only_looks_different_is_kept(original: str, translation: str) -> None:
    assert changed_facts(original, translation) == []


@pytest.mark.parametrize(
    ("original", "translation", "kind", "detail"),
    [
        ("Um {time}", "At 6 pm", Kind.PLACEHOLDER_LOST, "{time}"),
        ("Um {time}", "At {time} in {place}", Kind.PLACEHOLDER_NEW, "{place}"),
        ("Am 18.12.2026", "On 17 December 2026", Kind.DATE_LOST, "18.12.2026"),
        ("Am 18.12.2026", "18.11.2026", Kind.DATE_LOST, "18.12.2026"),
        ("Am 18.12.2026", "18 December 2027", Kind.DATE_LOST, "18.12.2026"),
        ("Um 18:30 Uhr", "at 6 pm", Kind.DATE_LOST, "18:30"),
        ("Um 18 Uhr", "at 7 pm", Kind.DATE_LOST, "18"),
        ("5 Plätze", "several seats", Kind.FIGURE_LOST, "5"),
        ("5 Plätze", "٤ أماكن", Kind.FIGURE_LOST, "5"),
        ("Tel. 0631 365-2222", "Phone 0631 365-2223", Kind.PHONE_LOST, "0631 365-2222"),
        ("Siehe https://a.example/x", "See https://a.example/y", Kind.ADDRESS_LOST, "https://a.example/x"),
        ("An a@b.example", "To a@c.example", Kind.ADDRESS_LOST, "a@b.example"),
        ("Bei @stadt_kl", "At the city", Kind.ADDRESS_LOST, "@stadt_kl"),
    ],
)
def test_what_was_changed_is_named_as_it_stands_in_the_original(
    original: str, translation: str, kind: FactKind, detail: str
) -> None:
    found = changed_facts(original, translation)
    assert (kind, detail) in [(one.kind, one.detail) for one in found]


@given(st.text(max_size=300))
def test_a_text_keeps_all_of_its_own_facts(text: str) -> None:
    assert changed_facts(text, text) == []


@given(st.text("0123456789.:-/ {}abÄ@+\n٣", max_size=60), st.text("0123456789.:-/ {}ab@", max_size=60))
def test_no_text_is_too_odd(original: str, translation: str) -> None:
    for fact in changed_facts(original, translation):
        assert fact.detail
