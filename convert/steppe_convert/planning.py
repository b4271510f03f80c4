"""Makes the plan of a conversion from an opened checkpoint: every name, type, offset and key, and the exact size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from steppe_convert import native
from steppe_convert.families import Family, find_family, map_tensors
from steppe_convert.gguf_keys import Key, head, padded, text, whole
from steppe_convert.metadata import QUANTIZATION_VERSION, Identity, architecture_keys, general_keys, identify
from steppe_convert.plan import Plan, PlannedTensor
from steppe_convert.shape import ModelShape, read_shape
from steppe_convert.source import Checkpoint
from steppe_convert.types import choose_types, file_type_number
from steppe_convert.vocabulary import Vocabulary, read_vocabulary
from steppe_models.catalogue import Catalogue
from steppe_models.errors import IntegrityError

_EMBEDDING, _OUTPUT = "model.embed_tokens.weight", "lm_head.weight"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of a checkpoint before anything is written."""

    family: Family
    shape: ModelShape
    identity: Identity
    vocabulary: Vocabulary
    plan: Plan
    keys: tuple[Key, ...]
    notes: tuple[str, ...]


def prepare(
    checkpoint: Checkpoint,
    file_type: str,
    catalogue: Catalogue,
    *,
    profile_id: str = "",
    rope_base: float = 0.0,
    importance_keys: Sequence[Key] | None = None,
) -> Prepared:
    """Plan the conversion of `checkpoint` to `file_type`; `importance_keys` tell of the importance matrix, if any.

    Raises:
        BadInputError: the model is of a kind that cannot be converted.
        IntegrityError: configuration, tokenizer and weights contradict each other.
        MissingError: a part is not there.
    """
    family = find_family(checkpoint.config)
    embedding = checkpoint.tensors.get(_EMBEDDING)
    if embedding is None or len(embedding.shape) != 2:
        raise IntegrityError(f"The checkpoint has no {_EMBEDDING}.", "Get all of its weight files.")
    shape = read_shape(checkpoint.config, embedding.rows, has_output=_OUTPUT in checkpoint.tensors)
    identity = identify(checkpoint, shape, catalogue, profile_id, rope_base=rope_base)
    vocabulary = read_vocabulary(checkpoint, shape.rows)
    notes = [*checkpoint.notes, *identity.notes, *_notes(checkpoint, shape, vocabulary)]
    mapped = map_tensors(checkpoint, family, shape, identity.rope_base)
    types = choose_types(mapped, file_type, family.gguf, shape, has_importance=importance_keys is not None)
    tensors: list[PlannedTensor] = []
    offset = 0
    for tensor, type_name in zip(mapped, types, strict=True):
        row_bytes = native.row_bytes(type_name, tensor.shape[-1])
        size_bytes = math.prod(tensor.shape[:-1]) * row_bytes
        tensors.append(
            PlannedTensor(
                tensor.name, type_name, tensor.shape, offset, size_bytes, row_bytes, tensor.parts, tensor.values
            )
        )
        offset += padded(size_bytes)
    weights = sum(math.prod(tensor.shape) for tensor in mapped)
    keys = [
        text("general.architecture", family.gguf),
        *general_keys(identity, checkpoint, weights),
        *architecture_keys(family, checkpoint, shape, identity),
        *vocabulary.keys(),
        *(importance_keys or ()),
        whole("general.quantization_version", QUANTIZATION_VERSION),
        whole("general.file_type", file_type_number(file_type)),
    ]
    beginning = head(
        keys, [(each.name, each.shape, native.TYPE_NUMBERS[each.type_name], each.offset) for each in tensors]
    )
    plan = Plan(file_type, family.gguf, beginning, tuple(tensors), len(beginning) + offset, weights)
    return Prepared(family, shape, identity, vocabulary, plan, tuple(keys), tuple(notes))


def _notes(checkpoint: Checkpoint, shape: ModelShape, vocabulary: Vocabulary) -> list[str]:
    """What a person should know about tokenizer and configuration."""
    notes = [f"The tokenizer is read from {vocabulary.origin}."]
    stated = checkpoint.config.get("vocab_size")
    if stated != shape.rows:
        notes.append(f"config.json says {stated} tokens; the embedding has {shape.rows} rows, which is what counts.")
    fillers = sum(kind == 5 for kind in vocabulary.types)
    if fillers:
        notes.append(f"{fillers} rows of the embedding have no token of their own; they are marked as unused.")
    ids = vocabulary.specials.ids
    if "eos" not in ids:
        notes.append("No file says which token ends a text: a model without one may not stop by itself.")
    elif ids.get("padding") == ids["eos"]:
        notes.append("Padding and end of text are the same token; models trained so may not stop by themselves.")
    window, context = checkpoint.config.get("sliding_window"), checkpoint.config.get("max_position_embeddings")
    is_used = checkpoint.config.get("use_sliding_window", True)
    if is_used and isinstance(window, int) and isinstance(context, int) and window < context:
        notes.append(
            f"The model attends to the last {window} tokens only; llama.cpp attends to all, so keep to {window}."
        )
    return notes
