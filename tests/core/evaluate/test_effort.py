"""The course of a vote in its records, read back for smaller efforts; figures that can be worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from steppe.answer import Answer
from steppe.evaluate.course import Course, most_answers, stopped_at
from steppe.evaluate.effort import efforts_of
from steppe.evaluate.items import Item
from steppe.evaluate.report import make_report
from steppe.evaluate.report_page import to_html
from steppe.evaluate.report_text import to_markdown
from steppe.solve.events import Group, NoteGiven, PathResult, SampleEnded, StepCount, TallyChanged

SMALL = "smollm2-135m-instruct"


def answer(text: str) -> Answer:
    from steppe.check import extract

    return extract.read(text)


def path(mode: str, text: str | None, tokens: int) -> PathResult:
    found = answer(text) if text else None
    return PathResult(mode, found, "a text", "print(1)", "1", "ok", tokens, 1.0, "stop")  # type: ignore[arg-type]


def sample(number: int, text: str | None, tokens: int, ended: str = "stop") -> SampleEnded:
    found = answer(text) if text else None
    steps = StepCount(1, 0, 2)
    return SampleEnded(number, "cot", 5, 0.7, "text", None, None, None, found, tokens, -0.123456, steps, 1.0, ended)


def tally(ended: int, leader: str | None, safety: float) -> TallyChanged:
    groups = (Group(answer(leader), 1.0, 1.0, 1, 0),) if leader else ()
    return TallyChanged(groups, ended, 16, 0, safety)


ITEM = Item("own-1", "A question that is not kept.", (), "7", "own")


def test_course_tells_who_led_and_what_had_been_spent() -> None:
    course = Course()
    for event in (
        NoteGiven("nothing of a vote"),
        tally(2, None, 0.0),
        sample(1, "8", 30),
        tally(3, "8", 0.6),
        sample(2, "7", 40),
        tally(4, "7", 0.7),
        sample(3, None, 9, ended="cancelled"),
    ):
        course.note(event)
    kept = course.to_json(ITEM, [path("pot", None, 10), path("cot", None, 20)], None)
    told = [(each["answers"], each["leads"], each["right"], each["tokens"]) for each in kept["course"]]
    assert told == [(2, None, False, 30), (3, "8", False, 60), (4, "7", True, 100)]
    assert [(each["backed"], each["weights"]) for each in kept["course"]] == [(0, []), (1, [1.0]), (1, [1.0])]
    samples = [(each["number"], each["answer"], each["right"], each["ended"]) for each in kept["samples"]]
    assert samples == [(1, "8", False, "stop"), (2, "7", True, "stop"), (3, None, False, "cancelled")]
    assert kept["samples"][0]["logprob"] == -0.1235
    assert "question" not in json.dumps(kept)
    assert "text" not in kept["samples"][0]


def test_without_a_vote_there_is_no_course() -> None:
    course = Course()
    course.note(NoteGiven("alone"))
    assert course.to_json(ITEM, [path("pot", "7", 10)], None) == {}


def voted(name: str, *entries: tuple[int, bool, float, int], right: bool, tokens: int) -> dict[str, Any]:
    course = [
        {"answers": answers, "leads": "1", "right": is_right, "backed": 2, "weights": [*weights], "tokens": spent}
        for answers, is_right, weights, spent in entries
    ]
    paths = [
        {"mode": "pot", "answer": "1", "right": False, "right_by_paper": False, "tokens": 50},
        {"mode": "cot", "answer": "1", "right": False, "right_by_paper": False, "tokens": 100},
    ]
    rest = {"agreement": "differ", "confidence": None, "level": None, "kind": "number", "seconds": 1.0}
    named = {"id": name, "answer": "1", "reference": "1", "right_by_paper": right}
    return named | rest | {"right": right, "tokens": tokens, "paths": paths, "course": course}


SAFE_SOON = voted("a", (2, True, (5.0,), 150), right=True, tokens=150)
TURNED = voted(
    "b", (2, False, (2.1, 2.0), 150), (3, True, (3.7, 2.1), 250), (4, True, (9.0, 2.1), 350), right=True, tokens=360
)
SPENT = voted(
    "c", (2, False, (2.1, 2.0), 150), (3, False, (2.1, 2.0), 250), (4, True, (2.2, 2.1), 350), right=True, tokens=350
)


@pytest.mark.parametrize(
    ("record", "most", "is_right", "tokens"),
    [
        (SAFE_SOON, 2, True, 150),
        (SAFE_SOON, 16, True, 150),
        (TURNED, 2, False, 150),
        (TURNED, 3, True, 250),
        (TURNED, 16, True, 360),  # with what was under way when it ended
        (SPENT, 3, False, 250),
        (SPENT, 4, True, 350),
        ({"right": True, "tokens": 0, "paths": []}, 8, True, 0),  # algebra's
    ],
)
def test_a_smaller_effort_is_the_same_vote_stopped_earlier(
    record: dict[str, Any], most: int, is_right: bool, tokens: int
) -> None:
    stop = stopped_at(record, most)
    assert (stop.is_right, stop.tokens) == (is_right, tokens)


def test_fixed_number_goes_on_where_the_lead_was_safe() -> None:
    record = voted("d", (2, True, (5.0,), 150), (3, False, (5.0, 5.1), 250), right=False, tokens=250)
    assert stopped_at(record, 16).is_right
    assert stopped_at(record, 16).tokens == 150
    assert not stopped_at(record, 16, is_fixed=True).is_right


def test_less_is_enough_where_less_is_left() -> None:
    record = voted("e", (4, False, (5.0, 2.0), 350), (5, True, (5.0, 6.0), 450), right=True, tokens=450)
    assert stopped_at(record, 16).tokens == 450
    assert stopped_at(record, 8).tokens == 350


def test_efforts_average_over_sets() -> None:
    records = {"one": [SAFE_SOON, TURNED], "two": [SPENT]}
    assert most_answers(records["one"]) == 4
    two, four = efforts_of(records, 2)
    assert (two.answers, two.accuracy, two.average) == (2, {"one": 0.5, "two": 0.0}, 0.25)
    assert two.tokens == 150
    assert two.times_cot == pytest.approx(1.5)
    assert (four.answers, four.average, four.tokens) == (
        4,
        1.0,
        (200 + 350) / 2,
    )  # what is certain with one answer left is not waited for
    assert not four.is_fixed
    assert efforts_of({"one": [{"right": True, "tokens": 3, "paths": []}]}, 2) == ()


def test_run_that_never_stopped_early_shows_both() -> None:
    record = voted(
        "d", (2, True, (5.0,), 150), (3, True, (5.0, 3.0), 250), (4, False, (5.0, 5.1), 350), right=False, tokens=350
    )
    two, four, fixed = efforts_of({"one": [record]}, 4)
    assert (two.average, two.tokens) == (1.0, 150)
    assert (four.average, four.tokens) == (1.0, 150)
    assert (fixed.average, fixed.tokens, fixed.is_fixed) == (0.0, 350, True)


def test_report_shows_efforts_where_there_are_any(tmp_path: Path) -> None:
    settings = {"settings": {"model": "m", "mode": "vote", "least_samples": 2}}
    lines = [settings, SAFE_SOON, TURNED, SPENT]
    (tmp_path / "gsm8k.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    report = make_report(tmp_path)
    told = to_markdown(report)
    assert "| at most 2 | 33.3 | 150 | 1.50 | 33.3 |" in told
    assert "| at most 4 | 100.0 | 250 | 2.50 | 100.0 |" in told
    page = to_html(report)
    assert "<h2>By effort</h2>" in page
    assert '<table class="wide">' not in page
    assert "at most 4" in page
    assert [each["answers"] for each in report.to_json()["efforts"]] == [2, 4]
    for name in ("math", "svamp", "numglue", "simuleq", "sat"):  # with a column each, wider than a page
        (tmp_path / f"{name}.jsonl").write_text((tmp_path / "gsm8k.jsonl").read_text())
    assert to_html(make_report(tmp_path)).count('<table class="wide">') == 1


def test_real_vote_keeps_its_course(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    item = {"id": "own-1", "question": "What is 2 + 3?", "choices": None, "answer": "5"}
    (tmp_path / "own.jsonl").write_text(json.dumps(item) + "\n")
    common = ("evaluate", "own", "--data", str(tmp_path), "--output", str(tmp_path / "out"), "--model", SMALL)
    done = steppe(*common, "--mode", "vote", "--max-tokens", "24", "--samples", "4", "--least-samples", "4", "--json")
    assert done.returncode == 0, done.stderr
    settings, record = map(json.loads, (tmp_path / "out" / "own.jsonl").read_text().splitlines())
    assert (settings["settings"]["samples"], settings["settings"]["least_samples"]) == (4, 4)
    paths = len(record["paths"])
    assert [each["answers"] for each in record["course"]] == list(range(paths, 5))
    assert record["course"][-1]["leads"] == record["answer"]
    assert record["course"][-1]["right"] == record["right"]
    spent = sum(each["tokens"] for each in [*record["paths"], *record["samples"]])
    assert record["tokens"] == spent == record["course"][-1]["tokens"]
    assert "What is" not in (tmp_path / "out" / "own.jsonl").read_text()
