"""One model in the models dialog: what it is, whether it fits, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from steppe_models.errors import SteppeError
from steppe_qt.dialogs import wording
from steppe_qt.dialogs.model_list import Entry
from steppe_qt.dialogs.transfer import TransferBar
from steppe_qt.theme.parts import Notice, button, dress, label
from steppe_qt.theme.tokens import SPACE, SPACE_HALF
from steppe_qt.translations.install import said


class ModelRow(QFrame):
    """A card for one model. `changed` after something on disk has changed, `chosen` when it shall be used."""

    changed = Signal(str)
    chosen = Signal(str)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.entry = entry
        self._is_in_use = False
        self._name = label(entry.profile.name, "heading")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(SPACE)
        self._facts = label(kind="muted")
        self._speed = label(kind="muted")
        self._why = label(kind="small")
        self._notice = Notice()
        self._notice.acted.connect(self._on_notice_action)
        self._notice_action = ""
        self._bar = TransferBar()
        self._bar.succeeded.connect(self._on_succeeded)
        self._bar.failed.connect(self._on_failed)
        self._bar.paused.connect(self._on_paused)
        self._doing = ""
        self._use = button(self.tr("Use"), self._on_use)
        self._get = button(self.tr("Download"), self._on_get)
        self._verify = button(self.tr("Check file"), self._on_verify, "quiet")
        self._remove = button(self.tr("Remove"), self._on_remove, "quiet")
        self._sure = button(self.tr("Remove now"), self._on_sure, "danger")
        self._keep = button(self.tr("Keep"), self._on_keep)
        self._lay_out()
        self.show_entry(entry, is_in_use=False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._name, 1)
        top.addLayout(self._chips)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self._why, 1)
        for each in self._buttons():
            buttons.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE_HALF)
        column.addLayout(top)
        column.addWidget(self._facts)
        column.addWidget(self._speed)
        column.addSpacing(SPACE_HALF)
        column.addLayout(buttons)
        column.addWidget(self._bar)
        column.addWidget(self._notice)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self._use, self._get, self._verify, self._remove, self._sure, self._keep

    @property
    def is_busy(self) -> bool:
        """Whether something is under way with this model."""
        return self._bar.is_running

    @property
    def notice(self) -> Notice:
        """The calm line of this model."""
        return self._notice

    def show_entry(self, entry: Entry, *, is_in_use: bool) -> None:
        """Show what is known now."""
        self.entry = entry
        self._is_in_use = is_in_use
        self._facts.setText(wording.facts(entry.profile, entry.size_bytes))
        self._speed.setText(wording.speed(entry.speed))
        self._speed.setVisible(entry.speed is not None or entry.installed is not None)
        self._why.setText(self._reason())
        self._show_chips()
        percent = round(100 * entry.partial_bytes / max(entry.size_bytes, 1))
        self._get.setText(
            self.tr("Resume at {percent} %").format(percent=min(percent, 99))
            if entry.partial_bytes
            else self.tr("Download again")
            if entry.is_damaged
            else self.tr("Download")
        )
        self._name_buttons()
        self._show_buttons()

    def _reason(self) -> str:
        entry = self.entry
        if entry.installed and entry.installed.problem:
            return said(entry.installed.problem)
        if not entry.profile.has_source and not entry.installed:
            return said(entry.profile.note) or self.tr("It cannot be downloaded; import a file.")
        return wording.fit_reason(entry.fit)

    def _show_chips(self) -> None:
        while item := self._chips.takeAt(0):
            if widget := item.widget():
                widget.hide()  # until the event loop deletes it, it would lie over the row
                widget.deleteLater()
        for text, kind in self._chip_texts():
            self._chips.addWidget(label(text, kind))

    def _chip_texts(self) -> list[tuple[str, str]]:
        entry = self.entry
        chips = []
        if self._is_in_use:
            chips.append((self.tr("in use"), "chip-accent"))
        if entry.is_default:
            chips.append((self.tr("recommended"), "chip"))
        if entry.is_damaged:
            chips.append((self.tr("damaged"), "chip-wrong"))
        elif entry.installed:
            chips.append((self.tr("installed"), "chip-right"))
        elif entry.fit.fits:
            chips.append((self.tr("fits"), "chip-right"))
        elif entry.fit.largest_context:
            chips.append((self.tr("fits with shorter texts"), "chip-unsure"))
        elif entry.fit.free_bytes:
            chips.append((self.tr("too large"), "chip-wrong"))
        return chips

    def _name_buttons(self) -> None:
        name = self.entry.profile.name
        for each in self._buttons():
            each.setAccessibleName(f"{each.text()}: {name}")

    def _show_buttons(self, *, is_asking: bool = False) -> None:
        entry, is_free = self.entry, not self._bar.is_running
        is_usable = entry.installed is not None and not entry.is_damaged
        self._use.setVisible(is_free and is_usable and not self._is_in_use and not is_asking)
        self._get.setVisible(is_free and entry.can_pull and not is_asking)
        dress(self._get, "primary" if entry.partial_bytes else "")
        self._verify.setVisible(is_free and entry.installed is not None and not is_asking)
        self._remove.setVisible(is_free and (entry.installed is not None or entry.partial_bytes > 0) and not is_asking)
        self._sure.setVisible(is_asking)
        self._keep.setVisible(is_asking)

    def _run(self, doing: str, arguments: list[str], *, can_pause: bool = False) -> None:
        self._doing = doing
        self._say("")
        self._bar.run(arguments, self.entry.profile.name, can_pause=can_pause)
        self._show_buttons()

    def _say(self, text: str, kind: str = "", action: str = "", does: str = "") -> None:
        self._notice_action = does
        self._notice.say(text, kind, action)

    @Slot()
    def _on_use(self) -> None:
        self.chosen.emit(self.entry.profile.id)

    @Slot()
    def _on_get(self) -> None:
        self._run("pull", ["models", "pull", self.entry.profile.id], can_pause=True)

    @Slot()
    def _on_verify(self) -> None:
        self._run("verify", ["models", "verify", self.entry.profile.id])

    @Slot()
    def _on_remove(self) -> None:
        freed = wording.size(self.entry.partial_bytes or self.entry.size_bytes)
        self._say(self.tr("Remove this model from the machine? {size} become free.").format(size=freed), "unsure")
        self._show_buttons(is_asking=True)
        self._keep.setFocus()

    @Slot()
    def _on_sure(self) -> None:
        self._run("remove", ["models", "remove", self.entry.profile.id])

    @Slot()
    def _on_keep(self) -> None:
        self._say("")
        self._show_buttons()
        self._remove.setFocus()

    @Slot(dict)
    def _on_succeeded(self, _result: dict[str, object]) -> None:
        if self._doing == "verify":
            known = self.entry.installed is not None and self.entry.installed.verified
            self._say(
                self.tr("The file is whole: it is exactly what its publisher offers.")
                if known
                else self.tr("The file is whole: it is exactly what was imported."),
                "right",
            )
        elif self._doing == "pull":
            self._say(self.tr("The model is ready."), "right", self.tr("Use it"), "use")
        self._show_buttons()
        self.changed.emit(self.entry.profile.id)

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        again = self.tr("Try again") if self._doing == "pull" else ""
        self._say(describe(error), "wrong" if error.code == "integrity" else "unsure", again, "get")
        self._show_buttons()
        self.changed.emit(self.entry.profile.id)

    @Slot()
    def _on_paused(self) -> None:
        self._show_buttons()
        self.changed.emit(self.entry.profile.id)

    @Slot()
    def _on_notice_action(self) -> None:
        if self._notice_action == "use":
            self._say("")
            self._on_use()
        elif self._notice_action == "get":
            self._on_get()

    def close_command(self) -> None:
        """End what is under way; what has been fetched stays."""
        self._bar.close_command()


def describe(error: SteppeError) -> str:
    """An error in the window's language, commands left to the command line."""
    hint = "" if "`" in error.hint else said(error.hint)
    return f"{said(error.message)} {hint}".strip()
