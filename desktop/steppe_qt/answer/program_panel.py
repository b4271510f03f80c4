"""The program beside the reasoning: written before one's eyes, then live: edit it, run it again, see what it prints."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from steppe_qt.answer.panels import Panel
from steppe_qt.code.editor import CodeEditor
from steppe_qt.solving.program_run import ProgramRun
from steppe_qt.solving.solution import PathState, Solution, Step
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import button, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE, SPACE_HALF
from steppe_qt.translations.install import said

translate = QCoreApplication.translate
_FENCE_LINE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n?", re.MULTILINE)
_LINE_NAMED = re.compile(r" in line (\d+)\.?$")
_ERROR_BEGINS = "The program stopped with an error: "
_OUTPUT_LINES = 6
_OUTPUT_EDGES = 8  # pixels: the focus ring and a little air
_LEAST_CODE_LINES = 5


class ProgramPanel(Panel):
    """Shows a path's program; `run_requested` carries the edited one."""

    run_requested = Signal(str)
    edited = Signal()  # the text may have changed; its colours alone also count

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Solution", "Program"), parent)
        self._theme = theme
        self._original = ""
        self._streamed = ""
        self._is_final = False
        self._error_line: int | None = None
        self.editor = CodeEditor()
        self.editor.setAccessibleName(self.tr("Program"))
        self.editor.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # programs are, in every language
        self.output = QPlainTextEdit()
        self._pages = QStackedWidget()
        self._empty = label(kind="muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._result = QFrame()
        self._message = label(kind="wrong")
        self.restore_button = self.add_button(
            self.tr("Undo edits"), self.tr("Bring back the program as the model wrote it")
        )
        self._copy = self.add_button(self.tr("Copy"), self.tr("Copy the program"))
        self.run_button = button(self.tr("Run"), self._on_run)
        self._build()
        self.restore_button.clicked.connect(self._on_restore)
        self._copy.clicked.connect(self._on_copy)
        self.editor.run_requested.connect(self._on_run)
        self.editor.textChanged.connect(self._on_edited)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.clear()

    @property
    def error_line(self) -> int | None:
        """The line that is marked with an error."""
        return self._error_line

    @property
    def message(self) -> str:
        """What is said of a program that did not end well."""
        return self._message.text()

    @property
    def is_edited(self) -> bool:
        """Whether the program is no longer what the model wrote."""
        return self.is_other_than(self._original)

    def is_other_than(self, program: str) -> bool:
        """Whether another program than this stands in the editor, once one may edit it."""
        return self._is_final and self.editor.program().rstrip() != program.rstrip()

    def differs(self, program: str) -> bool:
        """Whether a program is another than what the model wrote."""
        return program.rstrip() != self._original.rstrip()

    def clear(self) -> None:
        """Begin anew."""
        self._original = self._streamed = ""
        self._result_shown: tuple[bool, str, str, int | None] | None = None
        self._is_on_its_way = False
        self._is_final = False
        self.editor.setReadOnly(True)
        self.editor.set_program("")
        self.editor.set_error(None)
        self.output.clear()
        self._message.clear()
        self._update()

    def append(self, text: str) -> None:
        """More text of the path that writes the program; fences and what stands before them are not shown."""
        self._streamed += text
        shown = _FENCE_LINE.sub("", self._streamed)
        before = self.editor.program()
        if shown.startswith(before):
            cursor = QTextCursor(self.editor.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(shown[len(before) :])
        else:
            self.editor.set_program(shown)

    def show_program(self, path: PathState) -> None:
        """The program is complete, or the path has ended without one."""
        if path.program is not None and path.program != self._original:
            self._original = path.program
            if self.editor.program() != path.program:
                self.editor.set_program(path.program)
                self._result_shown = None

    def show_state(self, solution: Solution) -> None:
        """Say where the path is and show what came of the program."""
        path = solution.program_path
        self.show_program(path)
        if path.status is not None and solution.edited is None:
            self._show_result(path.status == "ok", path.output, path.message, path.error_line)
        is_final = path.program is not None and not solution.is_running
        if is_final != self._is_final:
            self._is_final = is_final
            self.editor.setReadOnly(not is_final)
        states = {Step.WRITING: self.tr("writing"), Step.RUNNING: self.tr("running")}
        self.set_state(states.get(path.step, ""))
        if not solution.is_running:
            self._empty.setText(self.tr("There is no program for this problem."))
        else:
            self._empty.setText(self.tr("The program will be written here."))
        self._update()

    def show_run(self, run: ProgramRun) -> None:
        """What came of the edited program."""
        self.set_state("")
        self._result_shown = None  # an edit takes the mark of an error away
        self._is_on_its_way = False
        self._show_result(run.outcome.is_ok, run.outcome.stdout, run.outcome.message, run.outcome.error_line)
        self._update()

    def show_edited(self, run: ProgramRun) -> None:
        """A program that was edited at an earlier time, with what came of it."""
        self.editor.set_program(run.program)
        self.show_run(run)

    def show_running(self) -> None:
        """The edited program is on its way; what is typed meanwhile is not what runs."""
        self._is_on_its_way = True
        self.set_state(self.tr("running"))
        self.run_button.setEnabled(False)

    def _build(self) -> None:
        self.output.setReadOnly(True)
        self.output.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.output.setPlaceholderText(self.tr("What it prints appears here."))
        self.output.setAccessibleName(self.tr("Output of the program"))
        self.output.setTabChangesFocus(True)
        self.output.setProperty("kind", "bare")
        self.output.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.output.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.output.document().setDocumentMargin(0)
        self.output.textChanged.connect(self._on_output_changed)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._result.setProperty("kind", "sunken")
        inner = QVBoxLayout(self._result)
        inner.setContentsMargins(SPACE + SPACE_HALF, SPACE, SPACE + SPACE_HALF, SPACE)
        inner.setSpacing(SPACE_HALF)
        inner.addWidget(label(self.tr("Output"), "small", wraps=False))
        inner.addWidget(self.output)
        inner.addWidget(self._message)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.editor)
        self.column.addWidget(self._pages, 1)
        self.column.addWidget(self._result)
        self._buttons.addWidget(self.run_button)

    def _show_result(self, is_ok: bool, output: str, message: str, line: int | None = None) -> None:
        """Show what came of a program; what is there already keeps its selection and its place."""
        if self._result_shown == (is_ok, output, message, line):
            return
        self._result_shown = (is_ok, output, message, line)
        self.output.setPlainText(output.rstrip("\n"))
        self.output.setVisible(bool(output.strip()) or is_ok)
        if is_ok and not output.strip():
            self.output.setPlainText(self.tr("(nothing was printed)"))
        self._message.setText("" if is_ok else said(message))
        if line is None and (named := _LINE_NAMED.search(message)):
            line = int(named[1])
        self._error_line = None if is_ok else line
        self.editor.set_error(self._error_line, message.removeprefix(_ERROR_BEGINS).partition(" in line ")[0])

    def _update(self) -> None:
        has_program = bool(self.editor.program().strip())
        self._pages.setCurrentWidget(self.editor if has_program else self._empty)
        self._message.setVisible(bool(self._message.text()))
        self._copy.setEnabled(has_program)
        self.restore_button.setVisible(self.is_edited)
        self.run_button.setEnabled(self._is_final and has_program and not self._is_on_its_way)

    @Slot()
    def _on_edited(self) -> None:
        if self._is_final:
            self._update()
            self.edited.emit()

    @Slot()
    def _on_run(self) -> None:
        if self._is_final and self.run_button.isEnabled():
            self.run_requested.emit(self.editor.program())

    @Slot()
    def _on_restore(self) -> None:
        self._is_on_its_way = False  # what runs is not what stands here any more
        self.editor.set_program(self._original)
        self._update()
        self._on_run()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.editor.program())

    @Slot()
    def _on_output_changed(self) -> None:
        lines = min(max(self.output.document().size().height(), 1), _OUTPUT_LINES)
        self.output.setFixedHeight(round(lines * self.output.fontMetrics().lineSpacing()) + _OUTPUT_EDGES)

    @Slot()
    def _on_theme_changed(self) -> None:
        colours = self._theme.colours
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self._theme.sizes.body)
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.output.setFont(font)
        self.editor.setMinimumHeight(_LEAST_CODE_LINES * self.editor.fontMetrics().lineSpacing() + 2 * SPACE)
        self._copy.setIcon(icon("copy", colours, "muted", 16))
        self.restore_button.setIcon(icon("back", colours, "muted", 16))
        self.run_button.setIcon(icon("run", colours, "text", 16))
        self._on_output_changed()
