"""The page one works on: the problem above, the solution below; empty, it shows a few problems to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from steppe_qt.entry.examples import Example, examples
from steppe_qt.entry.panel import EntryPanel
from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.session import SolveSession
from steppe_qt.theme.parts import label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import RADIUS_LARGE, SPACE

if TYPE_CHECKING:
    from steppe_qt.answer.solution_view import SolutionView

_WIDEST = 1280
_WIDEST_EMPTY = 1040
_EXAMPLES = 3
_NARROW_BELOW = 700


class WorkPage(QScrollArea):
    """Scrolls as a whole only where the parts do not fit at their smallest heights."""

    solution_made = Signal(object)  # SolutionView

    def __init__(self, session: SolveSession, typesetter: Typesetter, theme: Theme) -> None:
        super().__init__()
        self._session, self._typesetter, self._theme = session, typesetter, theme
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entry = EntryPanel(typesetter, theme)
        self.solution: SolutionView | None = None
        self._title = label(self.tr("What shall we solve?"), "title")
        self._examples = ExampleRow(typesetter, theme)
        self._examples.chosen.connect(self._on_example)
        page = QWidget()
        page.setProperty("kind", "page")
        self._column = QVBoxLayout(page)
        self._column.setSpacing(2 * SPACE)
        self._column.addWidget(self._title)
        self._column.addWidget(self.entry)
        self._column.addWidget(self._examples)
        self._column.addStretch(1)
        self.setWidget(page)
        self._set_margins()

    @property
    def typesetter(self) -> Typesetter:
        """What typesets the formulas of this window."""
        return self._typesetter

    def open_solution(self) -> SolutionView:
        """The view of the solution, made when it is first needed; the examples give way to it."""
        self.prepare()
        assert self.solution is not None
        self._show_empty(False)
        return self.solution

    @Slot()
    def prepare(self) -> None:
        """Build the view of the solution, unseen: it takes a moment, which a solve should not wait for."""
        if self.solution is None:
            from steppe_qt.answer.solution_view import SolutionView  # not before the window is there

            self.solution = SolutionView(self._session, self._typesetter, self._theme)
            self.solution.hide()
            self._column.insertWidget(3, self.solution, 100)
            self.solution_made.emit(self.solution)

    def take_over(self, other: WorkPage) -> None:
        """Show what another page shows."""
        self.entry.take_over(other.entry)
        if other.solution is not None and not other.is_empty:
            self.open_solution().take_over(other.solution)

    def show_empty(self) -> None:
        """Back to an empty page."""
        self._show_empty(True)

    @property
    def is_empty(self) -> bool:
        """Whether no solution is shown."""
        return self.solution is None or self.solution.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Margins grow with the window; lines do not grow beyond what reads well."""
        super().resizeEvent(event)
        self._set_margins()

    def _show_empty(self, is_empty: bool) -> None:
        self._title.setVisible(is_empty)
        self._examples.setVisible(is_empty)
        if self.solution is not None:
            self.solution.setVisible(not is_empty)
        self.entry.set_compact(not is_empty)
        self._set_margins()

    def _set_margins(self) -> None:
        width = self.viewport().width()
        side = 2 * SPACE if width < _NARROW_BELOW else 3 * SPACE
        side = max(side, (width - (_WIDEST_EMPTY if self.is_empty else _WIDEST)) // 2)
        top = 2 * SPACE if not self.is_empty else max(3 * SPACE, self.viewport().height() // 9)
        self._column.setContentsMargins(side, top, side, 2 * SPACE)

    @Slot(object)
    def _on_example(self, example: Example) -> None:
        self.entry.show_example(example)


class ExampleRow(QWidget):
    """A few problems to try, each on a card; beside each other when wide."""

    chosen = Signal(object)  # Example

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2 * SPACE)
        for example in examples()[:_EXAMPLES]:
            made = ExampleCard(example, typesetter, theme)
            made.clicked.connect(self._on_clicked)
            self._row.addWidget(made, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other when narrow."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < _NARROW_BELOW
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        assert isinstance(sender, ExampleCard)
        self.chosen.emit(sender.example)


class ExampleCard(QAbstractButton):
    """A button as large as a card: a title, and the problem typeset."""

    def __init__(self, example: Example, typesetter: Typesetter, theme: Theme) -> None:
        super().__init__()
        self.example = example
        self._theme = theme
        self.setAccessibleName(self.tr("Try: {problem}").format(problem=example.problem))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        title = label(example.title, "label")
        text = FormulaLabel(typesetter)
        text.set_text(example.problem)
        for each in (title, text):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(each)
        column.addStretch(1)

    def sizeHint(self) -> QSize:
        """As large as what is on it."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """Its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its text at this width."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card that answers to the mouse and shows the focus."""
        del event
        colours = self._theme.colours
        ground = colours.hover if self.underMouse() or self.isDown() else colours.surface
        edge, width = (colours.focus, 2) if self.hasFocus() else (colours.line, 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(ground))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), RADIUS_LARGE, RADIUS_LARGE)
        painter.end()
