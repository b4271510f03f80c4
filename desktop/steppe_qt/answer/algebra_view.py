"""What algebra says on the answer card: how it understood the problem, its steps, and the equations put back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from steppe.solve.events import AlgebraAnswered, EquationChecked
from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.theme.parts import label
from steppe_qt.theme.tokens import SPACE_HALF

MOST_EQUATIONS = 4
translate = QCoreApplication.translate


class AlgebraView(QWidget):
    """Hidden while neither algebra nor an equation has anything to say."""

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Algebra"))
        self._understood = FormulaLabel(typesetter)
        self._understood.set_title(self.tr("Understood as"))
        self._steps = label(kind="muted")
        self._equations = label(kind="small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_HALF)
        for part in (self._understood, self._steps, self._equations):
            column.addWidget(part)
        self.hide()

    @property
    def text(self) -> str:
        """Everything that is shown, one line each."""
        parts = (self._understood.text(), self._steps.text(), self._equations.text())
        return "\n".join(part for part in parts if part)

    def show_algebra(self, algebra: AlgebraAnswered | None, equations: Sequence[EquationChecked]) -> None:
        """Show what algebra understood and what came of the equations."""
        if algebra is not None:
            understood = self.tr("Understood as {formula}")
            self._understood.set_text(understood.format(formula=f"${algebra.understood_latex}$"))
            self._steps.setText("\n".join(algebra.steps))
        self._understood.setVisible(algebra is not None)
        self._steps.setVisible(algebra is not None and bool(algebra.steps))
        lines = [equation_words(each) for each in _shown(equations)]
        left = len(equations) - len(lines)
        if left > 0:
            lines.append(self.tr("and %n more", "", left))
        self._equations.setText("\n".join(lines))
        self._equations.setVisible(bool(lines))
        self.setVisible(algebra is not None or bool(lines))


def _shown(equations: Sequence[EquationChecked]) -> list[EquationChecked]:
    """Those that fail first: they matter most."""
    ranked = sorted(equations, key=lambda each: each.state not in ("fails", "undefined"))
    return ranked[:MOST_EQUATIONS]


def equation_words(event: EquationChecked) -> str:
    """One equation and what came of it: a sign and words, never a colour alone."""
    what = event.equation
    if event.values:
        what = translate("Algebra", "{values} in {equation}").format(values=event.values, equation=event.equation)
    if event.state == "holds":
        return "✓ " + translate("Algebra", "{what}: holds").format(what=what)
    if event.state == "close":
        return "✓ " + translate("Algebra", "{what}: holds approximately").format(what=what)
    if event.state == "fails":
        return "✗ " + translate("Algebra", "{what}: fails by {residual}").format(what=what, residual=event.residual)
    if event.state == "undefined":
        return "✗ " + translate("Algebra", "{what}: not defined").format(what=what)
    return "? " + translate("Algebra", "{what}: could not be checked").format(what=what)
