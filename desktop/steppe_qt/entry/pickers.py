"""Which model and which way to solve: two small choosers beside the Solve button, for the problem at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from steppe_qt.plain_tip import plain_tip

if TYPE_CHECKING:
    from steppe.solve.task import SolveMode
    from steppe_models.records import InstalledModel

translate = QCoreApplication.translate
_WIDEST = 280
_NARROWEST = 96
_ARROW = 40  # pixels beside the text: the arrow and the stylesheet's padding
_NEEDED = {"pot": "pot", "hybrid": "pot", "interleaved": "interleaved"}
_MORE = "\n"  # the data of the entry that opens the models dialog: no id can be that


def mode_names() -> dict[SolveMode, tuple[str, str]]:
    """Each mode's name and a sentence that explains it."""
    return {
        "auto": (
            translate("Modes", "Both, compared"),
            translate("Modes", "Writes a program and a line of reasoning, and compares their answers."),
        ),
        "pot": (translate("Modes", "Program"), translate("Modes", "Writes a program, runs it and reads the answer.")),
        "cot": (translate("Modes", "Reasoning"), translate("Modes", "Reasons in words, without a program.")),
        "hybrid": (
            translate("Modes", "Program first"),
            translate("Modes", "Writes a program, and reasons in words only if that gives no answer."),
        ),
        "interleaved": (
            translate("Modes", "In turns"),
            translate("Modes", "Reasons in words and runs small programs on the way."),
        ),
        "vote": (
            translate("Modes", "Vote"),
            translate("Modes", "Compares many answers and takes the one that most agree on. This takes minutes."),
        ),
    }


class _Picker(QComboBox):
    """Says by three dots that its text goes on where there is no room for all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - _ARROW
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = text
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class ModePicker(_Picker):
    """How to solve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Way of solving"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(_NARROWEST)
        for mode, (name, explanation) in mode_names().items():
            self.addItem(name, mode)
            self.setItemData(self.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)

    @property
    def mode(self) -> SolveMode:
        """The chosen mode."""
        mode: SolveMode = self.currentData()
        return mode

    def choose(self, mode: str) -> None:
        """Choose a mode; one that is not known changes nothing."""
        place = self.findData(mode)
        if place >= 0:
            self.setCurrentIndex(place)

    def allow(self, modes: tuple[str, ...]) -> None:
        """Only what the model was made for: one that writes no programs can only reason, `auto` and `vote` included."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for place in range(self.count()):
            needed = _NEEDED.get(self.itemData(place), "cot")
            model.item(place).setEnabled(needed in modes)
        if not model.item(self.currentIndex()).isEnabled():
            self.choose("auto")


class ModelPicker(_Picker):
    """Which installed model solves; the last entry asks for more of them."""

    model_chosen = Signal(str)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Model"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(_WIDEST)
        self.setMinimumWidth(_NARROWEST)
        self._last = -1
        self._modes: dict[str, tuple[str, ...]] = {}
        self.activated.connect(self._on_activated)
        self.fill((), "")

    @property
    def model_id(self) -> str:
        """The chosen model's id; "" while none is known."""
        data = self.currentData()
        return data if isinstance(data, str) and data != _MORE else ""

    @property
    def modes(self) -> tuple[str, ...]:
        """What the chosen model was made for; prose and programs while it is not known."""
        return self._modes.get(self.model_id, ("cot", "pot"))

    def fill(self, models: Sequence[InstalledModel], chosen: str) -> None:
        """Show these models, `chosen` among them."""
        self.blockSignals(True)
        self.clear()
        self._modes = {model.id: model.profile.modes for model in models}
        for model in models:
            self.addItem(model.profile.name, model.id)
            self.setItemData(self.count() - 1, model.profile.note or model.profile.name, Qt.ItemDataRole.ToolTipRole)
        if not models:
            self.addItem(self.tr("No model yet"), "")
        self.insertSeparator(self.count())
        self.addItem(self.tr("More models…"), _MORE)
        self.blockSignals(False)
        self.choose(chosen)

    def add_elsewhere(self, place: str, name: str) -> None:
        """Offer a model that is not in the store, chosen in the settings: a file, or one on a server. Chooses it."""
        if (nothing := self.findData("")) >= 0:
            self.removeItem(nothing)
        number = self.findData(place)
        if number < 0:
            self.insertItem(0, name, place)
            self.setItemData(0, plain_tip(place), Qt.ItemDataRole.ToolTipRole)
        else:
            self.setItemText(number, name)
        self.choose(place)

    def choose(self, model_id: str) -> None:
        """Choose a model; one that is not here changes nothing."""
        place = self.findData(model_id) if model_id else -1
        if place >= 0:
            self.setCurrentIndex(place)
        self._last = self.currentIndex()

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        if self.itemData(place) == _MORE:
            self.setCurrentIndex(self._last)
            self.more_requested.emit()
        elif place != self._last:
            self._last = place
            self.model_chosen.emit(self.model_id)
