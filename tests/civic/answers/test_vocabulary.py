"""Which known stems a word may mean: what is skipped for speed changes nothing."""

from civic.answers.text import grams
from civic.answers.vocabulary import KnownStems

KNOWN = [
    *("garten", "gartenbau", "gemeinschaftsgarten", "gemeinschaft", "mitglied", "mitgliedschaft"),
    *("abababab", "aaaaa", "aaaaaaaa", "ehrenamt", "ehrenamtlich", "sprache", "sprachcafe", "beet"),
]
SAID = ["garten", "garden", "gartn", "mitglid", "aaaaa", "baaaaab", "ababa", "ehrenmat", "sprach", "amtlich"]


def alike(stem: str, near: str) -> float:
    """As it is meant, without any shortcut."""
    own, other = set(grams(stem, 3)), set(grams(near, 3))
    part = 2 * len(own & other) / (len(own) + len(other))
    return max(part, len(stem) / len(near)) if stem in near and own & other else part


def test_the_shortcut_finds_what_comparing_all_finds() -> None:
    for said in SAID:
        others = [one for one in KNOWN if one != said]
        wanted = {one: alike(said, one) for one in others if len(one) >= 5 and alike(said, one) >= 0.6}
        assert KnownStems(others).like(frozenset({said})) == wanted


def test_a_word_with_two_stems_is_as_alike_as_the_better_one() -> None:
    found = KnownStems(["mitgliedschaft"]).like(frozenset({"mitgliedschaf", "mitgliedsch"}))
    assert found == {"mitgliedschaft": alike("mitgliedschaf", "mitgliedschaft")}
