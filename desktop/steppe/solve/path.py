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
    RepairStarted,
    TextArrived,
)
from steppe.solve.live_steps import LiveSteps
from steppe.solve.program import find_program
from steppe.solve.task import Task
from steppe_models.engine.interface import EngineNote, TextGeneration
from steppe_models.engine.protocol import GenerateRequest, Sampling
from steppe_models.prompts import Prompt, render, render_repair, with_choices

MAPPING_TOKENS = 300


class PathRun:
    """A path on its way; `begin`, then `write`, then `conclude`, each giving out its events.

    `sampling` is the options' own unless the path is a sample of a vote: that is not repaired, its steps are checked
    at its end, and it may take `budget_s`.
    """

    def __init__(
        self,
        task: Task,
        path: Path,
        *,
        is_first: bool = False,
        sampling: Sampling | None = None,
        budget_s: float | None = None,
    ) -> None:
        self._task = task
        self.path: Path = path
        options = task.options
        self.sampling = sampling or Sampling(temperature=options.temperature, seed=options.seed)
        self._repairs_left = options.repairs if path == "pot" and sampling is None and options.mode != "hybrid" else 0
        self._is_sample = sampling is not None
        self._budget_s = budget_s
        self._prompt = self._first_prompt()
        self._request = self._asking(self._prompt, is_fresh=is_first and options.is_fresh)
        self._generations: list[TextGeneration] = []
        self._mapping: TextGeneration | None = None
        self._outcome: Outcome | None = None
        self._program: str | None = None
        self._answer: Answer | None = None
        self._steps = LiveSteps(path, task.sandbox)
        self._started = time.perf_counter()
        self._is_cancelled = False
        self.repairs = 0
        self.text = ""
        self.is_done = False

    def _first_prompt(self) -> Prompt:
        profile, problem = self._task.profile, self._task.problem
        return render(
            profile.prompt_format,
            self.path,
            problem.text,
            choices=problem.choices,
            stop=profile.stop,
            examples=profile.examples,
        )

    def _asking(self, prompt: Prompt, *, is_fresh: bool = False) -> GenerateRequest:
        return GenerateRequest(
            prompt=prompt.text,
            stop=prompt.stop,
            max_tokens=self._task.options.max_tokens,
            sampling=self.sampling,
            fresh=is_fresh,
            budget_s=self._budget_s,
            wants_logprobs=True,
        )

    def begin(self) -> None:
        """Hand the request to the engine; it goes on by itself from here."""
        if not self._generations:
            self._started = time.perf_counter()
            self._generations.append(self._task.engine.generate(self._request))

    def write(self) -> Iterator[Event]:
        """The model's text as it comes; the path is announced with its first text, when the engine is known to work."""
        self.begin()
        self.text = self._prompt.opening
        is_announced = self.repairs > 0
        for item in self._generations[-1]:
            if isinstance(item, EngineNote):
                yield NoteGiven(item.text)
                continue
            if not is_announced:
                is_announced = True
                yield from self._announce()
            self.text += item.text
            yield TextArrived(self.path, item.text, item.tokens)
            if self.path == "cot" and not self._is_sample and "\n" in item.text:
                yield from self._steps.check(self.text[: self.text.rindex("\n") + 1], is_whole=False)
        if not is_announced:
            yield from self._announce()

    def _announce(self) -> Iterator[Event]:
        yield PathStarted(self.path)
        opening = "" if self._prompt.opening.strip() == "```python" else self._prompt.opening.lstrip()
        if opening:
            yield TextArrived(self.path, opening, 0)

    def conclude(self) -> Iterator[Event]:
        """Run the program if there is one, have a failed one corrected, read the answer."""
        choices = self._task.problem.choices
        self._program = find_program(self.text) if self.path == "pot" or "print(" in self.text else None
        if self._program is not None:
            yield from self._run(self._program)
            while self._repairs_left and (error := self._failure()) is not None:
                yield from self._repair(error)
            outcome = self._outcome
            if outcome is not None and outcome.status == "ok":
                self._answer = extract.from_output(outcome.stdout, choices)
                if self._answer is None and choices and outcome.stdout.strip() and not self._is_cancelled:
                    yield from self._map_to_choice(outcome.stdout)
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
        """The path with its answer and all that led to it; tokens and time are of all that was written."""
        ended = [generation.result for generation in self._generations if generation.result is not None]
        mapped = self._mapping.result if self._mapping is not None else None
        outcome = self._outcome
        return PathResult(
            mode=self.path,
            answer=self._answer,
            text=self.text,
            program=self._program,
            output=outcome.stdout if outcome else None,
            status=outcome.status if outcome else None,
            tokens=sum(each.tokens for each in ended) + (mapped.tokens if mapped is not None else 0),
            seconds=time.perf_counter() - self._started,
            reason=ended[-1].reason if ended and len(ended) == len(self._generations) else "cancelled",
            steps=self._steps.count,
            logprob=mean_logprob(ended[-1].logprob_sum, ended[-1].tokens) if ended else None,
            repairs=self.repairs,
            is_nearest=mapped is not None and self._answer is not None,
        )

    def cancel(self) -> None:
        """Stop the model's writing, if it goes on; none begins after this."""
        self._is_cancelled = True
        for generation in (*self._generations, self._mapping):
            if generation is not None and generation.result is None:
                generation.cancel()

    def _run(self, program: str) -> Iterator[Event]:
        yield ProgramReady(self.path, program)
        options = self._task.options
        outcome = self._task.sandbox.run(program, wall_s=options.program_wall_s, memory_mb=options.program_memory_mb)
        self._outcome = outcome
        message = "" if outcome.status == "ok" else outcome.message
        yield ProgramRan(
            self.path, outcome.status, outcome.stdout, message, outcome.seconds, outcome.isolation, outcome.error_line
        )

    def _failure(self) -> str | None:
        """What to tell the model of its program; None if it gave an answer, or the model cannot help it."""
        outcome, written = self._outcome, self._generations[-1].result
        assert outcome is not None
        if written is None or written.reason != "stop":
            return None  # it was cut off, and would be again
        if outcome.status == "error":
            return f"{outcome.message}\n{_last_line(outcome.stderr)}".strip()
        if outcome.status != "ok":
            return None
        if not outcome.stdout.strip():
            return "The program printed nothing."
        if self._task.problem.choices or extract.from_output(outcome.stdout) is not None:
            return None
        return f"The program printed {outcome.stdout.strip().splitlines()[-1][:100]}, which is no answer."

    def _repair(self, error: str) -> Iterator[Event]:
        """Show the model how its program failed, and run what it writes then."""
        self._repairs_left -= 1
        self.repairs += 1
        written = self.text.removeprefix(self._prompt.opening)
        self._prompt = render_repair(self._prompt, self._task.profile.prompt_format, self.path, written, error)
        yield RepairStarted(self.path, error.partition("\n")[0])
        self._generations.append(self._task.engine.generate(self._asking(self._prompt)))
        yield from self.write()
        program = find_program(self.text)
        if program is not None:
            self._program = program
            yield from self._run(program)

    def _map_to_choice(self, output: str) -> Iterator[Event]:
        """Ask the model which choice comes closest, as the paper does when a program prints a value that is none."""
        value = output.strip().splitlines()[-1][:100]
        problem = self._task.problem
        options = with_choices("", problem.choices).strip().partition(": ")[2]
        question = f"Please find the closest option to {value}. The options are {options}"
        prompt = render(self._task.profile.prompt_format, "cot", question, stop=self._task.profile.stop)
        request = GenerateRequest(prompt.text, prompt.stop, MAPPING_TOKENS, budget_s=self._budget_s)
        self._mapping = self._task.engine.generate(request)
        if self._is_cancelled:  # meanwhile, in another thread
            self._mapping.cancel()
        text = "".join(item.text for item in self._mapping if not isinstance(item, EngineNote))
        self._answer = extract.from_prose(text, problem.choices)
        if self._answer is not None:
            yield NoteGiven(
                f"The program printed {value}, which is none of the choices; "
                f"the model was asked for the closest and named {self._answer.text}."
            )


def mean_logprob(logprob_sum: float | None, tokens: int) -> float | None:
    """The mean natural logarithm of a token's probability; None where it is not known."""
    return None if logprob_sum is None or not tokens else logprob_sum / tokens


def _last_line(text: str) -> str:
    lines = text.rstrip().splitlines()
    return lines[-1][:300] if lines else ""
