"""Opens what is not the problem at hand: models, settings, help, earlier problems, the page of a first start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog

from steppe.settings import Settings, SettingsStore
from steppe.settings_table import LANGUAGE
from steppe_qt.conductor import Conductor
from steppe_qt.main_window import MainWindow
from steppe_qt.printing.door import ExportDoor
from steppe_qt.status_line import Line
from steppe_qt.theme.theme import Theme

if TYPE_CHECKING:
    from steppe.history.store import History, StoredSolve
    from steppe_models.store import Store
    from steppe_qt.dialogs.batch_dialog import BatchDialog
    from steppe_qt.dialogs.first_start import FirstStartPage
    from steppe_qt.dialogs.models_dialog import ModelsDialog
    from steppe_qt.dialogs.settings_dialog import SettingsDialog
    from steppe_qt.help_page import HelpPage
    from steppe_qt.past.panel import HistoryPanel
    from steppe_qt.work.page import WorkCheckPage


class Doors(QObject):
    """Each part is built when it is first opened: the window is there sooner. None of them holds up the window."""

    language_changed = Signal()
    reopened = Signal(int)  # a solve of earlier is shown: its number

    def __init__(
        self,
        window: MainWindow,
        conductor: Conductor,
        theme: Theme,
        settings: SettingsStore,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._conductor, self._theme, self._settings = window, conductor, theme, settings
        self._before = settings.settings
        self._history: History | None = None
        self._models: ModelsDialog | None = None
        self._help: HelpPage | None = None
        self._settings_dialog: SettingsDialog | None = None
        self._first_start: FirstStartPage | None = None
        self._work: WorkCheckPage | None = None
        self._batch: BatchDialog | None = None
        self.panel: HistoryPanel | None = None
        self.exports = ExportDoor(window, self)
        self.exports.told.connect(conductor.say)
        window.command_given.connect(self._on_command)
        conductor.no_model.connect(self.show_first_start)
        conductor.models_wanted.connect(self.open_models)
        conductor.model_found.connect(self._on_model_found)
        conductor.solve_kept.connect(self.refresh_history)

    @Slot(object, list)
    def use_history(self, history: History, problems: list[str]) -> None:
        """Where earlier solves are kept, once that is open, and the problems solved last."""
        self._history = history
        self._window.entry.box.recall.add_older(problems)
        if self.panel is not None:
            self.panel.set_history(history)

    def take_over(self, other: Doors) -> None:
        """Have open what others have open."""
        self._history, self._before = other._history, other._before
        if other._window.stack.currentWidget() is other._first_start:
            self.show_first_start()
        if other._work is not None and other._window.stack.currentWidget() is other._work:
            self.open_work()
        if other._work is not None:
            self._work_page().editor.setPlainText(other._work.editor.toPlainText())
        if other.panel is not None and not other.panel.isHidden():
            self.toggle_history()
        if other.has_settings_open:
            self.open_settings()

    def close(self) -> None:
        """End what the dialogs have under way."""
        if self._models is not None:
            self._models.close_all()
            self._models.close()
        if self._first_start is not None:
            self._first_start.close_command()
        if self._batch is not None:
            self._batch.close_command()
            self._batch.close()
        if self._help is not None:
            self._help.close()
        if self.panel is not None:
            self.panel.close_work()
        self.exports.close()

    @Slot()
    def open_models(self) -> None:
        """Which models are here, which fit, get another."""
        if self._models is None:
            from steppe_qt.dialogs.models_dialog import ModelsDialog

            self._models = ModelsDialog(_store(), self._theme, self._window, in_use=self._conductor.model_id)
            self._models.models_changed.connect(self._conductor.look_for_models)
            self._models.model_chosen.connect(self._conductor.choose_model)
        _show(self._models)

    @Slot()
    def open_settings(self) -> None:
        """Change how Steppe looks and works."""
        from steppe_qt.dialogs.settings_dialog import SettingsDialog

        self._before = self._settings.settings
        dialog = SettingsDialog(self._settings, self._theme, self._window, models=_store())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(self._on_settings_gone)
        self._settings_dialog = dialog
        dialog.settings_changed.connect(self._on_settings_changed)
        _show(dialog)

    @Slot()
    def open_help(self) -> None:
        """How it works, what the badges mean, every key."""
        if self._help is None:
            from steppe_qt.help_page import HelpPage

            self._help = HelpPage(self._theme, self._window)
        _show(self._help)

    @Slot()
    def toggle_history(self) -> None:
        """Show or hide the panel of earlier problems."""
        if self.panel is None:
            from steppe_qt.past.panel import HistoryPanel

            self.panel = HistoryPanel(self._history, self._theme)
            self.panel.reopened.connect(self._on_reopened)
            self.exports.join_panel(self.panel, lambda: self._history)
            self._window.place_at_side(self.panel)
            is_shown = True
        else:
            is_shown = self.panel.isHidden()
        self.panel.setVisible(is_shown)
        self._window.fit_side()
        self._window.bar.history_button.setChecked(is_shown)
        if is_shown:
            self.panel.refresh()
            self.panel.focus_search()
        else:
            self._window.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def open_work(self) -> None:
        """Check one's own work, line by line; no model is needed."""
        self._window.show_page(self._work_page())
        self._work_page().take_focus()

    def _work_page(self) -> WorkCheckPage:
        if self._work is None:
            from steppe_qt.work.page import WorkCheckPage

            self._work = WorkCheckPage(self._conductor.session, self._window.page.typesetter, self._theme)
            self._work.left.connect(self.show_problems)
        return self._work

    @Slot()
    def open_batch(self) -> None:
        """Solve every problem of a file, with the model and the mode that are chosen."""
        if self._batch is None:
            from steppe_qt.dialogs.batch_dialog import BatchDialog

            self._batch = BatchDialog(self._batch_options, self._window)
            self._batch.solves_kept.connect(self.refresh_history)
        _show(self._batch)

    def _batch_options(self) -> list[str]:
        model, mode = self._conductor.model_id, self._window.entry.mode_picker.mode
        return [*(["--model", model] if model else []), "--mode", mode]

    @Slot()
    def show_problems(self) -> None:
        """The page of problems: algebra works there without a model."""
        self._window.show_page(self._window.page)
        self._window.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def open_file(self) -> None:
        """Read a problem from a file, on the page where it will stand."""
        self.show_problems()
        self._window.entry.choose_file()

    @Slot()
    def show_first_start(self) -> None:
        """There is no model yet: the page that gets one."""
        if self._first_start is None:
            from steppe_qt.dialogs.first_start import FirstStartPage

            self._first_start = FirstStartPage(_store())
            self._first_start.model_ready.connect(self._conductor.choose_model)
            self._first_start.others_wanted.connect(self.open_models)
            self._first_start.algebra_wanted.connect(self.show_problems)
            self._first_start.work_wanted.connect(self.open_work)
        self._window.show_page(self._first_start)

    @Slot(str)
    def _on_command(self, name: str) -> None:
        window, conductor = self._window, self._conductor
        view = window.page.solution
        doors = {
            "stop": conductor.stop,
            "new": conductor.new_problem,
            "open": self.open_file,
            "problem": self.show_problems,
            "export": self.exports.export_shown,
            "print": self.exports.print_shown,
            "history": self.toggle_history,
            "work": self.open_work,
            "batch": self.open_batch,
            "models": self.open_models,
            "settings": self.open_settings,
            "help": self.open_help,
            "quit": window.close,
        }
        if window.shows_problem:
            doors |= {
                "solve": window.entry.solve,
                "again": conductor.another_try,
                "keypad": window.entry.keypad_button.click,
            }
        if window.shows_problem and view is not None and not window.page.is_empty:
            doors |= {
                "run": view.program.run_button.click,
                "answer": view.card.take_focus,
                "reasoning": lambda: view.prose.view.setFocus(Qt.FocusReason.ShortcutFocusReason),
                "program": lambda: view.program.editor.setFocus(Qt.FocusReason.ShortcutFocusReason),
            }
        if name in doors:
            doors[name]()

    @Slot()
    def _on_settings_gone(self) -> None:
        self._settings_dialog = None

    @Slot(object)
    def _on_settings_changed(self, settings: Settings) -> None:
        before, self._before = self._before, settings
        self._conductor.use_settings(before, settings)
        if settings[LANGUAGE] != before[LANGUAGE]:
            self._change_language()

    def _change_language(self) -> None:
        if self.is_fetching:
            text = self.tr("The language changes when Steppe is started the next time: a model is being fetched.")
            self._conductor.say(Line(text, "unsure", "dismiss", self.tr("All right")))
        else:
            self.language_changed.emit()

    @property
    def is_fetching(self) -> bool:
        """Whether a dialog has something under way that would end with it."""
        is_first = self._first_start is not None and self._first_start.is_busy
        is_batch = self._batch is not None and self._batch.is_busy
        return is_first or is_batch or self.exports.is_busy or (self._models is not None and self._models.is_busy)

    @property
    def has_settings_open(self) -> bool:
        """Whether the settings are on the screen."""
        return self._settings_dialog is not None and self._settings_dialog.isVisible()

    @Slot()
    def _on_model_found(self) -> None:
        if self._window.stack.currentWidget() is self._first_start:
            self._window.show_page(self._window.page)
            self._window.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def refresh_history(self) -> None:
        """Something in the history has changed."""
        if self.panel is not None and self.panel.isVisible():
            self.panel.refresh()

    @Slot(object)
    def _on_reopened(self, stored: StoredSolve) -> None:
        from steppe_qt.solving.reopening import ending_of, request_of

        self._conductor.reopen(request_of(stored), list(stored.events), ending_of(stored))
        self.reopened.emit(stored.entry.id)
        if self._window.is_narrow:
            self.toggle_history()


def _store() -> Store:
    from steppe.app import open_store

    return open_store()


def _show(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
