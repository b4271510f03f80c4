"""Native code is loaded only when it is private, own, and what was stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from steppe.sandbox.compiled import CompiledFile, compiled_name
from steppe_models.errors import SteppeError


@pytest.fixture
def kept(tmp_path: Path) -> CompiledFile:
    file = CompiledFile(tmp_path / "sandbox", "name")
    file.store(b"native code" * 1000)
    return file


def test_what_was_stored_is_sound_and_private(kept: CompiledFile) -> None:
    assert kept.is_sound()
    assert kept.folder.stat().st_mode & 0o777 == 0o700
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert kept.note.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in kept.folder.iterdir()) == ["name.cwasm", "name.json"]


def test_one_changed_byte_is_noticed(kept: CompiledFile) -> None:
    data = bytearray(kept.path.read_bytes())
    data[5000] ^= 1
    kept.path.write_bytes(data)
    assert not kept.is_sound()


def test_a_change_that_keeps_size_and_time_is_noticed(kept: CompiledFile) -> None:
    status = kept.path.stat()
    data = bytearray(kept.path.read_bytes())
    data[5000] ^= 1
    kept.path.write_bytes(data)
    os.utime(kept.path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not kept.is_sound()


def test_touching_without_changing_is_harmless(kept: CompiledFile) -> None:
    os.utime(kept.path)
    assert kept.is_sound()
    assert kept.is_sound()


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o606])
def test_a_file_that_others_can_reach_is_not_loaded(kept: CompiledFile, mode: int) -> None:
    kept.path.chmod(mode)
    assert not kept.is_sound()


def test_a_folder_that_others_can_reach_is_not_trusted(kept: CompiledFile) -> None:
    kept.folder.chmod(0o777)
    assert not kept.is_sound()


def test_a_link_is_not_followed(kept: CompiledFile, tmp_path: Path) -> None:
    kept.path.rename(tmp_path / "elsewhere")
    kept.path.symlink_to(tmp_path / "elsewhere")
    assert not kept.is_sound()


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b'{"sha256": 3}', b"\xff"])
def test_a_broken_note_means_not_sound(kept: CompiledFile, note: bytes) -> None:
    kept.note.write_bytes(note)
    assert not kept.is_sound()


def test_missing_parts_mean_not_sound(kept: CompiledFile, tmp_path: Path) -> None:
    assert not CompiledFile(tmp_path / "nowhere", "name").is_sound()
    kept.note.unlink()
    assert not kept.is_sound()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(SteppeError, match="cannot be kept"):
        CompiledFile(tmp_path / "file" / "sandbox", "name").store(b"x")


def test_only_the_newest_files_stay(tmp_path: Path) -> None:
    for number in range(5):
        file = CompiledFile(tmp_path / "sandbox", f"name{number}")
        file.store(b"x")
        os.utime(file.path, ns=(number, number))
    file.remove_others(keep=2)
    assert sorted(path.name for path in file.folder.iterdir()) == [
        "name3.cwasm",
        "name3.json",
        "name4.cwasm",
        "name4.json",
    ]


def test_the_name_tells_component_version_and_target_apart() -> None:
    names = {
        compiled_name(component, version, target)
        for component in ("a", "b")
        for version in ("50.0.1", "50.0.2")
        for target in ("native", "pulley")
    }
    assert len(names) == 8
    assert compiled_name("a", "50.0.1", "native") == compiled_name("a", "50.0.1", "native")
