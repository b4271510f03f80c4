"""Runs the kiosk until the PIN or the service manager ends it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from steppe.settings import SettingsStore
from steppe_qt.application import make_application
from steppe_qt.display import check_display


def run(argv: Sequence[str] = (), *, windowed: tuple[int, int] | None = None) -> int:
    """Open the kiosk over the whole screen, or with `windowed` as large as that to try it; returns the exit code.

    Raises:
        MissingError: PySide6 or a display is missing.
    """
    check_display()
    application = make_application(argv)
    from steppe_qt.interrupts import Interrupts
    from steppe_qt.kiosk.place import KioskPlace
    from steppe_qt.solving.means import real_means

    settings = SettingsStore()
    place = KioskPlace(application, settings, real_means(lambda: settings.settings))
    interrupts = Interrupts(application)
    interrupts.arrived.connect(place.window.end)
    previous_hook, sys.excepthook = sys.excepthook, place.report_bug
    if windowed is None:
        place.window.setGeometry(place.window.screen().geometry())  # where no window manager does it
        place.window.showFullScreen()
    else:
        place.window.resize(*windowed)
        place.window.show()
    try:
        return int(application.exec())
    finally:
        place.close()
        interrupts.close()
        sys.excepthook = previous_hook
