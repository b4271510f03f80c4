"""The page of a first start without a model: what will be fetched, how large, from where; or bring it on a stick."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from steppe_models.catalogue import ModelProfile
from steppe_models.errors import SteppeError
from steppe_models.hardware import detect
from steppe_models.store import Store
from steppe_qt.dialogs import wording
from steppe_qt.dialogs.model_list import disk_free_bytes, partial_bytes, recommended
from steppe_qt.dialogs.model_row import describe
from steppe_qt.dialogs.transfer import TransferBar
from steppe_qt.theme.parts import Notice, button, card, label
from steppe_qt.theme.tokens import SPACE

_LINE_CHARACTERS = 92  # a card wider than this is hard to read
_NO_NETWORK = ("missing", "source", "cut")


class FirstStartPage(QScrollArea):
    """Gets one model onto the machine. `model_ready` carries its id; `others_wanted` asks for the models dialog."""

    model_ready = Signal(str)
    others_wanted = Signal()
    algebra_wanted = Signal()
    work_wanted = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.profile: ModelProfile = recommended(store, detect())
        self._facts = label(kind="muted")
        self._get = button("", self.download, "primary")
        self._import = button(self.tr("I have the file on a stick…"), self.choose_file)
        self._others = button(self.tr("Other models…"), self.others_wanted.emit, "quiet")
        self._algebra = button(self.tr("Solve formulas now"), self.algebra_wanted.emit, "quiet")
        self._work = button(self.tr("Check my work"), self.work_wanted.emit, "quiet")
        self._notice = Notice()
        self._notice.acted.connect(self.choose_file)
        self._bar = TransferBar()
        self._bar.succeeded.connect(self._on_succeeded)
        self._bar.failed.connect(self._on_failed)
        self._bar.paused.connect(self._on_paused)
        self._is_importing = False
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._card, inside = card()
        self._limit_width()
        self._fill_card(inside)
        column = QVBoxLayout()
        column.setSpacing(SPACE)
        column.addStretch(2)
        column.addWidget(_centred(label(self.tr("Welcome to Steppe"), "title")))
        column.addWidget(
            _centred(label(self.tr("It solves maths problems step by step, twice, and compares the answers."), "muted"))
        )
        column.addSpacing(SPACE)
        column.addLayout(_in_the_middle(self._card, stretch=100))
        algebra = self.tr(
            "Algebra works already, without a model: equations, derivatives, integrals, and your own work."
        )
        column.addWidget(_centred(label(algebra, "muted")))
        column.addLayout(_in_the_middle(self._algebra, self._work, self._others))
        column.addStretch(3)
        page = QWidget()
        page.setProperty("kind", "page")
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        page.setLayout(column)
        self.setWidget(page)
        self.setAccessibleName(self.tr("Welcome to Steppe"))
        self.setFocusProxy(self._get)

    def _fill_card(self, inside: QVBoxLayout) -> None:
        inside.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        inside.setSpacing(SPACE)
        inside.addWidget(label(self.tr("One thing is missing: a model"), "heading"))
        inside.addWidget(
            label(
                self.tr(
                    "A model is the part that reads a problem and writes the solution. It is fetched once from a "
                    "public library of models on the internet or, where that is blocked, from the package index that "
                    "this machine uses. After that Steppe needs no internet, and no problem leaves this machine."
                )
            )
        )
        inside.addSpacing(SPACE)
        inside.addWidget(label(self.profile.name, "label"))
        inside.addWidget(self._facts)
        inside.addSpacing(SPACE)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self._get)
        buttons.addWidget(self._import)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addWidget(self._bar)
        inside.addWidget(self._notice)

    def _limit_width(self) -> None:
        self._card.setMaximumWidth(_LINE_CHARACTERS * self.fontMetrics().averageCharWidth())

    def changeEvent(self, event: QEvent) -> None:
        """A larger font needs a wider card."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit_width()

    @property
    def is_busy(self) -> bool:
        """Whether a download or a copy is under way."""
        return self._bar.is_running

    @property
    def notice(self) -> Notice:
        """The calm line of the page."""
        return self._notice

    @Slot()
    def refresh(self) -> None:
        """Show size, room and what is on disk already."""
        profile = self.profile
        here = partial_bytes(self._store.root, profile.id)
        size = wording.size(profile.expected_bytes)
        free = disk_free_bytes(self._store.root)
        room = self.tr("{free} free on this disk").format(free=wording.size(free))
        self._facts.setText(f"{wording.facts(profile, profile.expected_bytes)} · {room}")
        if here:
            percent = min(99, round(100 * here / max(profile.expected_bytes, 1)))
            self._get.setText(self.tr("Resume the download at {percent} %").format(percent=percent))
        else:
            self._get.setText(self.tr("Download {size}").format(size=size))
        self._show_buttons()
        if not self._bar.is_running and free < profile.expected_bytes - here and not self._notice.text:
            self._notice.say(
                self.tr("The disk has {free} free, and {size} are needed. Make room first.").format(
                    free=wording.size(free), size=size
                ),
                "unsure",
            )

    def _show_buttons(self) -> None:
        for each in (self._get, self._import, self._others):
            each.setVisible(not self._bar.is_running)

    @Slot()
    def download(self) -> None:
        """Fetch the model, or go on where the last attempt stopped."""
        self._is_importing = False
        self._notice.say("")
        self._bar.run(["models", "pull", self.profile.id], self.profile.name, can_pause=True)
        self._show_buttons()

    @Slot()
    def choose_file(self) -> None:
        """Ask for a GGUF file and import it."""
        dialog = QFileDialog(self, self.tr("Import a model file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Model files (*.gguf)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.import_file)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def import_file(self, path: str) -> None:
        """Copy a GGUF file into the store."""
        self._is_importing = True
        self._notice.say("")
        self._bar.run(["models", "import", path], Path(path).name, can_pause=False)
        self._show_buttons()

    @Slot(dict)
    def _on_succeeded(self, result: dict[str, object]) -> None:
        self._notice.say(self.tr("The model is ready."), "right")
        self.refresh()
        self.model_ready.emit(str(result.get("id", self.profile.id)))

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        if not self._is_importing and error.code in _NO_NETWORK:
            self._notice.say(
                self.tr(
                    "The model could not be fetched: the internet is out of reach from here, or it is blocked. What "
                    "has arrived is kept. Try again later, or bring the model file on a stick."
                ),
                "unsure",
                self.tr("Import a file…"),
            )
            self._notice.setToolTip(describe(error))
        else:
            self._notice.say(describe(error), "wrong")
        self.refresh()

    @Slot()
    def _on_paused(self) -> None:
        self.refresh()

    def close_command(self) -> None:
        """End what is under way; what has been fetched stays for the next start."""
        self._bar.close_command()


def _centred(text: QLabel) -> QLabel:
    text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return text


def _in_the_middle(*widgets: QWidget, stretch: int = 0) -> QHBoxLayout:
    """Beside each other, with the room that is left on both sides."""
    row = QHBoxLayout()
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget, stretch)
    row.addStretch(1)
    return row
