"""The models dialog: what is on this machine, what fits and why, download with pause, check, remove, import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from steppe_models.errors import SteppeError
from steppe_models.hardware import Gpu, Hardware, detect
from steppe_models.store import Store
from steppe_qt.dialogs import wording
from steppe_qt.dialogs.convert_dialog import ConvertDialog
from steppe_qt.dialogs.gpu_probe import GpuProbe
from steppe_qt.dialogs.model_list import Entry, disk_free_bytes, list_models
from steppe_qt.dialogs.model_row import ModelRow, describe
from steppe_qt.dialogs.transfer import TransferBar
from steppe_qt.theme.parts import Notice, button, label, rule, size_dialog
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE


class ModelsDialog(QDialog):
    """Shows all models. Downloads go on while it is hidden and end with `close_all`.

    `models_changed` after something on disk has changed, `model_chosen` with an id to solve with from now on.
    """

    models_changed = Signal()
    model_chosen = Signal(str)

    def __init__(
        self,
        store: Store,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        in_use: str = "",
        looks_for_gpus: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self._store = store
        self._theme = theme
        self._in_use = in_use
        self._gpus: tuple[Gpu, ...] = ()
        self._rows: dict[str, ModelRow] = {}
        self._machine = label(kind="muted")
        self._notice = Notice()
        self._notice.acted.connect(self._on_use_imported)
        self._imported = ""
        self._bar = TransferBar()
        self._bar.succeeded.connect(self._on_imported)
        self._bar.failed.connect(self._on_import_failed)
        self._bar.paused.connect(self._on_import_stopped)
        self._sections = {name: label(kind="label") for name in ("here", "fits", "other")}
        self._list = QVBoxLayout()
        self._import = button(self.tr("Import a file…"), self.choose_file)
        self._convert = button(self.tr("Convert a checkpoint…"), self.open_converter)
        self._converter: ConvertDialog | None = None
        self._close = button(self.tr("Close"), self.close)
        self._lay_out()
        self._probe: GpuProbe | None = None
        if looks_for_gpus:
            self._probe = GpuProbe(self)
            self._probe.found.connect(self._on_gpus)
            self._probe.start()
        self.refresh()

    def _lay_out(self) -> None:
        self._list.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 2 * SPACE)
        self._list.setSpacing(SPACE)
        page = QWidget()
        page.setProperty("kind", "page")
        page.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(page)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Models"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QVBoxLayout()
        head.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 0)
        head.setSpacing(SPACE)
        head.addWidget(label(self.tr("Models"), "title"))
        head.addWidget(self._machine)
        head.addWidget(self._notice)
        head.addWidget(self._bar)
        foot = QHBoxLayout()
        foot.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 2 * SPACE)
        foot.setSpacing(SPACE)
        foot.addWidget(self._import)
        foot.addWidget(self._convert)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        size_dialog(self, 760, 720)

    @property
    def rows(self) -> dict[str, ModelRow]:
        """The row of each model by id, in the order in which they are shown."""
        return self._rows

    @property
    def is_busy(self) -> bool:
        """Whether a download, a check or a copy is under way."""
        is_converting = self._converter is not None and self._converter.is_busy
        return is_converting or self._bar.is_running or any(row.is_busy for row in self._rows.values())

    @Slot()
    def refresh(self) -> None:
        """Look at the store and at the free memory again."""
        hardware = detect(self._gpus)
        self._machine.setText(self._machine_text(hardware))
        entries = list_models(self._store, hardware)
        if list(self._rows) == [entry.profile.id for entry in entries]:
            for entry in entries:
                self._rows[entry.profile.id].show_entry(entry, is_in_use=self._is_used(entry))
            return
        self._arrange(entries)

    def _machine_text(self, hardware: Hardware) -> str:
        line = wording.machine(hardware, disk_free_bytes(self._store.root))
        return self.tr("This machine: {facts}").format(facts=line)

    def _is_used(self, entry: Entry) -> bool:
        wanted = self._in_use or self._store.catalogue.default.id
        return entry.profile.id == wanted and entry.installed is not None and not entry.is_damaged

    def _arrange(self, entries: list[Entry]) -> None:
        """Put rows into their order; rows that are there stay, for a download may be under way in them."""
        texts = {
            "here": self.tr("On this machine"),
            "fits": self.tr("Fit this machine"),
            "other": self.tr("Other models"),
        }
        while item := self._list.takeAt(0):
            del item
        known, self._rows = self._rows, {}
        section = ""
        for entry in entries:
            name = "here" if entry.installed else "fits" if entry.can_pull and entry.fit.fits else "other"
            if name != section:
                section = name
                self._sections[name].setText(texts[name])
                self._list.addSpacing(SPACE)
                self._list.addWidget(self._sections[name])
            row = known.pop(entry.profile.id, None) or self._new_row(entry)
            row.show_entry(entry, is_in_use=self._is_used(entry))
            self._rows[entry.profile.id] = row
            self._list.addWidget(row)
        self._list.addStretch(1)
        for text in self._sections.values():
            text.setVisible(self._list.indexOf(text) >= 0)
        for row in known.values():
            row.close_command()
            row.hide()
            row.deleteLater()

    def _new_row(self, entry: Entry) -> ModelRow:
        row = ModelRow(entry)
        row.changed.connect(self._on_changed)
        row.chosen.connect(self._on_chosen)
        return row

    @Slot()
    def choose_file(self) -> None:
        """Ask for a GGUF file and import it."""
        dialog = QFileDialog(self, self.tr("Import a model file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Model files (*.gguf)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.import_file)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def open_converter(self) -> None:
        """Open the dialog that converts a checkpoint; one that is at work is shown again."""
        if self._converter is None:
            self._converter = ConvertDialog(self)
            self._converter.model_ready.connect(self._on_changed)
            self._converter.model_chosen.connect(self._on_chosen)
        self._converter.show()
        self._converter.raise_()

    @Slot(str)
    def import_file(self, path: str) -> None:
        """Copy a GGUF file into the store."""
        self._notice.say("")
        self._import.setEnabled(False)
        self._bar.run(["models", "import", path], Path(path).name, can_pause=False)

    @Slot(dict)
    def _on_imported(self, result: dict[str, object]) -> None:
        self._import.setEnabled(True)
        self._imported = str(result.get("id", ""))
        text = (
            self.tr("{id} is imported: it is exactly the file that its publisher offers.")
            if result.get("verified")
            else self.tr("{id} is imported. No published checksum is known to compare it with.")
        )
        self._notice.say(text.format(id=self._imported), "right", self.tr("Use it"))
        self._on_changed(self._imported)

    @Slot(SteppeError)
    def _on_import_failed(self, error: SteppeError) -> None:
        self._import.setEnabled(True)
        self._imported = ""
        self._notice.say(describe(error), "wrong")

    @Slot()
    def _on_import_stopped(self) -> None:
        self._import.setEnabled(True)
        self._notice.say(self.tr("The import was stopped; nothing was changed."))

    @Slot()
    def _on_use_imported(self) -> None:
        if self._imported:
            self._notice.say("")
            self._on_chosen(self._imported)

    @Slot(str)
    def _on_chosen(self, model_id: str) -> None:
        self._in_use = model_id
        self.refresh()
        self.model_chosen.emit(model_id)

    @Slot(str)
    def _on_changed(self, _model_id: str) -> None:
        self.refresh()
        self.models_changed.emit()

    @Slot(tuple)
    def _on_gpus(self, gpus: tuple[Gpu, ...]) -> None:
        if gpus:
            self._gpus = gpus
            self.refresh()

    def close_all(self) -> None:
        """End whatever is under way; what has been fetched stays for the next time."""
        if self._probe is not None:
            self._probe.close()
        self._bar.close_command()
        if self._converter is not None:
            self._converter.close_command()
        for row in self._rows.values():
            row.close_command()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window of its own ends its work when it is closed; a child's goes on behind the main window."""
        if self.parent() is None:
            self.close_all()
        super().closeEvent(event)
