"""What is written down of solved problems, as frozen values; every format is made from these and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from steppe.export.words import ENGLISH, Words
from steppe.plots.values import PlotData
from steppe.prose.flow import Paragraph, Run

Answers = Literal["none", "key", "full"]
Agreement = Literal["agree", "differ", "single", "none"]
Paper = Literal["a4", "letter"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found of the claims in a passage; `note` says in words what is wrong."""

    state: Literal["right", "wrong"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A line or block of text in paragraphs, with formulas as runs of their own, and what was found of it."""

    paragraphs: tuple[Paragraph, ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: its text, and the same in runs, a formula where it is one, a choice with its words."""

    text: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one path came to, where the two differ; `path` is "pot" (program) or "cot" (reasoning)."""

    path: Literal["cot", "pot"]
    result: Result


@dataclass(frozen=True, slots=True)
class Program:
    """A program as the model wrote it and what it printed; `message` says why where it did not end well.

    `status` is the sandbox's ("ok", "error", "timeout", ...), "" where it was never run.
    """

    source: str
    status: str = ""
    output: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the receipt says: the model, a setting, the time."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Solved:
    """One problem with all that is known of it. `number` is the history's, 0 for a solve that is not kept.

    `state`: done, stopped (by the user), failed, cut (its process ended in the middle), or running; `failure` says why.
    """

    number: int
    problem_text: str
    problem: tuple[Passage, ...]
    choices: tuple[tuple[Run, ...], ...] = ()
    answer: Result | None = None
    opinions: tuple[Opinion, ...] = ()
    agreement: Agreement = "none"
    checked: str = ""
    state: str = "done"
    failure: str = ""
    reasoning: tuple[Passage, ...] = ()
    program: Program | None = None
    notes: tuple[str, ...] = ()
    remark: str = ""
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    plot: PlotData | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One solve with its solution, or a worksheet: problems first, then a key, the solutions in full, or nothing.

    `title` may be empty; `name` is never: it stands in the file's own description. `language` is a tag such as "de".
    """

    solves: tuple[Solved, ...]
    name: str
    title: str = ""
    is_worksheet: bool = False
    answers: Answers = "full"
    words: Words = field(default=ENGLISH)
    language: str = "en"
    made: str = ""
    paper: Paper = "a4"
