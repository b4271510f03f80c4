"""Files of problems as people have them: JSON Lines, tables from spreadsheets, plain lists; bad lines named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steppe.batch.problems import read_entries
from steppe_models.errors import BadInputError


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_text_has_one_problem_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, "p.txt", "\ufeffWhat is 1 + 1?\r\n\n  What is 2 + 2?  \n")
    entries, notes = read_entries(path)
    assert [(entry.id, entry.line, entry.problem.text) for entry in entries if entry.problem] == [
        ("1", 1, "What is 1 + 1?"),
        ("3", 3, "What is 2 + 2?"),
    ]
    assert notes == []


def test_json_lines_carry_their_other_fields(tmp_path: Path) -> None:
    lines = [
        {"id": 7, "question": "Which is even?", "choices": ["3", 4], "answer": "B", "topic": "numbers"},
        {"problem": "What is 2 + 2?", "choices": None},
    ]
    entries, _ = read_entries(write(tmp_path, "p.jsonl", "\n".join(json.dumps(line) for line in lines)))
    assert entries[0].id == "7"
    assert entries[0].problem is not None
    assert entries[0].problem.choices == ("3", "4")
    assert entries[0].others == {"answer": "B", "topic": "numbers"}
    assert (entries[1].id, entries[1].line) == ("2", 2)
    assert len({entry.sha256 for entry in entries}) == 2


def test_bad_lines_are_kept_with_their_fault(tmp_path: Path) -> None:
    lines = ['{"problem": "1 + 1?"}', "{broken", "[1]", '{"text2": 1}', '{"problem": 5}', '{"problem": " "}']
    lines += ['{"problem": "a", "choices": "b"}', '{"problem": "a", "choices": ["b"]}', "[" * 100_000]
    entries, _ = read_entries(write(tmp_path, "p.jsonl", "\n".join(lines)))
    assert [entry.problem is not None for entry in entries] == [True] + [False] * 8
    assert all(entry.fault is not None and entry.fault.hint for entry in entries[1:])


def test_the_same_id_twice_is_told_apart(tmp_path: Path) -> None:
    lines = [json.dumps({"id": name, "problem": f"What is {name}?"}) for name in ("a", "a", "a#2", "a")]
    entries, notes = read_entries(write(tmp_path, "p.jsonl", "\n".join(lines)))
    assert [entry.id for entry in entries] == ["a", "a#2", "a#2#2", "a#3"]
    assert len(notes) == 3
    assert "Line 2: the id a" in notes[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_spreadsheets(tmp_path: Path, delimiter: str) -> None:
    rows = [["Nr", "Question", "A", "B", "C", "unit"], ["k1", '"Which\nis\neven?"', "3", "4", "", "cm"]]
    rows += [["k2", "What is 1 + 1?", "", "", "", ""], [""] * 6]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    entries, _ = read_entries(write(tmp_path, "p.csv", b"\xef\xbb\xbf" + text.encode()))
    first, second = entries
    assert (first.id, first.line, second.id, second.line) == ("k1", 2, "k2", 5)
    assert first.problem is not None
    assert (first.problem.text, first.problem.choices) == ("Which\nis\neven?", ("3", "4"))
    assert first.others == {"unit": "cm"}
    assert second.problem is not None
    assert second.problem.choices == ()


def test_columns_are_found_or_named(tmp_path: Path) -> None:
    path = write(tmp_path, "p.csv", "id,Aufgabe\n1,Was ist 1 + 1?\n")
    assert read_entries(path)[0][0].problem is not None
    path = write(tmp_path, "q.csv", "id,Aufgabe,Thema\n1,Was ist 1 + 1?,x\n")
    with pytest.raises(BadInputError, match="Aufgabe, Thema") as caught:
        read_entries(path)
    assert "--column" in caught.value.hint
    assert read_entries(path, column="aufgabe")[0][0].others == {"Thema": "x"}
    path = write(tmp_path, "r.csv", 'problem,choices\nWhich?,3|4\nWhich?,"[""5"", ""6""]"\n')
    assert [entry.problem.choices for entry in read_entries(path)[0] if entry.problem] == [("3", "4"), ("5", "6")]


def test_broken_rows_do_not_lose_the_others(tmp_path: Path) -> None:
    text = 'id,problem\n1,What is 1 + 1?\n2,too,many\n3,"What is ""3""?"\n4\n5,What is 5?\n6,"open'
    entries, _ = read_entries(write(tmp_path, "p.csv", text))
    assert [entry.problem is not None for entry in entries] == [True, False, True, False, True, False]
    assert [entry.line for entry in entries] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("p.txt", b"", "no problems"), ("p.txt", b"\xff\xfe\x00", "plain text"), ("p.csv", b"id,a,b\n", "no column")],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        read_entries(write(tmp_path, name, data))
    with pytest.raises(BadInputError, match="no file"):
        read_entries(tmp_path / "missing.txt")
    with pytest.raises(BadInputError, match="folder"):
        read_entries(tmp_path)
