"""The state that the window paints, folded from events alone."""

from steppe.answer import Answer
from steppe.sandbox.outcome import Outcome
from steppe.solve.events import (
    NoteGiven,
    PathAnswered,
    PathStarted,
    ProgramRan,
    ProgramReady,
    Started,
    TextArrived,
    Verdict,
)
from steppe_qt.answer.words import badge_of, sentence_of
from steppe_qt.solving.program_run import ProgramRun
from steppe_qt.solving.request import Ending, Trouble
from steppe_qt.solving.solution import Phase, Solution, Step, merged

FORTY_TWO, FORTY = Answer("42", "number"), Answer("40", "number")


def after(*events, phase=Phase.WAITING):
    solution = Solution(phase)
    for event in events:
        solution.take(event)
    return solution


def test_a_path_goes_through_its_steps():
    solution = after(Started("auto", "m"), PathStarted("pot"), TextArrived("pot", "print(4", 3))
    assert solution.paths["pot"].step is Step.WRITING
    solution.take(TextArrived("pot", "2)", 5))
    solution.take(ProgramReady("pot", "print(42)\n"))
    assert solution.paths["pot"].step is Step.RUNNING
    assert solution.paths["pot"].text == "print(42)"
    assert solution.paths["pot"].tokens == 5
    solution.take(ProgramRan("pot", "ok", "42\n", "", 0.01, ()))
    solution.take(PathAnswered("pot", FORTY_TWO))
    assert solution.answer == FORTY_TWO
    assert solution.is_provisional
    assert badge_of(solution).shape == "working"
    assert "program says so" in sentence_of(solution).lower()


def test_paths_may_come_mixed():
    solution = after(
        Started("auto", "m"),
        PathStarted("pot"),
        PathStarted("cot"),
        TextArrived("cot", "Six ", 1),
        TextArrived("pot", "print", 1),
        TextArrived("cot", "times", 2),
    )
    assert solution.paths["cot"].text == "Six times"
    assert solution.paths["pot"].text == "print"


def test_the_verdict_counts_more_than_a_path():
    solution = after(Started("auto", "m"), PathAnswered("pot", FORTY))
    solution.take(Verdict(FORTY_TWO, "agree", "", (), "m", 1.0))
    assert solution.answer == FORTY_TWO
    assert solution.phase is Phase.SOLVED
    assert badge_of(solution).shape == "agree"


def test_an_edited_program_counts_more_than_the_verdict():
    solution = after(Verdict(FORTY_TWO, "agree", "", (), "m", 1.0))
    solution.edited = ProgramRun("print(40)", Outcome("ok", "40\n"), FORTY, "differ", FORTY_TWO)
    assert solution.answer == FORTY
    assert badge_of(solution).shape == "differ"
    assert "edited" in sentence_of(solution)


def test_an_edited_program_that_fails_has_no_answer():
    solution = after(Verdict(FORTY_TWO, "agree", "", (), "m", 1.0))
    solution.edited = ProgramRun("x", Outcome("error", message="..."), None, "none", FORTY_TWO)
    assert solution.answer is None
    assert badge_of(solution).shape == "none"


def test_stopping_keeps_what_there_is():
    solution = after(Started("auto", "m"), PathStarted("cot"), TextArrived("cot", "Let", 1))
    solution.end(Ending("stopped"))
    assert solution.phase is Phase.STOPPED
    assert solution.paths["cot"].text == "Let"
    assert solution.paths["cot"].step is Step.ENDED
    assert badge_of(solution).text == "Stopped"


def test_a_failure_is_said_in_its_own_words():
    solution = after(Started("auto", "m"))
    solution.end(Ending("failed", Trouble("The engine crashed.", "Try again.")))
    assert sentence_of(solution) == "The engine crashed."


def test_notes_are_kept():
    assert after(NoteGiven("Started again.")).notes == ["Started again."]


def test_neighbouring_texts_of_a_path_are_joined_and_order_is_kept():
    events = [TextArrived("pot", "a", 1), TextArrived("pot", "b", 2), TextArrived("cot", "c", 1)]
    events += [NoteGiven("n"), TextArrived("cot", "d", 2)]
    assert merged(events) == [
        TextArrived("pot", "ab", 2),
        TextArrived("cot", "c", 1),
        NoteGiven("n"),
        TextArrived("cot", "d", 2),
    ]
