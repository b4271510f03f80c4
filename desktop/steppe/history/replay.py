"""Solves a kept problem again by its receipt and says what differs, path by path."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from steppe.history.entry import StoredSolve
from steppe.problem import Problem
from steppe.solve.events import Event, RepairStarted, SampleEnded, TextArrived, Verdict
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from steppe.solve.task import Task

_NO_LIMIT_S = 86400.0
_START_S = 300.0


@dataclass(frozen=True, slots=True)
class Replay:
    """How the second run compares with the first; `differences` are sentences, none when it is equal."""

    answer: str | None
    first_answer: str | None
    differences: tuple[str, ...]
    circumstances: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether texts, programs, outputs and answers are the same."""
        return not self.differences

    @property
    def lines(self) -> tuple[str, ...]:
        """The outcome for a person."""
        head = "The replay equals the original." if self.is_equal else "The replay differs from the original."
        return (head, *self.differences, *self.circumstances)

    def to_json(self) -> dict[str, Any]:
        """The outcome as it stands in `--json`."""
        return {
            "event": "replay",
            "equal": self.is_equal,
            "answer": self.answer,
            "first_answer": self.first_answer,
            "differences": list(self.differences),
            "circumstances": list(self.circumstances),
        }


def replay(stored: StoredSolve, on_note: Callable[[str], None]) -> Replay:
    """Solve again with the model, options and seeds of the receipt, from an empty cache.

    Raises:
        BadInputError: too little was kept of it.
        MissingError: its model is not on this machine.
        SteppeError: as solving does.
    """
    from steppe.app import EngineChoice, make_engine, make_sandbox, open_store
    from steppe.solve.strategies import solve
    from steppe.solve.task import Options, Task

    if stored.receipt.get("algebra") == "alone":
        return compare(stored.events, _by_algebra(stored.problem))
    facts = stored.receipt.get("model", {})
    if not facts.get("id") or not stored.events:
        raise BadInputError("Too little was kept of this solve to do it again.", "Solve the problem anew.")
    model = open_store().resolve(str(facts.get("path") if facts.get("origin") == "file" else facts["id"]))
    names = {field.name for field in dataclasses.fields(Options)}
    kept = {name: value for name, value in stored.receipt.get("options", {}).items() if name in names}
    options = Options(**(kept | {"is_fresh": True, "budget_s": _NO_LIMIT_S}))  # a vote's clock repeats nothing
    engine_facts = stored.receipt.get("engine", {})
    choice = EngineChoice(engine_facts.get("context"), engine_facts.get("gpu_layers"), engine_facts.get("threads"))
    with ExitStack() as stack:
        engine = stack.enter_context(make_engine(model, choice))
        sandbox = make_sandbox()
        stack.callback(sandbox.close)
        events = []
        task = Task(stored.problem, model.profile, engine, sandbox, options)
        for event in _explained(task) if stored.receipt.get("algebra") else solve(task):
            events.append(event)
            if event.name == "note":
                on_note(event.to_json()["text"])
        build = engine.wait_loaded(0.0).build
    circumstances = []
    if facts.get("sha256") and model.sha256 and facts["sha256"] != model.sha256:
        circumstances.append("The model file is another one: its SHA-256 differs from the receipt's.")
    if engine_facts.get("build") and engine_facts["build"] != build:
        circumstances.append(f"The engine is another build: {build}, not {engine_facts['build']}.")
    return compare(stored.events, events, tuple(circumstances))


def _by_algebra(problem: Problem) -> list[Event]:
    """The events of a problem that algebra answers; none where it no longer does."""
    from steppe.app import make_sandbox
    from steppe.solve.algebra import events_of_algebra, find_by_algebra

    with make_sandbox() as sandbox:
        sandbox.wait_ready(_START_S)
        found = find_by_algebra(problem, sandbox)
        return [] if found is None else list(events_of_algebra(found, "auto"))


def _explained(task: Task) -> Iterator[Event]:
    """A solve that algebra answers and the model explains; the model's alone where algebra no longer answers."""
    from steppe.solve.algebra import explained_by_model, find_by_algebra
    from steppe.solve.strategies import solve

    task.sandbox.start()
    task.sandbox.wait_ready(_START_S)
    found = find_by_algebra(task.problem, task.sandbox)
    return solve(task) if found is None else explained_by_model(found, task)


def compare(first: Iterable[Event], second: Iterable[Event], circumstances: tuple[str, ...] = ()) -> Replay:
    """Two streams of events of one problem, compared in what they say and not in how long it took."""
    one, other = _Told(first), _Told(second)
    differences = []
    if one.answer != other.answer:
        differences.append(f"The answer was {one.answer or 'none'} and is {other.answer or 'none'}.")
    for path in sorted(one.texts.keys() | other.texts.keys()):
        before, after = one.texts.get(path, ""), other.texts.get(path, "")
        if before != after:
            at = next(
                (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
            )
            differences.append(
                f"The text of {path} differs from character {at + 1} on:"
                f" {_shown(before, at)} before, {_shown(after, at)} now."
            )
    if one.outputs != other.outputs:
        differences.append("A program's output differs.")
    return Replay(other.answer, one.answer, tuple(differences), (*circumstances, *_about_samples(one, other)))


def _about_samples(one: _Told, other: _Told) -> tuple[str, ...]:
    """What to say of a vote's samples: they are written together, and what runs beside a text can change its digits."""
    both = one.samples.keys() & other.samples.keys()
    if not both:
        return ()
    differing = sum(one.samples[number] != other.samples[number] for number in both)
    told = f"{len(both) - differing} of {len(both)} sampled answers are the same word for word."
    if differing:
        told += " Samples are written together, which can change the last digits of a probability and so a word."
    if len(one.samples) != len(other.samples):
        told += f" There were {len(one.samples)} and are {len(other.samples)}."
    return (told,)


class _Told:
    """What a stream said, without its times."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.texts: dict[str, str] = {}
        self.outputs: list[tuple[str, str]] = []
        self.samples: dict[int, str] = {}
        self.answer: str | None = None
        for event in events:
            if isinstance(event, TextArrived):
                self.texts[event.path] = self.texts.get(event.path, "") + event.text
            elif isinstance(event, RepairStarted):
                self.texts[event.path] = self.texts.get(event.path, "") + "\n"
            elif isinstance(event, SampleEnded):
                if event.ended not in ("cancelled", "time"):
                    self.samples[event.number] = event.text
            elif isinstance(event, Verdict):
                self.answer = event.answer.text if event.answer else None
                self.outputs = [(path.mode, path.output or "") for path in event.paths]


def _shown(text: str, at: int) -> str:
    return repr(text[at : at + 24]) if at < len(text) else "nothing"
