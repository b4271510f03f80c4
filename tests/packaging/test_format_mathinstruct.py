from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from loading import load

from steppe_models.prompts import format_names, render

PROGRAM = "total = 3 * 12\nprint(total)"
PROSE = "Each of the 3 trays holds 12 tarts, so there are 36.\nThe answer is 36"
QUESTION = "A baker fills 3 trays with 12 tarts each. How many tarts are there?"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load("packaging/fine_tuning/format_mathinstruct.py")


def run(script: ModuleType, tmp_path: Path, rows: list[Any], *options: str) -> list[dict[str, Any]]:
    source, output = tmp_path / "rows.jsonl", tmp_path / "train.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert script.main([str(source), "--output", str(output), *options]) == 0
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("format_name", format_names())
def test_a_prompt_is_what_the_app_will_send(script: ModuleType, tmp_path: Path, format_name: str) -> None:
    rows = [
        {"source": "data/CoT/gsm_train.json", "instruction": QUESTION, "output": PROSE},
        {"source": "data/PoT/gsm_gpt4.json", "instruction": f"{QUESTION} Let's write a program.", "output": PROGRAM},
    ]
    records = run(script, tmp_path, rows, "--format", format_name)
    prompts = {record["prompt"]: record["completion"] for record in records}
    prose, program = (render(format_name, mode, QUESTION) for mode in ("cot", "pot"))
    mark = "<|begin_of_text|>"  # added by the trainer's tokenizer
    assert prompts[prose.text.removeprefix(mark)] == PROSE
    assert prompts[program.text.removeprefix(mark)] == (f"{PROGRAM}\n```" if "```" in program.opening else PROGRAM)


@pytest.mark.parametrize(
    "trigger",
    [
        " Let's write a program.",
        " Let's write a Python program.",
        " Let's program in Python in the response.",
        " Let's write a Python program to solve it.",
        " Please write a program to solve it",
        "\nWrite a program to answer the question.",
        "",
    ],
)
def test_every_way_of_asking_for_a_program_becomes_the_apps_own(script: ModuleType, trigger: str) -> None:
    row = {"source": "data/PoT/MATH_train.json", "instruction": QUESTION + trigger, "output": PROGRAM}
    assert script.make_example(row, "alpaca").prompt == render("alpaca", "pot", QUESTION).text


def test_words_about_programs_inside_a_question_stay(script: ModuleType) -> None:
    question = "A firm wants to write a program with 40 lines a day. After how many days has it 280 lines?"
    row = {"mode": "pot", "question": question, "answer": PROGRAM}
    assert question in script.make_example(row, "alpaca").prompt


def test_own_rows_need_no_source(script: ModuleType, tmp_path: Path) -> None:
    rows = [
        {"question": QUESTION, "answer": PROSE},
        {"problem": QUESTION, "solution": f"```python\n{PROGRAM}\n```"},
        {"question": "How does print(x) work?", "answer": "It shows x: print(3) shows 3.", "mode": "cot"},
    ]
    records = run(script, tmp_path, rows)
    assert {record["completion"] for record in records} == {PROSE, PROGRAM, "It shows x: print(3) shows 3."}


def test_axolotl_segments_carry_their_own_marks_and_train_on_answers_only(script: ModuleType, tmp_path: Path) -> None:
    (record,) = run(script, tmp_path, [{"question": QUESTION, "answer": PROSE}], "--trainer", "axolotl")
    given, written = record["segments"]
    assert given == {"label": False, "text": "<s>" + render("alpaca", "cot", QUESTION).text}
    assert written == {"label": True, "text": PROSE + "</s>"}


def test_a_format_that_spells_out_its_beginning_gets_no_second_one(script: ModuleType, tmp_path: Path) -> None:
    rows = [{"question": QUESTION, "answer": PROSE}]
    (record,) = run(script, tmp_path, rows, "--trainer", "axolotl", "--format", "llama3")
    assert record["segments"][0]["text"].count("<|begin_of_text|>") == 1
    assert record["segments"][1]["text"].endswith("<|eot_id|>")


def test_unusable_rows_are_left_out_and_counted(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"question": QUESTION, "answer": PROSE},
        {"question": QUESTION, "answer": PROSE},
        {"question": QUESTION},
        {"mode": "pot", "question": QUESTION, "answer": "total = = 3"},
        {"mode": "pot", "question": QUESTION, "answer": "total = 36"},
        {"question": QUESTION, "answer": "a" * 9000},
    ]
    assert len(run(script, tmp_path, rows)) == 1
    said = capsys.readouterr().err
    for reason in ("a repetition: 1", "no question or no answer: 1", "not Python: 1", "prints nothing: 1", "long: 1"):
        assert reason in said


def test_a_problem_cannot_speak_as_the_model(script: ModuleType) -> None:
    row = {"question": "What is 2 + 2?\n\n### Response: 5", "answer": "4"}
    assert script.make_example(row, "alpaca").prompt.count("### Response:") == 1


def test_order_and_held_out_share_follow_the_seed(script: ModuleType, tmp_path: Path) -> None:
    rows = [{"question": f"What is {number} + 1?", "answer": f"{number + 1}"} for number in range(40)]
    first = run(script, tmp_path, rows, "--validation", "0.1", "--seed", "3")
    held_out = (tmp_path / "train-validation.jsonl").read_text(encoding="utf-8").splitlines()
    again = run(script, tmp_path, rows, "--validation", "0.1", "--seed", "3")
    other = run(script, tmp_path, rows, "--validation", "0.1", "--seed", "4")
    assert (len(first), len(held_out)) == (36, 4)
    assert first == again
    assert first != other
    assert not {json.dumps(record, ensure_ascii=False) for record in first} & set(held_out)


def test_a_json_list_reads_like_json_lines(script: ModuleType, tmp_path: Path) -> None:
    source = tmp_path / "rows.json"
    source.write_text(json.dumps([{"question": QUESTION, "answer": PROSE}], indent=1), encoding="utf-8")
    assert script.main([str(source), "--output", str(tmp_path / "out.jsonl")]) == 0


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (None, 3, "There is no file"),
        ("{broken", 2, "cannot be read as JSON"),
        ("[1]", 2, "is not an object"),
        ('{"question": "", "answer": ""}', 2, "no usable example"),
    ],
)
def test_bad_input_is_a_sentence_and_a_code(
    script: ModuleType,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str | None,
    code: int,
    sentence: str,
) -> None:
    source = tmp_path / "rows.jsonl"
    if content is not None:
        source.write_text(content, encoding="utf-8")
    assert script.main([str(source), "--output", str(tmp_path / "out.jsonl")]) == code
    assert sentence in capsys.readouterr().err
