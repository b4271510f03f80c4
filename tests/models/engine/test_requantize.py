"""Files of another type, made in a worker: they can be loaded, and what fails leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import EngineSettings, GenerateRequest
from steppe_models.engine.requantize import requantize
from steppe_models.errors import EngineError
from steppe_models.records import InstalledModel

Q4_0 = 2  # llama_ftype in llama.h


def test_a_file_of_another_type_is_written_and_runs(small_model: InstalledModel, tmp_path: Path) -> None:
    target, told = tmp_path / "other.gguf", list[int]()
    requantize(small_model.path, target, Q4_0, threads=1, on_bytes=told.append)
    assert told == sorted(told)
    with Engine(EngineSettings(target, context=512, threads=1)) as engine:
        assert engine.wait_loaded(60).description.endswith("Q4_0")
        assert "".join(item.text for item in engine.generate(GenerateRequest("One, two,", (), 4)))


def test_what_cannot_be_made_is_an_error_and_leaves_no_file(small_model: InstalledModel, tmp_path: Path) -> None:
    target = tmp_path / "other.gguf"
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(small_model.path.read_bytes()[:4096])
    with pytest.raises(EngineError, match=r"other\.gguf") as raised:
        requantize(broken, target, Q4_0, threads=1)
    assert raised.value.hint
    with pytest.raises(EngineError):
        requantize(small_model.path, tmp_path / "nowhere" / "other.gguf", Q4_0, threads=1)
    assert sorted(tmp_path.iterdir()) == [broken]
