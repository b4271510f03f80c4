"""`steppe report`: figures and a page from the records of an evaluation, and two runs compared item by item."""

from __future__ import annotations

import argparse
from pathlib import Path

from steppe.cli import output
from steppe_models.errors import BadInputError

FORMATS = (".html", ".md", ".json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe report`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder that `steppe evaluate --output` wrote")
    parser.add_argument("--sets", nargs="+", default=(), metavar="SET", help="only these sets")
    parser.add_argument("--against", type=Path, metavar="DIR", help="another run, to compare with item by item")
    parser.add_argument(
        "--output", type=Path, nargs="+", default=(), metavar="FILE", help="write a page (.html), tables (.md) or .json"
    )
    parser.add_argument(
        "--remark", default="", metavar="TEXT", help="a sentence above the figures, as of a part of a run"
    )
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the tables, or write the files that are named."""
    for path in options.output:
        if path.suffix not in FORMATS:
            raise BadInputError(f"{path} has no ending that a report knows.", f"Use one of: {', '.join(FORMATS)}.")
    from steppe.evaluate.report import make_report
    from steppe.evaluate.report_files import write_report
    from steppe.evaluate.report_text import to_markdown

    report = make_report(options.folder, options.against, options.sets, options.remark)
    for path in options.output:
        write_report(report, path)
        output.note(f"Wrote {path}.")
    if options.json:
        output.emit_json(report.to_json())
    elif not options.output:
        output.line(to_markdown(report).rstrip())
    return 0
