"""What decides a file's bytes decides whether a former run is taken up; odd values in small files end in sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from checkpoints import small, write_adapter, write_synthetic
from conversions import converted

from steppe_convert.adapters import _LOW_RANK
from steppe_convert.convert import Conversion, Request, _more
from steppe_convert.journal import Journal
from steppe_convert.metadata import read_card
from steppe_convert.part_file import PartFile
from steppe_convert.rope import rope_factors
from steppe_convert.shape import read_shape
from steppe_convert.source import open_checkpoint
from steppe_convert.vocabulary import read_vocabulary
from steppe_convert.written import SlabDone, Written
from steppe_models.errors import BadInputError, MissingError, SteppeError

SHAPE = small("mammoth-7b", layers=1)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_synthetic(tmp_path / "base", SHAPE)


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_another_scale_of_an_adapter_is_another_conversion(base: Path, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "lora", SHAPE)
    known = []
    for alpha in (8, 16, 8):
        edit(adapter / "adapter_config.json", lora_alpha=alpha)
        with open_checkpoint(str(base), (adapter,)) as checkpoint:
            known.append(_more(checkpoint, None))
    assert known[0] == known[2] != known[1]


def test_trained_biases_of_an_adapter_are_refused(base: Path, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "lora", SHAPE, lora_bias=True)
    with pytest.raises(BadInputError, match="trains biases of its own"):
        converted(base, "Q8_0", tmp_path / "out.gguf", adapters=(adapter,))
    assert _LOW_RANK.fullmatch("model.layers.0.mlp.up_proj.lora_B.bias") is None
    for name in ("lora_B.weight", "lora_B.default.weight", "lora_B.default", "lora_B"):
        match = _LOW_RANK.fullmatch(f"model.layers.0.mlp.up_proj.{name}")
        assert match is not None
        assert (match["module"], match["side"]) == ("model.layers.0.mlp.up_proj", "B")


def test_factors_of_stretched_rope_follow_the_base_that_is_written(base: Path) -> None:
    config = json.loads((base / "config.json").read_text())
    scaling = {"rope_type": "llama3", "factor": 8.0, "original_max_position_embeddings": 8192}
    config |= {"rope_theta": 500000.0, "rope_scaling": scaling}
    shape = read_shape(config, SHAPE.rows, has_output=True)
    assert rope_factors(config, shape) == rope_factors(config, shape, 500000.0)
    assert rope_factors(config, shape) != rope_factors(config, shape, 10000.0)


@pytest.mark.parametrize("base_number", [-5.0, 0.5, float("nan"), 1e39])
def test_what_is_no_rope_base_is_refused(base: Path, tmp_path: Path, base_number: float) -> None:
    with pytest.raises(BadInputError, match="is no rope base"):
        converted(base, "Q8_0", tmp_path / "out.gguf", rope_base=base_number)


def test_a_file_that_is_no_record_of_a_conversion_is_not_replaced(base: Path) -> None:
    before = (base / "config.json").read_bytes()
    with pytest.raises(BadInputError, match=r"config\.json would be replaced"):
        converted(base, "Q8_0", base / "config.gguf")
    assert (base / "config.json").read_bytes() == before
    path = converted(base, "Q8_0", base / "own.gguf")
    assert converted(base, "Q8_0", base / "own.gguf") == path  # its own record may be


@pytest.mark.parametrize(
    ("stated", "template", "adds"), [(True, False, True), (False, True, False), (None, True, True)]
)
def test_what_a_tokenizer_states_about_bos_wins(tmp_path: Path, stated: Any, template: bool, adds: bool) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", small("llama-3"))
    path = folder / "tokenizer.json"
    if template:
        content = json.loads(path.read_text())
        first = {"SpecialToken": {"id": "<|begin|>", "type_id": 0}}
        single = [first, {"Sequence": {"id": "A", "type_id": 0}}]
        content["post_processor"] = {"type": "TemplateProcessing", "single": single, "pair": single}
        path.write_text(json.dumps(content))
    settings = folder / "tokenizer_config.json"
    known = json.loads(settings.read_text()) if settings.exists() else {}
    known.pop("add_bos_token", None)
    settings.write_text(json.dumps(known | ({} if stated is None else {"add_bos_token": stated})))
    with open_checkpoint(str(folder)) as checkpoint:
        assert read_vocabulary(checkpoint, 640).specials.adds_bos is adds


def test_a_card_with_an_impossible_date_is_no_card(base: Path) -> None:
    for date in ("2024-02-30", "2024-13-01", "0b_"):
        (base / "README.md").write_text(f"---\nlicense: mit\ndate: {date}\n---\nA model.")
        with open_checkpoint(str(base)) as checkpoint:
            assert read_card(checkpoint) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rms_norm_eps": None}, "no usable rms_norm_eps"),
        ({"rms_norm_eps": "small"}, "no usable rms_norm_eps"),
        ({"max_position_embeddings": -1}, "no usable max_position_embeddings"),
        ({"partial_rotary_factor": "x"}, "only part of each head"),
    ],
)
def test_odd_numbers_of_a_configuration_are_named(base: Path, tmp_path: Path, changes: Any, words: str) -> None:
    edit(base / "config.json", **changes)
    with pytest.raises(SteppeError, match=words):
        converted(base, "Q8_0", tmp_path / "out.gguf")


def test_what_cannot_be_compared_is_refused_before_anything_is_written(base: Path, tmp_path: Path) -> None:
    edit(base / "config.json", model_type="mistral3")
    with pytest.raises(BadInputError, match="cannot be checked"):
        converted(base, "Q8_0", tmp_path / "out.gguf", is_compared=True)
    assert list(tmp_path.glob("out*")) == []


def test_a_journal_that_cannot_be_read_to_its_end_is_not_believed(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "out.gguf", None)  # type: ignore[arg-type]  # a plan is not asked for
    written = Written(4)
    written.add(SlabDone(2, 345, 1.0, 0.5))
    journal = Journal(part, "digest")
    journal.start(written)
    journal.close()
    assert Journal(part, "digest").read(Written(4))
    with journal.path.open("ab") as file:
        file.write(b"\xff\xfe\n")
    again = Written(4)
    assert not Journal(part, "digest").read(again)
    assert list(again) == []


@pytest.mark.parametrize(
    "change",
    [
        {"num_attention_heads": 0},
        {"rope_parameters": "x"},
        {"num_attention_heads": float("inf")},
    ],
    ids=["no heads", "rope is a text", "endless heads"],
)
def test_odd_numbers_are_sentences_where_logits_shall_be_checked(
    base: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    edit(base / "config.json", **change)
    with pytest.raises(SteppeError):
        converted(base, "Q8_0", tmp_path / "out.gguf", is_compared=True)


def test_a_rope_that_cannot_be_checked_is_refused_before_anything_is_written(base: Path, tmp_path: Path) -> None:
    scaling = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 1024}
    edit(base / "config.json", rope_scaling=scaling, max_position_embeddings=4096)
    with pytest.raises(BadInputError, match="'yarn'"):
        converted(base, "Q8_0", tmp_path / "out.gguf", is_compared=True)
    assert list(tmp_path.iterdir()) == [base]
    assert converted(base, "Q8_0", tmp_path / "out.gguf").exists()


def test_a_place_that_cannot_be_written_to_is_refused_before_the_calibration(base: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("2 + 2 is 4. " * 200)
    foreign = tmp_path / "out.json"
    foreign.write_text("{}")
    for target, words in ((tmp_path / "none" / "out.gguf", "no folder"), (tmp_path / "out.gguf", "out.json")):
        steps = iter(Conversion(Request(str(base), "Q4_K_M", target, calibrate=text)))
        next(steps)
        with pytest.raises(SteppeError, match=words):
            next(steps)


def test_a_file_that_is_no_weight_file_is_named(base: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.dat"
    data.write_bytes(b"x" * 100)
    with pytest.raises(BadInputError, match=r"data\.dat is no weight file"):
        open_checkpoint(str(data))
    alone = tmp_path / "model.safetensors"
    alone.write_bytes(b"x" * 100)
    with pytest.raises(MissingError, match=r"no config\.json beside .*model\.safetensors"):
        open_checkpoint(str(alone))
