"""Conversions for tests that need a finished file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from steppe_convert.convert import Conversion, Request


def converted(source: Path, file_type: str, output: Path, **options: Any) -> Path:
    """Convert `source` as the command does; returns the file."""
    conversion = Conversion(Request(str(source), file_type, output, **options))
    for _ in conversion:
        pass
    assert conversion.report is not None
    return conversion.report.path
