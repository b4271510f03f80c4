"""`steppe history export` and `steppe history worksheet`: kept solves as documents, to a file or to standard output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe.cli import output
from steppe.cli.numbers import number
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from steppe.export.document import Answers, Document, Paper
    from steppe.history.store import History

NAMES = ("md", "tex", "ipynb", "pdf", "txt", "json")
ANSWERS: tuple[Answers, ...] = ("key", "full", "none")
_MOST = 500  # problems on one worksheet


def configure_export(action: argparse.ArgumentParser) -> None:
    """The arguments of `export`."""
    action.add_argument("ids", metavar="ID", type=number, nargs="+", help="a solve's number; several make a worksheet")
    _common(action)
    action.add_argument("--key", action="store_true", help="several: problems, then only the answers")


def configure_worksheet(action: argparse.ArgumentParser) -> None:
    """The arguments of `worksheet`."""
    action.add_argument("ids", metavar="ID", type=number, nargs="*", help="numbers of solves, in their order")
    action.add_argument("--tag", action="append", default=[], metavar="TAG", help="all solves with this tag")
    action.add_argument("--answers", choices=ANSWERS, default="key", help="key (default), full or none")
    _common(action)


def _common(action: argparse.ArgumentParser) -> None:
    action.add_argument("--format", default="", metavar="|".join(NAMES), help="or as the name of --output ends")
    action.add_argument("--output", type=Path, metavar="FILE", help="default: standard output, for text formats")
    action.add_argument("--force", action="store_true", help="replace a file that is there")
    action.add_argument("--title", default="", metavar="TEXT", help="the heading")
    action.add_argument("--paper", choices=("a4", "letter"), default="a4", help="of PDF and LaTeX (default a4)")


def export(history: History, options: argparse.Namespace) -> int:
    """Write solves with their solutions."""
    answers: Answers = "key" if options.key else "full"
    return _write(_document(history, options.ids, options, answers, is_worksheet=len(options.ids) > 1), options)


def worksheet(history: History, options: argparse.Namespace) -> int:
    """Write problems as a sheet; tagged ones come in the order in which they were solved."""
    numbers = list(dict.fromkeys(options.ids))
    if options.tag:
        tagged = history.entries(tags=options.tag, limit=_MOST + 1)
        numbers += [entry.id for entry in reversed(tagged) if entry.id not in numbers]
    if not numbers:
        what = "No solve has this tag." if options.tag else "It is not said which problems shall be on the worksheet."
        raise BadInputError(what, "Give numbers of solves, or --tag TAG; `steppe history list` shows them.")
    if len(numbers) > _MOST:
        raise BadInputError(f"A worksheet of more than {_MOST} problems is too long.", "Give fewer.")
    return _write(_document(history, numbers, options, options.answers, is_worksheet=True), options)


def _document(
    history: History, numbers: list[int], options: argparse.Namespace, answers: Answers, *, is_worksheet: bool
) -> Document:
    from steppe.export.gathering import document_of, solved_from_history

    solves = [solved_from_history(history.solve(number)) for number in numbers]
    paper: Paper = options.paper
    return document_of(solves, title=options.title, answers=answers, is_worksheet=is_worksheet, paper=paper)


def _write(document: Document, options: argparse.Namespace) -> int:
    """To the file, or as text to standard output."""
    from steppe.export.formats import format_of, text_of

    chosen = format_of(options.format, options.output)
    if options.output is None:
        if not chosen.is_text:
            raise BadInputError(f"A {chosen.text} is not written to standard output.", "Give --output FILE.")
        if options.json and chosen.name != "json":
            raise BadInputError("--json says what was written to a file.", "Give --output FILE, or leave --json out.")
        sys.stdout.flush()
        sys.stdout.buffer.write(text_of(document, chosen).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return 0
    from steppe.export.saving import save

    size = save(document, chosen, options.output, may_replace=options.force)
    report: dict[str, Any] = {
        "event": "done",
        "path": str(options.output),
        "format": chosen.name,
        "size_bytes": size,
        "solves": [solved.number for solved in document.solves],
    }
    if options.json:
        output.emit_json(report)
    else:
        output.note(f"Written to {options.output} ({output.human_size(size)}).")
    return 0
