"""The vote: sampled answers of both paths, in waves, until hardly anything can change or the budget is spent.

The greedy paths have voted before. A sample runs unseen and is told of when it has ended, with all that it wrote; its
seed follows from the solve's own.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from steppe.answer import Answer
from steppe.check.compare import same_answer
from steppe.solve.events import Event, NoteGiven, Path, PathResult, SampleEnded, TallyChanged
from steppe.solve.path import PathRun
from steppe.solve.scales import Scales
from steppe.solve.schedule import wave_width
from steppe.solve.tally import Tally, Vote, is_settled
from steppe.solve.task import VOTE_TEMPERATURE, Task
from steppe.solve.wave import Wave
from steppe_models.engine.protocol import Sampling

_CUT = ("cancelled", "time")  # such a text has come to no answer of its own
_SEEDS = 2**31
_SEED_STEP = 1_000_003


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    """How the vote ended: the last tally, how many samples were counted, the tokens of all, cancelled ones included."""

    tally: TallyChanged
    samples: int
    tokens: int


def sample_seed(seed: int, number: int) -> int:
    """The seed of sample `number`, from 1, of a solve with `seed`."""
    return (seed * _SEED_STEP + number) % _SEEDS


def vote(task: Task, paths: Sequence[PathResult]) -> Generator[Event, None, VoteOutcome]:
    """Sample until the answer is safe; `paths` have voted. The time of the budget begins now.

    Raises:
        SteppeError: the engine could not run the model.
    """
    ballot = _Ballot(task, paths)
    if task.options.mode == "vote" or not ballot.is_settled:
        yield ballot.now()
    while not ballot.is_settled:
        wave = Wave(ballot.next_runs(wave_width(task.engine, ballot.left)))
        try:
            for item in wave:
                if isinstance(item, NoteGiven):
                    yield item
                    continue
                is_counted, event = ballot.take(item)
                yield event
                if is_counted:
                    yield ballot.now()
                if ballot.is_settled:
                    wave.cancel()
        finally:
            wave.close()
    return VoteOutcome(ballot.now(), ballot.samples, ballot.tokens)


class _Ballot:
    """The votes of one solve, and what is left of its budget."""

    def __init__(self, task: Task, paths: Sequence[PathResult]) -> None:
        self._task = task
        self._scales = Scales(task)
        self._deadline = time.perf_counter() + task.options.time_limit_s
        self._paths: tuple[Path, ...] = tuple(path for path in ("pot", "cot") if path in task.profile.modes)
        self._tally = Tally(self._are_same, both_paths=self._scales.trust.rules.both_paths)
        self._numbers: dict[int, int] = {}  # of runs, by identity
        self._begun = 0
        self._tokens_before = sum(path.tokens for path in paths)
        self.samples = 0
        self.tokens = 0
        for path in paths:
            self._tally.add(Vote(_way(path), path.answer, self._scales.weight(path, is_greedy=True)))

    @property
    def left(self) -> int:
        """How many more samples may begin."""
        return max(0, self._task.options.vote_limit - len(self._tally.votes))

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is needed, or nothing more may be spent."""
        options = self._task.options
        is_spent = 0 < options.budget_tokens <= self._tokens_before + self.tokens
        if self.left == 0 or is_spent or time.perf_counter() >= self._deadline:
            return True
        return len(self._tally.votes) >= options.least_samples and is_settled(self._tally.groups(), self.left)

    def now(self) -> TallyChanged:
        """How the vote stands."""
        return self._tally.now(max(self._task.options.vote_limit, len(self._tally.votes)))

    def next_runs(self, count: int) -> list[PathRun]:
        """The next samples, programs and reasoning in turn."""
        options = self._task.options
        temperature = options.temperature or VOTE_TEMPERATURE
        runs = []
        for _ in range(count):
            self._begun += 1
            path = self._paths[(self._begun - 1) % len(self._paths)]
            sampling = Sampling(temperature=temperature, seed=sample_seed(options.seed, self._begun))
            budget_s = max(0.1, self._deadline - time.perf_counter())
            run = PathRun(self._task, path, sampling=sampling, budget_s=budget_s)
            self._numbers[id(run)] = self._begun
            runs.append(run)
        return runs

    def take(self, run: PathRun) -> tuple[bool, SampleEnded]:
        """Count a sample that has ended; whether it has a vote: one that was cut off has none."""
        result = run.result()
        self.tokens += result.tokens
        is_counted = result.reason not in _CUT and run.is_done
        answer = result.answer if is_counted else None
        value = self._scales.weight(result, is_greedy=False) if is_counted else 0.0
        if is_counted:
            self.samples += 1
            self._tally.add(Vote(_way(result), answer, value))
        event = SampleEnded(
            number=self._numbers[id(run)],
            path=result.mode,
            seed=run.sampling.seed,
            temperature=run.sampling.temperature,
            text=result.text,
            program=result.program,
            status=result.status,
            output=result.output,
            answer=answer,
            tokens=result.tokens,
            logprob=result.logprob,
            steps=result.steps,
            weight=value,
            ended=result.reason if is_counted or result.reason in _CUT else "cancelled",
        )
        return is_counted, event

    def _are_same(self, first: Answer, second: Answer) -> bool:
        return same_answer(first, second, self._task.sandbox)


def _way(result: PathResult) -> Path:
    """Which way an answer was come to, whatever was asked for: by a program that ran, or by reasoning."""
    return "pot" if result.program is not None else "cot"
