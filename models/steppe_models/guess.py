"""Recognises a GGUF file: a model of the catalogue by hash or name, else a profile made from its header."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from steppe_models.catalogue import Catalogue, ModelProfile, Shape
from steppe_models.errors import BadInputError, IntegrityError
from steppe_models.gguf_header import GgufHeader

USUAL_CONTEXT = 4096

# llama.cpp's numbers for the kind of a whole file (llama_ftype in llama.h).
_FILE_TYPES = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    32: "BF16",
}
_FORMAT_MARKS = (
    ("<|start_header_id|>", "llama3", ("<|eot_id|>", "<|end_of_text|>")),
    ("<|im_start|>", "chatml", ("<|im_end|>", "<|endoftext|>")),
    ("[INST]", "mistral", ("</s>", "[INST]")),
)
_ALPACA_STOP = ("</s>", "### Instruction")


def profile_by_hash(catalogue: Catalogue, sha256: str) -> ModelProfile | None:
    """The catalogue's model that is this very file."""
    return next((profile for profile in catalogue.profiles if profile.sha256 == sha256), None)


def profile_by_name(catalogue: Catalogue, header: GgufHeader, path: Path) -> ModelProfile | None:
    """The catalogue's model that the file's name, or the name within it, points to and whose shape it has.

    The longest name that fits wins, so that "mammoth-7b-mistral" is not taken for "mammoth-7b".
    """
    names = (path.name, header.text("general.name"))
    found = [
        profile
        for profile in catalogue.profiles
        if any(_begins(name, wanted) for name in names for wanted in (profile.id, profile.name))
        and _same_shape(profile, header)
    ]
    return max(found, key=lambda profile: len(profile.name), default=None)


def profile_from_header(
    header: GgufHeader, path: Path, *, model_id: str, origin: str, like: ModelProfile | None = None
) -> ModelProfile:
    """A profile for a file of one's own; `like` lends prompt format, modes and rope base when it is known."""
    trained = header.number("context_length") or USUAL_CONTEXT
    prompt_format, stop = _prompt_format(header)
    profile = ModelProfile(
        id=model_id,
        name=header.text("general.name") or path.stem,
        licence=header.text("general.license") or "unknown",
        parameters=round(header.weight_count / 1e9, 3),
        quantization=_FILE_TYPES.get(_whole(header, "general.file_type"), "unknown"),
        context=min(trained, USUAL_CONTEXT),
        file_context=trained,
        prompt_format=prompt_format,
        modes=("cot", "pot"),
        stop=stop,
        size_bytes=header.file_bytes,
        shape=shape_of(header),
        origin=origin,
    )
    if like is None:
        return profile
    return replace(
        profile,
        licence=like.licence,
        licence_note=like.licence_note,
        context=like.context,
        prompt_format=like.prompt_format,
        modes=like.modes,
        stop=like.stop,
        rope_freq_base=like.rope_freq_base,
        base=like.base,
    )


def choose_profile(catalogue: Catalogue, header: GgufHeader, path: Path, sha256: str, model_id: str) -> ModelProfile:
    """The profile under which a file is imported: the catalogue's by hash or name, else one of its own.

    Raises:
        BadInputError: the file is plainly another model than `model_id`.
        IntegrityError: the catalogue knows the hash of `model_id`, and the file has another.
    """
    exact = profile_by_hash(catalogue, sha256)
    named = catalogue.find(model_id) if model_id else profile_by_name(catalogue, header, path)
    if not model_id:
        if exact:
            return exact
        if named and not named.sha256:
            return named
    elif named:
        if not _same_shape(named, header):
            raise BadInputError(
                f"The file {path} is not {named.name}: its layers or width differ.",
                "Give it an --id of its own.",
            )
        if named.sha256 and named.sha256 != sha256:
            raise IntegrityError(
                f"The file {path} is not the {named.id} that the catalogue knows: its SHA-256 is {sha256}.",
                "If it is a version of your own, give it an --id of its own.",
            )
        return named
    like = exact or profile_by_name(catalogue, header, path)
    own_id = model_id or id_from_name(path)
    if not model_id and catalogue.find(own_id):
        own_id += "-own"
    return profile_from_header(header, path, model_id=own_id, origin="imported", like=like)


def shape_of(header: GgufHeader) -> Shape | None:
    """What memory depends on, from the header; None when the header leaves it out."""
    heads, width = header.number("attention.head_count"), header.number("embedding_length")
    layers = header.number("block_count")
    if not (heads and width and layers):
        return None
    return Shape(
        n_layer=layers,
        n_head=heads,
        n_head_kv=header.number("attention.head_count_kv") or heads,
        head_dim=header.number("attention.key_length") or width // heads,
        n_embd=width,
        n_vocab=header.vocabulary_size,
    )


def id_from_name(path: Path) -> str:
    """An id for a file of one's own, from its name."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", path.stem.lower()).strip("-._")
    return "imported" if plain == "import" else plain[:80] or "model"  # `import` is no id: it names a lock


def format_of_template(template: str) -> tuple[str, tuple[str, ...]] | None:
    """The prompt format of a chat template, and the strings that end an answer in it; None for an unknown one."""
    return next(((name, stop) for mark, name, stop in _FORMAT_MARKS if mark in template), None)


def _prompt_format(header: GgufHeader) -> tuple[str, tuple[str, ...]]:
    return format_of_template(header.text("tokenizer.chat_template")) or ("alpaca", _ALPACA_STOP)


def _same_shape(profile: ModelProfile, header: GgufHeader) -> bool:
    shape = shape_of(header)
    if shape is None or profile.shape is None:
        return True
    return (shape.n_layer, shape.n_embd) == (profile.shape.n_layer, profile.shape.n_embd)


def _begins(name: str, wanted: str) -> bool:
    """Whether `name` begins with the words of `wanted`, however they are joined."""
    return f"{_words(name)}-".startswith(f"{_words(wanted)}-")


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _whole(header: GgufHeader, key: str) -> int:
    value = header.metadata.get(key, -1)
    return value if isinstance(value, int) else -1
