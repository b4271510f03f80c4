"""`steppe convert` as a command: its report, its JSON, and the way into the store."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from checkpoints import small, write_synthetic

from steppe.cli import convert
from steppe_models.catalogue import load_catalogue
from steppe_models.errors import BadInputError
from steppe_models.store import Store


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STEPPE_MODELS_DIR", str(tmp_path / "models"))
    return write_synthetic(tmp_path / "my-maths-7b", small("mammoth-7b", layers=1))


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    convert.configure(parser)
    return convert.run(parser.parse_args([str(word) for word in words]))


def test_people_get_a_short_report(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--type", "q8_0", "--output", tmp_path) == 0
    shown = capsys.readouterr()
    assert f"{tmp_path / 'my-maths-7b-Q8_0.gguf'}: my-maths-7b as Q8_0" in shown.out
    assert "llama.cpp loads the file and computes with it." in shown.out
    assert "The tokenizer is read from tokenizer.model." in shown.err
    assert "reading the checkpoint" in shown.err


def test_programs_get_json_and_the_store_gets_the_model(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--output", tmp_path / "out.gguf", "--json", "--import") == 0
    events: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {event["event"] for event in events} == {"progress", "note", "done"}
    done = events[-1]
    assert done["file_type"] == "Q4_K_M"
    assert done["path"] == str(tmp_path / "out.gguf")
    model = Store(tmp_path / "models", load_catalogue()).find(done["id"])
    assert model is not None
    assert model.sha256 == done["sha256"]
    assert model.profile.prompt_format == "alpaca"


def test_programs_are_told_often_and_people_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A conversion of four seconds, in steps of a tenth, on a clock of the test's own."""
    from steppe_convert.progress import Progress

    now = [100.0]
    monkeypatch.setattr(convert.time, "monotonic", lambda: now[0])
    for as_json in (True, False):
        line = convert._Line()
        for done in range(40):
            now[0] += 0.1
            step = Progress("writing", done, 40)
            if as_json:
                line.emit(step)
            else:
                line.show(step)
        shown = capsys.readouterr()
        lines = (shown.out if as_json else shown.err).splitlines()
        assert 8 <= len(lines) <= 20 if as_json else len(lines) == 1


def test_options_that_exclude_each_other(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run(folder, "--imatrix", "a", "--calibrate", "b")
    with pytest.raises(BadInputError, match="no type NONSENSE"):
        run(folder, "--type", "NONSENSE")
    with pytest.raises(BadInputError, match="no folder"):
        run(folder, "--output", tmp_path / "none" / "out.gguf")
