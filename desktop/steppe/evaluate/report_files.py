"""Writes a report to a file: the ending of its name says as what; the file is whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

from steppe.evaluate.report import Report
from steppe.evaluate.report_page import to_html
from steppe.evaluate.report_text import to_markdown
from steppe_models.sources.transfer import write_atomically


def write_report(report: Report, path: Path) -> None:
    """Write `.html`, `.md` or `.json`.

    Raises:
        OSError: the place cannot be written, or the disk is full; what was there before stays.
    """
    if path.suffix == ".html":
        text = to_html(report)
    elif path.suffix == ".md":
        text = to_markdown(report)
    else:
        text = json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text)
