"""The card at the top: the problem box with its preview, choices and keypad, and the row of tools under it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from steppe.problem import Problem, make_problem, read_problem_text
from steppe_models.errors import BadInputError
from steppe_qt.entry.choices import Choices
from steppe_qt.entry.examples import Example, examples
from steppe_qt.entry.keypad import BACKSPACE, Keypad
from steppe_qt.entry.pickers import ModelPicker, ModePicker
from steppe_qt.entry.preview import Preview
from steppe_qt.entry.problem_box import ProblemBox
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import button, card, dress
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE, SPACE_HALF
from steppe_qt.theme.tool_button import ToolButton


class EntryPanel(QWidget):
    """Gives out a problem when Solve is pressed; the same button stops while a solve is under way."""

    solve_requested = Signal(object)  # Problem
    stop_requested = Signal()
    complaint = Signal(object)  # BadInputError: why the problem or the file cannot be taken
    file_read = Signal(str)

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_solving = False
        self._row_count = 0
        self._is_built = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.box = ProblemBox()
        self.preview = Preview(typesetter)
        self.choices = Choices(theme)
        self.keypad = Keypad()
        self.model_picker = ModelPicker()
        self.mode_picker = ModePicker()
        self.solve_button = button("", self._on_solve_pressed, "primary")
        self.keypad_button = self._tool(self.tr("Keypad"), self._on_keypad, checkable=True)
        self.choices_button = self._tool(self.tr("Choices"), self._on_choices, checkable=True)
        self._file_button = self._tool(self.tr("Open…"), self.choose_file)
        self._examples_button = self._tool(self.tr("Examples"), None)
        self._examples_button.setMenu(self._examples_menu())
        self._examples_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._build()
        for hidden in (self.choices, self.keypad):
            hidden.hide()
        self._connect()
        self.set_solving(False)
        self._on_theme_changed()

    def show_example(self, example: Example) -> None:
        """Put an example into the box, ready to be solved."""
        self.set_problem(Problem(example.problem, example.choices))
        self.solve_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_problem(self, problem: Problem) -> None:
        """Show a problem in the box, its choices included."""
        self.box.set_text(problem.text)
        self.choices.set_texts(problem.choices)
        self._show_choices(bool(problem.choices))

    def take_over(self, other: EntryPanel) -> None:
        """Have the problem, the tools and the earlier problems of another panel."""
        self.box.recall = other.box.recall
        self.set_problem(Problem(other.box.text, other.choices.texts))
        self._show_choices(other.choices.isVisibleTo(other))
        self.keypad_button.setChecked(other.keypad_button.isChecked())
        self.keypad.setVisible(other.keypad_button.isChecked())

    def set_solving(self, is_solving: bool) -> None:
        """Whether the button stops or solves; it keeps its place and its width."""
        self._is_solving = is_solving
        text = self.tr("Stop") if is_solving else self.tr("Solve")
        self.solve_button.setText(text)
        dress(self.solve_button, "" if is_solving else "primary")
        key = QKeySequence(Qt.Key.Key_Escape) if is_solving else QKeySequence("Ctrl+Return")
        self.solve_button.setToolTip(f"{text}  ({key.toString(QKeySequence.SequenceFormat.NativeText)})")
        self._update_icons()

    def restrict(self) -> None:
        """Only what strangers need: no files, no menus, no choice of model or mode."""
        for each in (self._file_button, self._examples_button, self._pickers):
            each.hide()
        self.box.setPlaceholderText(self.tr("Type a problem, in words or as a formula: x^2 = 2"))
        self.box.setAcceptDrops(False)
        self.box.takes_files = False

    def set_compact(self, is_compact: bool) -> None:
        """Compact when a solution stands below, roomy on an empty page."""
        self.box.set_least_lines(1 if is_compact else 4)

    @Slot()
    def solve(self) -> None:
        """Ask for a solution of what stands in the box."""
        try:
            problem = make_problem(self.box.text, self.choices.texts if self.choices.isVisibleTo(self) else ())
        except BadInputError as error:
            self.complaint.emit(error)
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.box.recall.add(problem.text)
        self.solve_requested.emit(problem)

    @Slot(object)
    def read_file(self, path: Path) -> None:
        """Put the text of a file into the box."""
        try:
            text = read_problem_text(path)
        except BadInputError as error:
            self.complaint.emit(error)
            return
        self.box.set_text(text.strip())
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.file_read.emit(path.name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two rows of tools where one is too long."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """A larger font needs more room for the same row."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._is_built:
            self._arrange()

    def _build(self) -> None:
        frame, column = card()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column.setSpacing(SPACE)
        for part in (self.box, self.preview, self.choices, self.keypad):
            column.addWidget(part)
        self._tools = QWidget()
        left = QHBoxLayout(self._tools)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE_HALF)
        for tool in self._tool_buttons:
            left.addWidget(tool)
        left.addStretch(1)
        self._pickers = QWidget()
        right = QHBoxLayout(self._pickers)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SPACE)
        for picker in (self.model_picker, self.mode_picker):
            picker.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            right.addWidget(picker)
        self.solve_button.setMinimumWidth(14 * SPACE)
        self._rows = QGridLayout()
        self._rows.setContentsMargins(0, SPACE, 0, 0)
        self._rows.setSpacing(SPACE)
        column.addLayout(self._rows)
        self._is_built = True
        self._arrange()

    @property
    def _tool_buttons(self) -> tuple[ToolButton, ...]:
        return (self.keypad_button, self.choices_button, self._file_button, self._examples_button)

    def _arrange(self) -> None:
        """One row of tools where there is room, else two or three; tools without words where even they do not fit."""
        room = self.width() - 6 * SPACE
        tools = self._tools_width
        pickers = 0 if self._pickers.isHidden() else self._pickers.sizeHint().width()
        solve = self.solve_button.sizeHint().width() + 2 * SPACE
        rows = 1 if tools + pickers + solve <= room else 2 if pickers + solve <= room else 3
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if tools > room else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for each in self._tool_buttons:
            each.setToolButtonStyle(style)
        if rows == self._row_count:
            return
        self._row_count = rows
        self._rows.addWidget(self._tools, 0, 0, 1, 1 if rows == 1 else 2)
        self._rows.addWidget(self._pickers, 0 if rows == 1 else 1, 1 if rows == 1 else 0, 1, 2 if rows == 3 else 1)
        self._rows.addWidget(self.solve_button, *((0, 2), (1, 1), (2, 0))[rows - 1], 1, 2 if rows == 3 else 1)
        self._rows.setColumnStretch(0, 1)

    @property
    def _tools_width(self) -> int:
        """What the tools need with their words."""
        widths = [each.hint(has_words=True).width() + SPACE_HALF for each in self._tool_buttons]
        return sum(widths)

    def _connect(self) -> None:
        self.box.solve_requested.connect(self.solve)
        self.box.textChanged.connect(self._on_text_changed)
        self.box.file_given.connect(self.read_file)
        self.box.picture_given.connect(self._on_picture)
        self.choices.solve_requested.connect(self.solve)
        self.keypad.pressed.connect(self._on_key)
        self._theme.changed.connect(self._on_theme_changed)

    def _tool(self, text: str, on_click: object, *, checkable: bool = False) -> ToolButton:
        made = ToolButton(text)
        made.setAccessibleName(text)
        made.setToolTip(text)
        made.setCheckable(checkable)
        if callable(on_click):
            made.clicked.connect(on_click)
        return made

    def _examples_menu(self) -> QMenu:
        menu = QMenu(self)
        for example in examples():
            action = menu.addAction(example.title)
            action.setToolTip(example.problem)
            action.setData(example)
        menu.setToolTipsVisible(True)
        menu.triggered.connect(self._on_example)
        return menu

    def show_choices(self, texts: Sequence[str]) -> None:
        """Show rows with these options."""
        self.choices.set_texts(texts)
        self._show_choices(True)

    def _show_choices(self, is_shown: bool) -> None:
        self.choices.setVisible(is_shown)
        self.choices_button.setChecked(is_shown)

    def _update_icons(self) -> None:
        colours = self._theme.colours
        name, colour = ("stop", "text") if self._is_solving else ("run", "on_accent")
        self.solve_button.setIcon(icon(name, colours, colour, 16))

    @Slot()
    def _on_solve_pressed(self) -> None:
        if self._is_solving:
            self.stop_requested.emit()
        else:
            self.solve()

    @Slot()
    def _on_text_changed(self) -> None:
        self.preview.show_text(self.box.text)

    @Slot(bool)
    def _on_keypad(self, is_shown: bool) -> None:
        self.keypad.setVisible(is_shown)
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def _on_choices(self, is_shown: bool) -> None:
        self._show_choices(is_shown)
        if is_shown:
            self.choices.begin()
        else:
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_key(self, template: str) -> None:
        if template == BACKSPACE:
            self.box.textCursor().deletePreviousChar()
        else:
            self.box.insert_template(template)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a text file and read it."""
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open a problem"), "", self.tr("Text (*.txt *.md *.tex);;All files (*)")
        )
        if name:
            self.read_file(Path(name))

    @Slot(object)
    def _on_example(self, action: object) -> None:
        self.show_example(action.data())  # type: ignore[attr-defined]  # a QAction of our menu

    @Slot()
    def _on_picture(self) -> None:
        self.complaint.emit(BadInputError(self.tr("A picture cannot be read."), self.tr("Type the problem instead.")))

    @Slot()
    def _on_theme_changed(self) -> None:
        colours = self._theme.colours
        names = (
            (self.keypad_button, "calculator"),
            (self.choices_button, "check"),
            (self._file_button, "file"),
            (self._examples_button, "star"),
        )
        for each, name in names:
            each.setIcon(icon(name, colours, "muted", 18))
        self._update_icons()
