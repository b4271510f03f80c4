"""Reasoning with programs on the way: the model writes, its code is run, it sees what was printed, and goes on.

Tool-integrated reasoning as in ToRA (Gou et al. 2023, arXiv 2309.17452). What one program sets, the next one has: those
before it run again in front of it, unheard.
"""

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
from steppe.solve.path import mean_logprob
from steppe.solve.program import python_blocks
from steppe.solve.task import Task
from steppe_models.engine.interface import EngineNote, TextGeneration
from steppe_models.engine.protocol import GenerateRequest, Sampling
from steppe_models.errors import BadInputError
from steppe_models.prompts import render

MOST_ROUNDS = 6
_OUTPUT_CHARACTERS = 1500
_BOUNDARY = "-- what follows is the output of the last block --"


class InterleavedRun:
    """The one path of an interleaved solve: `run` gives its events, `result` what it came to."""

    path: Path = "interleaved"

    def __init__(self, task: Task) -> None:
        self._task = task
        profile, problem = task.profile, task.problem
        self._prompt = render(
            profile.prompt_format,
            self.path,
            problem.text,
            choices=problem.choices,
            stop=profile.stop,
            examples=profile.examples,
        )
        self._generations: list[TextGeneration] = []
        self._steps = LiveSteps(self.path, task.sandbox)
        self._programs: list[str] = []  # those that ran to their end
        self._last_program: str | None = None
        self._outcome: Outcome | None = None
        self._output = ""  # of the last program alone
        self._answer: Answer | None = None
        self._started = time.perf_counter()
        self._read_from = 0  # characters before the latest output
        self._is_cancelled = False
        self._is_cut = False
        self.text = ""
        self.is_done = False

    def run(self) -> Iterator[Event]:
        """All events of the path: rounds of text and program, at most `MOST_ROUNDS`, and the answer."""
        yield PathStarted(self.path)
        for number in range(MOST_ROUNDS):
            begin = len(self.text)
            try:
                yield from self._write()
            except BadInputError:
                if not number:
                    raise
                self._generations.pop()
                self._is_cut = True  # with all outputs the text has outgrown the context: what is there must do
                break
            if self._is_cancelled or self._tokens >= self._task.options.max_tokens:
                break
            program = "\n".join(python_blocks(self.text[begin:]))
            if not program or extract.last_boxed(self.text[begin:]) is not None:
                break
            yield from self._run(program, is_last=number == MOST_ROUNDS - 1)
        yield from self._steps.check(self.text, is_whole=True)
        self._answer = self._read()
        self.is_done = True
        yield PathAnswered(self.path, self._answer)

    def result(self) -> PathResult:
        """The path with its answer; the program is the last one that was run."""
        ended = [generation.result for generation in self._generations if generation.result is not None]
        sums = [each.logprob_sum for each in ended if each.logprob_sum is not None]
        return PathResult(
            mode=self.path,
            answer=self._answer,
            text=self.text,
            program=self._last_program,
            output=self._output if self._outcome else None,
            status=self._outcome.status if self._outcome else None,
            tokens=self._tokens,
            seconds=time.perf_counter() - self._started,
            reason=self._reason,
            steps=self._steps.count,
            logprob=mean_logprob(sum(sums), self._tokens) if len(sums) == len(ended) and ended else None,
        )

    def cancel(self) -> None:
        """Stop the model's writing, if it goes on."""
        self._is_cancelled = True
        for generation in self._generations:
            if generation.result is None:
                generation.cancel()

    @property
    def _reason(self) -> str:
        if self._is_cut:
            return "context"
        last = self._generations[-1].result if self._generations else None
        return last.reason if last is not None else "cancelled"

    @property
    def _tokens(self) -> int:
        return sum(each.result.tokens for each in self._generations if each.result is not None)

    def _write(self) -> Iterator[Event]:
        options = self._task.options
        before = self._tokens
        request = GenerateRequest(
            prompt=self._prompt.text + self.text,
            stop=self._prompt.stop,
            max_tokens=max(1, options.max_tokens - before),
            sampling=Sampling(temperature=options.temperature, seed=options.seed),
            fresh=options.is_fresh and not self._generations,
            wants_logprobs=True,
        )
        self._generations.append(self._task.engine.generate(request))
        for item in self._generations[-1]:
            if isinstance(item, EngineNote):
                yield NoteGiven(item.text)
                continue
            self.text += item.text
            yield TextArrived(self.path, item.text, before + item.tokens)

    def _run(self, program: str, *, is_last: bool) -> Iterator[Event]:
        """Run what the model wrote, and let it read the output."""
        yield ProgramReady(self.path, program)
        earlier = "\n".join(self._programs)
        source = f"{earlier}\nprint({_BOUNDARY!r})\n{program}" if earlier else program
        options = self._task.options
        outcome = self._task.sandbox.run(source, wall_s=options.program_wall_s, memory_mb=options.program_memory_mb)
        output = outcome.stdout.rpartition(f"{_BOUNDARY}\n")[2] if earlier else outcome.stdout
        self._last_program, self._outcome, self._output = program, outcome, output
        message, line = _in_own_lines(outcome, before=earlier.count("\n") + 2 if earlier else 0)
        if outcome.status == "ok":
            self._programs.append(program)
        yield ProgramRan(self.path, outcome.status, output, message, outcome.seconds, outcome.isolation, line)
        shown = output.strip()[:_OUTPUT_CHARACTERS] if outcome.status == "ok" else message
        separator = "" if self.text.endswith("\n") else "\n"
        told = f"{separator}```output\n{shown.replace('```', '` ` `')}\n```\n"
        if not is_last:
            self.text += told
            self._read_from = len(self.text)
            yield TextArrived(self.path, told, self._tokens)

    def _read(self) -> Answer | None:
        """The answer after the latest output, else what that output was."""
        choices = self._task.problem.choices
        answer = extract.from_prose(self.text[self._read_from :], choices)
        if answer is None and self._outcome is not None and self._outcome.status == "ok":
            answer = extract.from_output(self._output, choices)
        return answer


def _in_own_lines(outcome: Outcome, *, before: int) -> tuple[str, int | None]:
    """What went wrong and in which line, counted without the lines that ran `before` the program."""
    if outcome.status == "ok":
        return "", None
    line = outcome.error_line
    if line is None or line <= before:
        return outcome.message, None if before else line
    return outcome.message.replace(f" in line {line}", f" in line {line - before}"), line - before
