"""The process that prints to PDF: takes a document as JSON from standard input and writes the file that is named."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from steppe.export.as_json import read_json
from steppe.export.document import Document
from steppe.export.pdf import NO_ROOM
from steppe_models.errors import MissingError, SteppeError


def print_pdf(document: Document, path: Path) -> int:
    """Write a document as PDF; returns the number of pages. Needs a QGuiApplication.

    Raises:
        OSError: the file cannot be written.
    """
    from PySide6.QtCore import QMarginsF
    from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

    from steppe import __version__
    from steppe_qt.printing.pages import KeepingTypesetter, Pages
    from steppe_qt.printing.paper import dots_per_inch

    typesetter = KeepingTypesetter()
    try:
        pages = Pages(document, typesetter)
        pages.wait()
        writer = QPdfWriter(str(path))
        writer.setResolution(dots_per_inch())  # of the layout; in a PDF nothing is rounded to dots
        writer.setTitle(document.name)
        writer.setCreator(f"Steppe {__version__}")
        kind = QPageSize.PageSizeId.Letter if document.paper == "letter" else QPageSize.PageSizeId.A4
        writer.setPageLayout(QPageLayout(QPageSize(kind), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
        painter = QPainter()
        if not painter.begin(writer):
            raise OSError(f"{path} cannot be written")
        for number in range(pages.count):
            if number:
                writer.newPage()
            pages.draw(painter, number)
        painter.end()
        count = pages.count
        pages.deleteLater()
    finally:
        typesetter.close()
    _check(path)
    return count


def _check(path: Path) -> None:
    """Qt says nothing of a disk that is full: a whole file ends as a PDF ends."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1024))
        if b"%%EOF" not in file.read(1024):
            import errno

            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def _check_parts() -> None:
    """Formulas would else stand there as they were written, without a word.

    Raises:
        MissingError: what typesets formulas is not installed.
    """
    from importlib.util import find_spec

    for name in ("quickjs", "quickjax"):
        if find_spec(name) is None:
            raise MissingError(f"The package {name} is missing.", "pip install 'steppe[gui]'")


def main(argv: list[str] | None = None) -> int:
    """Print one document; what went wrong is the last line of standard error."""
    import errno

    (name,) = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        _check_parts()
        document = read_json(sys.stdin.buffer.read().decode("utf-8"))
        from PySide6.QtGui import QGuiApplication

        application = QGuiApplication(["steppe"])
        print_pdf(document, Path(name))
        application.quit()
    except SteppeError as error:
        sys.stderr.write(f"{error.message}\n")
        return error.exit_code
    except OSError as error:
        sys.stderr.write(f"{error.strerror or error}\n")
        return NO_ROOM if error.errno in (errno.ENOSPC, errno.EDQUOT) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
