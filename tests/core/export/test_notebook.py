"""Notebooks are valid, run unchanged in a plain kernel, and hold what the programs printed."""

from __future__ import annotations

import json

import nbformat
from nbclient import NotebookClient

from steppe.export.gathering import document_of
from steppe.export.notebook import write_notebook


def cells(text, kind):
    return [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def test_it_runs_unchanged_in_a_plain_kernel(solves, tmp_path):
    text = write_notebook(document_of([solves["quadratic"], solves["differing"], solves["real"]]))
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    stored = [cell.outputs[0].text for cell in notebook.cells if cell.cell_type == "code"]
    NotebookClient(
        notebook,
        timeout=150,
        startup_timeout=150,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    ran = [cell.outputs[0].text for cell in notebook.cells if cell.cell_type == "code"]
    assert ran == stored == ["[2, 3]\n", "21.6\n", "21.6\n"]


def test_every_kind_of_solve_is_a_valid_notebook(everything):
    for solved in everything:
        nbformat.validate(nbformat.reads(write_notebook(document_of([solved])), as_version=4))
    for answers in ("none", "key", "full"):
        text = write_notebook(document_of(everything, answers=answers))
        nbformat.validate(nbformat.reads(text, as_version=4))
        assert bool(cells(text, "code")) == (answers == "full")


def test_arbitrary_text_is_a_valid_notebook(export_story):
    solves = [export_story.random_solve(seed) for seed in range(60)]
    nbformat.validate(nbformat.reads(write_notebook(document_of(solves)), as_version=4))


def test_a_program_is_kept_to_the_letter(solves):
    text = write_notebook(document_of([solves["scripts"]]))
    (cell,) = cells(text, "code")
    assert "".join(cell["source"]) == solves["scripts"].program.source
    assert "\t" in "".join(cell["source"])


def test_a_program_that_fails_does_not_end_a_run(solves):
    (cell,) = cells(write_notebook(document_of([solves["failed program"]])), "code")
    assert cell["metadata"]["tags"] == ["raises-exception"]
    assert cell["outputs"][0]["name"] == "stderr"


def test_money_stands_in_an_element_of_its_own(solves):
    (first, *_rest) = cells(write_notebook(document_of([solves["differing"]])), "markdown")
    assert r"costs <span>\$</span>25" in "".join(first["source"])
