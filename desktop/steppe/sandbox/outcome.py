"""What became of a program: a status that the supervisor decided, what was printed, and a sentence for people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

from steppe.sandbox.visible import visible

Status = Literal["ok", "error", "timeout", "memory", "output_limit", "killed", "refused", "sandbox_error", "cancelled"]
STATUSES: Final[tuple[str, ...]] = get_args(Status)
STDOUT_BYTES = 64 * 1024
STDERR_BYTES = 16 * 1024
SOURCE_BYTES = 256 * 1024
_LONGEST_REASON = 300
_ERROR_LINE = re.compile(r"(?P<kind>[A-Za-z_][\w.]*)(?:: (?P<text>.+))?")
_KINDS_TO_NAME = ("KeyError", "IndexError", "StopIteration", "AssertionError", "EOFError")
_SENTENCES = {
    "ok": "The program ran to its end.",
    "timeout": "Stopped after {seconds:g} s{of_what}.",
    "memory": "Needed more than {memory_mb} MB and was stopped.",
    "output_limit": "Printed too much; the first {shown_kb} KB are shown.",
    "killed": "The program broke the interpreter it ran in and was stopped; nothing else was harmed.",
    "refused": "The program was not run.",
    "sandbox_error": "The sandbox stopped unexpectedly while the program ran; it is being started again.",
    "cancelled": "Cancelled.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one program. `stdout` and `stderr` are plain text, safe to show."""

    status: Status
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    engine: str = "wasm"
    isolation: tuple[str, ...] = ()
    message: str = ""
    error_line: int | None = None

    @property
    def is_ok(self) -> bool:
        """Whether the program ran to its end."""
        return self.status == "ok"


def refused(reason: str) -> Outcome:
    """A program that was not run."""
    return Outcome("refused", message=reason)


def sentence(
    status: Status,
    *,
    stdout: str,
    stderr: str,
    line: int | None,
    seconds: float,
    memory_mb: int,
    is_out_of_cpu: bool = False,
) -> str:
    """What happened, for people; `seconds` is the time that it had, of the processor if `is_out_of_cpu`."""
    if status == "ok" and not stdout:
        return "The program printed nothing."
    if status == "error":
        return f"The program stopped with an error: {_reason(stderr)}{f' in line {line}' if line else ''}."
    of_what = " of computing" if is_out_of_cpu else ""
    shown_kb = STDOUT_BYTES // 1024
    return _SENTENCES[status].format(seconds=seconds, of_what=of_what, memory_mb=memory_mb, shown_kb=shown_kb)


def _reason(stderr: str) -> str:
    """The last line of the traceback, without the exception's name where its text says enough."""
    lines = stderr.rstrip().splitlines()
    if not lines:
        return "it ended with a failing exit code"
    last = visible(lines[-1])[:_LONGEST_REASON].rstrip(".")
    match = _ERROR_LINE.fullmatch(last)
    if match is None or match["kind"] in _KINDS_TO_NAME:
        return last
    return match["text"] or match["kind"]


FOREIGN_PACKAGES: Final = (
    "numpy",
    "scipy",
    "pandas",
    "matplotlib",
    "sklearn",
    "statsmodels",
    "seaborn",
    "networkx",
    "torch",
    "tensorflow",
    "jax",
    "cvxpy",
    "pulp",
    "ortools",
    "z3",
    "gmpy2",
    "numba",
    "requests",
    "IPython",
)
NATIVE_PACKAGES: Final = ("numpy", "scipy")


def _import_of(packages: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(packages)
    return re.compile(rf"^[ \t]*(?:import|from)[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*({names})\b", re.MULTILINE)


_FOREIGN_IMPORT = _import_of(FOREIGN_PACKAGES)
_NATIVE_IMPORT = _import_of(NATIVE_PACKAGES)
_ALGEBRA_IMPORT = _import_of(("sympy", "mpmath"))


def foreign_package(source: str) -> str | None:
    """The first package in `source` that is known not to be in the sandbox; the text is looked at, never compiled."""
    match = _FOREIGN_IMPORT.search(source)
    return match[1] if match else None


def wants_native(source: str) -> bool:
    """Whether `source` imports a package that only the native engine has."""
    return _NATIVE_IMPORT.search(source) is not None


def missing_package(source: str, present: tuple[str, ...]) -> str | None:
    """The first package in `source` that a native engine with the `present` packages lacks."""
    for match in (*_FOREIGN_IMPORT.finditer(source), *_ALGEBRA_IMPORT.finditer(source)):
        if match[1] not in present:
            return match[1]
    return None
