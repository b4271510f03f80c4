"""`steppe doctor`: what works here, what does not, and what to do about it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from steppe.cli import output

if TYPE_CHECKING:
    from steppe.diagnosis import Finding

_MARKS = {"ok": "ok     ", "warning": "warning", "failed": "FAILED "}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe doctor`."""
    parser.add_argument(
        "--offline", action="store_true", help="solve a problem without a network, and watch that none is asked for"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """Show every finding; 0 if nothing failed, 3 if something is missing, else 1."""
    from steppe.diagnosis import examine, exit_code

    findings = []
    for finding in _offline() if options.offline else examine():
        findings.append(finding)
        if not options.json:
            output.line(f"{_MARKS[finding.status]}  {finding.name}: {finding.text}")
            if finding.hint and finding.status != "ok":
                output.line(f"         {finding.hint}")
    if options.json:
        ok = not any(finding.status == "failed" for finding in findings)
        output.emit_json({"ok": ok, "checks": [finding.to_json() for finding in findings]})
    return exit_code(findings)


def _offline() -> Iterator[Finding]:
    from steppe.offline import examine_offline

    return examine_offline()
