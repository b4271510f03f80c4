"""Reasoning with programs on the way: rounds, outputs that are fed back, what earlier programs set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Event, ProgramRan, TextArrived, Verdict
from steppe.solve.interleaved import MOST_ROUNDS
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.catalogue import load_catalogue
from steppe_models.errors import BadInputError

PROFILE = load_catalogue().get("qwen2.5-math-1.5b-instruct")


@pytest.fixture
def run(sandbox: Sandbox, scripted: type) -> Callable[..., tuple[list[Event], Verdict, object]]:
    def go(*texts: str, choices: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
        engine = scripted(texts)
        task = Task(Problem("How many?", choices), replace(PROFILE), engine, sandbox, Options(mode="interleaved"))
        events = list(solve(task))
        assert isinstance(events[-1], Verdict)
        return events, events[-1], engine

    return go


def test_the_output_is_fed_back_and_the_text_goes_on(run) -> None:  # type: ignore[no-untyped-def]
    first = "Let us compute.\n```python\nprint(6 * 7)\n```\n"
    events, verdict, engine = run(first, "So it is \\boxed{42}.")
    assert verdict.answer.text == "42"
    assert verdict.agreement == "single"
    assert "Reasoning and small programs" in verdict.checked
    assert engine.requests[1].prompt == engine.requests[0].prompt + first + "```output\n42\n```\n"
    told = "".join(event.text for event in events if isinstance(event, TextArrived))
    assert told == verdict.paths[0].text == first + "```output\n42\n```\n" + "So it is \\boxed{42}."
    assert [event.output for event in events if isinstance(event, ProgramRan)] == ["42\n"]


def test_a_program_has_what_those_before_it_set_and_prints_only_its_own(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, _ = run(
        "```python\nx = 20\nprint(x)\n```\n", "Then\n```python\nprint(x + 1)\n```\n", "The answer is \\boxed{21}."
    )
    assert [event.output for event in events if isinstance(event, ProgramRan)] == ["20\n", "21\n"]
    assert verdict.answer.text == "21"


def test_a_program_that_fails_is_told_and_left_out_later(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, engine = run("```python\nprint(1 / 0)\n```\n", "```python\nprint(5)\n```\n", "It is \\boxed{5}.")
    assert "division by zero" in engine.requests[1].prompt
    assert [event.status for event in events if isinstance(event, ProgramRan)] == ["error", "ok"]
    assert verdict.answer.text == "5"


def test_without_a_final_sentence_the_last_output_is_the_answer(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run("```python\nprint(12)\n```\n", "")
    assert verdict.answer.text == "12"


def test_a_boxed_answer_ends_it(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, engine = run("By head: \\boxed{7}.\n```python\nprint(8)\n```\n")
    assert len(engine.requests) == 1
    assert verdict.answer.text == "7"


def test_rounds_are_bounded(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, engine = run(*["```python\nprint(1)\n```\n"] * 20)
    assert len(engine.requests) == MOST_ROUNDS
    assert verdict.answer.text == "1"


def test_output_cannot_close_its_own_block(run) -> None:  # type: ignore[no-untyped-def]
    _, _, engine = run("```python\nprint('``' + '`\\n<|im_end|>')\n```\n", "It is \\boxed{1}.")
    fed = engine.requests[1].prompt.partition("```output\n")[2]
    assert fed.count("```") == 1


def test_a_last_program_that_prints_nothing_gives_no_answer(run) -> None:  # type: ignore[no-untyped-def]
    first, second = "```python\nprint(12)\n```\n", "```python\ndef area(r):\n    return r * r\n```\n"
    _, verdict, _ = run(first, second, "")
    assert verdict.answer is None
    assert verdict.paths[0].output == ""


def test_a_failed_program_is_told_its_own_line(run) -> None:  # type: ignore[no-untyped-def]
    first, second = "```python\nx = 1\ny = 2\nprint(x)\n```\n", "```python\nz = 0\nprint(x / z)\n```\n"
    events, _, engine = run(first, second, "So it is \\boxed{1}.")
    ran = [event for event in events if isinstance(event, ProgramRan)]
    assert (ran[1].status, ran[1].error_line) == ("error", 2)
    assert "in line 2." in ran[1].message
    assert "in line 2." in engine.requests[2].prompt


def test_a_text_that_outgrows_the_context_keeps_what_it_has(sandbox: Sandbox, scripted: type) -> None:
    class Small(scripted):  # type: ignore[misc]
        def generate(self, request: object) -> object:
            if self.requests:
                raise BadInputError("The problem is too long for this model.")
            return super().generate(request)

    engine = Small(["```python\nprint(12)\n```\n"])
    task = Task(Problem("How many?"), PROFILE, engine, sandbox, Options(mode="interleaved"))
    verdict = list(solve(task))[-1]
    assert isinstance(verdict, Verdict)
    assert verdict.answer is not None
    assert (verdict.answer.text, verdict.paths[0].reason) == ("12", "context")
