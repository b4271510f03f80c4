"""Tokenizers: all sizes of MAmmoTH's vocabularies, special tokens, and tokenizer.json alone against tokenizer.model."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from checkpoints import SHAPES, small, write_synthetic
from vocabularies import write_llama_tokenizer

from steppe.bench.checkpoint_tokenizer import PRE_TOKENIZERS, byte_level_json
from steppe_convert.gguf_keys import head, text, whole
from steppe_convert.llama import tokenize
from steppe_convert.source import Checkpoint, open_checkpoint
from steppe_convert.tokenizer_bpe import recognise
from steppe_convert.tokenizer_spm import read_sentencepiece, split_merge
from steppe_convert.verify import TEXTS
from steppe_convert.vocabulary import CONTROL, NORMAL, UNUSED, USER_DEFINED, Vocabulary, read_vocabulary
from steppe_models.errors import BadInputError, IntegrityError

PLAIN = (
    *TEXTS,
    "the quick brown fox jumps over the lazy dog, and then the dog sleeps",
    "a" * 50 + "bcd" * 20,
    " leading", "trailing ", "", " ", "   ", "\n", "x\n\ny", "Hello World 123",
    "if each of 24 boxes holds 15 pens, how many pens are there in all? 24*15 = 360",
)  # fmt: skip


def vocabulary_of(folder: Path, rows: int, **config: Any) -> Vocabulary:
    return read_vocabulary(Checkpoint("test", folder, config, {}, ()), rows)


def written(vocabulary: Vocabulary, path: Path) -> Path:
    keys = [
        text("general.architecture", "llama"),
        *vocabulary.keys(),
        whole("llama.vocab_size", len(vocabulary.tokens)),
    ]
    path.write_bytes(head(keys, ()))
    return path


@pytest.mark.parametrize(("size", "has_pad"), [(32000, False), (32000, True), (32016, False), (32016, True)])
def test_mammoths_vocabularies(size: int, has_pad: bool, tmp_path: Path) -> None:
    write_llama_tokenizer(tmp_path, size, has_pad=has_pad)
    found = vocabulary_of(tmp_path, size + has_pad, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    assert len(found.tokens) == size + has_pad
    assert found.specials.ids["bos"] == 1
    assert found.specials.ids["eos"] == 2
    assert found.specials.adds_bos
    if has_pad:
        assert found.tokens[size] == b"[PAD]"
        assert found.types[size] == CONTROL
        assert found.specials.ids["padding"] == size
    stated = [(key.name.removeprefix("tokenizer.ggml.").removesuffix("_token_id"), key.data) for key in [*found.keys()]]
    infill = {name: int.from_bytes(data[4:], "little") for name, data in stated if name[:4] in ("fim_", "eot")}
    expected = {"fim_pre": 32007, "fim_suf": 32008, "fim_mid": 32009, "eot": 32010}
    assert infill == (expected if size == 32016 else {})


def test_pad_is_found_when_only_added_tokens_says_so(tmp_path: Path) -> None:
    write_llama_tokenizer(tmp_path, 640)
    (tmp_path / "added_tokens.json").write_text('{"[PAD]": 640}')
    found = vocabulary_of(tmp_path, 641, pad_token_id=0)
    assert found.types[640] == CONTROL
    assert found.specials.ids["padding"] == 640


def test_a_number_in_the_configuration_does_not_make_an_ordinary_token_special(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", small("llama-3"))
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps(settings | {"pad_token": None}))
    content = json.loads((folder / "tokenizer.json").read_text())
    content["added_tokens"] = [each for each in content["added_tokens"] if each["content"] != "<|pad|>"]
    (folder / "tokenizer.json").write_text(json.dumps(content))
    found = vocabulary_of(folder, 640, pad_token_id=0, bos_token_id=637, eos_token_id=638)
    assert found.tokens[0] == b"!"
    assert found.types[0] == NORMAL
    assert "padding" not in found.specials.ids


def test_tokenizer_json_alone_splits_texts_as_tokenizer_model_does(tmp_path: Path) -> None:
    files = []
    for form in ("model", "json"):
        folder = tmp_path / form
        folder.mkdir()
        write_llama_tokenizer(folder, 32000, form=form, has_pad=True)
        files.append(written(vocabulary_of(folder, 32001), tmp_path / f"{form}.gguf"))
    assert "rebuilt" in vocabulary_of(tmp_path / "json", 32001).origin
    first, second = (tokenize(file, PLAIN) for file in files)
    assert first == second
    assert all(tokens[:1] == [1] for tokens in first)
    assert sum(map(len, first)) < sum(map(len, PLAIN))


def test_merges_in_either_form_are_read() -> None:
    assert split_merge("a b") == split_merge(["a", "b"]) == ("a", "b")
    with pytest.raises(BadInputError, match="merge of an unknown form"):
        split_merge("ab")


def test_rows_without_tokens_become_unused_ones(tmp_path: Path) -> None:
    write_llama_tokenizer(tmp_path, 640)
    found = vocabulary_of(tmp_path, 704)
    assert found.tokens[640] == b"[PAD640]"
    assert set(found.types[640:]) == {UNUSED}


def test_added_tokens_that_are_not_special_are_found_in_the_text(tmp_path: Path) -> None:
    write_llama_tokenizer(tmp_path, 640)
    (tmp_path / "added_tokens.json").write_text('{"<step>": 640, "<|im_end|>": 641}')
    found = vocabulary_of(tmp_path, 642)
    assert found.types[640:] == (USER_DEFINED, CONTROL)
    (tokens,) = tokenize(written(found, tmp_path / "v.gguf"), ["one<step>two<|im_end|>"])
    assert tokens.count(640) == tokens.count(641) == 1


@pytest.mark.parametrize("name", PRE_TOKENIZERS)
def test_ways_of_cutting_are_recognised_whatever_was_added(name: str) -> None:
    content = byte_level_json(name, ["a", "b", "<|new|>"], [1, 1, 3], [])
    assert recognise(content) == name


def test_an_unknown_way_of_cutting_is_refused_and_the_nearest_named() -> None:
    content = copy.deepcopy(byte_level_json("qwen2", ["a"], [1], []))
    content["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] += r"|\d+"
    with pytest.raises(BadInputError, match="qwen2 is the nearest"):
        recognise(content)


def test_byte_level_vocabularies_split_as_they_should(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", small("llama-3"))
    with open_checkpoint(folder) as checkpoint:
        found = read_vocabulary(checkpoint, SHAPES["llama-3"].rows)
    assert (found.kind, found.pre) == ("gpt2", "llama-bpe")
    (tokens,) = tokenize(written(found, tmp_path / "v.gguf"), ["Aa 12345"])
    merged = found.tokens.index(b"Aa")
    assert merged in tokens


def test_the_post_processor_decides_about_bos(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", small("llama-3"))
    path = folder / "tokenizer.json"
    content = json.loads(path.read_text())
    first = {"SpecialToken": {"id": "<|begin|>", "type_id": 0}}
    single = [first, {"Sequence": {"id": "A", "type_id": 0}}]
    content["post_processor"] = {
        "type": "Sequence",
        "processors": [content["post_processor"], {"type": "TemplateProcessing", "single": single, "pair": single}],
    }
    path.write_text(json.dumps(content))
    with open_checkpoint(folder) as checkpoint:
        assert read_vocabulary(checkpoint, 640).specials.adds_bos


@pytest.mark.parametrize("cut", [1, 100, 5001])
def test_a_damaged_tokenizer_model_is_told(tmp_path: Path, cut: int) -> None:
    write_llama_tokenizer(tmp_path, 640)
    path = tmp_path / "tokenizer.model"
    path.write_bytes(path.read_bytes()[: -cut if cut < 5000 else 0])
    with pytest.raises(IntegrityError, match=r"damaged|holds no tokens"):
        read_sentencepiece(tmp_path)
