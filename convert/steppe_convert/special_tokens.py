"""Special and added tokens, which half a dozen files of a checkpoint state, each in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steppe_convert.source import read_json
from steppe_models.errors import BadInputError

# Names of the file's keys (tokenizer.ggml.NAME_token_id), and what the checkpoint calls the same.
_NAMES = {"bos": "bos", "eos": "eos", "unknown": "unk", "padding": "pad", "seperator": "sep", "mask": "mask"}
_LOOKS_SPECIAL = re.compile(r"\[PAD\]|<pad>|<\|[^|]*\|>", re.IGNORECASE)
_MAX_ID = 2_000_000


@dataclass(frozen=True, slots=True)
class AddedToken:
    """A token that the model's base does not have, or that is found in a text before anything is merged."""

    content: str
    is_special: bool


@dataclass(frozen=True, slots=True)
class Specials:
    """Ids of special tokens by the names of the file's keys, and which of them begin or end every text.

    `named` are those that the tokenizer's files name; the others only have an id in the model's configuration.
    """

    ids: dict[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    adds_bos: bool = False
    adds_eos: bool = False


def added_tokens(folder: Path, fast: Mapping[str, Any]) -> dict[int, AddedToken]:
    """Added tokens by id, in ascending order; what is special is so in any of the files. `fast` is tokenizer.json.

    Raises:
        BadInputError: a file states an impossible id.
    """
    found: dict[int, AddedToken] = {}
    settings = read_json(folder / "tokenizer_config.json")
    named = set(_special_names(folder, settings).values())
    for number, content, is_special in _stated(folder, settings, fast):
        if not 0 <= number < _MAX_ID:
            raise BadInputError(f"The tokenizer gives {content!r} the id {number}.", "Get the tokenizer's files again.")
        special = is_special or content in named or _LOOKS_SPECIAL.fullmatch(content) is not None
        before = found.get(number)
        found[number] = AddedToken(content, special or (before is not None and before.is_special))
    return dict(sorted(found.items()))


def _stated(folder: Path, settings: Mapping[str, Any], fast: Mapping[str, Any]) -> Iterator[tuple[int, str, bool]]:
    for entry in _entries(fast.get("added_tokens")):
        if isinstance(entry.get("id"), int):
            yield entry["id"], str(entry.get("content", "")), bool(entry.get("special"))
    for content, number in read_json(folder / "added_tokens.json").items():
        if isinstance(number, int):
            yield number, content, False
    decoder = settings.get("added_tokens_decoder")
    for number_text, entry in (decoder if isinstance(decoder, dict) else {}).items():
        if isinstance(entry, dict) and number_text.isdecimal():
            yield int(number_text), str(entry.get("content", "")), bool(entry.get("special"))


def _entries(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _special_names(folder: Path, settings: Mapping[str, Any]) -> dict[str, str]:
    """Special tokens by the checkpoint's names for them (bos, eos, ...)."""
    names: dict[str, str] = {}
    for source in (settings, read_json(folder / "special_tokens_map.json")):
        for short in _NAMES.values():
            value = source.get(f"{short}_token")
            content = value.get("content") if isinstance(value, dict) else value
            if isinstance(content, str) and content:
                names.setdefault(short, content)
    return names


def read_specials(
    folder: Path, config: Mapping[str, Any], fast: Mapping[str, Any], tokens: Sequence[bytes], *, is_sentencepiece: bool
) -> Specials:
    """The special tokens: by name where a file names them, else by the id in the model's configuration.

    A token called [PAD] or <pad> is the padding even when nothing says so: checkpoints of 2023 state the id 0 there.
    """
    settings = read_json(folder / "tokenizer_config.json")
    names = _special_names(folder, settings)
    numbers = {token: number for number, token in reversed(list(enumerate(tokens)))}
    generation = read_json(folder / "generation_config.json")
    ids: dict[str, int] = {}
    named: set[str] = set()
    for name, short in _NAMES.items():
        candidates = [names.get(short)] + (["[PAD]", "<pad>"] if short == "pad" else [])
        number = next((numbers[each.encode()] for each in candidates if each and each.encode() in numbers), None)
        if number is not None:
            named.add(name)
        for source in (config, generation):
            stated = source.get(f"{short}_token_id")
            stated = stated[0] if isinstance(stated, list) and stated else stated
            if number is None and isinstance(stated, int) and 0 <= stated < len(tokens):
                number = stated
        if number is not None:
            ids[name] = number
    processor = _processor_adds(fast.get("post_processor"), names)
    return Specials(
        ids,
        frozenset(named),
        adds_bos=_adds(settings, processor, "bos", usual=is_sentencepiece),
        adds_eos=_adds(settings, processor, "eos", usual=False),
    )


def _adds(settings: Mapping[str, Any], processor: Mapping[str, bool], short: str, *, usual: bool) -> bool:
    """What tokenizer_config.json states wins: tokenizers install their template by it when they are loaded."""
    stated = settings.get(f"add_{short}_token")
    return stated if isinstance(stated, bool) else processor.get(short, usual)


def _processor_adds(processor: Any, names: Mapping[str, str]) -> dict[str, bool]:
    """Whether tokenizer.json's post-processor puts BOS before and EOS behind a text; {} where it does not say."""
    if not isinstance(processor, dict):
        return {}
    found: dict[str, bool] = {}
    for each in _entries(processor.get("processors", [processor])):
        if each.get("type") == "ByteLevel":
            found.setdefault("bos", False)
            found.setdefault("eos", False)
        single = _entries(each.get("single"))
        if each.get("type") == "TemplateProcessing" and single:
            first, last = (_special_id(single[place]) for place in (0, -1))
            found["bos"] = first is not None and first == names.get("bos", first)
            found["eos"] = last is not None and last == names.get("eos", last)
    return found


def _special_id(entry: dict[str, Any]) -> str | None:
    special = entry.get("SpecialToken")
    return str(special.get("id")) if isinstance(special, dict) else None
