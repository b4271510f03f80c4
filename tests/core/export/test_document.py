"""The model that every format is made of: what it takes from events and history, and its JSON."""

from __future__ import annotations

import json

import pytest

from steppe.answer import Answer
from steppe.export.as_json import read_json, write_json
from steppe.export.gathering import document_of, passages, short_name, solved_from_events
from steppe.export.words import translated
from steppe.problem import Problem
from steppe.solve.events import AlgebraAnswered, EquationChecked, ProgramEdited
from steppe_models.errors import BadInputError


def test_json_is_read_back_as_the_same_values(everything):
    document = document_of(everything, title="Sheet", answers="key", paper="letter", words=translated(str.upper))
    assert read_json(write_json(document)) == document


def test_json_of_arbitrary_text_is_read_back(export_story):
    for seed in range(60):
        document = document_of([export_story.random_solve(seed)])
        assert read_json(write_json(document)) == document


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "steppe-export", "version": 9}', '{"format": "steppe-export", "version": 1}']
)
def test_damaged_json_is_refused(text):
    with pytest.raises(BadInputError):
        read_json(text)


def test_json_has_a_version_and_formulas_of_their_own(solves):
    whole = json.loads(write_json(document_of([solves["quadratic"]])))
    assert (whole["format"], whole["version"]) == ("steppe-export", 1)
    runs = whole["solves"][0]["problem"][0]["paragraphs"][0]["runs"]
    assert [(run["kind"], run["text"]) for run in runs][:2] == [("text", "Solve "), ("formula", "x^2 - 5x + 6 = 0")]


def test_marks_stand_with_their_passages(solves):
    marks = [passage.mark for passage in solves["differing"].reasoning]
    assert [(mark.state, mark.note) for mark in marks] == [("wrong", "25 - 5 = 20, not 21."), ("right", "")]


def test_the_choice_is_given_with_its_words(solves):
    assert solves["choice"].answer.text == "C. 59"


def test_what_was_cut_has_its_unfinished_program(solves):
    assert solves["cut"].program.source == "print(2 +"
    assert solves["cut"].program.status == ""


def test_an_edited_program_takes_the_place_of_the_model_s():
    edited = ProgramEdited("print(5)", "ok", "5\n", "", None, Answer("5", "number"), "differ", Answer("4", "number"))
    solved = solved_from_events(Problem("2 + 2"), [edited])
    assert solved.program.source == "print(5)"
    assert [opinion.result.text for opinion in solved.opinions] == ["5", "4"]


def test_what_algebra_did_comes_first():
    answer = Answer("x = 2 or x = 3", "list")
    algebra = AlgebraAnswered(
        "solve x^2 - 5x + 6 = 0", "x^2 - 5x + 6 = 0", answer, "x = 2, x = 3", "", ("(x-2)(x-3)",), 0.1
    )
    checks = [
        EquationChecked("algebra", "x^2 - 5x + 6 = 0", "x = 2", "holds", ""),
        EquationChecked("algebra", "x^2 = 5", "x = 2", "fails", "-1"),
    ]
    solved = solved_from_events(Problem("Solve"), [algebra, *checks])
    texts = ["".join(run.text for run in passage.paragraphs[0].runs) for passage in solved.reasoning]
    assert texts[:2] == ["Understood as: x^2 - 5x + 6 = 0", "(x-2)(x-3)"]
    assert [passage.mark.state for passage in solved.reasoning[2:]] == ["right", "wrong"]
    assert [run.text for run in solved.answer.runs] == ["x = 2, x = 3"]


def test_the_history_s_receipt_is_told(export_story, tmp_path):
    from steppe.export.gathering import solved_from_history

    stored = export_story.stored(tmp_path, "A farmer has 48 hens.")
    solved = solved_from_history(stored)
    facts = {fact.name: fact.value for fact in solved.facts}
    assert solved.number == stored.entry.id
    assert facts["Model"].startswith("Qwen2.5")
    assert facts["Seed"] == "3"
    assert solved.answer.text == "72"


def test_names():
    assert short_name("Solve $x^2 = 4$\nfor $x$.") == "Solve x² = 4 for x."
    assert len(short_name("word " * 100)) <= 70
    assert document_of([solved_from_events(Problem("$x$"), [])]).name == "x"


def test_money_and_formulas_in_one_line():
    (passage,) = passages("It costs $5 and $x^2$ is $9$.")
    assert [run.text for run in passage.paragraphs[0].runs if run.kind == "formula"] == ["x^2", "9"]
