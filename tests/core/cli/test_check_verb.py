"""`steppe check` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Steppe = Callable[..., CompletedProcess[str]]


def test_a_right_derivation(steppe: Steppe) -> None:
    done = steppe("check", stdin="2x + 3 = 11\n2x = 8\nx = 4\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "2 lines are right, and none is wrong."


def test_the_first_wrong_line_ends_the_list(steppe: Steppe, tmp_path: Path) -> None:
    file = tmp_path / "work.txt"
    file.write_text("2x + 3 = 11\n2x = 14\nx = 7\n", encoding="utf-8")
    done = steppe("check", str(file))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "Line 2 is the first wrong one."
    assert "x = 7" not in done.stdout


def test_json_holds_every_line(steppe: Steppe) -> None:
    done = steppe("check", "-", "--json", stdin="x^2 = 5x\nx = 5\n")
    value = json.loads(done.stdout)
    assert done.returncode == 1
    assert value["first_wrong"] == 2
    assert [line["state"] for line in value["lines"]] == ["given", "wrong"]


def test_what_is_too_long_to_read_whole_is_not_called_right(steppe: Steppe, tmp_path: Path) -> None:
    text = "2x + 3 = 11\n2x = 8\n" + "\n" * 1_000_000 + "2x = 9\n"
    file = tmp_path / "long.txt"
    file.write_text(text, encoding="utf-8")
    for done in (steppe("check", str(file)), steppe("check", stdin=text)):
        assert done.returncode == 2
        assert "longer than 1 MB" in done.stderr
        assert done.stdout == ""


def test_bad_input_is_one_sentence(steppe: Steppe, tmp_path: Path) -> None:
    for arguments, data in ((("check",), " \n"), (("check", str(tmp_path / "none")), ""), (("check",), b"\xff\x00")):
        done = steppe(*arguments, stdin=data)
        assert done.returncode == 2, done
        assert "Traceback" not in done.stderr
