"""Turns texts into words for the full-text index, and what a person types into a query that never fails to parse."""

from __future__ import annotations

import re

_NO_SPACES = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")  # scripts without spaces
_JOINT = re.compile(r"(?<=[\u3040-\u9fff\uf900-\ufaff]) +(?=[\u3040-\u9fff\uf900-\ufaff])")
_PART = re.compile(r'"([^"]*)"|(\S+)')
_MOST_PARTS = 16
_MOST_CHARACTERS = 200_000


def indexable(text: str) -> str:
    """A text for the index: Chinese and Japanese characters each stand alone, for they have no spaces between words."""
    return _NO_SPACES.sub(r" \1 ", storable(text[:_MOST_CHARACTERS]))


def readable(text: str) -> str:
    """An excerpt of an indexed text as it was written, or nearly so."""
    return _JOINT.sub("", text)


def storable(text: str) -> str:
    """A text that SQLite takes: without halves of characters, as a model may write them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def parse_query(text: str) -> tuple[str, tuple[str, ...]]:
    """What was typed as a full-text query and the tags in it.

    All words must be there, each may go on after what was typed; "words in quotes" stand together; #tag is a tag.
    """
    parts: list[str] = []
    tags: list[str] = []
    for phrase, word in _PART.findall(text)[:_MOST_PARTS]:
        if word.startswith("#") and len(word) > 1:
            tags.append(normal_tag(word))
        elif term := _term(phrase or word):
            parts.append(f'"{term}"' if phrase else f'"{term}"*')
    return " ".join(parts), tuple(tags)


def normal_tag(name: str) -> str:
    """A tag as it is kept: without #, in small letters, in one word."""
    return "-".join(storable(name).strip().lstrip("#").casefold().split())[:60]


def _term(text: str) -> str:
    cleaned = indexable(text).replace('"', " ").replace("\0", " ")
    return " ".join(cleaned.split()) if any(character.isalnum() for character in cleaned) else ""
