"""The record of one solved item: its answer, both gradings, and all evidence but the texts."""

from __future__ import annotations

from typing import Any

from steppe.evaluate.grade import is_among_for, is_right_for
from steppe.evaluate.items import Item
from steppe.evaluate.paper import is_right_by_paper
from steppe.sandbox.client import Sandbox
from steppe.solve.events import PathResult, Verdict

_TEXTS = ("program", "output")  # they may repeat the question


def make_record(item: Item, verdict: Verdict, sandbox: Sandbox | None) -> dict[str, Any]:
    """What is kept of an item; `right` is strict, `right_by_paper` None for a set that the paper does not have."""
    paths = [_path(path, item, is_right_for(item, path.answer, sandbox)) for path in verdict.paths]
    chosen = _chosen(verdict)
    record = {
        "id": item.id,
        "kind": item.kind,
        "level": item.level,
        "answer": verdict.answer.text if verdict.answer else None,
        "reference": item.answer,
        "right": is_right_for(item, verdict.answer, sandbox),
        "right_by_paper": paths[chosen]["right_by_paper"] if chosen is not None else _unchosen(item, verdict),
        "agreement": verdict.agreement,
        "confidence": verdict.confidence,
        "kinds": list(verdict.kinds),
        "paths": paths,
        "tokens": verdict.tokens,
        "seconds": round(verdict.seconds, 3),
    }
    if verdict.algebra is not None:
        record["by"] = "algebra"
    among = is_among_for(item, verdict.answer, sandbox)
    return record if among is None else record | {"among": among}


def _path(path: PathResult, item: Item, right: bool) -> dict[str, Any]:
    kept = {key: value for key, value in path.to_json().items() if key not in _TEXTS}
    kept["printed"] = bool(path.output and path.output.strip())
    return kept | {"right": right, "right_by_paper": _by_paper(path, item)}


def _by_paper(path: PathResult, item: Item) -> bool | None:
    """The paper's grading of a path. For a choice, the letter that the model named for a program's value counts.

    Of reasoning with programs on the way, which the paper does not have, the answer counts that was read from it.
    """
    is_read = path.mode == "interleaved" or (item.choices and path.output is not None)
    if is_read and path.answer is not None:
        return is_right_by_paper(item.set_name, "", path.answer.text, item.answer)
    output = None if path.output is None else path.output if path.status == "ok" else ""
    return is_right_by_paper(item.set_name, path.text, output, item.answer)


def _unchosen(item: Item, verdict: Verdict) -> bool | None:
    """The paper's grading where no path gave the answer: algebra's and a vote's count like the output of a program."""
    answer = verdict.answer.text if verdict.answer is not None else ""
    return is_right_by_paper(item.set_name, "", answer, item.answer)


def _chosen(verdict: Verdict) -> int | None:
    """The path whose answer was given: the last that ends in it, since the hybrid rule's second answer is final."""
    for place in range(len(verdict.paths) - 1, -1, -1):
        answer = verdict.paths[place].answer
        if verdict.answer is not None and answer is not None and answer.text == verdict.answer.text:
            return place
    return None
