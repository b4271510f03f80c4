"""`steppe health`: whether the kiosk on this machine works; exit code 0 if it does, 1 if not."""

from __future__ import annotations

import argparse

from steppe.cli import output


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe health`."""
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """Say how the kiosk is."""
    from steppe.kiosk.health import read_health

    health = read_health()
    if options.json:
        output.emit_json(health.to_json())
    else:
        output.line(health.reason)
    return 0 if health.is_well else 1
