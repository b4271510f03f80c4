"""The plot of what the problem or its program invites to draw; there only when there is something to draw."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from steppe.plots import PlotData
from steppe_qt.answer.panels import Panel
from steppe_qt.plot.widget import PlotWidget
from steppe_qt.theme.icons import icon
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE

_LEAST_HEIGHT = 36 * SPACE


class PlotPanel(Panel):
    """Hidden without a plot."""

    range_changed = Signal(float, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("Solution", "Plot"), parent)
        self._theme = theme
        self.plot = PlotWidget()
        self._reset = self.add_button(self.tr("Whole plot"), self.tr("Show the whole plot again"))
        self._reset.clicked.connect(self._on_reset)
        self.plot.range_changed.connect(self.range_changed)
        self.column.addWidget(self.plot, 1)
        self.setMinimumHeight(_LEAST_HEIGHT)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def show_data(self, data: PlotData | None, *, is_zoomed: bool) -> None:
        """Show a plot, or hide; `is_zoomed` keeps the part that is looked at."""
        self.plot.set_data(data, keep_view=is_zoomed)
        self.setVisible(data is not None)

    @Slot()
    def _on_reset(self) -> None:
        self.plot.reset()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._reset.setIcon(icon("plot", self._theme.colours, "muted", 16))
