"""A tokenizer as the file holds it: tokens by id, their scores and types, and the special ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from steppe_convert.gguf_keys import Key, flag, reals, text, texts, whole, wholes
from steppe_convert.source import Checkpoint, read_json
from steppe_convert.special_tokens import AddedToken, Specials, added_tokens, read_specials
from steppe_models.errors import BadInputError, MissingError

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)  # llama_token_type in llama.h

# What marks the parts of a text to be filled in, by the names that Code Llama's tokenizer gives them.
_INFILL = {
    "tokenizer.ggml.fim_pre_token_id": "\u2581<PRE>",
    "tokenizer.ggml.fim_suf_token_id": "\u2581<SUF>",
    "tokenizer.ggml.fim_mid_token_id": "\u2581<MID>",
    "tokenizer.ggml.eot_token_id": "\u2581<EOT>",
}
_ADDED_SCORE, _FILLER_SCORE = -1000.0, -10000.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens in the order of their ids. `kind` is llama (SentencePiece, with `scores`) or gpt2 (with `merges`).

    `origin` says in words how it was read. `adds_prefix_space` is None where the kind decides it.
    """

    kind: str
    pre: str
    tokens: tuple[bytes, ...] = field(repr=False)
    types: tuple[int, ...] = field(repr=False)
    scores: tuple[float, ...] = field(default=(), repr=False)
    merges: tuple[str, ...] = field(default=(), repr=False)
    adds_prefix_space: bool | None = None
    origin: str = ""
    specials: Specials = field(default_factory=Specials)

    def keys(self) -> Iterator[Key]:
        """The keys of the file."""
        yield text("tokenizer.ggml.model", self.kind)
        yield text("tokenizer.ggml.pre", self.pre)
        yield texts("tokenizer.ggml.tokens", self.tokens)
        if self.scores:
            yield reals("tokenizer.ggml.scores", self.scores)
        yield wholes("tokenizer.ggml.token_type", self.types)
        if self.merges:
            yield texts("tokenizer.ggml.merges", self.merges)
        for name, number in self.specials.ids.items():
            yield whole(f"tokenizer.ggml.{name}_token_id", number)
        if all(name.encode() in self.tokens for name in _INFILL.values()):
            for key, name in _INFILL.items():
                yield whole(key, self.tokens.index(name.encode()))
        yield flag("tokenizer.ggml.add_bos_token", self.specials.adds_bos)
        yield flag("tokenizer.ggml.add_eos_token", self.specials.adds_eos)
        if self.adds_prefix_space is not None:
            yield flag("tokenizer.ggml.add_space_prefix", self.adds_prefix_space)


def read_vocabulary(checkpoint: Checkpoint, rows: int) -> Vocabulary:
    """The checkpoint's tokenizer with exactly one token for each of the embedding's `rows`.

    The sources are tried in this order: tokenizer.model, tokenizer.json of the SentencePiece kind (scores rebuilt
    from its merges), tokenizer.json with byte-level merges.

    Raises:
        MissingError: there is no tokenizer.
        BadInputError: it is of an unknown kind, or has tokens that the embedding has no rows for.
    """
    from steppe_convert.tokenizer_bpe import read_byte_level
    from steppe_convert.tokenizer_spm import read_fast_model, read_sentencepiece

    folder = checkpoint.tokenizer_folder or checkpoint.folder
    fast = read_json(folder / "tokenizer.json")
    if (folder / "tokenizer.model").is_file():
        vocabulary = read_sentencepiece(folder)
    elif fast:
        vocabulary = read_fast_model(folder, fast) or read_byte_level(folder, fast)
    else:
        raise MissingError(
            f"{checkpoint.label} has no tokenizer.",
            "Get tokenizer.model or tokenizer.json of the model, or of the base that it was trained from.",
        )
    vocabulary = _with_added_tokens(vocabulary, added_tokens(folder, fast))
    is_sentencepiece = vocabulary.kind == "llama"
    specials = read_specials(folder, checkpoint.config, fast, vocabulary.tokens, is_sentencepiece=is_sentencepiece)
    vocabulary = _marked(vocabulary, specials)
    return _fitted(vocabulary, rows, checkpoint.config)


def _with_added_tokens(vocabulary: Vocabulary, added: dict[int, AddedToken]) -> Vocabulary:
    """The tokens that training added, or that are found in a text before anything is merged."""
    tokens, types, scores = list(vocabulary.tokens), list(vocabulary.types), list(vocabulary.scores)
    for number, token in added.items():
        data = token.content.encode()
        while len(tokens) <= number:
            tokens.append(f"[PAD{len(tokens)}]".encode())
            types.append(UNUSED)
            if scores:
                scores.append(_FILLER_SCORE)
        is_known = tokens[number] == data and types[number] in (UNKNOWN, CONTROL, BYTE)
        if is_known:
            continue
        if not token.is_special:  # llama.cpp looks for these in the text as it is, before blanks are replaced
            data = token.content.replace("\u2581", " ").encode()
        if scores and tokens[number] != data:
            scores[number] = _ADDED_SCORE
        tokens[number], types[number] = data, CONTROL if token.is_special else USER_DEFINED
    return dataclasses.replace(vocabulary, tokens=tuple(tokens), types=tuple(types), scores=tuple(scores))


def _marked(vocabulary: Vocabulary, specials: Specials) -> Vocabulary:
    """The vocabulary with its special tokens: those that the tokenizer names become control tokens.

    Configurations state the padding 0 where there is none, and the token 0 may be an exclamation mark: an ordinary
    token is not made special by a number alone.
    """
    types, ids = list(vocabulary.types), dict(specials.ids)
    for name, number in specials.ids.items():
        if name in ("bos", "eos", "padding") and name in specials.named and types[number] != BYTE:
            types[number] = types[number] if types[number] == UNKNOWN else CONTROL
        elif name == "padding" and types[number] == NORMAL:
            del ids[name]
    specials = dataclasses.replace(specials, ids=ids)
    return dataclasses.replace(vocabulary, types=tuple(types), specials=specials)


def _fitted(vocabulary: Vocabulary, rows: int, config: dict[str, Any]) -> Vocabulary:
    """One token for each row: fillers where there are more rows; more tokens than rows are refused."""
    count = len(vocabulary.tokens)
    if count > rows:
        last = vocabulary.tokens[-1].decode("utf-8", "replace")
        raise BadInputError(
            f"The tokenizer has {count} tokens (the last is {last}), the embedding has {rows} rows,"
            f" and config.json says {config.get('vocab_size', 'nothing')}.",
            "Use the tokenizer that belongs to these weights, or take the added tokens out of it.",
        )
    missing = range(count, rows)
    return dataclasses.replace(
        vocabulary,
        tokens=vocabulary.tokens + tuple(f"[PAD{number}]".encode() for number in missing),
        types=vocabulary.types + (UNUSED,) * len(missing),
        scores=vocabulary.scores + (_FILLER_SCORE,) * len(missing) if vocabulary.scores else (),
    )
