"""Proves a conversion: what llama.cpp computes from the file against a forward pass of the original weights.

Three figures. The layout error compares rows of the file with the checkpoint's, undoing the file's order apart from the
code that made it: a wrong permutation. The structure divergence compares llama.cpp with the reference over the same,
dequantized weights: a wrong rope base, head count or constant, whatever the type. The divergence from the original
weights is what quantizing costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steppe_convert.file_weights import CheckpointWeights, FileWeights, worst_layout_error
from steppe_convert.llama import FileLogits, tokenize
from steppe_convert.maths_text import maths_text
from steppe_convert.reference_config import ForwardConfig, forward_config
from steppe_convert.reference_forward import ReferenceForward, WeightRows
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from numpy import float32, float64
    from numpy.typing import NDArray

    from steppe_convert.source import Checkpoint

CHUNK_TOKENS = 256
CHUNKS = 2
Progress = Callable[[float], None]
_LLAMA_SHARE = 0.1  # of the time, about

# Mean divergences in nats. Measured with SmolLM2-135M over two chunks (tests/convert), and
# against them the defects that are to be found: one matrix not permuted 0.1, a wrong rope base 0.1 to 6.
STRUCTURE_LIMIT = 0.02
LAYOUT_LIMIT = 0.75
# What each type may lose before that is called unusual: about three times SmolLM2-135M's loss, whose narrow rows make
# it lose far more than larger models.
DIVERGENCE_LIMITS = {
    "F32": 0.002, "F16": 0.002, "BF16": 0.01, "Q8_0": 0.02, "Q6_K": 0.04, "Q5_K_M": 0.2, "Q5_K_S": 0.2,
    "Q4_K_M": 0.25, "Q4_K_S": 0.3, "IQ4_NL": 0.5, "IQ4_XS": 0.5, "Q4_0": 0.9,
    "Q3_K_L": 0.6, "Q3_K_M": 0.7, "Q3_K_S": 1.4, "Q2_K": 1.8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Divergence:
    """How two models' next-token distributions differ over `positions`.

    `mean` is the Kullback-Leibler divergence in nats, `error` its standard error, `same_top` the share of positions
    where both think the same token likeliest.
    """

    mean: float
    error: float
    same_top: float
    positions: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The three figures for one file; `findings` says in sentences what is wrong, empty when nothing is."""

    layout_error: float
    structure: Divergence
    original: Divergence
    findings: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def measure_agreement(
    checkpoint: Checkpoint,
    path: Path,
    type_name: str,
    *,
    rope_base: float | None = None,
    text: str | None = None,
    chunks: int = CHUNKS,
    on_progress: Progress | None = None,
) -> Agreement:
    """Compare the GGUF file at `path`, converted to `type_name`, with its checkpoint.

    `rope_base` is the one that the model was trained with, where config.json is known to be wrong. `text` is what the
    models read (default: maths of our own). Memory: activations and one slab of weights; llama.cpp's in the child.

    Raises:
        SteppeError: the file cannot be loaded, or the model is of a kind that cannot be checked.
    """
    config = forward_config(checkpoint.config, rope_base)
    tokens = token_chunks(path, text or maths_text(seed=1), chunks, CHUNK_TOKENS)
    keep = CHUNK_TOKENS // 2
    tell = on_progress or (lambda _share: None)

    def part(first: float, last: float) -> Progress:
        return lambda share: tell(first + share * (last - first))

    in_llama = part(0.0, _LLAMA_SHARE)
    logits = FileLogits(path, tokens, keep, lambda done, of: in_llama(done / of))
    with logits, FileWeights(path) as weights:
        name, layout_error = worst_layout_error(checkpoint, weights)
        middle = (1 + _LLAMA_SHARE) / 2
        structure = _diverge(config, weights, tokens, keep, logits, part(_LLAMA_SHARE, middle))
        original = _diverge(config, CheckpointWeights(checkpoint), tokens, keep, logits, part(middle, 1.0))
    return Agreement(layout_error, structure, original, judge(type_name, name, layout_error, structure, original))


def judge(
    type_name: str, name: str, layout_error: float, structure: Divergence, original: Divergence
) -> tuple[str, ...]:
    """What is wrong, one sentence each; `name` is the tensor with the layout error."""
    findings = []
    if layout_error > LAYOUT_LIMIT:
        findings.append(f"The rows of {name} are not where llama.cpp expects them (error {layout_error:.2f}).")
    if structure.mean > STRUCTURE_LIMIT:
        findings.append(
            f"llama.cpp computes something else from the file's weights than the model's definition does (divergence "
            f"{structure.mean:.3f}, at most {STRUCTURE_LIMIT} expected): rope base, heads or another number is wrong."
        )
    limit = DIVERGENCE_LIMITS[type_name]
    if original.mean > limit:
        findings.append(
            f"The file is further from the original weights (divergence {original.mean:.3f}) than {type_name} "
            f"explains (at most {limit})."
        )
    return tuple(findings)


def token_chunks(path: Path, text: str, chunks: int, length: int) -> list[list[int]]:
    """`chunks` chunks of `length` tokens of `text`, each beginning with BOS where the vocabulary at `path` adds it.

    Raises:
        BadInputError: the text is too short.
    """
    tokens, probe = tokenize(path, [text, ""])
    begin = probe[:1]
    body = tokens[len(begin) :]
    step = length - len(begin)
    if len(body) < chunks * step:
        raise BadInputError(f"The text has {len(body)} tokens, and {chunks * step} are needed.", "Give a longer text.")
    return [begin + body[number * step : (number + 1) * step] for number in range(chunks)]


def _diverge(
    config: ForwardConfig,
    weights: WeightRows,
    chunks: Sequence[Sequence[int]],
    keep: int,
    logits: FileLogits,
    on_progress: Callable[[float], None],
) -> Divergence:
    forward = ReferenceForward(config, weights, on_progress=on_progress)
    states = forward.hidden(chunks)[:, -keep:].reshape(-1, config.hidden)
    comparison = Comparison(len(states))
    for first, last in forward.logit_slabs(logits.vocabulary):
        comparison.add(first, forward.logits(states, first, last), logits.columns(first, last))
    return comparison.result()


class Comparison:
    """Compares two sets of logits that arrive in slabs of the vocabulary, in one pass and little memory."""

    def __init__(self, positions: int) -> None:
        import numpy as np

        self._one, self._other = _Softmax(positions), _Softmax(positions)
        self._difference = np.zeros(positions)  # sum of exp(one) * (one - other), scaled like `_one`

    def add(self, first: int, one: NDArray[float32], other: NDArray[float32]) -> None:
        """Logits of the tokens from `first` on, each of shape (positions, tokens)."""
        import numpy as np

        one, other = one.astype(np.float64), other.astype(np.float64)
        scale, powers = self._one.add(first, one)
        self._other.add(first, other)
        self._difference = self._difference * scale + (powers * (one - other)).sum(axis=1)

    def result(self) -> Divergence:
        """The comparison over all slabs."""
        import numpy as np

        mean_difference = self._difference / self._one.total
        each = mean_difference - self._one.log_total() + self._other.log_total()
        same = float(np.mean(self._one.best == self._other.best))
        error = float(each.std() / len(each) ** 0.5)
        return Divergence(max(0.0, float(each.mean())), error, same, len(each))


class _Softmax:
    """The running maximum, sum of powers and likeliest token of each position."""

    def __init__(self, positions: int) -> None:
        import numpy as np

        self._most = np.full(positions, -np.inf)
        self.total = np.zeros(positions)
        self.best = np.zeros(positions, np.int64)

    def add(self, first: int, logits: NDArray[float32]) -> tuple[NDArray[float64], NDArray[float64]]:
        """Take in a slab; returns by what earlier sums must be scaled, and the slab's scaled powers."""
        import numpy as np

        top = logits.max(axis=1)
        self.best = np.where(top > self._most, first + logits.argmax(axis=1), self.best)
        most = np.maximum(self._most, top)
        scale = np.exp(self._most - most)
        powers = np.exp(logits - most[:, None])
        self.total = self.total * scale + powers.sum(axis=1)
        self._most = most
        return scale, powers

    def log_total(self) -> NDArray[float64]:
        """The logarithm of the sum of all powers."""
        import numpy as np

        total: NDArray[float64] = self._most + np.log(self.total)
        return total
