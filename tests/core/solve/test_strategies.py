"""The strategies, with written texts in place of a model's and the real sandbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from steppe.check.trust import Rate, Trust, trust_of
from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Event, NoteGiven, PathAnswered, ProgramRan, ProgramReady, TextArrived, Verdict
from steppe.solve.strategies import solve
from steppe.solve.task import Options, SolveMode, Task
from steppe_models.catalogue import load_catalogue
from steppe_models.errors import BadInputError

Script = Callable[[Sequence[str]], object]
PAPER = load_catalogue().get("mammoth-coder-7b")
DEFAULT = load_catalogue().default


@pytest.fixture
def run(sandbox: Sandbox, scripted: type) -> Callable[..., tuple[list[Event], Verdict, object]]:
    def go(  # type: ignore[no-untyped-def]
        mode: SolveMode,
        *texts: str,
        choices: tuple[str, ...] = (),
        profile: object = PAPER,
        question: str = "How many?",
    ):
        engine = scripted(texts)
        options = Options(mode=mode, samples=2)  # the two paths alone: test_vote.py has the rest
        task = Task(Problem(question, choices), profile, engine, sandbox, options)  # type: ignore[arg-type]
        events = list(solve(task))
        verdict = events[-1]
        assert isinstance(verdict, Verdict)
        return events, verdict, engine

    return go


def test_cot_reads_the_prose(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, engine = run("cot", "Half of 48 is 24. The answer is 72")
    assert verdict.answer.text == "72"
    assert verdict.agreement == "single"
    assert "".join(event.text for event in events if isinstance(event, TextArrived)).endswith("The answer is 72")
    assert "write a program" not in engine.requests[0].prompt


def test_pot_runs_the_program(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, engine = run("pot", "n0 = 48\nanswer = n0 + n0 / 2\nprint(answer)")
    assert verdict.answer.text == "72"
    assert engine.requests[0].prompt.endswith("How many? Let's write a program.\n\n### Response:")
    kinds = [type(event) for event in events]
    assert kinds.index(ProgramReady) < kinds.index(ProgramRan) < kinds.index(PathAnswered)
    assert verdict.paths[0].output.strip() == "72.0"


def test_program_is_taken_from_its_fence(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("pot", "Let us compute.\n```python\nprint(6 * 7)\n```\nDone: 1000")
    assert verdict.answer.text == "42"


HYBRID_OPEN = [
    ("program with an answer stands", ["print(5)"], "5", 1),
    ("a wrong-looking value stands", ["print(-123456)"], "-123456", 1),
    ("an error falls back", ["print(1/0)", "The answer is 7"], "7", 2),
    ("output before the error is lost", ["print(3)\n1/0", "The answer is 7"], "7", 2),
    ("nothing printed falls back", ["x = 5\nprint('')", "The answer is 7"], "7", 2),
    ("nan falls back", ["print(float('nan'))", "The answer is 7"], "7", 2),
    ("prose with an answer stands", ["I think the answer is 9"], "9", 1),
    ("prose without an answer falls back", ["I cannot tell.", "The answer is 7"], "7", 2),
    ("print( in mere prose falls back", ["I would call print(7) and be done: 5", "The answer is 7"], "7", 2),
    ("the second pass is final", ["print(1/0)", "I cannot tell."], None, 2),
]


OPEN_IDS = [case[0] for case in HYBRID_OPEN]


@pytest.mark.parametrize(("texts", "answer", "passes"), [case[1:] for case in HYBRID_OPEN], ids=OPEN_IDS)
def test_hybrid_rule_for_open_questions(run, texts, answer, passes) -> None:  # type: ignore[no-untyped-def]
    _, verdict, engine = run("hybrid", *texts)
    assert (verdict.answer.text if verdict.answer else None) == answer
    assert len(engine.requests) == passes
    if passes == 2:
        assert "write a program" not in engine.requests[1].prompt


CHOICES = ("12", "15", "18")
HYBRID_CHOICE = [
    ("a value that is a choice", ["print(15)"], "B", 1),
    ("a letter", ["print('C')"], "C", 1),
    ("no output falls back", ["x = 1\nprint('')", "The answer is A"], "A", 2),
    ("an error falls back", ["print(1/0)", "The answer is A"], "A", 2),
    ("prose is never rerun", ["No program, and no answer either."], None, 1),
    ("a value that is none is mapped by the model", ["print(14.9)", "The answer is B"], "B", 2),
]


@pytest.mark.parametrize(
    ("texts", "answer", "passes"), [case[1:] for case in HYBRID_CHOICE], ids=[c[0] for c in HYBRID_CHOICE]
)
def test_hybrid_rule_for_multiple_choice(run, texts, answer, passes) -> None:  # type: ignore[no-untyped-def]
    _, verdict, engine = run("hybrid", *texts, choices=CHOICES)
    assert (verdict.answer.text if verdict.answer else None) == answer
    assert len(engine.requests) == passes


def test_mapping_to_a_choice_is_told(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, engine = run("pot", "print(14.9)", "The answer is B", choices=CHOICES)
    notes = [event.text for event in events if isinstance(event, NoteGiven)]
    assert any("14.9" in note and "closest" in note for note in notes)
    question = "Please find the closest option to 14.9. The options are (A) 12 (B) 15 (C) 18"
    assert question in engine.requests[1].prompt
    assert verdict.paths[0].is_nearest
    _, plain, _ = run("pot", "print(15)", choices=CHOICES)
    assert not plain.paths[0].is_nearest
    assert verdict.tokens > plain.tokens  # the model's second look is counted


def test_auto_agrees(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("auto", "print(72.0)\n", "So it is \\boxed{72}.", profile=DEFAULT)
    assert verdict.agreement == "agree"
    assert verdict.answer.text == "72"
    assert [path.mode for path in verdict.paths] == ["pot", "cot"]


def test_auto_differs_and_prefers_the_program(run) -> None:  # type: ignore[no-untyped-def]
    unmeasured = replace(DEFAULT, sha256="0" * 64)
    _, verdict, _ = run("auto", "print(72)\n", "So it is \\boxed{96}.", profile=unmeasured)
    assert verdict.agreement == "differ"
    assert verdict.answer.text == "72"
    assert "72" in verdict.checked
    assert "96" in verdict.checked


def test_auto_differs_and_prefers_the_path_that_was_right_more_often(run, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    rules = trust_of(DEFAULT).rules
    for cot, pot, taken in ((60, 50, "96"), (50, 60, "72")):
        measured = Trust(rules, {"cot": Rate(cot, 98), "pot": Rate(pot, 98)})
        monkeypatch.setattr("steppe.solve.scales.trust_of", lambda profile, known=measured: known)
        _, verdict, _ = run("auto", "print(72)\n", "So it is \\boxed{96}.", profile=DEFAULT)
        assert verdict.answer.text == taken
        assert ("counts less with this model" in verdict.checked) == (taken == "96")


def test_auto_prefers_the_prose_where_the_program_cannot_be_right(run) -> None:  # type: ignore[no-untyped-def]
    question = "How many children are on the bus?"
    _, verdict, _ = run("auto", "print(20.5)\n", "So it is \\boxed{23}.", profile=DEFAULT, question=question)
    assert verdict.agreement == "differ"
    assert verdict.answer.text == "23"
    assert "doubtful" in verdict.checked


def test_a_failed_program_is_shown_its_error_and_written_again(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, engine = run("pot", "print(1 / 0)\n", "print(7)\n", profile=DEFAULT)
    assert verdict.answer.text == "7"
    assert verdict.paths[0].repairs == 1
    assert "corrected" in verdict.checked
    assert "ZeroDivisionError: division by zero" in engine.requests[1].prompt
    assert engine.requests[1].prompt.startswith(engine.requests[0].prompt + "print(1 / 0)\n")
    kinds = [event.name for event in events]
    assert kinds == ["started", "path", "text", "text", "program", "output", "repair", *kinds[7:]]
    assert kinds.count("path") == 1


@pytest.mark.parametrize("program", ["x = 1\nif x > 1:\n    print(x)\n", "print(None)\n"])
def test_a_program_without_an_answer_is_written_again_once(run, program) -> None:  # type: ignore[no-untyped-def]
    _, verdict, engine = run("pot", program, program, profile=DEFAULT)
    assert verdict.answer is None
    assert len(engine.requests) == 2


def test_the_papers_rule_knows_no_repair(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, engine = run("hybrid", "print(1 / 0)\n", "So it is \\boxed{5}.", profile=DEFAULT)
    assert verdict.answer.text == "5"
    assert "error" not in engine.requests[1].prompt


def test_auto_with_a_failed_program_takes_the_prose(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, _ = run(
        "auto", "print(undefined)\n", "So it is \\boxed{96}.", "print(still_undefined)\n", profile=DEFAULT
    )
    assert verdict.agreement == "single"
    assert verdict.answer.text == "96"
    ran = next(event for event in events if isinstance(event, ProgramRan))
    assert "undefined" in ran.message


def test_no_answer_at_all(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("auto", "print(undefined)\n", "I do not know.", "print(None)\n", profile=DEFAULT)
    assert verdict.answer is None
    assert verdict.agreement == "none"


def test_formulas_are_compared_in_the_sandbox(run) -> None:  # type: ignore[no-untyped-def]
    program = "from sympy import *\nx = symbols('x')\nprint(expand((x + 1)**2))\n"
    _, verdict, _ = run("auto", program, "So it is \\boxed{(x+1)^2}.", profile=DEFAULT)
    assert verdict.agreement == "agree"


def test_closing_the_solve_cancels_the_model(sandbox: Sandbox, scripted: type) -> None:
    engine = scripted(["word " * 200])
    events = solve(Task(Problem("How many?"), DEFAULT, engine, sandbox, Options(mode="cot")))
    for event in events:
        if isinstance(event, TextArrived):
            break
    events.close()  # type: ignore[attr-defined]
    assert engine.generations[0].is_cancelled


def test_model_that_writes_no_programs_is_told_so(run) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInputError, match="programs"):
        run("pot", "x", profile=load_catalogue().get("mammoth2-7b-plus"))


def test_verdict_as_json_has_the_contract_keys(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("auto", "print(72.0)\n", "So it is \\boxed{72}.", profile=DEFAULT)
    value = verdict.to_json()
    assert {"event", "answer", "kind", "agreement", "confidence", "paths", "model", "seconds"} <= set(value)
    assert (value["event"], value["answer"], value["kind"]) == ("verdict", "72", "number")
    assert {"mode", "answer", "program", "output", "tokens", "seconds"} <= set(value["paths"][0])


def test_a_failed_program_tells_its_line(run) -> None:  # type: ignore[no-untyped-def]
    events, _, _ = run("pot", "n = 0\nprint(1 / n)\n", "print(1)\n")
    ran = next(event for event in events if isinstance(event, ProgramRan))
    assert ran.error_line == ran.to_json()["error_line"] == 2
    assert ran.message.endswith("in line 2.")


def test_what_came_of_a_correction_is_told(run) -> None:  # type: ignore[no-untyped-def]
    _, helped, _ = run("pot", "print(1 / 0)\n", "print(7)\n", profile=DEFAULT)
    assert "failed and was corrected once" in helped.checked
    _, helpless, _ = run("auto", "print(1 / 0)\n", "So it is \\boxed{7}.", "print(2 / 0)\n", profile=DEFAULT)
    assert "failed, and so did its correction" in helpless.checked


def test_two_texts_of_one_kind_are_not_two_ways(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("auto", "I think the answer is 7", "The answer is 7")  # the paper's prompt asks, no more
    assert (verdict.answer.text, verdict.agreement) == ("7", "single")
    assert "no program was run" in verdict.checked
    assert verdict.kinds == ("agree, alike",)
    _, verdict, _ = run("auto", "I think the answer is 7", "The answer is 8")
    assert verdict.agreement == "differ"
    assert "One text says 7, the other says 8" in verdict.checked


def test_a_program_in_the_reasoning_is_called_one(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("auto", "print(1 / 0)", "print(2 / 0)", "```python\nprint(7)\n```")
    assert verdict.answer.text == "7"
    assert verdict.checked.startswith("A program computed it: the first program gave no answer.")


def test_the_hybrid_rule_gives_its_own_reason(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("hybrid", "I would call print(7) and be done: 5", "The answer is 8")
    assert verdict.answer.text == "8"
    assert verdict.checked.startswith("The first text says 5, and its code could not be run; the reasoning says 8.")
