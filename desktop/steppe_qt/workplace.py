"""The object graph of the window: who is made of what, who ends whom."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from steppe.settings import SettingsStore
from steppe.settings_table import FONT_PERCENT, LANGUAGE, THEME
from steppe_models.errors import SteppeError
from steppe_models.places import config_dir
from steppe_qt.conductor import Conductor
from steppe_qt.doors import Doors
from steppe_qt.emblem import window_icon
from steppe_qt.freed_memory import give_back
from steppe_qt.main_window import MainWindow
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.past.keeper import HistoryKeeper
from steppe_qt.solving.means import Means, real_means
from steppe_qt.solving.session import SolveSession
from steppe_qt.status_line import Line
from steppe_qt.theme.theme import Theme
from steppe_qt.translations.install import install_language, said

if TYPE_CHECKING:
    from steppe.history.store import History

_IDLE_MS = 400  # after the window is there


@dataclass(frozen=True, slots=True)
class Parts:
    """What the window is built on; a test gives other means, and a folder of its own for what is kept."""

    settings: SettingsStore
    means: Means
    open_history: Callable[[], History | None]
    places_file: Path


def real_parts() -> Parts:
    """The user's own settings, models and history."""
    settings = SettingsStore()

    def open_history() -> History:
        from steppe.history.store import History

        return History.open()

    return Parts(settings, real_means(lambda: settings.settings), open_history, config_dir() / "window.ini")


class Workplace(QObject):
    """Everything of one window; `close` ends it in order and waits for its threads."""

    noticed = Signal(str)  # from any thread: a sentence for the status line

    def __init__(self, application: QApplication, parts: Parts) -> None:
        super().__init__(application)
        settings = parts.settings.settings
        install_language(application, settings[LANGUAGE])
        self._application, self._settings = application, parts.settings
        self._is_closed = False
        self.theme = Theme(application, settings[THEME], settings[FONT_PERCENT])
        self.theme.setParent(self)
        self.typesetter = Typesetter(self)
        self.keeper = HistoryKeeper(parts.open_history, parts.settings, self)
        self.session = SolveSession(parts.means, self.keeper.record, parent=self)
        self._places = QSettings(str(parts.places_file), QSettings.Format.IniFormat, self)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._on_idle)
        self._after_solve = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._after_solve.timeout.connect(give_back)
        self.noticed.connect(self._on_noticed, Qt.ConnectionType.QueuedConnection)
        self.keeper.noticed.connect(self._on_noticed, Qt.ConnectionType.QueuedConnection)
        self.keeper.failed.connect(self._on_history_failed)
        self.session.solve_started.connect(self.keeper.on_solve_started)
        self.session.program_ended.connect(self.keeper.on_program_ended)
        self._make_window()
        self.window.first_painted.connect(self._on_first_painted, Qt.ConnectionType.QueuedConnection)

    def close(self) -> bool:
        """End what is under way, the history last; False if a thread could not be joined."""
        if self._is_closed:
            return True
        self._is_closed = True
        self.doors.close()
        self._idle.stop()
        self._after_solve.stop()
        self.window.close()
        self.keeper.stop_waiting()
        is_clean = self.session.close()
        self.keeper.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # no event loop may run any more
        self.typesetter.close()
        return is_clean

    def report_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A failure in a slot that nobody foresaw: said calmly, with its traceback on standard error."""
        traceback.print_exception(kind, error, trace)
        self.noticed.emit(self.tr("Something in Steppe itself went wrong: {error}").format(error=f"{kind.__name__}"))

    @property
    def history(self) -> History | None:
        """Where solves are kept, once that is open."""
        return self.keeper.history

    @Slot()
    def change_language(self) -> None:
        """Make the window anew in the language of the settings; what it shows, and what is under way, goes on."""
        install_language(self._application, self._settings.settings[LANGUAGE])
        window, conductor, doors = self.window, self.conductor, self.doors
        window.closing.disconnect(self._application.quit)
        self._make_window()
        self.window.setWindowIcon(window_icon())
        self.window.take_over(window)
        self.conductor.take_over(conductor)
        self.window.show()
        self._idle.start()
        self.doors.take_over(doors)
        window.hide()
        doors.close()
        for each in (doors, conductor, window):
            each.deleteLater()

    def _make_window(self) -> None:
        settings, keeper = self._settings, self.keeper
        self.window = MainWindow(self.session, self.typesetter, self.theme, self._places)
        self.conductor = Conductor(self.window, self.session, settings, self)
        self.doors = Doors(self.window, self.conductor, self.theme, settings, self)
        self.window.closing.connect(self._application.quit)
        keeper.opened.connect(self.doors.use_history)
        keeper.forgot.connect(self.doors.refresh_history)
        self.doors.reopened.connect(keeper.on_reopened)
        self.doors.language_changed.connect(self.change_language, Qt.ConnectionType.QueuedConnection)
        self.conductor.solve_kept.connect(keeper.tidy)
        self.conductor.solve_kept.connect(self._after_solve.start)
        self.conductor.history_wanted.connect(keeper.begin)

    @Slot()
    def close_window(self) -> None:
        """As the window's own button does."""
        self.window.close()

    @Slot()
    def _on_idle(self) -> None:
        self.window.page.prepare()

    @Slot()
    def _on_first_painted(self) -> None:
        """The window is there: now what takes longer."""
        self.conductor.begin()
        self._idle.start()
        self.window.setWindowIcon(window_icon())
        self.typesetter.warm_up()
        self.keeper.begin()

    @Slot(str)
    def _on_noticed(self, sentence: str) -> None:
        self.conductor.say(Line(said(sentence), "unsure", "dismiss", self.tr("All right")))

    @Slot(SteppeError)
    def _on_history_failed(self, error: SteppeError) -> None:
        text = self.tr("{problem} Until then nothing is kept.").format(problem=said(error.message))
        self.conductor.say(Line(text, "unsure", "history", self.tr("Try again")))
