"""The whole solution: the answer card above, reasoning and program in two columns or one, the plot."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from steppe.plots import PlotRequest, find_plots
from steppe.solve.events import (
    Event,
    PathAnswered,
    ProgramRan,
    ProgramReady,
    RepairStarted,
    StepChecked,
    TextArrived,
)
from steppe_qt.announce import announce
from steppe_qt.answer.card import AnswerCard
from steppe_qt.answer.plot_panel import PlotPanel
from steppe_qt.answer.program_panel import ProgramPanel
from steppe_qt.answer.prose_panel import ProsePanel
from steppe_qt.answer.words import badge_of
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.program_run import ProgramRun
from steppe_qt.solving.request import Ending, SolveRequest
from steppe_qt.solving.session import SolveSession
from steppe_qt.solving.solution import Phase, Solution
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE

NARROW_BELOW = 860


class SolutionView(QWidget):
    """Paints what a `SolveSession` tells, and asks it to run edited programs and to compute plots."""

    again_requested = Signal()
    explanation_requested = Signal()
    harder_requested = Signal()

    def __init__(
        self, session: SolveSession, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.solution = Solution()
        self._model_name = ""
        self._told: list[Event] = []  # all that was shown of this solve, to be shown again by another view
        self._ending: Ending | None = None
        self._plot_request: PlotRequest | None = None
        self.card = AnswerCard(typesetter, theme)
        self.prose = ProsePanel(typesetter, theme)
        self.program = ProgramPanel(theme)
        self.plot = PlotPanel(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.card)
        self._grid = QGridLayout()
        self._grid.setSpacing(2 * SPACE)
        column.addLayout(self._grid, 100)
        column.addStretch(1)  # where the card is all there is, it stays at the top
        self._is_narrow: bool | None = None
        self._shows_program = True
        self._arrange(False)
        self._connect()

    @property
    def events(self) -> list[Event]:
        """The events of the solve that is shown, as they came."""
        return list(self._told)

    def begin(self, request: SolveRequest, model_name: str) -> None:
        """Clear everything for a new solve."""
        self.solution = Solution(Phase.WAITING, request)
        self._model_name = model_name
        self._told.clear()
        self._ending = None
        self._session.forget_program()
        self._session.forget_plot()
        self._plot_request = None
        self.prose.clear()
        self.program.clear()
        self.plot.show_data(None, is_zoomed=False)
        self._paint()

    def reopen(self, request: SolveRequest, model_name: str, events: list[Event], ending: Ending) -> None:
        """Show a solve of earlier as it was, from its events."""
        self.begin(request, model_name)
        self.on_events(events)
        self.on_ended(ending)
        if (edited := self.solution.edited) is not None:
            self.program.show_edited(edited)

    def take_over(self, other: SolutionView) -> None:
        """Show what another view of the same session shows, whether it has ended or not."""
        before = other.solution
        if before.request is None:
            return
        self.begin(before.request, other._model_name)
        self.on_events(list(other._told))
        if other._ending is not None:
            self.on_ended(other._ending)
        self.solution.edited = before.edited
        self._paint()
        if before.edited is not None:
            self.program.show_edited(before.edited)
        if other.program.is_edited:
            self.program.editor.set_program(other.program.editor.program())

    def use_limits(self, limits: tuple[float, int]) -> None:
        """Run edited programs of the solve that is shown within so many seconds and megabytes from now on."""
        if self.solution.request is not None:
            self.solution.request = replace(self.solution.request, limits=limits)

    def leave_out_program(self) -> None:
        """Show no program, in a kiosk that does not want any; it is still written and compared."""
        self._shows_program = False
        self.program.hide()
        self._arrange(True)

    @Slot(list)
    def on_events(self, events: list[Event]) -> None:
        """A batch of events."""
        self._told += events
        for event in events:
            self.solution.take(event)
            if isinstance(event, TextArrived):
                (self.program if event.path == "pot" else self.prose).append(event.text)
            elif isinstance(event, RepairStarted):
                self.program.clear()
            elif isinstance(event, StepChecked):
                self.prose.take_step(event)
            elif isinstance(event, ProgramReady):
                self.program.show_program(self.solution.program_path)
            elif isinstance(event, ProgramRan):
                self._find_plot()
            elif isinstance(event, PathAnswered):
                self._on_path_answered(event)
        self._paint()

    @Slot(object)
    def on_ended(self, ending: Ending) -> None:
        """The solve is over."""
        if not self.solution.is_running and self.solution.verdict is None:
            return
        self._ending = ending
        self.solution.end(ending)
        self.prose.finish()
        self._find_plot()
        self._paint()
        announce(self, self.card.spoken)

    @Slot(object)
    def on_program_ended(self, run: ProgramRun) -> None:
        """An edited program has run: the answer follows it."""
        self.solution.edited = run if self.program.differs(run.program) else None
        self.program.show_run(run)
        self._paint()
        self._find_plot()
        announce(self, self.card.spoken)

    @Slot(object, bool)
    def on_plot_made(self, data: object, is_zoomed: bool) -> None:
        """A plot was computed."""
        self.plot.show_data(data, is_zoomed=is_zoomed)  # type: ignore[arg-type]  # PlotData | None through a signal

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns when wide, one when narrow."""
        super().resizeEvent(event)
        is_one_column = self.solution.is_algebra_alone or not self._shows_program
        self._arrange(event.size().width() < NARROW_BELOW or is_one_column)

    def _connect(self) -> None:
        session = self._session
        session.events_arrived.connect(self.on_events)
        session.solve_ended.connect(self.on_ended)
        session.program_ended.connect(self.on_program_ended)
        session.plot_made.connect(self.on_plot_made)
        self.card.again_requested.connect(self.again_requested)
        self.card.explanation_requested.connect(self.explanation_requested)
        self.card.harder_requested.connect(self.harder_requested)
        self.program.run_requested.connect(self._on_run_requested)
        self.program.edited.connect(self._compare_program)
        self.plot.range_changed.connect(self._on_range_changed)

    def _arrange(self, is_narrow: bool) -> None:
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        places = (
            ((self.prose, 0, 0, 1), (self.program, 1, 0, 1), (self.plot, 2, 0, 1))
            if is_narrow
            else ((self.prose, 0, 0, 2), (self.program, 0, 1, 1), (self.plot, 1, 1, 1))
        )
        for widget, row, column, rows in places:
            self._grid.addWidget(widget, row, column, rows, 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if is_narrow else 1)
        QWidget.setTabOrder(self.prose, self.program)
        QWidget.setTabOrder(self.program, self.plot)

    def _paint(self) -> None:
        is_alone = self.solution.is_algebra_alone
        self.prose.setVisible(not is_alone)  # nothing will ever stand in these two
        self.program.setVisible(self._shows_program and not is_alone)
        self._arrange(self.width() < NARROW_BELOW or is_alone or not self._shows_program)
        self.card.show_solution(self.solution, self._model_name)
        self.prose.show_state(self.solution)
        self.program.show_state(self.solution)
        self._compare_program()

    @Slot()
    def _compare_program(self) -> None:
        """An answer whose program was changed since is marked as such."""
        edited = self.solution.edited
        program = edited.program if edited is not None else self.solution.program_path.program or ""
        self.card.set_stale(self.program.is_other_than(program))

    def _on_path_answered(self, event: PathAnswered) -> None:
        if event.path != "pot":
            self.prose.finish()
        elif event.answer is not None:
            announce(self, self.tr("The program's answer is {text}.").format(text=event.answer.text))

    def _find_plot(self) -> None:
        """What the problem and the program as it stands now invite to draw."""
        request = self.solution.request
        if request is None:
            return
        path = self.solution.program_path
        run = self.solution.edited
        program, output = (run.program, run.outcome.stdout) if run else (path.program or "", path.output)
        found = find_plots(request.problem.text, program, output)
        if found == self._plot_request:
            return
        self._plot_request = found
        if found is None:
            self._session.forget_plot()
            self.plot.show_data(None, is_zoomed=False)
        else:
            self._session.make_plot(found)

    @Slot(str)
    def _on_run_requested(self, program: str) -> None:
        if self.solution.request is None:
            return
        self.program.show_running()
        announce(self, badge_of(self.solution).text if self.solution.is_running else self.tr("The program runs."))
        request = self.solution.request
        self._session.run_program(program, request.problem, self.solution.prose_answer, request.limits)

    @Slot(float, float)
    def _on_range_changed(self, low: float, high: float) -> None:
        if self._plot_request is not None:
            self._session.make_plot(self._plot_request, (low, high))
