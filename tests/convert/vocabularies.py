"""A small vocabulary of our own of any size, as SentencePiece and tokenizer.json; merges reach all pieces."""

from __future__ import annotations

import functools
import itertools
import json
import string
from pathlib import Path
from typing import Any

from steppe.bench.checkpoint_tokenizer import BYTE, CONTROL, NORMAL, UNKNOWN, USER_DEFINED, sentencepiece_model

SPACE = "\u2581"
_SPECIAL = [("<unk>", 0.0, UNKNOWN), ("<s>", 0.0, CONTROL), ("</s>", 0.0, CONTROL)]
_BYTES = [(f"<0x{value:02X}>", 0.0, BYTE) for value in range(256)]
_LETTERS = string.ascii_lowercase
_SINGLES = SPACE + string.ascii_letters + string.digits + string.punctuation + "\u00e9\u00fc\u03c0\u221a\u00d7\u2264"
INFILL = (f"{SPACE}<PRE>", f"{SPACE}<SUF>", f"{SPACE}<MID>", f"{SPACE}<EOT>")


@functools.cache
def pieces(size: int) -> tuple[tuple[str, float, int], ...]:
    """`size` pieces (text, score, type): 3 special, 256 bytes, merges by rank, and at the end the single characters.

    The order is Llama's: ids of merged pieces follow their rank, and a merged piece's score is minus its rank.
    """
    merged = itertools.chain(
        (SPACE + letter for letter in _LETTERS),
        ("".join(pair) for pair in itertools.product(_LETTERS, repeat=2)),
        (SPACE + "".join(pair) for pair in itertools.product(_LETTERS, repeat=2)),
        ("".join(three) for three in itertools.product(_LETTERS, repeat=3)),
        (SPACE + "".join(three) for three in itertools.product(_LETTERS, repeat=3)),
    )
    room = size - len(_SPECIAL) - len(_BYTES) - len(_SINGLES)
    texts = [*itertools.islice(merged, room), *_SINGLES]
    return (*_SPECIAL, *_BYTES, *((text, -float(rank), NORMAL) for rank, text in enumerate(texts)))


def code_pieces(size: int) -> tuple[tuple[str, float, int], ...]:
    """The pieces of a Code Llama vocabulary: the last nine of 32016 are not merges, four of them mark infilling.

    The infill marks have the ids 32007, 32008, 32009 and 32010 when `size` is 32016.
    """
    fillers = [(f"{SPACE}filler{number}", 0.0, USER_DEFINED) for number in range(12)]
    marks = [(text, 0.0, CONTROL) for text in INFILL]
    return (*pieces(size - 16), *fillers[:7], *marks, *fillers[7:])


@functools.cache
def tokenizer_json(size: int) -> dict[str, Any]:
    """The same vocabulary as Hugging Face's fast Llama tokenizer writes it: merges with every split, by rank."""
    listed = pieces(size)
    known = {text: rank for rank, (text, _, _) in enumerate(listed)}
    merges = [
        f"{text[:cut]} {text[cut:]}"
        for text, _, kind in listed
        if kind == NORMAL
        for cut in range(1, len(text))
        if text[:cut] in known and text[cut:] in known
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, "content": text, "single_word": False, "lstrip": False, "rstrip": False}
            | {"normalized": False, "special": True}
            for number, (text, _, _) in enumerate(_SPECIAL)
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Prepend", "prepend": SPACE},
                {"type": "Replace", "pattern": {"String": " "}, "content": SPACE},
            ],
        },
        "pre_tokenizer": None,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}},
        },
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
                {"type": "Strip", "content": " ", "start": 1, "stop": 0},
            ],
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "<unk>",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": True,
            "vocab": known,
            "merges": merges,
        },
    }


def write_llama_tokenizer(folder: Path, size: int, *, form: str = "model", has_pad: bool = False) -> None:
    """Write tokenizer files of `size` base tokens; `form` is model (SentencePiece), json, or both.

    `has_pad` adds `[PAD]` behind them, in added_tokens.json and special_tokens_map.json as the MAmmoTH repositories do.
    """
    is_code = size == 32016
    if form in ("model", "both"):
        chosen = code_pieces(size) if is_code else pieces(size)
        (folder / "tokenizer.model").write_bytes(sentencepiece_model(chosen))
    added = {"[PAD]": size} if has_pad else {}
    if form in ("json", "both"):
        _write(folder / "tokenizer.json", with_pad(tokenizer_json(size), added))
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    special |= {"pad_token": "[PAD]"} if has_pad else {}
    _write(folder / "special_tokens_map.json", special)
    settings = {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True, "add_eos_token": False, "legacy": True}
    _write(folder / "tokenizer_config.json", settings | special | {"model_max_length": 2048})
    if added:
        _write(folder / "added_tokens.json", added)


def with_pad(tokenizer: dict[str, Any], added: dict[str, int]) -> dict[str, Any]:
    """The tokenizer.json with more special tokens."""
    entries = [
        {"id": number, "content": text, "single_word": False, "lstrip": False, "rstrip": False}
        | {"normalized": False, "special": True}
        for text, number in added.items()
    ]
    return tokenizer | {"added_tokens": [*tokenizer["added_tokens"], *entries]}


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
