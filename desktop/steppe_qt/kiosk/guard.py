"""Lets through what a kiosk is for, and nothing else: keys, menus, drops, windows, links."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

_PLAIN = {
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Shift,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
}
_WITH_CONTROL = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_A,
    Qt.Key.Key_C,
    Qt.Key.Key_V,
    Qt.Key.Key_X,
    Qt.Key.Key_Y,
    Qt.Key.Key_Z,
}
_KEY_EVENTS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride}
_REFUSED = {
    QEvent.Type.ContextMenu,
    QEvent.Type.DragEnter,
    QEvent.Type.DragMove,
    QEvent.Type.Drop,
    QEvent.Type.Shortcut,  # every shortcut of the ordinary window: what a kiosk can do has a button
    QEvent.Type.WhatsThis,
    QEvent.Type.EnterWhatsThisMode,
}
_SCHEMES = ("http", "https", "file", "mailto", "ftp", "data")
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TabletPress,
}


# Every event of the application passes the filter: which of them concern it is asked before anything else.
_WATCHED = frozenset({*_KEY_EVENTS, *_REFUSED, *_TOUCHES, QEvent.Type.Show})


class Guard(QObject):
    """An event filter on the application; `touched` says that somebody is there, `refused` what was tried.

    Only the kiosk's own window may be a window: any other is closed before it is seen.

    The filter is Python code, and whatever receives an event is handed to it, also what is about to be destroyed. So it
    keeps no reference to what it is shown, and it must be off before the window or the application goes: `close` first.
    It belongs to no widget, or it would be destroyed among those it watches.
    """

    touched = Signal()
    refused = Signal(str)

    def __init__(self, application: QApplication, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._application, self._window = application, window
        self._is_on = True
        self._sweep = QTimer(self, singleShot=True, interval=0)
        self._sweep.timeout.connect(self._close_others)
        application.aboutToQuit.connect(self.close)
        application.installEventFilter(self)
        for scheme in _SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, "open_nothing")  # type: ignore[arg-type]  # the stub errs

    @Slot()
    def close(self) -> None:
        """Give the application back; a second time does nothing."""
        if not self._is_on:
            return
        self._is_on = False
        self._application.removeEventFilter(self)
        self._sweep.stop()
        for scheme in _SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)

    @Slot(QUrl)
    def open_nothing(self, url: QUrl) -> None:
        """A link leads out of the kiosk: it is not followed."""
        self.refused.emit(f"link: {url.scheme()}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True where an event goes no further."""
        kind = event.type()
        if kind not in _WATCHED or not self._is_on:
            return False
        if kind in _TOUCHES:
            self.touched.emit()
        if kind in _REFUSED:
            self.refused.emit(kind.name)
            event.accept()  # an ignored one would be offered to every parent
            return True
        if kind in _KEY_EVENTS and isinstance(event, QKeyEvent) and not is_allowed(event):
            if kind == QEvent.Type.KeyPress:
                self.refused.emit("key")
            event.accept()  # nobody else shall take it for a shortcut either
            return True
        if kind == QEvent.Type.Show and isinstance(watched, QWidget) and self._is_foreign(watched):
            self.refused.emit("window")
            watched.setWindowOpacity(0.0)
            self._sweep.start()  # inside its own show event it cannot be closed
        return False

    @Slot()
    def _close_others(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if isValid(widget) and widget.isVisible() and self._is_foreign(widget):  # one may go with another
                widget.close()

    def _is_foreign(self, widget: QWidget) -> bool:
        """Whether this is a window of its own; tool tips are harmless."""
        return widget.isWindow() and widget is not self._window and not widget.inherits("QTipLabel")


def is_allowed(event: QKeyEvent) -> bool:
    """Whether a key is one for typing, moving and editing; no function keys, no chords that leave."""
    key = event.key()
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    text = event.text()
    is_typed = bool(text) and text.isprintable()
    if not held & ~Qt.KeyboardModifier.ShiftModifier:
        return is_typed or key in _PLAIN
    if held & ~Qt.KeyboardModifier.ShiftModifier == control:
        return key in _WITH_CONTROL
    if held & ~Qt.KeyboardModifier.ShiftModifier == control | alt:
        return (is_typed and not text.isascii()) or text in tuple("@{[]}\\|~")  # AltGr on Windows
    return False


def forget_tool_tips() -> None:
    """Hide a tool tip that still says something of the last person's."""
    QToolTip.hideText()
