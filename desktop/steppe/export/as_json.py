"""A document as JSON, whole, with the number of its schema; what is written is read back as the same values."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from functools import cache
from typing import Any

from steppe.export.document import Document
from steppe_models.errors import BadInputError

FORMAT = "steppe-export"
VERSION = 1


def write_json(document: Document) -> str:
    """The document as indented JSON; keys are the names of the values' fields (see docs/exporting.md)."""
    whole = {"format": FORMAT, "version": VERSION, **_plain(document)}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_json(text: str) -> Document:
    """The document that `write_json` wrote.

    Raises:
        BadInputError: it is none, or of a later version.
    """
    try:
        whole = json.loads(text)
        if not isinstance(whole, dict) or whole.get("format") != FORMAT:
            raise BadInputError("This is no document that Steppe exported.", "Export it with --format json.")
        if whole.get("version") != VERSION:
            raise BadInputError(
                f"The document is of version {whole.get('version')}, and this Steppe reads {VERSION}.", "Update Steppe."
            )
        document = _value(whole, Document)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadInputError(f"The exported document is damaged: {error}.", "Export it again.") from error
    assert isinstance(document, Document)
    return document


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")  # half of a pair of surrogates is no text
    return value


def _value(plain: Any, kind: Any) -> Any:
    """A value of a type as it is annotated: a dataclass, a tuple, an optional one, or a plain one."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        known = {each.name for each in dataclasses.fields(kind)}
        return kind(**{name: _value(item, hints[name]) for name, item in plain.items() if name in known})
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        kinds = [arguments[0]] * len(plain) if arguments[-1] is Ellipsis else arguments
        return tuple(_value(item, each) for item, each in zip(plain, kinds, strict=True))
    if origin in (typing.Union, types.UnionType):
        return None if plain is None else _value(plain, next(each for each in arguments if each is not type(None)))
    if origin is typing.Literal:
        if plain not in arguments:
            raise ValueError(f"{plain!r} is not one of {arguments}")
        return plain
    if kind is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if not isinstance(plain, kind):
        raise TypeError(f"{plain!r} is no {kind.__name__}")
    return plain


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
