"""A keypad for mathematics: digits, signs and structures to press, large enough for a finger."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QPushButton, QSizePolicy, QWidget

from steppe_qt.entry.insertion import PLACE
from steppe_qt.theme.tokens import SPACE, SPACE_HALF

translate = QCoreApplication.translate

KEY_SIZE = 44  # pixels; what a finger hits without looking (WCAG 2.2, 2.5.5)
BACKSPACE = "\b"
_MATRIX = rf"\begin{{pmatrix}} {PLACE} & {PLACE} \\ {PLACE} & {PLACE} \end{{pmatrix}}"
_LEAST_WIDTH = 36
_NARROW_BELOW = 640
_STEPS: dict[int, tuple[int, int]] = {  # down, right
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what stands on it, what it puts in, and its name for a screen reader."""

    face: str
    template: str
    name: str


def digits() -> list[list[Key]]:
    """The block of digits, row by row."""
    rows = [["7", "8", "9", "÷"], ["4", "5", "6", "×"], ["1", "2", "3", "−"], ["0", ".", "=", "+"]]
    names = {
        "÷": translate("Keypad", "divided by"),
        "×": translate("Keypad", "times"),
        "−": translate("Keypad", "minus"),
        "+": translate("Keypad", "plus"),
        "=": translate("Keypad", "equals"),
        ".": translate("Keypad", "point"),
    }
    return [[Key(face, face, names.get(face, face)) for face in row] for row in rows]


def structures() -> list[list[Key]]:
    """The block of structures, symbols and functions, row by row."""
    box = PLACE
    return [
        [
            Key(f"{box}/{box}", rf"\frac{{{box}}}{{{box}}}", translate("Keypad", "fraction")),
            Key(f"√{box}", rf"\sqrt{{{box}}}", translate("Keypad", "square root")),
            Key("x²", "^2", translate("Keypad", "squared")),
            Key("xⁿ", f"^{{{box}}}", translate("Keypad", "to the power of")),
            Key("(", "(", translate("Keypad", "open bracket")),
            Key(")", ")", translate("Keypad", "close bracket")),
            Key("x", "x", translate("Keypad", "x")),
            Key("⌫", BACKSPACE, translate("Keypad", "delete to the left")),
        ],
        [
            Key("∫", rf"\int_{{{box}}}^{{{box}}} {box} \, dx", translate("Keypad", "integral")),
            Key("∑", rf"\sum_{{n={box}}}^{{{box}}} {box}", translate("Keypad", "sum")),
            Key("lim", rf"\lim_{{x \to {box}}} {box}", translate("Keypad", "limit")),
            Key("d/dx", rf"\frac{{d}}{{dx}} {box}", translate("Keypad", "derivative")),
            Key("π", "π", translate("Keypad", "pi")),
            Key("∞", "∞", translate("Keypad", "infinity")),
            Key("y", "y", translate("Keypad", "y")),
            Key("°", "°", translate("Keypad", "degrees")),
        ],
        [
            Key("sin", rf"\sin({box})", translate("Keypad", "sine")),
            Key("cos", rf"\cos({box})", translate("Keypad", "cosine")),
            Key("tan", rf"\tan({box})", translate("Keypad", "tangent")),
            Key("ln", rf"\ln({box})", translate("Keypad", "natural logarithm")),
            Key("log", rf"\log_{{{box}}}({box})", translate("Keypad", "logarithm to a base")),
            Key("eˣ", f"e^{{{box}}}", translate("Keypad", "e to the power of")),
            Key("n!", "!", translate("Keypad", "factorial")),
            Key(f"|{box}|", f"|{box}|", translate("Keypad", "absolute value")),
        ],
        [
            Key("<", "<", translate("Keypad", "less than")),
            Key(">", ">", translate("Keypad", "greater than")),
            Key("≤", "≤", translate("Keypad", "less than or equal to")),
            Key("≥", "≥", translate("Keypad", "greater than or equal to")),
            Key("≠", "≠", translate("Keypad", "not equal to")),
            Key("%", "%", translate("Keypad", "percent")),
            Key("$ $", f"${box}$", translate("Keypad", "formula")),
            Key("⊞", _MATRIX, translate("Keypad", "matrix")),
        ],
    ]


class _KeyButton(QPushButton):
    """Leaves the arrow keys to the keypad; on its own a button would pass the focus to any neighbour."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Keypad(QWidget):
    """One stop for Tab; inside it the arrow keys move. The cursor stays in the problem box while keys are clicked."""

    pressed = Signal(str)  # the template of the key, or BACKSPACE

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on every calculator
        self._templates: dict[QPushButton, str] = {}
        self._blocks = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._blocks.setContentsMargins(0, 0, 0, 0)
        self._blocks.setSpacing(2 * SPACE)
        left, right = (self._add_block(rows) for rows in (digits(), structures()))
        self._rows = [first + second for first, second in zip(left, right, strict=True)]
        self._current = self._rows[0][0]
        self._current.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def keys(self) -> tuple[QPushButton, ...]:
        """All keys."""
        return tuple(self._templates)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move from key to key."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move(*step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other where there is no room beside each other."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < _NARROW_BELOW
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._blocks.setDirection(direction)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one block."""
        columns = len(self._rows[0]) - len(digits()[0])
        height = self._blocks.minimumSize().height()
        return QSize(columns * (_LEAST_WIDTH + SPACE_HALF), height)

    def _add_block(self, rows: list[list[Key]]) -> list[list[QPushButton]]:
        grid = QGridLayout()
        grid.setSpacing(SPACE_HALF)
        made: list[list[QPushButton]] = []
        for row, keys in enumerate(rows):
            made.append([self._make(key) for key in keys])
            grid.setRowMinimumHeight(row, KEY_SIZE)
            for column, each in enumerate(made[-1]):
                grid.addWidget(each, row, column)
                grid.setColumnMinimumWidth(column, _LEAST_WIDTH)
        self._blocks.addLayout(grid, len(rows[0]))
        return made

    def _make(self, key: Key) -> QPushButton:
        made = _KeyButton(key.face)
        made.setProperty("kind", "key")
        made.setAccessibleName(key.name)
        made.setToolTip(key.name)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        made.clicked.connect(self._on_clicked)
        self._templates[made] = key.template
        return made

    def _move(self, down: int, right: int) -> None:
        row = next(number for number, keys in enumerate(self._rows) if self._current in keys)
        column = self._rows[row].index(self._current)
        keys = self._rows[(row + down) % len(self._rows)]
        before, self._current = self._current, keys[(column + right) % len(keys)]
        self._current.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._current.setFocus(Qt.FocusReason.TabFocusReason)
        before.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QPushButton)
        self.pressed.emit(self._templates[sender])
