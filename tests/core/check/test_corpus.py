"""Comparison on labelled pairs of answers of all kinds, with the real sandbox: no false accept, no false reject."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from steppe.answer import Answer
from steppe.check.compare import same_answer
from steppe.check.extract import read
from steppe.sandbox.client import Sandbox

CORPUS = tomllib.loads((Path(__file__).parent / "corpus.toml").read_text(encoding="utf-8"))
LIMITS = CORPUS.pop("limit")
PAIRS = [
    (kind, first, second, verdict == "same")
    for kind, verdicts in CORPUS.items()
    for verdict, pairs in verdicts.items()
    for first, second in pairs
]


def answer(text: str) -> Answer:
    read_answer = read(text)
    assert read_answer is not None, f"{text!r} is not read as an answer"
    return read_answer


def test_corpus_is_large_enough_and_of_all_kinds() -> None:
    assert len(PAIRS) >= 150
    assert len({(first, second) for _, first, second, _ in PAIRS}) == len(PAIRS)
    assert all(set(verdicts) == {"same", "different"} for verdicts in CORPUS.values())


@pytest.mark.parametrize("kind", list(CORPUS))
def test_no_pair_is_judged_wrongly(kind: str, sandbox: Sandbox) -> None:
    pairs = [pair[1:] for pair in PAIRS if pair[0] == kind]
    verdicts = [
        (first, second, same, same_answer(answer(first), answer(second), sandbox)) for first, second, same in pairs
    ]
    false_accepts = [pair[:2] for pair in verdicts if pair[3] and not pair[2]]
    false_rejects = [pair[:2] for pair in verdicts if pair[2] and not pair[3]]
    assert (false_accepts, false_rejects) == ([], [])


@pytest.mark.parametrize("kind", list(CORPUS))
def test_verdict_does_not_depend_on_the_order(kind: str, sandbox: Sandbox) -> None:
    pairs = [pair[1:] for pair in PAIRS if pair[0] == kind]
    turned = [pair[:2] for pair in pairs if same_answer(answer(pair[1]), answer(pair[0]), sandbox) != pair[2]]
    assert turned == []


def test_every_answer_is_the_same_as_itself_even_without_a_sandbox() -> None:
    texts = {text for _, first, second, _ in PAIRS for text in (first, second)}
    assert [text for text in sorted(texts) if not same_answer(answer(text), answer(text))] == []


def test_without_a_sandbox_nothing_more_is_accepted() -> None:
    accepted = [
        (first, second) for _, first, second, same in PAIRS if not same and same_answer(answer(first), answer(second))
    ]
    assert accepted == []


@pytest.mark.parametrize(
    "limit", [pytest.param(each, marks=pytest.mark.xfail(strict=True, reason=each["why"])) for each in LIMITS]
)
def test_known_limit(limit: dict[str, str], sandbox: Sandbox) -> None:
    same = same_answer(answer(limit["first"]), answer(limit["second"]), sandbox)
    assert same == (limit["ought"] == "same")
