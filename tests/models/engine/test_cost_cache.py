"""Measured step costs on disk, and a real measurement by a real worker."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from steppe_models.engine import cost_cache
from steppe_models.engine.client import Engine
from steppe_models.engine.cost_cache import CostKey, all_costs, read_costs, write_costs
from steppe_models.engine.interface import TextChunk
from steppe_models.engine.protocol import EngineSettings, Generated, GenerateRequest
from steppe_models.engine.step_costs import WIDTHS, StepCosts
from steppe_models.records import InstalledModel

COSTS = StepCosts(((1, 27.0), (2, 51.0)), 95.0)
KEY = CostKey("a.gguf", 10, 7, "llama 1B Q8_0", "build", "a CPU", (), 2, 0, False, "f16", "enabled", 16)


def test_costs_are_kept_for_exactly_what_they_were_measured_on(tmp_path: Path) -> None:
    assert read_costs(KEY, tmp_path) is None
    assert write_costs(KEY, COSTS, tmp_path)
    assert read_costs(KEY, tmp_path) == COSTS
    for other in (
        replace(KEY, threads=1),
        replace(KEY, file_mtime_ns=8),
        replace(KEY, cpu="another"),
        replace(KEY, repack=True),
    ):
        assert read_costs(other, tmp_path) is None
    assert [(each.key, each.costs) for each in all_costs(tmp_path)] == [(KEY, COSTS)]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": 1}', b'{"format": 2, "key": 1}', None])
def test_a_damaged_file_counts_as_nothing(tmp_path: Path, damage: bytes | None) -> None:
    write_costs(KEY, COSTS, tmp_path)
    path = tmp_path / KEY.name
    if damage is None:
        values = json.loads(path.read_text())
        values["costs"]["steps"][0][1] = 0
        damage = json.dumps(values).encode()
    path.write_bytes(damage)
    assert read_costs(KEY, tmp_path) is None
    assert all_costs(tmp_path) == ()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert not write_costs(KEY, COSTS, tmp_path / "file" / "folder")


def test_old_files_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost_cache, "_MOST_FILES", 3)
    for number in range(6):
        write_costs(replace(KEY, threads=number), COSTS, tmp_path)
    assert len(all_costs(tmp_path)) == 3
    assert len(list(tmp_path.iterdir())) == 3


def test_a_worker_measures_and_its_cache_is_left_as_it_was(
    small_model: InstalledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path))
    with Engine(EngineSettings(small_model.path, context=512, threads=1)) as engine:
        engine.wait_loaded(60)
        assert engine.known_step_costs() is None
        first, result = text_of(engine)
        costs = engine.step_costs()
        assert engine.known_step_costs() == costs == engine.step_costs()
        assert tuple(width for width, _ in costs.steps) == WIDTHS
        again, cached = text_of(engine)
        assert (again, cached.cached_tokens) == (first, result.prompt_tokens - 1)


def test_costs_of_a_quiet_machine_are_measured_once(
    small_model: InstalledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path))
    settings = EngineSettings(small_model.path, context=512, threads=1, sequences=2)
    for _ in range(6):
        with Engine(settings) as engine:
            costs = engine.step_costs()
        if all_costs(tmp_path / "engine"):
            break
    else:
        pytest.skip("this machine is too busy to measure on")
    assert [each.costs for each in all_costs(tmp_path / "engine")] == [costs]
    with Engine(settings) as engine:
        engine.wait_loaded(60)
        assert engine.known_step_costs() == costs
    next((tmp_path / "engine").iterdir()).write_text("damaged")
    with Engine(settings) as engine:
        generation = engine.generate(PROMPT)
        assert tuple(width for width, _ in engine.step_costs().steps) == (1, 2)
        assert len(list(generation)) > 0


PROMPT = GenerateRequest("Seven times eight is", (), 4)


def text_of(engine: Engine) -> tuple[str, Generated]:
    generation = engine.generate(PROMPT)
    text = "".join(item.text for item in generation if isinstance(item, TextChunk))
    assert generation.result is not None
    return text, generation.result
