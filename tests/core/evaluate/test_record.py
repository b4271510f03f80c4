"""The record of an item, from verdicts made by hand: what the paper's grading reads where a vote or programs answer."""

from __future__ import annotations

from steppe.check import extract
from steppe.evaluate.items import Item
from steppe.evaluate.record import make_record
from steppe.solve.events import PathResult, Verdict

ITEM = Item("own-1", "How many?", (), "45", "svamp")


def path(mode: str, answer: str, *, text: str = "", output: str | None = None, status: str | None = None) -> PathResult:
    program = None if output is None else "print()"
    return PathResult(mode, extract.read(answer), text, program, output, status, 9, 1.0, "stop")  # type: ignore[arg-type]


def record(answer: str, *paths: PathResult) -> dict[str, object]:
    return make_record(ITEM, Verdict(extract.read(answer), "differ", "", paths, "m", 1.0), None)


PROGRAM = path("pot", "56", output="56\n", status="ok")
PROSE = path("cot", "49", text="The answer is 49")


def test_a_vote_for_an_answer_of_no_greedy_path_is_graded_by_that_answer() -> None:
    assert record("45", PROGRAM, PROSE)["right_by_paper"] is True
    assert record("44", PROGRAM, PROSE)["right_by_paper"] is False
    assert record("49", PROGRAM, PROSE)["right_by_paper"] is False


def test_reasoning_with_programs_is_graded_by_what_was_read_from_it() -> None:
    for status, output in (("ok", "7.5\n"), ("error", "")):
        mixed = path("interleaved", "45", text="... The answer is 45", output=output, status=status)
        assert record("45", mixed)["right_by_paper"] is True


def test_it_says_whether_a_program_printed_something() -> None:
    silent = path("pot", "45", output=" \n", status="ok")
    kept = [each["printed"] for each in record("49", PROGRAM, silent, PROSE)["paths"]]  # type: ignore[attr-defined]
    assert kept == [True, False, False]
