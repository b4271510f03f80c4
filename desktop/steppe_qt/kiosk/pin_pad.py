"""Where an attendant enters the PIN that ends the kiosk; it covers the page and goes away by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from steppe.kiosk.pin import MOST_DIGITS, PinCheck
from steppe_qt.theme.parts import button, card, dress, label
from steppe_qt.theme.tokens import SPACE

_KEY_SIZE = 72
_LEAVES_AFTER_MS = 20_000
_FACES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", "✓")


class PinPad(QFrame):
    """`accepted` when the PIN was right; `left` when it goes away without."""

    accepted = Signal()
    left = Signal()

    def __init__(self, check: PinCheck, parent: QWidget) -> None:
        super().__init__(parent)
        self._check = check
        self._entered = ""
        self.setProperty("kind", "page")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("PIN"))
        self._dots = label("", "title", wraps=False)
        self._dots.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._dots.setMinimumHeight(6 * SPACE)
        self._remark = label("", "muted")
        self._remark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._away = QTimer(self, singleShot=True, interval=_LEAVES_AFTER_MS)
        self._away.timeout.connect(self.leave)
        frame, column = card()
        heading = label(self.tr("For attendants: the PIN ends Steppe"), "heading")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(heading)
        column.addWidget(self._dots)
        column.addLayout(self._grid())
        column.addWidget(self._remark)
        column.addWidget(button(self.tr("Back"), self.leave, "quiet"))
        frame.setMaximumWidth(48 * SPACE)
        self._centre(frame)
        self.hide()

    def begin(self) -> None:
        """Show an empty pad."""
        self._entered = ""
        self._remark.setText("")
        self._show_dots()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._away.start()

    @Slot()
    def leave(self) -> None:
        """Back to the page."""
        self._away.stop()
        self._entered = ""
        self.hide()
        self.left.emit()

    def press(self, face: str) -> None:
        """One key, of the pad or the keyboard."""
        self._away.start()
        if face == "✓":
            self._try()
        elif face == "⌫":
            self._entered = self._entered[:-1]
        elif len(self._entered) < MOST_DIGITS:
            self._entered += face
            self._remark.setText("")
        self._show_dots()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, Return, Backspace, Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.press("✓")
        elif event.key() == Qt.Key.Key_Backspace:
            self.press("⌫")
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.text().isascii() and event.text().isdigit():
            self.press(event.text())
        event.accept()

    def _try(self) -> None:
        pin, self._entered = self._entered, ""
        if self._check.wait_s == 0 and self._check.accepts(pin):
            self._away.stop()
            self.accepted.emit()
            return
        wait = self._check.wait_s
        text = self.tr("Wrong. Try again in {seconds} s.").format(seconds=round(wait)) if wait else self.tr("Wrong.")
        self._remark.setText(text)

    def _show_dots(self) -> None:
        self._dots.setText("●" * len(self._entered))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        names = {"⌫": self.tr("delete to the left"), "✓": self.tr("done")}
        for place, face in enumerate(_FACES):
            key = QPushButton(face)
            dress(key, "key")
            key.setMinimumWidth(_KEY_SIZE)
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            grid.setRowMinimumHeight(place // 3, _KEY_SIZE)  # the stylesheet has the last word on a button's own
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            key.setAccessibleName(names.get(face, face))
            key.setProperty("face", face)
            key.clicked.connect(self._on_key)
            grid.addWidget(key, place // 3, place % 3)
        return grid

    def _centre(self, frame: QWidget) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(frame)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    @Slot()
    def _on_key(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QPushButton)
        self.press(str(sender.property("face")))
