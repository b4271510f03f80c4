"""`steppe history export` and `worksheet` as scripts meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from loading import load

from steppe.cli.main import main
from steppe.history.store import History


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers of three solves in a history of the test's own."""
    monkeypatch.setenv("STEPPE_DATA_DIR", str(tmp_path / "data"))
    story = load("tests/core/history/conftest.py").Story()
    with History.open() as history:
        numbers = [
            story.keep(history, "A farmer has 48 hens."),
            story.keep(history, "Seven apples", answer="7"),
            story.keep(history, "A train leaves.", answer="9"),
        ]
        history.set_tags(numbers[0], ["year-9"])
        history.set_tags(numbers[2], ["year-9"])
    return [str(number) for number in numbers]


def call(*words: str) -> int:
    return main(["history", *words])


@pytest.mark.parametrize("name", ["md", "tex", "ipynb", "txt", "json"])
def test_text_goes_to_standard_output(kept, capsys, name):
    assert call("export", kept[0], "--format", name) == 0
    out = capsys.readouterr().out
    assert "farmer" in out
    assert "72" in out


def test_the_file_s_name_says_the_format_and_json_the_outcome(kept, capsys, tmp_path):
    path = tmp_path / "made.tex"
    assert call("export", kept[0], "--output", str(path), "--json") == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["event"], done["format"], done["solves"]) == ("done", "tex", [int(kept[0])])
    assert done["size_bytes"] == path.stat().st_size
    assert path.read_text(encoding="utf-8").endswith("\\end{document}\n")


def test_nothing_is_replaced_unasked(kept, capsys, tmp_path):
    path = tmp_path / "made.md"
    path.write_text("mine", encoding="utf-8")
    assert call("export", kept[0], "--output", str(path)) == 2
    assert "already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert call("export", kept[0], "--output", str(path), "--force") == 0
    assert path.read_text(encoding="utf-8") != "mine"


def test_several_are_a_worksheet_with_a_key(kept, capsys):
    assert call("export", *kept, "--format", "md", "--key") == 0
    out = capsys.readouterr().out
    assert out.startswith("# Worksheet\n")
    assert out.endswith("# Answers\n\n1. $72$\n2. $7$\n3. $9$\n")


@pytest.mark.parametrize(
    ("answers", "is_there"), [("none", (False, False)), ("key", (True, False)), ("full", (False, True))]
)
def test_a_worksheet_of_a_tag(kept, capsys, answers, is_there):
    words = ("--tag", "year-9", "--answers", answers, "--title", "Week 3", "--format", "md")
    assert call("worksheet", *words) == 0
    out = capsys.readouterr().out
    assert out.startswith("# Week 3\n\n## Problem 1\n\nA farmer has 48 hens.\n\n## Problem 2\n\nA train leaves.")
    assert ("# Answers" in out, "# Solutions" in out) == is_there
    assert "Seven apples" not in out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("export", "99", "--format", "md"), 2, "no solve"),
        (("export", "1"), 2, "not said in which format"),
        (("export", "1", "--format", "docx"), 2, "no format 'docx'"),
        (("export", "1", "--format", "pdf"), 2, "standard output"),
        (("worksheet", "--format", "md"), 2, "not said which problems"),
        (("worksheet", "--tag", "none", "--format", "md"), 2, "No solve has this tag"),
        (("export", "1", "--output", "/nowhere/at/all.md"), 1, "no folder"),
    ],
)
def test_what_cannot_be_done_is_said(kept, capsys, words, code, sentence):
    assert call(*words) == code
    assert sentence in capsys.readouterr().err
