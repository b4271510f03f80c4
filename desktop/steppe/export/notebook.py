"""Writes a document as a Jupyter notebook (nbformat 4.5): prose as Markdown, programs as cells that run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from steppe import __version__
from steppe.export import markdown
from steppe.export.document import Document, Program, Solved

_CELL = dict[str, Any]


def write_notebook(document: Document) -> str:
    """The notebook as JSON. A program that did not end well is tagged: a run of the notebook goes on after it."""
    cells = list(_worksheet(document) if document.is_worksheet else _single(document))
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    whole = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
            "title": document.name,
            "steppe": {"version": __version__, "exported": document.made},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(_storable(whole), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _single(document: Document) -> Iterator[_CELL]:
    (solved,) = document.solves
    title = [f"# {markdown.escaped(document.title)}"] if document.title else []
    yield _text([*title, f"## {document.words.problem}", *markdown.problem(solved)])
    if document.answers != "none":
        yield from _solution(document, solved)


def _worksheet(document: Document) -> Iterator[_CELL]:
    words = document.words
    yield _text([f"# {markdown.escaped(document.title)}"])
    for number, solved in enumerate(document.solves, 1):
        yield _text([f"## {words.problem} {number}", *markdown.problem(solved)])
    if document.answers == "key":
        lines = (f"{number}. {markdown.answers_in_line(each, words)}" for number, each in enumerate(document.solves, 1))
        yield _text([f"# {words.answers}", "\n".join(lines)])
    elif document.answers == "full":
        yield _text([f"# {words.solutions}"])
        for number, solved in enumerate(document.solves, 1):
            yield _text([f"## {words.problem} {number}", *markdown.problem(solved)])
            yield from _solution(document, solved)


def _solution(document: Document, solved: Solved) -> Iterator[_CELL]:
    words = document.words
    yield _text(markdown.answer(solved, words))
    if solved.reasoning:
        yield _text(markdown.reasoning(solved, words))
    if solved.program is not None:
        yield _text([f"### {words.program}"])
        yield _code(solved.program)
    asides = list(markdown.asides(solved, words))
    if asides:
        yield _text(asides)


def _text(parts: Iterable[str]) -> _CELL:
    whole = "\n\n".join(part for part in parts if part.strip())
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(_safe_dollars(whole))}


def _safe_dollars(text: str) -> str:
    r"""A dollar sign of money in an element of its own: Jupyter's MathJax also reads what Markdown has unescaped."""
    return text.replace(r"\$", r"<span>\$</span>") if r"\$" in text else text


def _code(program: Program) -> _CELL:
    outputs: list[dict[str, Any]] = []
    if program.output:
        outputs.append({"output_type": "stream", "name": "stdout", "text": _lines(program.output)})
    has_failed = program.status not in ("", "ok")
    if has_failed and program.message:
        outputs.append({"output_type": "stream", "name": "stderr", "text": _lines(program.message + "\n")})
    metadata = {"tags": ["raises-exception"]} if has_failed or not program.status else {}
    return {
        "cell_type": "code",
        "execution_count": 1 if program.status else None,
        "metadata": metadata,
        "outputs": outputs,
        "source": _lines(program.source),
    }


def _lines(text: str) -> list[str]:
    """The text in lines that keep their ends, as notebooks store it."""
    parts = text.replace("\r\n", "\n").split("\n")
    lines = [f"{part}\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _storable(value: Any) -> Any:
    """Without halves of surrogate pairs, which are no text."""
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
