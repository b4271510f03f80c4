"""`steppe config` as scripts meet it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from steppe.cli.main import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("STEPPE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "shared"))
    return tmp_path


def call(*words: str) -> int:
    return main(["config", *words])


def test_set_get_unset(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("set", "solve.mode", "pot") == 0
    assert call("get", "solve.mode") == 0
    assert call("unset", "solve.mode") == 0
    assert call("get", "solve.mode") == 0
    assert capsys.readouterr().out.splitlines() == [
        'solve.mode = "pot" (yours)',
        "pot",
        'solve.mode = "auto" (default)',
        "auto",
    ]


def test_list_as_json_holds_every_setting(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("set", "history.keep", "off")
    capsys.readouterr()
    assert call("list", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    rows = {row["key"]: row for row in shown["settings"]}
    assert rows["history.keep"]["value"] is False
    assert rows["history.keep"]["layer"] == "user"
    assert rows["history.keep"]["place"] == shown["file"]
    assert rows["solve.mode"]["choices"][0] == "auto"
    assert call("list") == 0
    assert "history.keep         false" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("get", "solve.wings"), "There is no setting"),
        (("set", "solve.mode", "guess"), "must be one of auto"),
        (("set", "solve.max_tokens", "-1"), "must be a whole number"),
    ],
)
def test_bad_input_is_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert call(*words) == 2
    assert sentence in capsys.readouterr().err


def test_a_lock_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = home / "shared" / "steppe"
    shared.mkdir(parents=True)
    (shared / "settings.toml").write_text('locked = ["solve.mode"]\n')
    assert call("set", "solve.mode", "pot", "--json") == 2
    captured = capsys.readouterr()
    assert json.loads(captured.out)["code"] == "bad_input"
    assert str(shared) in captured.err
    assert call("list") == 0
    assert "default, locked" in capsys.readouterr().out


def test_an_environment_that_says_otherwise_is_told(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPPE_SOLVE_MODE", "cot")
    assert call("set", "solve.mode", "pot") == 0
    captured = capsys.readouterr()
    assert "STEPPE_SOLVE_MODE says otherwise" in captured.err
    assert captured.out == 'solve.mode = "cot" (environment)\n'


def test_problems_go_to_standard_error(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = home / "config" / "steppe"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("[solve]\nwings = 2\n")
    assert call("path", "--json") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"file": str(folder / "settings.toml"), "exists": True}
    assert "solve.wings" in captured.err
