"""Writes events as JSON without loss and reads them back as the same frozen values."""

from __future__ import annotations

import dataclasses
import importlib
import json
from fractions import Fraction
from typing import Any

_ROOT = "steppe."
_KNOWN = ("answer", "problem", "solve.", "check.")


def encode(value: object) -> str:
    """A frozen dataclass, with all that is in it, as one line of JSON."""
    return json.dumps(_plain(value), separators=(",", ":"))


def decode(text: str) -> Any:
    """What `encode` wrote; fields that a type no longer has are left out, new ones take their default.

    Raises:
        ValueError: the text is damaged, or of a type that this version does not know.
    """
    try:
        return _value(json.loads(text))
    except (KeyError, TypeError, AttributeError, ImportError, RecursionError, ZeroDivisionError) as error:
        raise ValueError(f"not an event that this version knows: {error}") from error


def _plain(value: object) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Fraction):  # hexadecimal: decimal digits of huge numbers are refused by Python
        return {"is": "Fraction", "value": f"{value.numerator:#x}/{value.denominator:#x}"}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {"is": "dict", "items": [[_plain(key), _plain(item)] for key, item in value.items()]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"is": f"{kind.__module__.removeprefix(_ROOT)}.{kind.__qualname__}", **fields}
    raise TypeError(f"a {type(value).__name__} cannot be stored")


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(item) for item in plain)
    if not isinstance(plain, dict):
        return plain
    kind = plain["is"]
    if kind == "Fraction":
        numerator, denominator = plain["value"].split("/")
        return Fraction(int(numerator, 16), int(denominator, 16))
    if kind == "dict":
        return {_value(key): _value(item) for key, item in plain["items"]}
    made = _type(kind)
    names = {field.name for field in dataclasses.fields(made) if field.init}
    return made(**{name: _value(item) for name, item in plain.items() if name in names})


def _type(name: str) -> Any:
    """The dataclass of this name; only modules that hold values are looked into."""
    if not name.startswith(_KNOWN):
        raise ValueError(f"{name} is no value of a solve")
    module, _, kind = name.rpartition(".")
    made = getattr(importlib.import_module(_ROOT + module), kind)
    if not (isinstance(made, type) and dataclasses.is_dataclass(made)):
        raise ValueError(f"{name} is no value of a solve")
    return made
