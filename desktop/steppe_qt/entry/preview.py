"""Shows the problem as it is typed with its formulas typeset, so that a slip in LaTeX is seen at once."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from steppe.prose.delimiters import split
from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.theme.parts import label
from steppe_qt.theme.tokens import SPACE, SPACE_HALF

_DELAY_MS = 120


class Preview(QFrame):
    """Hidden while there is no formula in the text."""

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sunken")
        self.label = FormulaLabel(typesetter)
        self.label.set_title(self.tr("Preview of the problem"))
        self._faults = label(kind="unsure")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE_HALF, SPACE, SPACE + SPACE_HALF, SPACE)
        column.setSpacing(SPACE_HALF)
        column.addWidget(self.label)
        column.addWidget(self._faults)
        self._text = ""
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._on_due)
        self.label.size_changed.connect(self._on_size_changed)
        self._faults.hide()
        self.hide()

    def show_text(self, text: str) -> None:
        """Show the formulas of a text, once it has not changed for a moment."""
        self._text = text
        self._timer.start()

    @Slot()
    def _on_due(self) -> None:
        has_formula = any(piece.kind in ("inline", "display") for piece in split(self._text))
        if has_formula:
            self.label.set_text(self._text)
        self.setVisible(has_formula)
        self._on_size_changed()

    @Slot()
    def _on_size_changed(self) -> None:
        faults = self.label.failures()
        self._faults.setText(" ".join(faults))
        self._faults.setVisible(bool(faults))
