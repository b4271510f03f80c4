"""Writes the emblem as an icon for Windows (.ico) and macOS (.icns), drawn by the window's own code.

Both formats are a table and PNG pictures: Microsoft's ICO since Windows Vista, Apple's ICNS since Mac OS X 10.7.
Usage: QT_QPA_PLATFORM=offscreen python packaging/freeze/icons.py FOLDER
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from steppe_qt.emblem import draw_emblem
from steppe_qt.theme.tokens import LIGHT

_WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)
_APPLE_KINDS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def picture(side: int) -> bytes:
    """The emblem as PNG, `side` pixels wide and high."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_emblem(painter, QRectF(0, 0, side, side), LIGHT)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # a device is accepted as well as a name
        raise SystemExit("icons: Qt could not write a PNG.")
    return bytes(buffer.data().data())


def windows_icon() -> bytes:
    """All sizes in one .ico."""
    pictures = [(side, picture(side)) for side in _WINDOWS_SIZES]
    table, offset = b"", 6 + 16 * len(pictures)
    for side, data in pictures:
        table += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return struct.pack("<HHH", 0, 1, len(pictures)) + table + b"".join(data for _, data in pictures)


def apple_icon() -> bytes:
    """All sizes in one .icns."""
    parts = b""
    for kind, side in _APPLE_KINDS.items():
        data = picture(side)
        parts += kind + struct.pack(">I", len(data) + 8) + data
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts


def main() -> int:
    """Write both into the folder asked for."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication([])
    (folder / "steppe.ico").write_bytes(windows_icon())
    (folder / "steppe.icns").write_bytes(apple_icon())
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
