from __future__ import annotations

import pytest

from steppe.bench.convert import measure_convert, summary
from steppe.bench.convert_identity import identity_lines, measure_identity
from steppe.bench.two_steps import FILE_TYPES, find_reference
from steppe_convert.types import file_types
from steppe_models.errors import MissingError
from steppe_models.records import InstalledModel

FIGURES = {
    "types": {"Q4_K_M": True, "Q8_0": False},
    "different": {"Q8_0": ["output.weight"]},
    "ratios": {"wall": 0.24, "cpu": 0.31, "disk": 0.28, "memory": 0.13},
    "memory_mb": 73.7,
    "check_memory_mb": 156.0,
    "wall_s": 2.35,
    "reference_s": {"convert": 8.3, "quantize": 1.7},
    "reference_memory_mb": 591.0,
    "source": "small.gguf",
}


def test_every_offered_type_can_be_made_in_two_steps() -> None:
    assert set(file_types()) == set(FILE_TYPES)


def test_the_summary_names_what_differs() -> None:
    lines = summary(FIGURES)
    assert any("1 of 2 types" in line for line in lines)
    assert lines[-1] == "  Q8_0 differs in output.weight"


def test_identity_is_told_by_type_and_form() -> None:
    figures = {
        "types": {"Q4_K_M": {"safetensors": True, "bin": False}, "Q8_0": {"safetensors": True, "bin": True}},
        "different": {"Q4_K_M from bin": ["output.weight"]},
        "source": "small.gguf",
    }
    first, *others = identity_lines(figures)
    assert "in 3 of 4 conversions (2 types)" in first
    assert others == ["  Q4_K_M from bin differs in output.weight"]


@pytest.mark.slow
def test_every_form_has_the_bytes_of_two_steps(small_model: InstalledModel) -> None:
    try:
        find_reference()
    except MissingError as error:
        pytest.skip(str(error))
    figures = measure_identity(small_model.path, lambda _: None, ("Q3_K_M", "F16", "IQ4_NL"))
    assert figures["identical"], figures["different"]
    assert figures["types"]["IQ4_NL"] == {"safetensors": True, "bin": True}


@pytest.mark.slow
def test_one_pass_against_two_steps(small_model: InstalledModel) -> None:
    try:
        find_reference()
    except MissingError as error:
        pytest.skip(str(error))
    told: list[str] = []
    figures = measure_convert(small_model.path, 1, told.append, ("Q4_K_M", "Q8_0", "F16"))
    assert figures["identical"], figures["different"]
    assert figures["ratios"]["disk"] < 0.3
    assert figures["memory_mb"] < 150
    assert told[-1] == "F16: identical"
