"""Extraction and comparison together: answers of all kinds, put into words as models do, against references."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from steppe.answer import Answer
from steppe.check.compare import same_answer
from steppe.check.extract import from_output, from_prose, read
from steppe.sandbox.client import Sandbox

CORPUS = tomllib.loads((Path(__file__).parent / "corpus_shapes.toml").read_text(encoding="utf-8"))


def pairs(kind: str) -> Iterator[tuple[str, str, bool]]:
    """Text of a model, reference, whether they are the same."""
    for shape in CORPUS[kind]:
        for value in CORPUS["value"]:
            if kind not in value["kinds"]:
                continue
            text = shape.replace("{answer}", value["answer"])
            yield from ((text.replace("\\n", "\n"), reference, True) for reference in value["same"])
            yield from ((text.replace("\\n", "\n"), reference, False) for reference in value["different"])


def found_in(kind: str, text: str) -> Answer | None:
    return from_prose(text) if kind == "prose" else from_output(text)


def test_there_are_enough_pairs() -> None:
    assert len(list(pairs("prose"))) + len(list(pairs("output"))) >= 600


@pytest.mark.parametrize("kind", ["prose", "output"])
def test_no_text_is_judged_wrongly(kind: str, sandbox: Sandbox) -> None:
    verdicts: dict[tuple[str, str], bool] = {}
    wrong = []
    for text, reference, is_same in pairs(kind):
        mine, other = found_in(kind, text), read(reference)
        assert other is not None, reference
        if mine is None:
            wrong.append((text, reference, "no answer"))
            continue
        key = (repr(mine), reference)
        if key not in verdicts:
            verdicts[key] = same_answer(mine, other, sandbox)
        if verdicts[key] != is_same:
            wrong.append((text, reference, mine.text))
    assert wrong == []


@pytest.mark.parametrize(
    "printed",
    [
        "None",
        "The answer is None.",
        "The answer is None",
        "Answer: None",
        "answer = None",
        "The result is nan",
        "Result: []",
        "The final answer is None.\n",
        "x = None, y = None",
    ],
)
def test_what_says_that_there_is_no_value_is_no_answer(printed: str) -> None:
    assert from_output(printed) is None
