"""What our engine is measured against: llama-cpp-python's high-level class, llama-batched-bench, transformers."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from steppe_models.errors import BadInputError, SteppeError

BATCH_TOKENS = 512

# What someone writes who uses llama-cpp-python's class, as a process that stays: the model is loaded once, and each
# line asks for one text. The class keeps the last prompt's cache by itself; `cold` makes it forget that.
_HIGH_LEVEL = """
import json, sys, time
from llama_cpp import Llama
path, context, threads, gpu_layers = sys.argv[1], *map(int, sys.argv[2:5])
model = Llama(path, n_ctx=context, n_batch=512, n_ubatch=512, n_threads=threads, n_threads_batch=threads,
              n_gpu_layers=gpu_layers, flash_attn=True, verbose=False)
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    wanted = json.loads(line)
    if wanted.pop("cold"):
        model.reset()
    started = time.perf_counter()
    if wanted.pop("first"):
        pieces = model(stream=True, **wanted)
        next(piece for piece in pieces if piece["choices"][0]["text"])
        answer = {"seconds": time.perf_counter() - started, "tokens": 1}
        pieces.close()
    else:
        done = model(**wanted)
        answer = {"seconds": time.perf_counter() - started, "tokens": done["usage"]["completion_tokens"]}
    print(json.dumps(answer), flush=True)
"""

_TRANSFORMERS = """
import json, sys, time
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
folder, name, prompt, tokens, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
torch.set_num_threads(threads)
tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.bfloat16).eval()
inputs = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
def run(count):
    started = time.perf_counter()
    with torch.inference_mode():
        model.generate(**inputs, max_new_tokens=count, min_new_tokens=count, do_sample=False)
    return time.perf_counter() - started
run(1)
first = run(1)
print(json.dumps({"first_token_s": first, "tokens_per_second": (tokens - 1) / (run(tokens) - first)}), flush=True)
"""


@dataclass(frozen=True, slots=True)
class HighLevelTime:
    """How long the high-level class took for one text, prompt included, and the tokens that it wrote."""

    seconds: float
    tokens: int


class HighLevelPeer:
    """llama-cpp-python's `Llama` in a process of its own; the model stays loaded between texts."""

    def __init__(self, path: Path, *, context: int, threads: int, gpu_layers: int) -> None:
        arguments = [str(path), str(context), str(threads), str(gpu_layers)]
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _HIGH_LEVEL, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,  # Ctrl-C reaches us alone, and we end it
        )
        try:
            self._receive()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def __enter__(self) -> HighLevelPeer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, prompt: str, max_tokens: int, *, is_cold: bool, temperature: float = 0.0) -> HighLevelTime:
        """One text; `is_cold`: nothing of its prompt is in the cache."""
        answer = self._ask(prompt, max_tokens, is_cold=is_cold, temperature=temperature, is_first_only=False)
        return HighLevelTime(answer["seconds"], answer["tokens"])

    def first_token_s(self, prompt: str) -> float:
        """Seconds to the first streamed text, cold."""
        seconds: float = self._ask(prompt, 8, is_cold=True, temperature=0.0, is_first_only=True)["seconds"]
        return seconds

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                pipe.close()

    def _ask(
        self, prompt: str, max_tokens: int, *, is_cold: bool, temperature: float, is_first_only: bool
    ) -> dict[str, Any]:
        wanted = {"prompt": prompt, "max_tokens": max_tokens, "temperature": temperature}
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(wanted | {"cold": is_cold, "first": is_first_only}).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._gone() from None
        return self._receive()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._gone()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _gone(self) -> SteppeError:
        self._errors.seek(0)
        words = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        why = f": {words[-1].strip()[:200]}" if words else ""
        return SteppeError(
            f"llama-cpp-python's high-level class ended while it was measured{why}.",
            "Run `steppe doctor` to see what works here.",
        )


@dataclass(frozen=True, slots=True)
class BatchedBench:
    """llama-batched-bench and how it is to run: as our engine does."""

    program: Path
    model: Path
    cells: int
    threads: int
    gpu_layers: int
    flash_attention: str
    is_repacked: bool

    def speeds(self, *, prompt_tokens: int, tokens: int, widths: Sequence[int]) -> dict[int, tuple[float, float]]:
        """For each number of sequences its tokens per second: of the one shared prompt, and while writing.

        Raises:
            BadInputError: it is no such program.
            SteppeError: it failed.
        """
        command = [
            str(self.program), "-m", str(self.model), "-c", str(self.cells), "-b", str(BATCH_TOKENS),
            "-ub", str(BATCH_TOKENS), "-npp", str(prompt_tokens), "-ntg", str(tokens),
            "-npl", ",".join(map(str, widths)), "-t", str(self.threads), "-tb", str(self.threads),
            "-ngl", str(self.gpu_layers), "-fa", self.flash_attention, "-kvu", "-pps",
            "--repack" if self.is_repacked else "--no-repack", "--output-format", "jsonl",
        ]  # fmt: skip
        try:
            with subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ) as process:
                try:
                    output, _ = process.communicate()
                except BaseException:
                    process.kill()
                    raise
        except OSError as error:
            raise BadInputError(
                f"{self.program} cannot be run: {error.strerror}.", "Give the path of llama-batched-bench."
            ) from error
        rows = [json.loads(line) for line in output.splitlines() if line.startswith(b"{")]
        speeds = {int(row["pl"]): (float(row["speed_pp"]), float(row["speed_tg"])) for row in rows}
        if process.returncode != 0 or set(speeds) != set(widths):
            last = (output.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"])[-1]
            raise SteppeError(
                f"llama-batched-bench failed (exit code {process.returncode}): {last[:200]}.",
                "`make llama-tools` builds one that fits.",
            )
        return speeds


def has_transformers() -> bool:
    """Whether transformers, torch and what reads a GGUF file for them are installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("transformers", "torch", "gguf", "accelerate"))


def transformers_speed(path: Path, prompt: str, *, tokens: int, threads: int) -> dict[str, float]:
    """First token and tokens per second of transformers with the same weights, unpacked to bfloat16.

    Raises:
        SteppeError: it could not load or run the model.
    """
    arguments = [str(path.parent), path.name, prompt, str(tokens), str(threads)]
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _TRANSFORMERS, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        last = (errors.decode("utf-8", "replace").strip().splitlines() or ["it said nothing"])[-1]
        raise SteppeError(f"transformers could not run the model: {last[:200]}.", "Measure without it.")
    answer: dict[str, float] = json.loads(output.splitlines()[-1])
    return answer
