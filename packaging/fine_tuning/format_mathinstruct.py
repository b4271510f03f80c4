"""Formats MathInstruct, or problems of one's own, for training, with the very prompts that Steppe will use later.

Usage: .venv/bin/python packaging/fine_tuning/format_mathinstruct.py FILE... --output train.jsonl
           [--format alpaca] [--trainer trl|axolotl] [--validation 0.01] [--seed 0]

Reads JSON (a list) or JSON Lines. Each row has a question (instruction, question or problem) and an answer (output,
answer or solution); whether the answer is prose (cot) or a program (pot) is taken from `mode`, from MathInstruct's
`source`, or from the answer itself. See docs/fine-tuning.md.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steppe_models.errors import BadInputError, MissingError, SteppeError
from steppe_models.prompts import Mode, format_names, render

QUESTION_KEYS = ("instruction", "question", "problem")
ANSWER_KEYS = ("output", "answer", "solution", "response")
# How MathInstruct asks for a program at the end of an instruction; Steppe's prompt adds one wording of its own.
_ASKS_PROGRAM = re.compile(
    r"\s*(?:please\s+)?(?:let'?s\s+)?(?:write|program)\s+(?:a\s+(?:python\s+)?program|in\s+python(?:\s+in\s+the\s+response)?)"
    r"(?:\s+to\s+(?:solve\s+(?:it|the\s+problem)|answer\s+the\s+question))?[.!]?\s*$",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\A\s*```(?:python)?\s*\n(.*?)\n?```\s*\Z", re.DOTALL)
_ENDINGS = {
    "alpaca": "</s>",
    "mistral": "</s>",
    "chatml": "<|im_end|>",
    "qwen-math": "<|im_end|>",
    "llama3": "<|eot_id|>",
}
_BEGINNINGS = {"alpaca": "<s>", "mistral": "<s>"}
_SPELLED_OUT = "<|begin_of_text|>"  # Llama 3's format has it in the prompt


@dataclass(frozen=True, slots=True)
class Example:
    """One training example: what the model is given, and what it is to write."""

    mode: Mode
    prompt: str
    completion: str


class _Unusable(Exception):
    """A row that is left out; the text says why, in a few words."""


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON list or of JSON Lines.

    Raises:
        MissingError: there is no such file.
        BadInputError: it is not JSON, or a row is not an object.
    """
    try:
        text = path.read_text(encoding="utf-8")
        rows = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in _lines(text)]
    except FileNotFoundError as error:
        raise MissingError(f"There is no file {path}.", "Check the path.") from error
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path} cannot be read as JSON or JSON Lines: {error}.", "Check the file.") from error
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise BadInputError(f"Row {number} of {path} is not an object.", "Each row needs a question and an answer.")
        yield row


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def make_example(row: dict[str, Any], format_name: str) -> Example:
    """The training example of one row.

    Raises:
        _Unusable: question or answer is missing, or the program is not Python.
    """
    question, answer = _field(row, QUESTION_KEYS), _field(row, ANSWER_KEYS)
    if not question or not answer:
        raise _Unusable("no question or no answer")
    mode = _mode(row, answer)
    if mode == "pot":
        answer = _program(answer)
        question = _ASKS_PROGRAM.sub("", question)
    prompt = render(format_name, mode, question)
    if "```" in prompt.opening:  # the prompt has opened the fence, the answer closes it
        answer = f"{answer}\n```"
    return Example(mode, prompt.text, answer)


def _field(row: dict[str, Any], keys: Sequence[str]) -> str:
    return next((str(row[key]).strip() for key in keys if row.get(key)), "")


def _mode(row: dict[str, Any], answer: str) -> Mode:
    stated = str(row.get("mode") or row.get("source") or "").lower()
    if re.search(r"(?:^|/)pot(?:/|$)", stated):
        return "pot"
    if re.search(r"(?:^|/)cot(?:/|$)", stated):
        return "cot"
    return "pot" if "print(" in answer and _is_python(_unfenced(answer)) else "cot"


def _program(answer: str) -> str:
    program = _unfenced(answer)
    if not _is_python(program):
        raise _Unusable("the program is not Python")
    if "print" not in program:
        raise _Unusable("the program prints nothing")
    return program


def _unfenced(answer: str) -> str:
    match = _FENCE.match(answer)
    return (match[1] if match else answer).strip()


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def to_record(example: Example, trainer: str, format_name: str) -> dict[str, Any]:
    """One line of the output: TRL takes prompt and completion, Axolotl labelled segments with their own marks."""
    if trainer == "trl":  # the trainer's tokenizer adds the mark of the beginning, and the trainer that of the end
        return {"prompt": example.prompt.removeprefix(_SPELLED_OUT), "completion": example.completion}
    beginning = _BEGINNINGS.get(format_name, "")
    segments = [
        {"label": False, "text": beginning + example.prompt},
        {"label": True, "text": example.completion + _ENDINGS[format_name]},
    ]
    return {"segments": segments}


def collect(
    rows: Iterable[dict[str, Any]], format_name: str, most_characters: int
) -> tuple[list[Example], Counter[str]]:
    """All usable examples once, and how many were used or left out, by mode or reason."""
    examples, counts, seen = [], Counter[str](), set()
    for row in rows:
        try:
            example = make_example(row, format_name)
        except _Unusable as reason:
            counts[f"left out: {reason}"] += 1
            continue
        digest = hashlib.sha256(f"{example.prompt}\0{example.completion}".encode("utf-8", "replace")).digest()
        if len(example.prompt) + len(example.completion) > most_characters:
            counts["left out: too long"] += 1
        elif digest in seen:
            counts["left out: a repetition"] += 1
        else:
            seen.add(digest)
            counts[example.mode] += 1
            examples.append(example)
    return examples, counts


def write(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def run(options: argparse.Namespace) -> None:
    """Read, format, shuffle, split, write; says on standard error what was done."""
    rows = (row for path in options.files for row in read_rows(path))
    examples, counts = collect(rows, options.format, options.most_characters)
    if not examples:
        raise BadInputError("There is no usable example.", "Each row needs a question and an answer.")
    random.Random(options.seed).shuffle(examples)
    held_out = round(len(examples) * options.validation)
    records = [to_record(example, options.trainer, options.format) for example in examples]
    write(options.output, records[held_out:])
    print(f"{options.output}: {len(records) - held_out} examples", file=sys.stderr)
    if held_out:
        path = options.output.with_name(f"{options.output.stem}-validation{options.output.suffix}")
        write(path, records[:held_out])
        print(f"{path}: {held_out} examples", file=sys.stderr)
    for what, count in sorted(counts.items()):
        print(f"  {what}: {count}", file=sys.stderr)


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError("it must be at least 0 and less than 1")
    return value


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description="Formats maths problems with answers for training.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON or JSON Lines")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="the JSON Lines file to write")
    parser.add_argument("--format", choices=format_names(), default="alpaca", help="prompt format (default: alpaca)")
    parser.add_argument("--trainer", choices=("trl", "axolotl"), default="trl", help="for which trainer (default: trl)")
    parser.add_argument(
        "--validation", type=_share, default=0.0, metavar="SHARE", help="share to hold out, such as 0.01"
    )
    parser.add_argument("--seed", type=int, default=0, help="for the order (default 0)")
    parser.add_argument(
        "--most-characters", type=int, default=6000, metavar="N", help="leave longer examples out (default 6000)"
    )
    options = parser.parse_args(argv)
    try:
        run(options)
    except SteppeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}. Choose another place.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
