"""Arrow-up: earlier problems come back, and what was being typed is not lost."""

from steppe_qt.entry.recall import Recall


def test_walks_back_and_forth_and_keeps_the_draft():
    recall = Recall()
    recall.fill(["second", "first"])
    assert recall.older("half typed") == "second"
    assert recall.older("second") == "first"
    assert recall.older("first") is None
    assert recall.newer() == "second"
    assert recall.newer() == "half typed"
    assert recall.newer() is None


def test_a_problem_given_again_moves_to_the_front():
    recall = Recall()
    recall.fill(["b", "a"])
    recall.add("a")
    assert recall.older("") == "a"
    assert recall.older("a") == "b"
    assert recall.older("b") is None


def test_a_problem_that_is_still_shown_is_passed_over():
    recall = Recall()
    recall.fill(["just solved", "before"])
    assert recall.older("just solved") == "before"


def test_typing_makes_the_text_a_draft():
    recall = Recall()
    recall.fill(["b", "a"])
    assert recall.older("") == "b"
    recall.forget_place()
    assert recall.older("b, changed") == "b"
    assert recall.newer() == "b, changed"
