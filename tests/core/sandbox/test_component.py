"""A component that is missing or damaged is never used, and the person is told what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from steppe.sandbox.component import DEFAULT_FOLDER, DESCRIPTION_NAME, WASM_NAME, find_component
from steppe_models.errors import IntegrityError, MissingError


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in (WASM_NAME, DESCRIPTION_NAME):
        shutil.copy(DEFAULT_FOLDER / name, tmp_path / name)
    return tmp_path


def test_the_built_component_is_whole() -> None:
    found = find_component()
    assert len(found.read_verified()) == found.size_bytes
    assert found.versions["sympy"] == "1.14.0"
    assert found.python.startswith("3.14")
    assert found.size_bytes < 60e6


@pytest.mark.parametrize("name", [WASM_NAME, DESCRIPTION_NAME])
def test_a_missing_file_is_told_with_the_command(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(MissingError) as caught:
        find_component(copied)
    assert "make setup" in caught.value.hint


def test_a_truncated_component_is_noticed(copied: Path) -> None:
    with (copied / WASM_NAME).open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(IntegrityError):
        find_component(copied)


def test_a_changed_component_is_noticed(copied: Path) -> None:
    with (copied / WASM_NAME).open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"changed")
    with pytest.raises(IntegrityError):
        find_component(copied).read_verified()


@pytest.mark.parametrize("text", [b"", b"sha256 = 1", b"not toml at all", b"\xff\xfe", b'sha256 = "x"\nsize_bytes = 1'])
def test_a_broken_description_is_noticed(copied: Path, text: bytes) -> None:
    (copied / DESCRIPTION_NAME).write_bytes(text)
    with pytest.raises(IntegrityError):
        find_component(copied)
