"""Byte-level BPE vocabularies from tokenizer.json; how text is cut is recognised by the file's own rules.

llama.cpp knows each way of cutting by a name. Here the file's `normalizer` and `pre_tokenizer` are compared with those
of the known ways, which added tokens and templates do not change; a hash over tokens of a sample would.
"""

from __future__ import annotations

import difflib
import functools
import json
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from steppe_convert.tokenizer_spm import split_merge
from steppe_convert.vocabulary import NORMAL, UNUSED, Vocabulary
from steppe_models.errors import BadInputError

_KEPT = ("type", "pattern", "behavior", "invert", "individual_digits", "add_prefix_space", "use_regex")


@functools.cache
def _known() -> list[dict[str, Any]]:
    data = resources.files("steppe_convert").joinpath("pretokenizers.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(data)["pretokenizer"])


def read_byte_level(folder: Path, content: dict[str, Any]) -> Vocabulary:
    """The vocabulary of the folder's tokenizer.json with this content.

    Raises:
        BadInputError: it is not of this kind, or cuts text in a way that llama.cpp is not known to have.
    """
    path = folder / "tokenizer.json"
    model = content.get("model")
    if not isinstance(model, dict) or model.get("type", "BPE") != "BPE":
        kind = model.get("type") if isinstance(model, dict) else "unknown"
        raise BadInputError(
            f"{path} holds a tokenizer of the kind {kind}.", "Only BPE and SentencePiece tokenizers can be converted."
        )
    ids, merges = model.get("vocab"), model.get("merges")
    if not isinstance(ids, dict) or not isinstance(merges, list) or not ids:
        raise BadInputError(f"{path} has no vocabulary.", "Get the file again.")
    size = max(ids.values()) + 1
    if size > 4 * len(ids):
        raise BadInputError(f"{path} gives its tokens impossible ids.", "Get the file again.")
    name = recognise(content)
    tokens = [b""] * size
    types = [UNUSED] * size
    for token, number in ids.items():
        tokens[number], types[number] = token.encode(), NORMAL
    for number, kind in enumerate(types):
        if kind == UNUSED:
            tokens[number] = f"[PAD{number}]".encode()
    return Vocabulary(
        "gpt2",
        name,
        tuple(tokens),
        tuple(types),
        merges=tuple(" ".join(_visible(half) for half in split_merge(merge)) for merge in merges),
        origin=f"tokenizer.json (byte-level, cut as {name})",
    )


def recognise(content: dict[str, Any]) -> str:
    """llama.cpp's name for how this tokenizer.json cuts text.

    Raises:
        BadInputError: none fits; the nearest is named.
    """
    found = _steps(content.get("normalizer")), _steps(content.get("pre_tokenizer"))
    texts = {}
    for entry in _known():
        wanted = [_plain(step) for step in entry.get("normalizer", [])], [_plain(step) for step in entry["steps"]]
        if found == wanted:
            return str(entry["name"])
        texts[str(entry["name"])] = json.dumps(wanted)
    mine = json.dumps(found)
    nearest = max(texts, key=lambda name: difflib.SequenceMatcher(None, mine, texts[name]).ratio())
    raise BadInputError(
        "The tokenizer cuts text in a way that is not known here (pre_tokenizer in tokenizer.json);"
        f" {nearest} is the nearest.",
        "Use the tokenizer.json of the base model, if training did not change it.",
    )


def _steps(value: Any) -> list[dict[str, Any]]:
    return [_plain(step) for step in _flat(value)]


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        inner = value.get("normalizers") or value.get("pretokenizers")
        if isinstance(inner, list):
            for each in inner:
                yield from _flat(each)
        else:
            yield value


def _plain(step: dict[str, Any]) -> dict[str, Any]:
    """A step without what has no influence on the tokens; a pattern as its regular expression."""
    plain = {name: step[name] for name in _KEPT if name in step and step[name] not in (False, None)}
    pattern = plain.get("pattern")
    if isinstance(pattern, dict):
        plain["pattern"] = pattern.get("Regex", pattern.get("String"))
    if plain.get("type") == "ByteLevel":
        plain["use_regex"] = bool(step.get("use_regex", True))
    return plain


def _visible(half: str) -> str:
    """A blank within a merge as the character by which byte-level vocabularies write it."""
    return half.replace(" ", "\u0120")
