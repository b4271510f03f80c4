"""What the commands for saving and printing mean: the solve that is shown, or those selected in the history."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from steppe_qt.main_window import MainWindow

if TYPE_CHECKING:
    from steppe.export.document import Answers, Solved
    from steppe.export.words import Words
    from steppe.history.store import History
    from steppe_qt.answer.solution_view import SolutionView
    from steppe_qt.past.panel import HistoryPanel
    from steppe_qt.printing.exporter import Exporter, Gather


class ExportDoor(QObject):
    """Builds what saves and prints when it is first wanted; `told` carries a `Line` for the status line."""

    told = Signal(object)

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._exporter: Exporter | None = None
        self._panel: HistoryPanel | None = None
        window.page.solution_made.connect(self._on_solution_made)

    @property
    def exporter(self) -> Exporter:
        """What saves and prints."""
        if self._exporter is None:
            from steppe_qt.printing.exporter import Exporter

            self._exporter = Exporter(self._window, self)
            self._exporter.told.connect(self.told)
        return self._exporter

    @property
    def is_busy(self) -> bool:
        """Whether something is being saved or printed."""
        return self._exporter is not None and self._exporter.is_busy

    def join_panel(self, panel: HistoryPanel, history: Callable[[], History | None]) -> None:
        """Save and print what is selected in the panel of earlier problems."""

        def kept(numbers: list[int]) -> Gather:
            from steppe.export.gathering import solved_from_history
            from steppe_qt.answer.words import verdict_sentence
            from steppe_qt.translations.install import said

            source = history()
            assert source is not None  # there is nothing to select without one

            def gather(words: Words) -> list[Solved]:
                solves = (source.solve(number) for number in numbers)
                return [solved_from_history(each, words, said, verdict_sentence) for each in solves]

            return gather

        def export(numbers: list[int], name: str, answers: Answers) -> None:
            self.exporter.export(kept(numbers), name, answers)

        def print_(numbers: list[int], answers: Answers) -> None:
            self.exporter.print(kept(numbers), answers)

        self._panel = panel
        panel.export_wanted.connect(export)
        panel.print_wanted.connect(print_)

    def close(self) -> None:
        """End what is under way; a file is whole or not there."""
        if self._exporter is not None:
            self._exporter.close()

    @Slot()
    def export_shown(self) -> None:
        """Save the solve that is shown, or what is selected in the history while one is in there."""
        if self._panel is not None and self._panel.has_list_focus:
            self._panel.export_selected()
            return
        from steppe.export.gathering import short_name

        shown = self._shown()
        if shown is not None:
            self.exporter.export(shown[0], short_name(shown[1]))

    @Slot()
    def print_shown(self) -> None:
        """Print the solve that is shown, or what is selected in the history while one is in there."""
        if self._panel is not None and self._panel.has_list_focus:
            self._panel.print_selected()
            return
        shown = self._shown()
        if shown is not None:
            self.exporter.print(shown[0])

    def _shown(self) -> tuple[Gather, str] | None:
        """The solve that is shown, and its problem; None while there is none or it is not over."""
        from steppe_qt.printing.shown import shown_events, solved_shown

        view = self._window.page.solution
        if view is None or view.solution.request is None or view.solution.is_running or self._window.page.is_empty:
            return None
        solution = copy(view.solution)
        events = shown_events(solution, view.events)

        def gather(words: Words) -> list[Solved]:
            return [solved_shown(solution, events, words)]

        return gather, view.solution.request.problem.text

    @Slot(object)
    def _on_solution_made(self, view: SolutionView) -> None:
        view.card.offer_export()
        view.card.command_given.connect(self._window.command_given)
