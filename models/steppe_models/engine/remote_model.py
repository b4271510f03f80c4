"""Which model a server offers, and the profile by which it is asked: prompt format, stop strings, modes, context."""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass, replace
from typing import Any

from steppe_models.catalogue import PROMPT_FORMATS, Catalogue, ModelProfile
from steppe_models.engine.remote_address import NO_KEY, ApiKey, ServerAddress
from steppe_models.engine.remote_call import refusal
from steppe_models.engine.remote_http import (
    BusyError,
    CutError,
    Exchange,
    StatusError,
    Timeouts,
    UnreachableError,
)
from steppe_models.errors import BadInputError, EngineError, MissingError
from steppe_models.guess import USUAL_CONTEXT, format_of_template

LISTING_TIMEOUTS = Timeouts(connect_s=5.0, first_s=15.0)

# Families whose names say how they are asked, for models that the catalogue does not have. The first that fits wins.
_FAMILIES = (
    (re.compile(r"qwen.*math"), "qwen-math"),
    (re.compile(r"qwen|smollm|chatml|internlm|yi-"), "chatml"),
    (re.compile(r"llama-?3|mammoth2-8b"), "llama3"),
    (re.compile(r"mistral|mathstral|mixtral"), "mistral"),
    (re.compile(r"mammoth|alpaca|wizardmath|metamath"), "alpaca"),
)


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """A model on a server: its name there, the profile by which it is asked, and what there is to know of both."""

    address: ServerAddress
    name: str
    profile: ModelProfile
    software: str
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id it is called by."""
        return self.profile.id


@dataclass(frozen=True, slots=True)
class _Listed:
    """One entry of the server's list; `context` is 0 where it does not say."""

    name: str
    owner: str
    context: int


def find_remote_model(
    address: ServerAddress, catalogue: Catalogue, *, key: ApiKey = NO_KEY, prompt_format: str = ""
) -> RemoteModel:
    """Ask the server what it has, and choose the profile: that of the catalogue's model of the same name, else one by
    the server's chat template (llama-server tells it) or by the family that the name shows. `prompt_format` overrides.

    Raises:
        EngineError: the server cannot be reached, or is none that can be used.
        MissingError: it has no such model, or wants a key.
        BadInputError: it has several and none was named, or nothing tells how this one is asked.
    """
    if prompt_format and prompt_format not in PROMPT_FORMATS:
        raise BadInputError(
            f"There is no prompt format '{prompt_format}'.", f"The formats are: {', '.join(PROMPT_FORMATS)}."
        )
    _refuse_ollama(address, key)
    listed = _choose(address, _listing(address, key))
    like = _by_name(catalogue, listed.name)
    notes = []
    if prompt_format or like:
        format_name = prompt_format or (like.prompt_format if like else "")
    else:
        format_name, source = _guess_format(address, key, listed.name)
        notes.append(f"{listed.name} is asked in the format '{format_name}', by {source}; --prompt-format overrides.")
    profile = _profile(listed, like, format_name)
    if profile.rope_freq_base:
        base = f"{profile.rope_freq_base:g}"
        notes.append(
            f"{profile.name} needs a rope base of {base}, which only the server can set: `--rope-freq-base {base}`."
        )
    return RemoteModel(address, listed.name, profile, listed.owner or "unknown server", tuple(notes))


def _guess_format(address: ServerAddress, key: ApiKey, name: str) -> tuple[str, str]:
    """A prompt format, and what it was guessed by."""
    by_template = format_of_template(_template(address, key))
    if by_template is not None:
        return by_template[0], "the server's chat template"
    plain = _words(_file_name(name))
    by_family = next((format_name for pattern, format_name in _FAMILIES if pattern.search(plain)), None)
    if by_family is None:
        raise BadInputError(
            f"Nothing tells how the model '{_printable(name)}' is to be asked.",
            f"Say it with --prompt-format; the formats are: {', '.join(PROMPT_FORMATS)}.",
        )
    return by_family, "its name"


def _listing(address: ServerAddress, key: ApiKey) -> list[_Listed]:
    value = _get(address, key, f"{address.path}/models")
    entries = value.get("data") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        raise EngineError(
            f"The server at {address.origin} does not list its models.",
            "It must be a server with an OpenAI-compatible interface, such as llama-server or vLLM.",
        )
    return [_listed(entry) for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]


def _listed(entry: dict[str, Any]) -> _Listed:
    meta: Any = entry.get("meta")
    ours = (meta.get("n_ctx"), meta.get("n_ctx_train")) if isinstance(meta, dict) else ()  # llama-server
    contexts = (entry.get("max_model_len"), *ours)  # the first is vLLM's
    context = next((each for each in contexts if isinstance(each, int) and each > 0), 0)
    owner = entry.get("owned_by")
    return _Listed(entry["id"], owner if isinstance(owner, str) else "", context)


def _choose(address: ServerAddress, models: list[_Listed]) -> _Listed:
    names = ", ".join(_printable(each.name) for each in models[:8])
    if address.model:
        found = next((each for each in models if each.name == address.model), None)
        if found is None:
            raise MissingError(
                f"The server at {address.origin} has no model '{address.model}'.",
                f"It has: {names or 'none'}.",
            )
        return found
    if not models:
        raise MissingError(f"The server at {address.origin} has no model.", "Load one there.")
    if len(models) > 1:
        raise BadInputError(
            f"The server at {address.origin} has several models: {names}.", "Name one behind the address: #name."
        )
    return models[0]


def _refuse_ollama(address: ServerAddress, key: ApiKey) -> None:
    """Its completions endpoint wraps every prompt into the model's chat template (ollama/ollama issue 5544)."""
    exchange = Exchange(address, key, LISTING_TIMEOUTS)
    try:
        exchange.send("GET", "/")
        is_ollama = any(b"Ollama is running" in line for line, _ in zip(exchange.lines(), range(4), strict=False))
    except (StatusError, BusyError, UnreachableError, CutError):
        return  # many servers have nothing there; whether this one can be used shows in its list of models
    finally:
        exchange.close()
    if is_ollama:
        raise EngineError(
            f"The server at {address.origin} is Ollama, which puts its own prompt around ours.",
            "Use llama-server or vLLM, or give the model's GGUF file to --model.",
        )


def _template(address: ServerAddress, key: ApiKey) -> str:
    """The chat template that llama-server tells of its model; empty where there is no such answer."""
    root = address.path.removesuffix("/v1")
    query = f"?model={urllib.parse.quote(address.model, safe='')}" if address.model else ""
    try:
        value = _get(address, key, f"{root}/props{query}")
    except (EngineError, MissingError, BadInputError):
        return ""  # only llama-server has this page
    template = value.get("chat_template") if isinstance(value, dict) else None
    return template if isinstance(template, str) else ""


def _get(address: ServerAddress, key: ApiKey, path: str) -> Any:
    exchange = Exchange(address, key, LISTING_TIMEOUTS)
    try:
        exchange.send("GET", path)
        return exchange.json()
    except UnreachableError as error:
        raise EngineError(
            f"The server at {address.origin} cannot be reached: {error}.", "Check that it runs, and its address."
        ) from error
    except BusyError as error:
        raise EngineError(
            f"The server at {address.origin} is busy or still loading (status {error.status}).", "Try again soon."
        ) from error
    except StatusError as error:
        raise refusal(address, error, path) from error
    except (CutError, ValueError) as error:
        raise EngineError(
            f"What the server at {address.origin} says of its models cannot be read.",
            "It must be a server with an OpenAI-compatible interface, such as llama-server or vLLM.",
        ) from error
    finally:
        exchange.close()


def _by_name(catalogue: Catalogue, name: str) -> ModelProfile | None:
    """The catalogue's model whose name the server's name begins with; folders, endings and quantization aside."""
    plain = _words(_file_name(name))
    found = [
        profile
        for profile in catalogue.profiles
        if any(f"{plain}-".startswith(f"{_words(wanted)}-") for wanted in (profile.id, profile.name))
    ]
    return max(found, key=lambda profile: len(profile.name), default=None)


def _profile(listed: _Listed, like: ModelProfile | None, format_name: str) -> ModelProfile:
    file_context = listed.context or (like.file_context if like else 0) or USUAL_CONTEXT
    name = _printable(_file_name(listed.name))[:120]
    if like is not None:
        stop = like.stop if like.prompt_format == format_name else ()  # the format has its own
        context = min(like.context, file_context)
        return replace(
            like, prompt_format=format_name, stop=stop, context=context, file_context=file_context, origin="server"
        )
    return ModelProfile(
        id=name,
        name=name,
        licence="unknown",
        parameters=0.0,
        quantization="unknown",
        context=min(file_context, USUAL_CONTEXT),
        file_context=file_context,
        prompt_format=format_name,
        modes=("cot", "pot"),
        stop=(),
        origin="server",
    )


def _file_name(name: str) -> str:
    """The last part of a name that may be a path, without the ending of a file."""
    return re.split(r"[/\\]", name)[-1].removesuffix(".gguf")


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
