"""Opens the window: builds the parts, shows them at once, and ends them in order. Imports Qt only when called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from steppe_qt.display import check_display

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

NAME = "steppe"


def run(argv: Sequence[str] = (), *, problem_file: str | None = None) -> int:
    """Open the window, with the text of a problem file if there is one; returns the exit code when it is closed.

    Raises:
        MissingError: PySide6 or a display is missing.
    """
    check_display()
    application = make_application(argv)
    from steppe_qt.interrupts import Interrupts
    from steppe_qt.workplace import Workplace, real_parts

    workplace = Workplace(application, real_parts())
    interrupts = Interrupts(application)
    interrupts.arrived.connect(workplace.close_window)
    previous_hook, sys.excepthook = sys.excepthook, workplace.report_bug
    workplace.window.show()
    if problem_file is not None:
        workplace.window.entry.read_file(Path(problem_file))
    try:
        return int(application.exec())
    finally:
        workplace.close()
        interrupts.close()
        sys.excepthook = previous_hook


def make_application(argv: Sequence[str] = ()) -> QApplication:
    """The one QApplication, named so that desktops know whose window it is."""
    from PySide6.QtCore import QCoreApplication, Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication([NAME, *argv])
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("Steppe")
    application.setDesktopFileName(NAME)
    return application
