"""Writes a GGUF file's vocabulary as a checkpoint's tokenizer files: tokenizer.json, or SentencePiece's model."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from steppe_convert.gguf_file import GgufFile
from steppe_models.errors import BadInputError

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)  # the same numbers in SentencePiece and in GGUF

_WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
_REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def _split(pattern: str, *, trim_offsets: bool) -> dict[str, Any]:
    split = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    levels = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": trim_offsets, "use_regex": False}
    return {"type": "Sequence", "pretokenizers": [split, levels]}


# How each family's published tokenizer cuts text before merging: `normalizer` and `pre_tokenizer` of tokenizer.json.
PRE_TOKENIZERS: dict[str, tuple[dict[str, Any] | None, dict[str, Any]]] = {
    "smollm": (
        None,
        {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Digits", "individual_digits": True},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
            ],
        },
    ),
    "qwen2": ({"type": "NFC"}, _split(_WORDS + r"\p{N}" + _REST, trim_offsets=False)),
    "llama-bpe": (None, _split(_WORDS + r"\p{N}{1,3}" + _REST, trim_offsets=True)),
}
_CLASSES = {"smollm": "GPT2Tokenizer", "qwen2": "Qwen2Tokenizer", "llama-bpe": "PreTrainedTokenizerFast"}


def write_tokenizer(model: GgufFile, folder: Path) -> None:
    """Write the tokenizer files that `model`'s kind of vocabulary has in a checkpoint.

    Raises:
        BadInputError: its kind is not one of those that are known here.
    """
    kind, pre = model.keys["tokenizer.ggml.model"], model.keys.get("tokenizer.ggml.pre", "default")
    tokens, types = model.keys["tokenizer.ggml.tokens"], model.keys["tokenizer.ggml.token_type"]
    if kind == "llama":
        scores = model.keys["tokenizer.ggml.scores"]
        pieces = list(zip(tokens, scores, types, strict=True))
        (folder / "tokenizer.model").write_bytes(sentencepiece_model(pieces))
        settings = tokenizer_settings(model.keys, "LlamaTokenizer", added_tokens(tokens, types, (CONTROL, UNKNOWN)))
    elif kind == "gpt2" and pre in PRE_TOKENIZERS:
        added = added_tokens(tokens, types, (CONTROL, USER_DEFINED))
        settings = tokenizer_settings(model.keys, _CLASSES[pre], added)
        text = json.dumps(byte_level_json(pre, tokens, types, model.keys["tokenizer.ggml.merges"]), ensure_ascii=False)
        (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    else:
        raise BadInputError(
            f"A vocabulary of the kind {kind} ({pre}) cannot be written as a checkpoint's.", "Give another GGUF file."
        )
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")


def byte_level_json(pre: str, tokens: Sequence[str], types: Sequence[int], merges: Sequence[str]) -> dict[str, Any]:
    """The tokenizer.json of a byte-level BPE vocabulary; unused tokens are left out, as they are fillers."""
    normalizer, pre_tokenizer = PRE_TOKENIZERS[pre]
    special = (CONTROL, USER_DEFINED)
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": number, **entry} for number, entry in added_tokens(tokens, types, special).items()],
        "normalizer": normalizer,
        "pre_tokenizer": pre_tokenizer,
        "post_processor": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": pre == "llama-bpe",
            "vocab": {
                token: number
                for number, (token, kind) in enumerate(zip(tokens, types, strict=True))
                if kind == NORMAL or (kind in special and pre == "smollm")
            },
            "merges": list(merges),
        },
    }


def added_tokens(tokens: Sequence[str], types: Sequence[int], kinds: tuple[int, ...]) -> dict[int, dict[str, Any]]:
    """The tokens of these kinds by id, as tokenizer files describe them; control tokens are special."""
    return {
        number: {
            "content": token,
            "lstrip": False,
            "normalized": False,
            "rstrip": False,
            "single_word": False,
            "special": kind != USER_DEFINED,
        }
        for number, (token, kind) in enumerate(zip(tokens, types, strict=True))
        if kind in kinds
    }


def tokenizer_settings(keys: dict[str, Any], name: str, added: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """The tokenizer_config.json that says of the special tokens what `keys`, a GGUF's metadata, say."""
    tokens = keys["tokenizer.ggml.tokens"]
    settings: dict[str, Any] = {
        "tokenizer_class": name,
        "added_tokens_decoder": {str(number): entry for number, entry in added.items()},
        "add_bos_token": keys.get("tokenizer.ggml.add_bos_token", name == "LlamaTokenizer"),
        "add_eos_token": keys.get("tokenizer.ggml.add_eos_token", False),
        "clean_up_tokenization_spaces": False,
        "model_max_length": 2048,
    }
    for short, key in (("bos", "bos"), ("eos", "eos"), ("unk", "unknown"), ("pad", "padding")):
        number = keys.get(f"tokenizer.ggml.{key}_token_id")
        if number is not None:
            settings[f"{short}_token"] = tokens[number]
    if "tokenizer.chat_template" in keys:
        settings["chat_template"] = keys["tokenizer.chat_template"]
    return settings


def sentencepiece_model(pieces: Sequence[tuple[str, float, int]], *, dummy_prefix: bool = True) -> bytes:
    """SentencePiece's protobuf of these pieces (text, score, type), a BPE model with byte fallback.

    Source: sentencepiece_model.proto of the SentencePiece project: field 1 pieces, 2 trainer, 3 normalizer.
    """
    model = b""
    for text, score, kind in pieces:
        piece = _bytes_field(1, text.encode()) + b"\x15" + struct.pack("<f", score) + _number_field(3, kind)
        model += _bytes_field(1, piece)
    trainer = _number_field(3, 2) + _number_field(4, len(pieces)) + _number_field(35, 1)
    trainer += _number_field(40, 0) + _number_field(41, 1) + _number_field(42, 2) + _number_field(43, -1)
    normalizer = _bytes_field(1, b"identity") + _number_field(3, int(dummy_prefix))
    normalizer += _number_field(4, 0) + _number_field(5, 1)
    return model + _bytes_field(2, trainer) + _bytes_field(3, normalizer)


def _number_field(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)


def _bytes_field(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(data) + bytes([value])
