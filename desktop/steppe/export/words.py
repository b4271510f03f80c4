"""The words that every exported document is written with; the window gives them in its own language."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """English where nothing else is said."""

    worksheet: str = "Worksheet"
    problem: str = "Problem"
    answer: str = "Answer"
    answers: str = "Answers"
    solutions: str = "Solutions"
    no_answer: str = "No answer"
    reasoning: str = "Reasoning"
    understood: str = "Understood as"
    put_back: str = "Put back"
    program: str = "Program"
    output: str = "Output"
    prints_nothing: str = "The program printed nothing."
    unfinished: str = "The program was not finished."
    differs: str = "The two ways differ: at least one is wrong."
    notes: str = "Notes"
    tags: str = "Tags"
    plot: str = "Plot"
    model: str = "Model"
    mode: str = "Way of solving"
    seed: str = "Seed"
    temperature: str = "Temperature"
    duration: str = "Time"
    solved: str = "Solved"
    votes: str = "Votes"
    evidence: str = "Answers like this one that were right"
    edited: str = "The program was edited."
    file_hash: str = "SHA-256 of the model"
    engine: str = "Made with"
    pupil: str = "Name"
    date: str = "Date"
    page: str = "Page {1} of {2}"
    stopped: str = "This solve was stopped."
    failed: str = "This solve failed."
    cut: str = "This solve was cut off."
    running: str = "This solve is still running."


ENGLISH = Words()


def translated(say: Callable[[str], str]) -> Words:
    """The words in another language; `say` translates one of the English ones."""
    return Words(**{each.name: say(getattr(ENGLISH, each.name)) for each in dataclasses.fields(Words)})
