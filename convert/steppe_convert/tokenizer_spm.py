"""SentencePiece vocabularies: from tokenizer.model, or rebuilt from the tokenizer.json that was made from one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from steppe_convert.source import read_json, refuse_pointer
from steppe_convert.vocabulary import BYTE, CONTROL, NORMAL, UNKNOWN, UNUSED, USER_DEFINED, Vocabulary
from steppe_models.errors import BadInputError, IntegrityError

_SPACE = "\u2581"
_MAX_MODEL_BYTES = 64 * 1024 * 1024
_UNIGRAM = 1
_BYTE_TOKENS = {f"<0x{value:02X}>" for value in range(256)}
_UNMERGED_SCORE = -1.0e6  # for pieces that no merge makes: never preferred

_Fields = list[tuple[int, int | bytes]]


def read_sentencepiece(folder: Path) -> Vocabulary:
    """The vocabulary in the folder's tokenizer.model.

    Source: sentencepiece_model.proto of the SentencePiece project (field 1 pieces, 2 trainer, 3 normalizer).

    Raises:
        IntegrityError: damaged, or a pointer.
        BadInputError: a model of another kind than BPE.
    """
    path = folder / "tokenizer.model"
    data = path.read_bytes() if path.stat().st_size <= _MAX_MODEL_BYTES else b""
    refuse_pointer(path.name, data[:64])
    try:
        fields = list(_read_fields(data))
        pieces = [dict(_read_fields(_as_bytes(value))) for number, value in fields if number == 1]
        trainer = dict(_read_fields(_as_bytes(next((value for number, value in fields if number == 2), b""))))
        normalizer = dict(_read_fields(_as_bytes(next((value for number, value in fields if number == 3), b""))))
        tokens = tuple(_as_bytes(piece.get(1, b"")) for piece in pieces)
        scores = tuple(struct.unpack("<f", _as_bytes(piece.get(2, bytes(4))))[0] for piece in pieces)
        kinds = [_as_number(piece.get(3, NORMAL)) for piece in pieces]
    except (ValueError, IndexError, struct.error) as error:
        raise IntegrityError(f"{path} is damaged.", "Get the file again.") from error
    if not tokens:
        raise IntegrityError(f"{path} holds no tokens.", "Get the file again.")
    if trainer.get(3) == _UNIGRAM:
        raise BadInputError(
            f"{path} is a unigram model, which these families do not use.", "Get the tokenizer of this model."
        )
    known = (NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE)
    types = tuple(kind if kind in known else NORMAL for kind in kinds)
    prefix = read_json(folder / "tokenizer_config.json").get("add_prefix_space")
    if not isinstance(prefix, bool):
        prefix = bool(normalizer.get(3, 1))
    return Vocabulary("llama", "default", tokens, types, scores, adds_prefix_space=prefix, origin="tokenizer.model")


def _read_fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Fields of a protobuf message by number: varints as numbers, everything else as bytes."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        if kind not in (1, 2, 5):
            raise ValueError(f"wire type {kind}")
        length, at = _varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        if at + length > len(data):
            raise ValueError("a field ends beyond its message")
        yield tag >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
    raise ValueError("a number without end")


def _as_bytes(value: int | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError("a number where a text belongs")
    return value


def _as_number(value: int | bytes) -> int:
    if not isinstance(value, int):
        raise ValueError("a text where a number belongs")
    return value


def read_fast_model(folder: Path, content: dict[str, Any]) -> Vocabulary | None:
    """The vocabulary of a tokenizer.json that was made from a SentencePiece model; None when it is of another kind.

    `content` is the file's. It has no scores; what they decide, which of two possible merges comes first, is in the
    order of its merges: the score of a piece is minus the rank of the first merge that makes it.

    Raises:
        BadInputError: it is damaged.
    """
    path = folder / "tokenizer.json"
    model = content.get("model")
    if not isinstance(model, dict) or model.get("type", "BPE") != "BPE" or not model.get("byte_fallback"):
        return None
    ids, merges = model.get("vocab"), model.get("merges")
    if not isinstance(ids, dict) or not isinstance(merges, list) or not ids:
        raise BadInputError(f"{path} has no vocabulary.", "Get the file again.")
    ranks: dict[str, int] = {}
    for rank, (first, second) in enumerate(map(split_merge, merges)):
        ranks.setdefault(first + second, rank)
    size = max(ids.values()) + 1
    if size > 4 * len(ids):
        raise BadInputError(f"{path} gives its tokens impossible ids.", "Get the file again.")
    tokens = [f"[PAD{number}]" for number in range(size)]
    types, scores = [UNUSED] * size, [-10000.0] * size
    unknown = model.get("unk_token")
    for token, number in ids.items():
        tokens[number] = token
        types[number] = BYTE if token in _BYTE_TOKENS else UNKNOWN if token == unknown else NORMAL
        scores[number] = float(-ranks[token]) if token in ranks else _UNMERGED_SCORE if len(token) > 1 else 0.0
    return Vocabulary(
        "llama",
        "default",
        tuple(token.encode() for token in tokens),
        tuple(types),
        tuple(scores),
        adds_prefix_space=_prepends(content, folder),
        origin="tokenizer.json (scores rebuilt from the order of its merges)",
    )


def split_merge(merge: Any) -> tuple[str, str]:
    """The two halves of a merge, which files of different age write as a text or as a pair.

    Raises:
        BadInputError: it is neither.
    """
    if isinstance(merge, str) and " " in merge[1:]:
        cut = merge.index(" ", 1)
        return merge[:cut], merge[cut + 1 :]
    if isinstance(merge, list) and len(merge) == 2 and all(isinstance(half, str) for half in merge):
        return merge[0], merge[1]
    raise BadInputError("tokenizer.json has a merge of an unknown form.", "Get the file again.")


def _prepends(content: dict[str, Any], folder: Path) -> bool:
    """Whether a blank is put before a text: by the normalizer, or by the newer Metaspace."""
    stated = read_json(folder / "tokenizer_config.json").get("add_prefix_space")
    if isinstance(stated, bool):
        return stated
    parts = [part for name in ("normalizer", "pre_tokenizer") for part in _flat(content.get(name))]
    for part in parts:
        if part.get("type") == "Prepend" and part.get("prepend") == _SPACE:
            return True
        if part.get("type") == "Metaspace":
            return (
                str(part.get("prepend_scheme", "always" if part.get("add_prefix_space", True) else "never")) != "never"
            )
    return False


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        inner = value.get("normalizers") or value.get("pretokenizers")
        if isinstance(inner, list):
            for each in inner:
                yield from _flat(each)
        else:
            yield value
