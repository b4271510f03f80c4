"""The GGUF header reader: right on whole files, a sentence and never a crash on anything else."""

from __future__ import annotations

import contextlib
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from steppe_models.errors import BadInputError, IntegrityError, MissingError, SteppeError
from steppe_models.gguf_header import read_header

KEYS_AT = 24


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


@pytest.mark.parametrize("version", [2, 3])
def test_a_whole_file(gguf_bytes: Callable[..., bytes], tmp_path: Path, version: int) -> None:
    path = tmp_path / "whole.gguf"
    path.write_bytes(gguf_bytes(version=version, llama__rope__freq_base=1e6, general__quantized=True))
    header = read_header(path)
    assert (header.version, header.architecture, header.tensor_count) == (version, "llama", 2)
    assert header.weight_count == 16 + 2048
    assert header.file_bytes == header.needed_bytes == path.stat().st_size
    assert header.number("block_count") == 2
    assert header.number("no_such_key") == 0
    assert header.metadata["llama.rope.freq_base"] == 1e6
    assert header.metadata["general.quantized"] is True
    assert header.vocabulary_size == 40


def test_a_large_vocabulary_beyond_the_first_read(gguf_bytes: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "large.gguf"
    path.write_bytes(gguf_bytes(filler=64, notes=["x" * 60] * 150_000, more="after"))
    header = read_header(path)
    assert header.array_lengths["notes"] == 150_000
    assert header.metadata["more"] == "after"


@pytest.mark.parametrize("short_by", [1, 100, 4000])
def test_a_file_shorter_than_its_tensors(gguf_bytes: Callable[..., bytes], tmp_path: Path, short_by: int) -> None:
    path = tmp_path / "short.gguf"
    data = gguf_bytes()
    path.write_bytes(data[:-short_by])
    with pytest.raises(IntegrityError, match=rf"cut short: it has {len(data) - short_by} of {len(data)} bytes"):
        read_header(path)
    assert not read_header(path, allow_short=True).is_complete


def test_cut_anywhere_in_the_header(gguf_bytes: Callable[..., bytes], tmp_path: Path) -> None:
    data = gguf_bytes(filler=64)
    path = tmp_path / "cut.gguf"
    for length in range(0, len(data) - 1, 7):
        path.write_bytes(data[:length])
        with pytest.raises(IntegrityError, match=r"cut short|not a GGUF file"):
            read_header(path)


@pytest.mark.parametrize("content", [b"", b"GGU", b"PK\x03\x04" + bytes(100), b"\x7fELF", b"<!DOCTYPE html>" * 50])
def test_not_a_gguf_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.gguf"
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match="is not a GGUF file"):
        read_header(path)


@pytest.mark.parametrize("version", [0, 1, 4, 0x03000000])
def test_unknown_versions(gguf_bytes: Callable[..., bytes], tmp_path: Path, version: int) -> None:
    path = tmp_path / "version.gguf"
    path.write_bytes(gguf_bytes(version=version))
    with pytest.raises(IntegrityError, match=rf"GGUF version {version}; versions 2 and 3"):
        read_header(path)


HOSTILE = {
    "many tensors": struct.pack("<IQQ", 3, 2**63, 0),
    "many keys": struct.pack("<IQQ", 3, 0, 2**40),
    "long key": struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**62),
    "long text": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IQ", 8, 2**63 - 1),
    "text beyond the file": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IQ", 8, 5000),
    "large array": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IIQ", 9, 10, 2**60),
    "array beyond the file": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IIQ", 9, 10, 1_000_000),
    "texts beyond the file": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IIQQ", 9, 8, 3, 2**50),
    "empty texts without end": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IIQ", 9, 8, 7_999_999),
    "unknown type": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<I", 77),
    "unknown array type": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IIQ", 9, 77, 1),
    "nested arrays": struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 50,
    "no dimensions": struct.pack("<IQQ", 3, 1, 0) + text("t") + struct.pack("<I", 0),
    "many dimensions": struct.pack("<IQQ", 3, 1, 0) + text("t") + struct.pack("<I", 2**31),
    "impossible size": struct.pack("<IQQ", 3, 1, 0) + text("t") + struct.pack("<IQQIQ", 2, 2**63, 2**63, 0, 0),
    "impossible offset": struct.pack("<IQQ", 3, 1, 0) + text("t") + struct.pack("<IQIQ", 1, 4, 0, 2**63),
    "alignment": struct.pack("<IQQ", 3, 0, 1) + text("general.alignment") + struct.pack("<II", 4, 33),
    "no alignment": struct.pack("<IQQ", 3, 0, 1) + text("general.alignment") + struct.pack("<II", 4, 0),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_headers(tmp_path: Path, name: str) -> None:
    path = tmp_path / "hostile.gguf"
    path.write_bytes(b"GGUF" + HOSTILE[name] + bytes(64))
    with pytest.raises(IntegrityError):
        read_header(path)


def test_no_random_change_crashes_the_reader(gguf_bytes: Callable[..., bytes], tmp_path: Path) -> None:
    chance = random.Random(11)
    original = gguf_bytes(filler=64)
    path = tmp_path / "changed.gguf"
    refused = 0
    for _ in range(600):
        data = bytearray(original)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        path.write_bytes(data)
        with contextlib.suppress(SteppeError):
            read_header(path)
            continue
        refused += 1
    assert refused > 100


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="There is no file"):
        read_header(tmp_path / "none.gguf")
    with pytest.raises(BadInputError, match="cannot be read"):
        read_header(tmp_path)
