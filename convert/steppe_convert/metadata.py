"""What the file says of itself: name, licence, origin and prompt, from the model card and from what the user named.

Nothing is taken from `_name_or_path` in config.json: trainers leave the path of the base model in it.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from steppe_convert.families import Family, key_sources
from steppe_convert.gguf_keys import Key, real, text, texts, whole
from steppe_convert.rope import rope_keys, rope_settings
from steppe_convert.shape import ModelShape
from steppe_convert.source import Checkpoint
from steppe_models.catalogue import Catalogue, ModelProfile
from steppe_models.errors import BadInputError
from steppe_models.prompts import render

QUANTIZATION_VERSION = 2  # GGML_QNT_VERSION in ggml.h
_MARK = "PROBLEM-GOES-HERE"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the model is: `profile` is the catalogue's entry where it is a known model; `card` is its model card's head.

    `rope_base` is what the file gets; `notes` are sentences about what was decided and why.
    """

    name: str
    profile: ModelProfile | None
    card: dict[str, Any]
    rope_base: float
    chat_template: str
    notes: tuple[str, ...]


def identify(
    checkpoint: Checkpoint, shape: ModelShape, catalogue: Catalogue, profile_id: str = "", *, rope_base: float = 0.0
) -> Identity:
    """Recognise the model; `profile_id` says which of the catalogue's it is, `rope_base` wins over everything.

    Raises:
        BadInputError: the named profile has another shape.
        MissingError: there is no such profile.
    """
    profile = catalogue.get(profile_id) if profile_id else _known(checkpoint, shape, catalogue)
    if profile is not None and not _has_shape(profile, shape):
        raise BadInputError(
            f"The checkpoint is not a {profile.id}: its layers or width differ.", "Name another profile, or none."
        )
    notes: list[str] = []
    stated = rope_settings(checkpoint.config)["rope_theta"]
    base = rope_base or (profile.rope_freq_base if profile else 0.0) or stated
    if base != stated:
        whose = "your" if rope_base else "the catalogue's"
        notes.append(
            f"The rope base is {base:g}, {whose} value; config.json says {stated:g}, which is known to be wrong."
        )
        if rope_base:
            notes[-1] = f"The rope base is {base:g}, as you asked; config.json says {stated:g}."
    template = read_template(checkpoint)
    if not template and profile is not None and profile.prompt_format == "alpaca":
        template = alpaca_template()
        notes.append("The checkpoint has no chat template; the one for its Alpaca prompt is written into the file.")
    card = read_card(checkpoint)
    name = profile.name if profile else (checkpoint.repository.rpartition("/")[2] or checkpoint.label)
    return Identity(name, profile, card, base, template, tuple(notes))


def _known(checkpoint: Checkpoint, shape: ModelShape, catalogue: Catalogue) -> ModelProfile | None:
    """The catalogue's model that was made from this repository, or whose name the folder has."""
    names = {checkpoint.repository.lower(), checkpoint.label.lower()} - {""}
    for profile in catalogue.profiles:
        base = profile.base.lower()
        own = {base, base.rpartition("/")[2], profile.id} if base else {profile.id}
        if names & own and _has_shape(profile, shape):
            return profile
    return None


def _has_shape(profile: ModelProfile, shape: ModelShape) -> bool:
    known = profile.shape
    return known is None or (known.n_layer, known.n_embd) == (shape.layers, shape.width)


def read_card(checkpoint: Checkpoint) -> dict[str, Any]:
    """The head of the model card (README.md) between its two lines of dashes; {} without one or when it is no table."""
    lines = (checkpoint.text("README.md") or "").splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        return {}
    import yaml  # type: ignore[import-untyped]

    end = next(number for number, line in enumerate(lines[1:], 1) if line.strip() == "---")
    try:
        value = yaml.safe_load("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a day that no month has
        return {}
    return value if isinstance(value, dict) else {}


def read_template(checkpoint: Checkpoint) -> str:
    """The chat template that the checkpoint brings, "" without one."""
    folder = checkpoint.tokenizer_folder or checkpoint.folder
    own = Checkpoint(checkpoint.label, folder, {}, {}, ())
    for value in (
        own.json("tokenizer_config.json").get("chat_template"),
        own.text("chat_template.jinja"),
        own.json("chat_template.json").get("chat_template"),
    ):
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list):
            named = {each.get("name"): each.get("template") for each in value if isinstance(each, dict)}
            if isinstance(named.get("default"), str):
                return str(named["default"])
    return ""


def alpaca_template() -> str:
    """The Alpaca prompt as a chat template, from the very text that Steppe prompts these models with."""
    before, after = render("alpaca", "cot", _MARK).text.split(_MARK)
    heading = "### Instruction:\n"
    preamble = before.removesuffix(heading)
    return (
        "{% for message in messages %}"
        f"{{% if loop.first %}}{{{{ {_quoted(preamble)} }}}}{{% endif %}}"
        "{% if message['role'] == 'system' %}{{ message['content'] + '\\n\\n' }}"
        "{% elif message['role'] == 'user' %}"
        f"{{{{ {_quoted(heading)} + message['content'] + {_quoted(after)} }}}}"
        "{% else %}{{ ' ' + message['content'] + eos_token + '\\n\\n' }}{% endif %}"
        "{% endfor %}"
    )


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def general_keys(identity: Identity, checkpoint: Checkpoint, weights: int) -> Iterator[Key]:
    """The keys under `general.` that say what the model is; no date and no path, so that equal input gives equal files.

    Source: the table of general metadata in docs/gguf.md of the ggml project.
    """
    card, profile = identity.card, identity.profile
    yield text("general.type", "model")
    yield text("general.name", identity.name)
    repository = checkpoint.repository or (profile.base if profile and _is_repository(profile.base) else "")
    if repository:
        yield text("general.organization", repository.partition("/")[0])
    yield text("general.size_label", size_label(weights))
    licence = profile.licence if profile else _joined(card.get("license"))
    if licence:
        yield text("general.license", licence)
    for key, name in (("license.name", "license_name"), ("license.link", "license_link")):
        if isinstance(card.get(name), str):
            yield text(f"general.{key}", card[name])
    if repository:
        yield text("general.source.huggingface.repository", repository)
    yield from _named_list("general.base_model", _words(card.get("base_model")))
    yield from _named_list("general.dataset", _words(card.get("datasets")))
    if tags := _words(card.get("tags")):
        yield texts("general.tags", tags)
    if languages := _words(card.get("language")):
        yield texts("general.languages", languages)
    yield text("general.quantized_by", f"Steppe {importlib.metadata.version('steppe')}")
    if identity.chat_template:
        yield text("tokenizer.chat_template", identity.chat_template)


def _named_list(key: str, names: list[str]) -> Iterator[Key]:
    if not names:
        return
    yield whole(f"{key}.count", len(names))
    for number, name in enumerate(names):
        yield text(f"{key}.{number}.name", name.rpartition("/")[2])
        if "/" in name:
            yield text(f"{key}.{number}.organization", name.partition("/")[0])


def architecture_keys(family: Family, checkpoint: Checkpoint, shape: ModelShape, identity: Identity) -> Iterator[Key]:
    """The keys from which llama.cpp builds the model."""
    config = checkpoint.config
    prefix = family.gguf
    for key, name in key_sources().items():
        value = config.get(name)
        if not isinstance(value, int) or not 0 <= value < 2**32:
            raise BadInputError(f"config.json has no usable {name}.", "Get config.json again.")
        yield whole(f"{prefix}.{key}", value)
    yield whole(f"{prefix}.attention.head_count_kv", shape.key_heads)
    epsilon = config.get("rms_norm_eps", 1e-6)
    if isinstance(epsilon, bool) or not isinstance(epsilon, int | float) or not 0 <= epsilon < 1:
        raise BadInputError("config.json has no usable rms_norm_eps.", "Get config.json again.")
    yield real(f"{prefix}.attention.layer_norm_rms_epsilon", float(epsilon))
    if shape.has_own_head_width:
        yield whole(f"{prefix}.attention.key_length", shape.head_width)
        yield whole(f"{prefix}.attention.value_length", shape.head_width)
    for rope_key in rope_keys(config, identity.rope_base):
        yield rope_key.under(prefix)
    yield whole(f"{prefix}.rope.dimension_count", shape.head_width)
    yield whole(f"{prefix}.vocab_size", shape.rows)
    if shape.experts:
        yield whole(f"{prefix}.expert_count", shape.experts)
        yield whole(f"{prefix}.expert_used_count", shape.experts_used)


def size_label(weights: int) -> str:
    """How large the model is, as people call it: 135M, 6.7B."""
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6)):
        if weights >= size:
            return (
                f"{weights / size:.1f}".removesuffix(".0") + unit
                if weights < 10 * size
                else f"{weights / size:.0f}{unit}"
            )
    return f"{weights / 1e3:.0f}K"


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _joined(value: Any) -> str:
    return " AND ".join(_words(value))


def _is_repository(name: str) -> bool:
    return name.count("/") == 1
