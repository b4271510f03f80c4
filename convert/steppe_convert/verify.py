"""What is checked of every file before it gets its name: all bytes, its errors, its tokenizer, a load and a decode."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from steppe_convert.llama import ask
from steppe_convert.part_file import PartFile
from steppe_convert.plan import Plan
from steppe_convert.progress import CHECKING, Progress
from steppe_convert.types import error_limit
from steppe_convert.vocabulary import Vocabulary
from steppe_convert.written import Written
from steppe_models.errors import IntegrityError
from steppe_models.gguf_header import read_header
from steppe_models.hardware import detect

_SPARE_BYTES = 300_000_000  # what a decode of a few tokens takes besides the file's pages
_DECODED = "A train covers 120 km in 90 minutes. How fast is it in km/h?"
TEXTS = (
    "Let x = 3 and y = -4.5; then x*y = -13.5, and |x - y| = 7.5.",
    "Solve 2x^2 + 5x - 3 = 0. The roots are x = 1/2 and x = -3.",
    "\\[ \\int_0^1 x^2 \\, dx = \\frac{1}{3} \\]",
    "def solve():\n    total = sum(n**2 for n in range(1, 101))\n\treturn total % 1_000\nprint(solve())\n",
    "  two blanks at the start,\n\n\nthree line ends,\ttabs\t\tand blanks at the end   ",
    "1234567890 3.14159 0.5e-10 1,000,000 12:45 50% $19.99 #7 a_1 b^2 c/d",
    "π ≈ 3.14159, √2 ≈ 1.41421, ∑ 1/n² = π²/6, x ∈ A, A ⊆ B, ½ · ¾, 25 °C",
    "Größe, naïve café, Çağ, Ελληνικά, Русский, עברית, العربية, हिन्दी, 数学 問題, 한국어, 🙂👍🏽",
    "It's \"quoted\", isn't it? We'll see (really!) -- yes; [maybe] {or} <not>...",
)


def check_errors(plan: Plan, errors: Mapping[str, float]) -> None:
    """Refuse tensors further from the original than their type explains.

    Raises:
        IntegrityError: the first such tensor is named.
    """
    for tensor in plan.tensors:
        if tensor.type_name != "F32" and errors[tensor.name] > error_limit(tensor.type_name):
            raise IntegrityError(
                f"The tensor {tensor.name} differs from the original by {errors[tensor.name]:.2f} of its size,"
                f" more than the type {tensor.type_name} explains.",
                "Its weights are of an unusual kind, or the machine's memory is faulty; try Q8_0.",
            )


def reread(part: PartFile, written: Written) -> Iterator[Progress | str]:
    """Read the finished file back from the disk and compare every slab with what was written; at last its SHA-256.

    Raises:
        IntegrityError: head or slab differ from what was written.
    """
    plan, digest = part.plan, hashlib.sha256()
    buffer = bytearray(max(len(plan.head), *(slab.size_bytes for slab in plan.slabs())))
    view = memoryview(buffer)
    part.read_into(0, view[: len(plan.head)])
    if view[: len(plan.head)] != plan.head:
        raise _differs(part.path, "its head")
    digest.update(view[: len(plan.head)])
    at, told, started = len(plan.head), time.monotonic(), time.monotonic()
    for slab in plan.slabs():
        if slab.offset > at:
            digest.update(bytes(slab.offset - at))
        data = view[: slab.size_bytes]
        part.read_into(slab.offset, data)
        if zlib.crc32(data) != written[slab.position].checksum:
            raise _differs(part.path, f"the tensor {slab.tensor.name}")
        digest.update(data)
        at = slab.offset + slab.size_bytes
        now = time.monotonic()
        if now - told >= 0.1:
            told = now
            yield Progress(CHECKING, at, plan.size_bytes, (now - started) / at * (plan.size_bytes - at))
    digest.update(bytes(plan.size_bytes - at))
    yield Progress(CHECKING, plan.size_bytes, plan.size_bytes, 0.0)
    yield digest.hexdigest()


def check_in_llama(path: Path, plan: Plan, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Have llama.cpp load the file, decode a few tokens, and split texts into tokens and put them together again.

    Raises:
        IntegrityError: the header differs from the plan, or a text does not come back as it was.
        EngineError: llama.cpp does not load the file or cannot compute with it.
    """
    header = read_header(path)
    if header.tensor_count != len(plan.tensors) or header.weight_count != plan.weights:
        raise _differs(path, "its table of tensors")
    free_bytes = detect().free_memory_bytes
    can_load = not free_bytes or plan.size_bytes + _SPARE_BYTES < free_bytes
    request = {"op": "inspect" if can_load else "round_trip", "path": str(path), "texts": list(TEXTS)}
    answer = ask({**request, "decode": _DECODED})
    for text, pieces in zip(TEXTS, answer["texts"], strict=True):
        back = pieces.removeprefix(" ") if vocabulary.adds_prefix_space else pieces
        if back != text:
            raise IntegrityError(
                f"The tokenizer does not give back what it is given: {_shortened(text, back)}.",
                "The checkpoint's tokenizer files are damaged, or of a kind that llama.cpp does not know.",
            )
    return (
        "Every byte was read back and is as it was written.",
        "Every tensor is as near to the original as its type allows.",
        f"The tokenizer gives back all of {len(TEXTS)} test texts.",
        "llama.cpp loads the file and computes with it."
        if can_load
        else "llama.cpp reads the file's head; there is too little free memory to compute with it here.",
    )


def _shortened(text: str, back: str) -> str:
    """The place where two texts part."""
    at = next((number for number, (one, two) in enumerate(zip(text, back, strict=False)) if one != two), 0)
    first = max(0, at - 10)
    return f"{text[first : at + 10]!r} became {back[first : at + 10]!r}"


def _differs(path: Path, what: str) -> IntegrityError:
    return IntegrityError(
        f"What was read back of {path} is not what was written: {what}.",
        "The disk or the memory is faulty; try another disk.",
    )
