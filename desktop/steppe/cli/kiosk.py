"""`steppe kiosk`: the window over the whole screen for strangers, with no way out and nothing kept."""

from __future__ import annotations

import argparse
import getpass
import importlib
import sys

from steppe.cli import output
from steppe_models.errors import BadInputError, MissingError


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe kiosk`."""
    parser.add_argument("--make-pin", action="store_true", help="ask for a PIN, print what to put into the settings")
    parser.add_argument("--windowed", metavar="WxH", help="in a window of this size, to try it")


def run(options: argparse.Namespace) -> int:
    """Open the kiosk, or print the hash of a PIN."""
    if options.make_pin:
        return _make_pin()
    size = _size(options.windowed) if options.windowed else None
    try:
        kiosk = importlib.import_module("steppe_qt.kiosk.run")  # Qt is an extra, and the window a floor above
    except ModuleNotFoundError as error:
        raise MissingError(
            f"The kiosk cannot be opened: {error.name} is not installed.", "Install it: pip install 'steppe[gui]'"
        ) from error
    return int(kiosk.run(windowed=size))


def _make_pin() -> int:
    from steppe.kiosk.pin import hash_pin

    if sys.stdin.isatty():
        pin = getpass.getpass("PIN: ")
        if getpass.getpass("Once more: ") != pin:
            raise BadInputError("The two PINs differ.", "Try again.")
    else:
        pin = sys.stdin.readline().strip()
    output.line(f'[kiosk]\npin = "{hash_pin(pin)}"')
    return 0


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise BadInputError(f"'{text}' is no size.", "Give width and height in pixels: --windowed 1280x800")
    return int(width), int(height)
