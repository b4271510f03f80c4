"""Computes an importance matrix from texts or problems: with the checkpoint itself, or with a GGUF file in llama.cpp.

From the checkpoint no second file is needed and the weights are the original ones; from a GGUF file llama.cpp computes,
which is faster on large models.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe_convert.agreement import token_chunks
from steppe_convert.file_weights import CheckpointWeights, file_name
from steppe_convert.imatrix import Accumulator, ImportanceMatrix, read_importance
from steppe_convert.llama import collect_importance, tokenize
from steppe_convert.reference_config import forward_config
from steppe_convert.reference_forward import ReferenceForward
from steppe_models.errors import BadInputError, MissingError
from steppe_models.prompts import render

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from steppe_convert.source import Checkpoint

CHUNK_TOKENS = 512
MOST_CHUNKS = 16  # more than some 10 000 tokens bring no consistent gain
FEWEST_CHUNKS = 2
_BATCH_CHUNKS = 8  # chunks that go through the reference at once: each more reads of the checkpoint, or more memory
_MAX_FILE_BYTES = 256 * 1024 * 1024
_QUESTION_KEYS = ("instruction", "question", "problem", "prompt", "Question", "input")
_ANSWER_KEYS = ("output", "solution", "response", "answer", "completion", "Answer")
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class CalibrationText:
    """What the model reads: `name` goes into the matrix as its data set."""

    name: str
    text: str


def read_calibration(path: Path, prompt_format: str = "alpaca") -> CalibrationText:
    """A plain text, or problems as JSON or JSON Lines, which are put into the model's own prompt format.

    A problem is an object with a question under one of instruction, question, problem, prompt, and (better) a worked
    answer under output, solution, response or answer; or it has prompt and completion, as a trainer takes them.

    Raises:
        MissingError: there is no such file.
        BadInputError: it cannot be read, is too large, or its objects have no question.
    """
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise BadInputError(f"{path} is too large for calibrating.", "A few hundred problems are enough.")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise MissingError(f"There is no file {path}.", "Check the path of the calibration text.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read as text.", "Give a text in UTF-8.") from error
    if path.suffix not in (".json", ".jsonl"):
        return CalibrationText(path.name, text)
    problems = _problems(path, text)
    return CalibrationText(path.name, "\n\n".join(_rendered(path, problem, prompt_format) for problem in problems))


def _problems(path: Path, text: str) -> list[Any]:
    try:
        if path.suffix == ".json":
            value = json.loads(text)
            return list(value) if isinstance(value, list) else [value]
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path} is not valid {path.suffix[1:].upper()}: {error}.", "Check the file.") from error


def _rendered(path: Path, problem: Any, prompt_format: str) -> str:
    if not isinstance(problem, dict):
        raise BadInputError(f"{path} holds something that is not a problem.", "Give one object for each problem.")
    if "completion" in problem and "prompt" in problem:  # formatted for a trainer already
        return f"{problem['prompt']}{problem['completion']}"
    question = next((str(problem[key]) for key in _QUESTION_KEYS if problem.get(key)), "")
    answer = next((str(problem[key]) for key in _ANSWER_KEYS if problem.get(key)), "")
    if not question:
        known = ", ".join(_QUESTION_KEYS[:4])
        raise BadInputError(f"A problem in {path} has no question.", f"It must stand under one of {known}.")
    prompt = render(prompt_format, "cot", question)
    return f"{prompt.text}{'' if prompt.text.endswith((' ', chr(10))) else ' '}{answer}"


def calibration_chunks(vocabulary: Path, calibration: CalibrationText, most: int = MOST_CHUNKS) -> list[list[int]]:
    """Chunks of 512 tokens, split with the vocabulary of a GGUF file; spread over the whole text if it has more.

    Raises:
        BadInputError: the text is too short.
    """
    (tokens,) = tokenize(vocabulary, [calibration.text])
    count = len(tokens) // CHUNK_TOKENS
    if count < FEWEST_CHUNKS:
        raise BadInputError(
            f"{calibration.name} has {len(tokens)} tokens, and at least {FEWEST_CHUNKS * CHUNK_TOKENS} are needed.",
            "Give a longer text; some 10 000 tokens are enough for any model.",
        )
    chunks = token_chunks(vocabulary, calibration.text, count, CHUNK_TOKENS)
    return chunks if count <= most else [chunks[number * count // most] for number in range(most)]


def importance_from_checkpoint(
    checkpoint: Checkpoint,
    chunks: Sequence[Sequence[int]],
    name: str,
    *,
    rope_base: float | None = None,
    on_progress: Progress | None = None,
) -> ImportanceMatrix:
    """Run the original weights, adapters merged, over `chunks` and add up what each matrix is given.

    Raises:
        BadInputError: a kind of model that the reference does not know, or inputs that are not finite.
    """
    config = forward_config(checkpoint.config, rope_base)
    sums = Accumulator()

    def observe(tensor: str, expert: int, inputs: NDArray[float32]) -> None:
        own_name, _ = file_name(tensor)
        sums.add(own_name, inputs, matrix=max(0, expert), matrices=config.experts if expert >= 0 else 1)

    batches = [chunks[first : first + _BATCH_CHUNKS] for first in range(0, len(chunks), _BATCH_CHUNKS)]
    for number, batch in enumerate(batches):

        def tell(share: float, done: int = number) -> None:
            if on_progress:
                on_progress((done + share) / len(batches))

        weights = CheckpointWeights(checkpoint)
        ReferenceForward(config, weights, observer=observe, on_progress=tell).hidden(batch)
    return sums.matrix((name,), len(chunks), len(chunks[0]))


def importance_from_file(
    path: Path, chunks: Sequence[Sequence[int]], name: str, *, on_progress: Progress | None = None
) -> ImportanceMatrix:
    """Run the GGUF file at `path` in llama.cpp over `chunks` and add up what each matrix is given.

    Raises:
        SteppeError: the file cannot be loaded or run.
    """
    with tempfile.TemporaryDirectory(prefix="steppe-imatrix-") as folder:
        output = Path(folder) / "imatrix.gguf"
        collect_importance(path, chunks, output, [name], lambda done, of: on_progress and on_progress(done / of))
        return read_importance(output)
