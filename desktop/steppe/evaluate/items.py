"""Benchmark items: one JSON object a line with id, question, choices and answer, from a folder of the user's."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from steppe.evaluate.json_lines import whole_objects
from steppe_models.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Item:
    """One problem with its reference answer; for multiple choice the answer is a letter.

    `set_name` is the file it came from; `kind` (of answer) and `level` (of difficulty) are for reports, if given.
    """

    id: str
    question: str
    choices: tuple[str, ...]
    answer: str
    set_name: str = ""
    kind: str = ""
    level: int | None = None


def read_set(folder: Path, name: str) -> list[Item]:
    """All items of the set `name`, from `<folder>/<name>.jsonl`.

    Raises:
        BadInputError: there is no such set, or a line of it is not an item; the message names the line.
    """
    path = folder / f"{name}.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # not splitlines: a string may hold U+2028
    except FileNotFoundError:
        known = ", ".join(sorted(each.stem for each in folder.glob("*.jsonl"))) or "none"
        raise BadInputError(f"There is no set '{name}' in {folder}.", f"The sets there are: {known}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read.", "Give a folder with one JSONL file a set.") from error
    items = [_item(line, name, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not items:
        raise BadInputError(f"{path} holds no items.", "Give a set with one item a line.")
    _refuse_duplicates(items, path)
    return items


def _refuse_duplicates(items: list[Item], path: Path) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise BadInputError(f"{path} has the id {item.id} twice.", "Give every item an id of its own.")
        seen.add(item.id)


def choose(items: list[Item], limit: int | None, seed: int) -> list[Item]:
    """`limit` items chosen at random by `seed`, in the set's order; a larger limit has the smaller one's items."""
    if limit is None or limit >= len(items):
        return items
    order = list(range(len(items)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a sample, not a secret
    return [items[place] for place in sorted(order[:limit])]


def in_turn(sets: Iterable[list[Item]]) -> list[Item]:
    """The items of several sets in turn: a run that is stopped early has the same share of each."""
    shares = [((place + 0.5) / len(items), item) for items in sets for place, item in enumerate(items)]
    return [item for _, item in sorted(shares, key=lambda each: each[0])]


def read_ids(files: Iterable[Path]) -> frozenset[str]:
    """The ids named in files of JSON objects, one a line, such as records of other runs; other lines are passed over.

    Raises:
        BadInputError: a file cannot be read, is not JSON Lines, or names no id.
    """
    ids: set[str] = set()
    for path in files:
        found = {str(value["id"]) for value in whole_objects(path, is_by_hand=True) if "id" in value}
        if not found:
            raise BadInputError(f"{path} names no ids.", "Give records of another run.")
        ids |= found
    return frozenset(ids)


def _item(line: str, set_name: str, where: str) -> Item:
    try:
        value = json.loads(line)
        item = Item(
            id=str(value["id"]),
            question=str(value["question"]),
            choices=tuple(str(choice) for choice in value.get("choices") or ()),
            answer=str(value["answer"]),
            set_name=set_name,
            kind=str(value.get("kind") or ""),
            level=value["level"] if isinstance(value.get("level"), int) else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInputError(
            f"{where} is not an item.", 'It needs "id", "question" and "answer", and "choices" or null.'
        ) from error
    return item
