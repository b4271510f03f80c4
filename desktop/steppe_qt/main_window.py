"""The window: the bar, earlier problems at the side, the page one works on, the status line, the keys."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from steppe_qt.commands import commands
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.session import SolveSession
from steppe_qt.status_line import StatusLine
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE
from steppe_qt.top_bar import TopBar
from steppe_qt.work_page import WorkPage

SIDE_WIDTH = 36 * SPACE
_SIDE_BY_SIDE_FROM = 95 * SPACE
_WIDGET_WIDEST = 16_777_215  # Qt's own bound
_FIRST_SIZE = (1180, 820)
_LEAST_SIZE = (45 * SPACE, 50 * SPACE)


class MainWindow(QMainWindow):
    """Only widgets and their places; what they do is the conductor's, what they open is the doors'."""

    first_painted = Signal()
    command_given = Signal(str)  # by key or from the bar: the name of a command
    closing = Signal()

    def __init__(self, session: SolveSession, typesetter: Typesetter, theme: Theme, places: QSettings) -> None:
        super().__init__()
        self.setWindowTitle("Steppe")
        self._places = places
        self._is_painted = False
        self._panel: QWidget | None = None
        self.bar = TopBar(theme)
        self.page = WorkPage(session, typesetter, theme)
        self.entry = self.page.entry
        self.stack = QStackedWidget()
        self.stack.addWidget(self.page)
        self.status = StatusLine(theme)
        self._side = QHBoxLayout()
        self._side.setSpacing(0)
        self._side.addWidget(self.stack, 1)
        self._build()
        self._add_actions()
        self.bar.chosen.connect(self.command_given)
        self.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_over(self, other: MainWindow) -> None:
        """Have the place, the problem and the solution of another window."""
        self.setGeometry(other.normalGeometry() if other.isMaximized() or other.isFullScreen() else other.geometry())
        self.setWindowState(other.windowState())
        self.page.take_over(other.page)

    def place_at_side(self, panel: QWidget) -> None:
        """Put a panel at the leading side of the page, or in its place where there is no room for both."""
        self._panel = panel
        self._side.insertWidget(0, panel)
        QWidget.setTabOrder(self.bar, panel)
        self.fit_side()

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for a panel beside the page."""
        return self.width() < _SIDE_BY_SIDE_FROM

    def fit_side(self) -> None:
        """Give panel and page their widths; call it after the panel was shown or hidden."""
        if self._panel is None:
            return
        is_alone = self.is_narrow and not self._panel.isHidden()
        self.stack.setVisible(not is_alone)
        self._panel.setMinimumWidth(0 if is_alone else SIDE_WIDTH)
        self._panel.setMaximumWidth(_WIDGET_WIDEST if is_alone else SIDE_WIDTH)

    def show_page(self, page: QWidget) -> None:
        """Show the working page or another one in its place."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    @property
    def shows_problem(self) -> bool:
        """Whether the working page is shown, and not another one in its place."""
        return self.stack.currentWidget() is self.page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no part of the window wanted for itself."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if is_return and held == Qt.KeyboardModifier.ControlModifier:
            self.command_given.emit("solve")
        elif is_return and held == both:
            self.command_given.emit("again")
        elif event.key() == Qt.Key.Key_Escape:
            self.command_given.emit("stop")
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first time, tell that there is something to see: what takes longer may begin."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.first_painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel beside the page or in its place."""
        super().resizeEvent(event)
        self.fit_side()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks nothing; the owner ends what is under way."""
        self._places.setValue("geometry", self.saveGeometry())
        self.hide()
        self.closing.emit()
        event.accept()

    def _build(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(self._side, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_FIRST_SIZE)
        geometry = self._places.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def _add_actions(self) -> None:
        for command in commands():
            if not command.is_global or command.name in ("solve", "again", "stop"):
                continue  # those are taken in keyPressEvent, after the part that has the focus
            action = QAction(command.text, self)
            action.setShortcut(QKeySequence(command.keys))
            action.setData(command.name)
            action.triggered.connect(self._on_action)
            self.addAction(action)

    @Slot()
    def _on_action(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QAction)
        self.command_given.emit(sender.data())
