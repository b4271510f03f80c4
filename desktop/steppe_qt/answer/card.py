"""The answer card: the answer large and typeset, how far it may be believed and why, the time and the model."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from steppe.answer import Answer
from steppe.prose.answer_formula import formula_of
from steppe.solve.events import ALGEBRA
from steppe_qt.announce import announce
from steppe_qt.answer.algebra_view import AlgebraView
from steppe_qt.answer.badge import BadgeView
from steppe_qt.answer.panels import quiet_button
from steppe_qt.answer.tally import TallyView
from steppe_qt.answer.words import (
    Badge,
    algebra_name,
    badge_of,
    confidence_words,
    path_name,
    sentence_of,
    stale_badge,
    stale_sentence,
)
from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.solution import Phase, Solution
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import card, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE, SPACE_HALF
from steppe_qt.theme.tool_button import ButtonRow
from steppe_qt.translations.install import said

_VALUE_HEIGHT = 8 * SPACE  # room for a fraction: the card does not grow when the answer comes
_LEAST_WORDS = 320  # pixels for the sentence beside the buttons


class _Value(QWidget):
    """One answer under the name of the path that it comes from."""

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = label(kind="small", wraps=False)
        self._formula = FormulaLabel(typesetter)
        self._shown: tuple[str, str] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addWidget(self._formula, 1)

    @property
    def answer_text(self) -> str:
        """The answer that it shows, as text."""
        return self._shown[1] if self._shown else ""

    def show_answer(
        self, caption: str, answer: Answer, choices: tuple[str, ...], points: float, latex: str = ""
    ) -> None:
        """Show an answer, in the LaTeX that it comes with if it does; a choice with the text of the option."""
        text = answer.text
        if answer.kind == "choice" and len(text) == 1 and 0 <= ord(text) - ord("A") < len(choices):
            text = f"{text} · {choices[ord(text) - ord('A')]}"
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        self._formula.set_point_size(points)
        if self._shown == (caption, text):
            return
        self._shown = (caption, text)
        formula = latex or formula_of(answer)
        self._formula.set_text(text if formula is None else f"$\\displaystyle {formula}$")
        self._formula.set_title(caption or self.tr("Answer"))


class AnswerCard(QWidget):
    """Shows a `Solution`; `again_requested` asks for another try at the same problem."""

    again_requested = Signal()
    harder_requested = Signal()
    explanation_requested = Signal()
    command_given = Signal(str)  # "export" or "print"

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._solution = Solution()
        self._is_stale = False
        self.setAccessibleName(self.tr("Answer"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.badge = BadgeView(theme)
        self._confidence = label(kind="chip", wraps=False)
        self.tally = TallyView(theme)
        self.algebra = AlgebraView(typesetter)
        self._progress = label(kind="muted")
        self._first, self._second = _Value(typesetter), _Value(typesetter)
        self._sentence = label()
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._notes = label(kind="small")
        self._meta = label(kind="small")
        self._copy = quiet_button(self.tr("Copy"), self.tr("Copy the answer"))
        self._copy.clicked.connect(self._on_copy)
        self._again = quiet_button(self.tr("Another try"), self.tr("Solve it again with other random choices"))
        self._again.clicked.connect(self.again_requested)
        self._harder = quiet_button(
            self.tr("Try harder"), self.tr("Compare many answers and take the one most agree on")
        )
        self._harder.clicked.connect(self.harder_requested)
        self.export_button = quiet_button(self.tr("Export"), self.tr("Save or print this solution"))
        self.export_button.hide()
        self._explain = quiet_button(self.tr("Explain"), self.tr("Let the model explain this answer"))
        self._explain.clicked.connect(self.explanation_requested)
        self._build()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def offer_export(self) -> None:
        """Show the button for saving and printing, where the window can do that."""
        menu = QMenu(self.export_button)
        save = menu.addAction(self.tr("Save as a file…"))
        save.triggered.connect(lambda: self.command_given.emit("export"))
        paper = menu.addAction(self.tr("Print…"))
        paper.triggered.connect(lambda: self.command_given.emit("print"))
        self.export_button.setMenu(menu)
        self.export_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.export_button.show()

    @property
    def sentence(self) -> str:
        """How the answer was checked, as shown."""
        return self._sentence.text() or self._progress.text()

    @property
    def values(self) -> tuple[_Value, ...]:
        """Where the answers stand: one, or two that differ."""
        return self._first, self._second

    @property
    def spoken(self) -> str:
        """The card in one sentence or two, for announcements."""
        badge, sentence = self._trust
        answer = self._solution.answer
        start = self.tr("Answer: {text}.").format(text=answer.text) if answer else badge.text + "."
        return f"{start} {sentence}"

    @property
    def _trust(self) -> tuple[Badge, str]:
        """How far the answer may be believed, in a few words and in sentences."""
        if self._is_stale:
            return stale_badge(), stale_sentence()
        return badge_of(self._solution), sentence_of(self._solution)

    def set_stale(self, is_stale: bool) -> None:
        """Whether the program beside the answer is no longer the one that it came from."""
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self._show_trust()

    def show_solution(self, solution: Solution, model_name: str) -> None:
        """Show the state of a solve."""
        self._solution = solution
        self._show_values(solution)
        self.tally.show_tally(solution.tally if solution.edited is None else None)
        is_algebra = solution.algebra is not None
        self.algebra.show_algebra(solution.algebra, solution.equations if solution.edited is None else ())
        self._explain.setVisible(is_algebra and not solution.paths["cot"].text)
        self._again.setVisible(not is_algebra)
        self._notes.setText("\n".join(said(note) for note in solution.notes))
        self._notes.setVisible(bool(solution.notes))
        self._meta.setText(self._meta_text(solution, model_name))
        self._copy.setEnabled(solution.answer is not None)
        for again in (self._again, self._harder, self._explain, self.export_button):
            again.setEnabled(not solution.is_running and solution.request is not None)
        self._harder.setVisible(not is_vote(solution) and not is_algebra)
        self._show_trust()

    def _show_trust(self) -> None:
        solution, (badge, text) = self._solution, self._trust
        has_value = solution.answer is not None
        self.badge.show_badge(badge)
        self._progress.setText("" if has_value else text)
        self._sentence.setText(text if has_value else "")
        self._sentence.setVisible(has_value)
        verdict = solution.verdict if solution.edited is None and not self._is_stale else None
        evidence = verdict.evidence if verdict is not None else None
        self._confidence.setVisible(evidence is not None)
        if evidence is not None:
            short, long = confidence_words(evidence)
            self._confidence.setText(short)
            self._confidence.setToolTip(long)
            self._confidence.setAccessibleName(short)
            self._confidence.setAccessibleDescription(long)
        self._place_confidence(self.width())
        self._keep_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons below the words where there is no room beside them."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < self._buttons.sizeHint().width() + _LEAST_WORDS
        self._bottom.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        self._place_confidence(event.size().width())
        self._keep_height()

    def _place_confidence(self, width: int) -> None:
        """Beside the badge, or below the sentence where there is no room for it."""
        parts = (self._title, self._confidence, self.badge)
        is_tight = width < sum(part.sizeHint().width() for part in parts) + 8 * SPACE
        is_below = self._words.indexOf(self._confidence) >= 0
        if is_tight and not is_below:
            self._words.insertWidget(1, self._confidence, 0, Qt.AlignmentFlag.AlignLeading)
        elif is_below and not is_tight:
            self._top.insertWidget(2, self._confidence)

    def _keep_height(self) -> None:
        """Room for all lines at this width: layouts reckon with unwrapped text, and would press the rest flat."""
        layout = self.layout()
        assert layout is not None
        self.setMinimumHeight(max(0, layout.totalHeightForWidth(self.width())))

    @Slot()
    def take_focus(self) -> None:
        """Put the focus on the answer, and have it read out."""
        self._copy.setFocus(Qt.FocusReason.ShortcutFocusReason)
        announce(self, self.spoken)

    def _build(self) -> None:
        frame, column = card()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._top = QHBoxLayout()
        self._top.setSpacing(SPACE)
        self._title = label(self.tr("Answer"), "heading", wraps=False)
        self._top.addWidget(self._title)
        self._top.addStretch(1)
        self._top.addWidget(self._confidence)
        self._top.addWidget(self.badge)
        values = QWidget()
        values.setMinimumHeight(_VALUE_HEIGHT)
        row = QHBoxLayout(values)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 * SPACE)
        for part in (self._progress, self._first, self._second):
            row.addWidget(part, 1)
        self._words = QVBoxLayout()
        self._words.setSpacing(SPACE_HALF)
        for text in (self._sentence, self._notes, self._meta):
            self._words.addWidget(text)
        self._buttons = ButtonRow()
        for each in (self._copy, self.export_button, self._explain, self._harder, self._again):
            self._buttons.add(each)
        self._bottom = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bottom.setSpacing(SPACE)
        self._bottom.addLayout(self._words, 1)
        self._bottom.addWidget(self._buttons)
        column.addLayout(self._top)
        column.addWidget(values)
        column.addWidget(self.algebra)
        column.addWidget(self.tally)
        column.addLayout(self._bottom)

    def _show_values(self, solution: Solution) -> None:
        points = self._theme.sizes.answer
        choices = solution.request.problem.choices if solution.request else ()
        answer, other = solution.answer, None
        if solution.agreement == "differ" and solution.tally is None:
            first, other = self._differing(solution)
            answer = first or answer
        self._progress.setVisible(answer is None)
        self._first.setVisible(answer is not None)
        self._second.setVisible(other is not None)
        if answer is not None:
            latex = solution.algebra.latex if solution.algebra and solution.edited is None else ""
            caption = algebra_name() if latex and other else path_name("pot") if other else ""
            self._first.show_answer(caption, answer, choices, points, latex)
        if other is not None:
            self._second.show_answer(path_name("cot"), other, choices, points)

    @staticmethod
    def _differing(solution: Solution) -> tuple[Answer | None, Answer | None]:
        if solution.edited is not None:
            return solution.edited.answer, solution.edited.other
        first = solution.algebra.answer if solution.algebra else solution.paths["pot"].answer
        return first, solution.paths["cot"].answer

    def _meta_text(self, solution: Solution, model_name: str) -> str:
        is_alone = solution.algebra is not None and solution.model == ALGEBRA
        parts = [algebra_name() if is_alone else model_name or solution.model]
        if solution.verdict is not None:
            digits = 2 if is_alone else 1
            parts.append(self.tr("{seconds} s").format(seconds=f"{solution.verdict.seconds:.{digits}f}"))
        tokens = sum(path.tokens for path in solution.paths.values()) + solution.sample_tokens
        if tokens:
            parts.append(self.tr("%n tokens", "", tokens))
        if solution.request is not None and solution.request.try_number:
            parts.append(self.tr("try {number}").format(number=solution.request.try_number + 1))
        if solution.phase is Phase.FAILED and not tokens:
            parts = parts[:1]
        return "  ·  ".join(part for part in parts if part)

    @Slot()
    def _on_copy(self) -> None:
        answer = self._solution.answer
        if answer is not None:
            QGuiApplication.clipboard().setText(answer.text)

    @Slot()
    def _on_theme_changed(self) -> None:
        colours = self._theme.colours
        self._copy.setIcon(icon("copy", colours, "muted", 16))
        self.export_button.setIcon(icon("save", colours, "muted", 16))
        self._again.setIcon(icon("again", colours, "muted", 16))
        self._explain.setIcon(icon("edit", colours, "muted", 16))
        self._harder.setIcon(icon("votes", colours, "muted", 16))
        font = self._progress.font()
        font.setPointSizeF(self._theme.sizes.title)
        self._progress.setFont(font)
        self._show_values(self._solution)  # a new style sheet gives every widget the application's font back


def is_vote(solution: Solution) -> bool:
    """Whether the problem was put to a vote from the beginning: there is nothing harder to try."""
    return solution.request is not None and solution.request.mode == "vote"
