"""The rounds of the engine's bench: in each of them everything is measured once, ours and the peers' in turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from steppe.bench.engine_ours import (
    PROBLEM,
    STORY,
    decode_speed,
    different,
    expect_tokens,
    fresh,
    long_request,
    prompt_only,
    read_together,
    sampled,
)
from steppe.bench.engine_peers import BatchedBench, HighLevelPeer
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import LoadedModel
from steppe_models.records import InstalledModel

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is measured and how; `batched_bench` is the path of llama-batched-bench, None where it is not there.

    `model_name` is the model as the command line was given it; empty is the default one.
    """

    model_name: str = ""
    repeats: int = 3
    is_quick: bool = False
    threads: int | None = None
    batched_bench: Path | None = None
    is_repacked: bool = True


@dataclass(frozen=True, slots=True)
class Sizes:
    """Tokens of each measured text, and the numbers of sequences."""

    program: int = 64
    prose: int = 160
    sample: int = 48
    peer_samples: int = 4
    step: int = 24
    widths: tuple[int, ...] = (1, 2, 4, 8, 16)
    prompt_widths: tuple[int, ...] = (1, 2, 4, 8, 16)


_QUICK = Sizes(8, 16, 6, peer_samples=2, step=8, widths=(1, 4, 16), prompt_widths=(1, 2))


@dataclass(slots=True)
class Figures:
    """What the rounds gave, one entry a round; times in seconds, speeds in tokens per second."""

    ours: dict[int, list[float]] = field(default_factory=dict)
    native: dict[int, list[float]] = field(default_factory=dict)
    native_prompt: list[float] = field(default_factory=list)
    pair_s: list[float] = field(default_factory=list)
    peer_pair_s: list[float] = field(default_factory=list)
    first_answer_s: list[float] = field(default_factory=list)
    peer_program_s: list[float] = field(default_factory=list)
    sixteen: list[float] = field(default_factory=list)
    peer_one: list[float] = field(default_factory=list)
    first_prefill_s: list[float] = field(default_factory=list)
    second_prefill_s: list[float] = field(default_factory=list)
    first_token_s: list[float] = field(default_factory=list)
    peer_first_token_s: list[float] = field(default_factory=list)
    prompt: dict[int, float] = field(default_factory=dict)


class Rounds:
    """The rounds: in each of them everything is measured once, ours and the peer's in turn."""

    def __init__(
        self,
        model: InstalledModel,
        choice: Choice,
        engine: Engine,
        loaded: LoadedModel,
        peer: HighLevelPeer,
        on_progress: Progress,
    ) -> None:
        self.sizes = sizes = _QUICK if choice.is_quick else Sizes()
        self.figures = Figures(ours={width: [] for width in sizes.widths}, native={width: [] for width in sizes.widths})
        profile = model.profile
        self.story = long_request(profile, "cot", STORY, sizes.step)
        self._program = long_request(profile, "pot", PROBLEM, sizes.program)
        self._prose = long_request(profile, "cot", PROBLEM, sizes.prose)
        self._sample = long_request(profile, "cot", PROBLEM, sizes.sample)
        self._profile = profile
        self._choice = choice
        self._engine = engine
        self._peer = peer
        self._tell = on_progress
        self.pair_pays = False  # by the costs that a solve would go by
        self._native: BatchedBench | None = None
        if choice.batched_bench is not None:
            self._native = BatchedBench(
                program=choice.batched_bench,
                model=model.path,
                cells=loaded.cells or loaded.context,
                threads=loaded.threads,
                gpu_layers=loaded.gpu_layers,
                flash_attention="off" if loaded.flash_attention == "disabled" else "on",
                is_repacked=choice.is_repacked,
            )

    def run(self) -> None:
        """Warm both up, then all rounds; the order of the two changes from round to round."""
        self._tell(0.03, "what a step costs here")
        self.pair_pays = self._engine.step_costs().pair_pays
        read_together(self._engine, [self.story])
        self._peer.write(self.story.prompt, 4, is_cold=True)
        for number in range(self._choice.repeats):
            parts: list[tuple[str, Callable[[], None]]] = [
                ("steps with 1 to 16 sequences", self._steps),
                ("program and prose of one problem", self._our_pair),
                ("the same with the high-level class", self._peer_pair),
                ("sixteen samples", self._our_sixteen),
                ("samples one after the other with the high-level class", self._peer_samples),
                ("prompts", self._prefills),
            ]
            if number % 2:
                parts[1], parts[2], parts[3], parts[4] = parts[2], parts[1], parts[4], parts[3]
            if number == 0:
                parts.append(("prompts of several sequences", self._prompts))
            for place, (what, measure) in enumerate(parts):
                share = (number + place / len(parts)) / self._choice.repeats
                self._tell(0.05 + 0.85 * share, f"round {number + 1} of {self._choice.repeats}: {what}")
                measure()

    def _steps(self) -> None:
        prompt_tokens = 0
        for width in self.sizes.widths:
            readings = read_together(self._engine, [self.story] * width)
            prompt_tokens = readings[0].result.prompt_tokens
            self.figures.ours[width].append(decode_speed(readings))
        if self._native is None:
            return
        speeds = self._native.speeds(prompt_tokens=prompt_tokens, tokens=self.sizes.step, widths=self.sizes.widths)
        for width, (_, speed) in speeds.items():
            self.figures.native[width].append(speed)
        self.figures.native_prompt.append(speeds[1][0])

    def _our_pair(self) -> None:
        """As a solve with both paths runs it: at once where the measured steps say so, else the program first."""
        program, prose = fresh(self._program), self._prose
        started = time.perf_counter()
        if self.pair_pays:
            readings = read_together(self._engine, [program, prose])
        else:
            readings = [*read_together(self._engine, [program]), *read_together(self._engine, [prose])]
        self.figures.pair_s.append(max(each.ended_at for each in readings) - started)
        self.figures.first_answer_s.append(readings[0].ended_at - started)
        expect_tokens(readings[0].result.tokens, self.sizes.program)
        expect_tokens(readings[1].result.tokens, self.sizes.prose)

    def _peer_pair(self) -> None:
        program = self._peer.write(self._program.prompt, self.sizes.program, is_cold=True)
        prose = self._peer.write(self._prose.prompt, self.sizes.prose, is_cold=False)
        expect_tokens(program.tokens, self.sizes.program)
        expect_tokens(prose.tokens, self.sizes.prose)
        self.figures.peer_program_s.append(program.seconds)
        self.figures.peer_pair_s.append(program.seconds + prose.seconds)

    def _our_sixteen(self) -> None:
        """From an empty cache: the prompt's time is in it."""
        requests = [sampled(self._sample, seed) for seed in range(16)]
        requests[0] = fresh(requests[0])
        readings = read_together(self._engine, requests)
        seconds = max(each.ended_at for each in readings) - readings[0].asked_at
        self.figures.sixteen.append(sum(each.result.tokens for each in readings) / seconds)

    def _peer_samples(self) -> None:
        """With the prompt in its cache already, as it is for all but the first of sixteen."""
        self._peer.write(self._sample.prompt, 1, is_cold=True)
        times = [
            self._peer.write(self._sample.prompt, self.sizes.sample, is_cold=False, temperature=0.8)
            for _ in range(self.sizes.peer_samples)
        ]
        self.figures.peer_one.append(sum(each.tokens for each in times) / sum(each.seconds for each in times))

    def _prefills(self) -> None:
        first = read_together(self._engine, [fresh(prompt_only(self._program))])[0]
        second = read_together(self._engine, [prompt_only(self._prose)])[0]
        self.figures.first_prefill_s.append(first.result.prompt_seconds)
        self.figures.second_prefill_s.append(second.result.prompt_seconds)
        story = read_together(self._engine, [fresh(prompt_only(self.story))])[0]
        self.figures.first_token_s.append(story.first_at - story.asked_at)
        self.figures.peer_first_token_s.append(self._peer.first_token_s(self.story.prompt))

    def _prompts(self) -> None:
        """Prompts that have little in common, from an empty cache, until each has its first token."""
        for width in self.sizes.prompt_widths:
            requests = [different(self._profile, number) for number in range(width)]
            requests[0] = fresh(requests[0])
            readings = read_together(self._engine, requests)
            seconds = max(each.first_at for each in readings) - readings[0].asked_at
            tokens = sum(each.result.prompt_tokens - each.result.cached_tokens for each in readings)
            self.figures.prompt[width] = tokens / seconds
