"""The page of one's own work: type or paste a derivation, see it typeset, and have its first wrong line found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from steppe_qt.announce import announce
from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.request import Trouble
from steppe_qt.solving.session import SolveSession
from steppe_qt.theme.parts import Notice, button, card, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE
from steppe_qt.translations.install import said
from steppe_qt.work.editor import DerivationEditor
from steppe_qt.work.preview import typeset_lines
from steppe_qt.work.words import SIGNS, shown_lines, spoken, summary

if TYPE_CHECKING:
    from steppe.check.derivation import CheckedLine

_PREVIEW_MS = 150
_WIDEST = 1040
_LEAST_HEIGHT = 34 * SPACE


class WorkCheckPage(QScrollArea):
    """Needs no model: algebra compares each line with the one before. `left` asks for the page of problems."""

    left = Signal()

    def __init__(self, session: SolveSession, typesetter: Typesetter, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._lines: tuple[CheckedLine, ...] = ()
        self._checked_text: str | None = None
        self.editor = DerivationEditor(theme)
        self.editor.setMinimumHeight(_LEAST_HEIGHT)
        self.editor.setPlaceholderText("2x + 3 = 11\n2x = 8\nx = 4")
        self.preview = FormulaLabel(typesetter)
        self.preview.set_title(self.tr("Your steps"))
        self.check_button = button(self.tr("Check"), self.check, "primary")
        self.clear_button = button(self.tr("Clear"), self.clear, "quiet")
        self.back_button = button(self.tr("Back to problems"), self.left.emit, "quiet")
        self.notice = Notice()
        self._timer = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._timer.timeout.connect(self._show_preview)
        self.editor.textChanged.connect(self._on_text_changed)
        self.editor.check_requested.connect(self.check)
        session.derivation_checked.connect(self._on_checked)
        self._lay_out()
        self._on_text_changed()

    @property
    def lines(self) -> tuple[CheckedLine, ...]:
        """The lines as they were last checked; none since the text was changed."""
        return self._lines

    @Slot()
    def check(self) -> None:
        """Have the derivation checked."""
        text = self.editor.toPlainText()
        if not text.strip():
            self.notice.say(self.tr("Write your steps first, one on each line."), "unsure")
            announce(self, self.notice.text)
            return
        self._checked_text = text
        self.check_button.setEnabled(False)
        self.notice.say(self.tr("Checking"))
        self._session.check_derivation(text)

    @Slot()
    def clear(self) -> None:
        """An empty page."""
        self.editor.clear()
        self.take_focus()

    def take_focus(self) -> None:
        """Ready to type."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Check my work"))
        frame, column = card()
        frame.setMaximumWidth(_WIDEST)
        frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column.addWidget(label(self.tr("Check my work"), "title"))
        what = self.tr(
            "Write your derivation, one step on each line. The first wrong line is marked, with what kind of thing is "
            "wrong; the solution is not given away."
        )
        column.addWidget(label(what, "muted"))
        both = QHBoxLayout()
        both.setSpacing(2 * SPACE)
        both.addWidget(self.editor, 1)
        shown, inside = card(kind="sunken")
        inside.addWidget(self.preview)
        inside.addStretch(1)
        both.addWidget(shown, 1)
        column.addLayout(both, 1)
        column.addWidget(self.notice)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for each in (self.check_button, self.clear_button):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        column.addLayout(buttons)
        page = QWidget()
        page.setProperty("kind", "page")
        row = QHBoxLayout(page)
        row.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        row.addStretch(1)
        row.addWidget(frame, 100)
        row.addStretch(1)
        self.setWidget(page)
        self.setFocusProxy(self.editor)

    @Slot()
    def _on_text_changed(self) -> None:
        """What was said of the text before no longer holds."""
        if self.editor.toPlainText() == self._checked_text:
            return
        self._checked_text = None
        self._lines = ()
        self.editor.show_signs({})
        self.editor.setAccessibleDescription("")
        self.notice.say("")
        self.check_button.setEnabled(True)
        self._timer.start()

    @Slot()
    def _show_preview(self) -> None:
        self.preview.set_text(typeset_lines(self.editor.toPlainText()))

    @Slot(tuple, object)
    def _on_checked(self, lines: tuple[CheckedLine, ...], trouble: Trouble | None) -> None:
        self.check_button.setEnabled(True)
        if self._checked_text is None:
            return  # the text has changed meanwhile
        if trouble is not None:
            self.notice.say(f"{said(trouble.message)} {said(trouble.hint)}".strip(), "wrong")
            return
        self._lines = tuple(shown_lines(lines))
        self.editor.show_signs({line.number: SIGNS[line.state] for line in self._lines})
        self.editor.setAccessibleDescription(" ".join(spoken(line) for line in self._lines))
        wrong = next((line for line in self._lines if line.state == "wrong"), None)
        is_right = any(line.state == "right" for line in self._lines)
        self.notice.say(self._told(), "wrong" if wrong else "right" if is_right else "unsure")
        if wrong is not None:
            self.editor.go_to(wrong.number)
        announce(self, self.notice.text)

    def _told(self) -> str:
        remarks = [spoken(line) for line in self._lines if line.state == "right" and line.note]
        return "\n".join([summary(self._lines), *remarks])
