"""Finds out before Qt is started whether a window can open: Qt itself ends the process where it cannot."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

from steppe_models.errors import MissingError


def check_display() -> None:
    """Nothing when a window can open here.

    Raises:
        MissingError: PySide6, a display, or a library of the system is missing.
    """
    if importlib.util.find_spec("PySide6") is None:
        raise MissingError(
            "The window needs PySide6, which is not installed.",
            "Install it with `pip install 'steppe[gui]'`; `steppe solve` works without.",
        )
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] != "xcb":
        return
    if _has_wayland() and "QT_QPA_PLATFORM" not in os.environ:
        return
    if not os.environ.get("DISPLAY"):
        raise MissingError(
            "There is no display to open a window on.",
            "Start it inside a desktop session, or use `steppe solve` on the command line.",
        )
    _check_libraries()
    _check_connection()


def _has_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"), name).exists()


def _check_libraries() -> None:
    """Load Qt's plug-in for X11 once: the loader names the library that is missing, Qt names a wrong one."""
    specification = importlib.util.find_spec("PySide6")
    assert specification is not None
    assert specification.origin is not None
    plugin = Path(specification.origin).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return  # a PySide6 of the distribution: its packages depend on what they need
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        library = str(error).partition(":")[0]
        raise MissingError(
            f"The window needs {library}, a library of the system that is not installed.",
            "Install it from your distribution (docs/window.md has the list), or use `steppe solve`.",
        ) from error


def _check_connection() -> None:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return  # the plug-in has just been loaded, so it brings one of its own
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    has_failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if has_failed:
        raise MissingError(
            f"The display {os.environ['DISPLAY']} cannot be reached.",
            "Check DISPLAY, or use `steppe solve` on the command line.",
        )
