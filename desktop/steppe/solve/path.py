"""One path of a solve: the model writes prose or a program, the program runs, an answer is read."""

from __future__ import annotations

import time
from collections.abc import Iterator

from steppe.answer import Answer
from steppe.check import extract
from steppe.sandbox.outcome import Outcome
from steppe.solve.events import (
    Event,
    NoteGiven,
    Path,
    PathAnswered,
    PathResult,
    PathStarted,
    ProgramRan,
    ProgramReady,
    TextArrived,
)
from steppe.solve.live_steps import LiveSteps
from steppe.solve.program import find_program
from steppe.solve.task import Task
from steppe_models.engine.interface import EngineNote, TextGeneration
from steppe_models.engine.protocol import GenerateRequest, Sampling
from steppe_models.prompts import render, with_choices

MAPPING_TOKENS = 300


class PathRun:
    """A path on its way; `begin`, then `write`, then `conclude`, each giving out its events."""

    def __init__(self, task: Task, path: Path, *, is_first: bool = False) -> None:
        self._task = task
        self.path: Path = path
        options, profile = task.options, task.profile
        self._prompt = render(
            profile.prompt_format, path, task.problem.text, choices=task.problem.choices, stop=profile.stop
        )
        self._request = GenerateRequest(
            prompt=self._prompt.text,
            stop=self._prompt.stop,
            max_tokens=options.max_tokens,
            sampling=Sampling(temperature=options.temperature, seed=options.seed),
            fresh=is_first and options.is_fresh,
        )
        self._generation: TextGeneration | None = None
        self._outcome: Outcome | None = None
        self._program: str | None = None
        self._answer: Answer | None = None
        self._steps = LiveSteps(path, task.sandbox)
        self._started = time.perf_counter()
        self.text = ""
        self.is_done = False

    def begin(self) -> None:
        """Hand the request to the engine; it goes on by itself from here."""
        if self._generation is None:
            self._started = time.perf_counter()
            self._generation = self._task.engine.generate(self._request)

    def write(self) -> Iterator[Event]:
        """The model's text as it comes; the path is announced with its first text, when the engine is known to work."""
        self.begin()
        assert self._generation is not None
        self.text = self._prompt.opening
        is_announced = False
        for item in self._generation:
            if isinstance(item, EngineNote):
                yield NoteGiven(item.text)
                continue
            if not is_announced:
                is_announced = True
                yield from self._announce()
            self.text += item.text
            yield TextArrived(self.path, item.text, item.tokens)
            if self.path == "cot" and "\n" in item.text:
                yield from self._steps.check(self.text[: self.text.rindex("\n") + 1], is_whole=False)
        if not is_announced:
            yield from self._announce()

    def _announce(self) -> Iterator[Event]:
        yield PathStarted(self.path)
        opening = "" if self._prompt.opening.strip() == "```python" else self._prompt.opening.lstrip()
        if opening:
            yield TextArrived(self.path, opening, 0)

    def conclude(self) -> Iterator[Event]:
        """Run the program if there is one, read the answer."""
        choices = self._task.problem.choices
        self._program = find_program(self.text) if self.path == "pot" or "print(" in self.text else None
        if self._program is not None:
            yield ProgramReady(self.path, self._program)
            self._outcome = self._run(self._program)
            yield self._ran(self._outcome)
            if self._outcome.status == "ok":
                self._answer = extract.from_output(self._outcome.stdout, choices)
                if self._answer is None and choices and self._outcome.stdout.strip():
                    yield from self._map_to_choice(self._outcome.stdout)
        else:
            yield from self._steps.check(self.text, is_whole=True)
            self._answer = extract.from_prose(self.text, choices)
        self.is_done = True
        yield PathAnswered(self.path, self._answer)

    @property
    def has_program(self) -> bool:
        """Whether the text was a program."""
        return self._program is not None

    @property
    def only_mentions_code(self) -> bool:
        """Whether the text holds `print(`, by which the paper knows a program, and yet no program."""
        return "print(" in self.text and self._program is None

    @property
    def printed_nothing(self) -> bool:
        """Whether there was a program and it gave no output: it failed, or printed only blanks."""
        return self._outcome is not None and not (self._outcome.status == "ok" and self._outcome.stdout.strip())

    def result(self) -> PathResult:
        """The path with its answer and all that led to it."""
        generated = self._generation.result if self._generation else None
        outcome = self._outcome
        return PathResult(
            mode=self.path,
            answer=self._answer,
            text=self.text,
            program=self._program,
            output=outcome.stdout if outcome else None,
            status=outcome.status if outcome else None,
            tokens=generated.tokens if generated else 0,
            seconds=time.perf_counter() - self._started,
            reason=generated.reason if generated else "cancelled",
            steps=self._steps.count,
        )

    def cancel(self) -> None:
        """Stop the model's writing, if it goes on."""
        if self._generation is not None and self._generation.result is None:
            self._generation.cancel()

    def _run(self, program: str) -> Outcome:
        options = self._task.options
        return self._task.sandbox.run(program, wall_s=options.program_wall_s, memory_mb=options.program_memory_mb)

    def _ran(self, outcome: Outcome) -> ProgramRan:
        message = "" if outcome.status == "ok" else outcome.message
        return ProgramRan(self.path, outcome.status, outcome.stdout, message, outcome.seconds, outcome.isolation)

    def _map_to_choice(self, output: str) -> Iterator[Event]:
        """Ask the model which choice comes closest, as the paper does when a program prints a value that is none."""
        value = output.strip().splitlines()[-1][:100]
        problem = self._task.problem
        options = with_choices("", problem.choices).strip().partition(": ")[2]
        question = f"Please find the closest option to {value}. The options are {options}"
        prompt = render(self._task.profile.prompt_format, "cot", question, stop=self._task.profile.stop)
        request = GenerateRequest(prompt.text, prompt.stop, MAPPING_TOKENS)
        text = "".join(item.text for item in self._task.engine.generate(request) if not isinstance(item, EngineNote))
        self._answer = extract.from_prose(text, problem.choices)
        if self._answer is not None:
            yield NoteGiven(
                f"The program printed {value}, which is none of the choices; "
                f"the model was asked for the closest and named {self._answer.text}."
            )
