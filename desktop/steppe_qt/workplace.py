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
from steppe_models.places import config_dir
from steppe_qt.conductor import Conductor
from steppe_qt.doors import Doors
from steppe_qt.emblem import window_icon
from steppe_qt.main_window import MainWindow
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.means import Means, real_means
from steppe_qt.solving.request import Recording
from steppe_qt.solving.session import SolveSession
from steppe_qt.status_line import Line
from steppe_qt.theme.theme import Theme
from steppe_qt.translations.install import install_language

if TYPE_CHECKING:
    from steppe.history.store import History
    from steppe.solve.task import Task
    from steppe_models.records import InstalledModel


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
        self._parts = parts
        self.history: History | None = None
        self._is_closed = False
        self.theme = Theme(application, settings[THEME], settings[FONT_PERCENT])
        self.theme.setParent(self)
        self.typesetter = Typesetter(self)
        self.session = SolveSession(parts.means, self._record, parent=self)
        places = QSettings(str(parts.places_file), QSettings.Format.IniFormat, self)
        self.window = MainWindow(self.session, self.typesetter, self.theme, places)
        self.conductor = Conductor(self.window, self.session, parts.settings, self)
        self.doors = Doors(self.window, self.conductor, self.theme, parts.settings, self)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self.window.page.prepare)
        self.window.first_painted.connect(self._on_first_painted, Qt.ConnectionType.QueuedConnection)
        self.window.closing.connect(application.quit)
        self.noticed.connect(self._on_noticed, Qt.ConnectionType.QueuedConnection)

    def close(self) -> bool:
        """End what is under way, the history last; False if a thread could not be joined."""
        if self._is_closed:
            return True
        self._is_closed = True
        self.doors.close()
        self._idle.stop()
        self.window.close()
        is_clean = self.session.close()
        if self.history is not None:
            self.history.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # no event loop may run any more
        self.typesetter.close()
        return is_clean

    def report_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A failure in a slot that nobody foresaw: said calmly, with its traceback on standard error."""
        traceback.print_exception(kind, error, trace)
        self.noticed.emit(self.tr("Something in Steppe itself went wrong: {error}").format(error=f"{kind.__name__}"))

    def _record(self, task: Task, model: InstalledModel) -> Recording | None:
        history = self.history
        return history.record(task, model) if history is not None else None

    @Slot()
    def _on_first_painted(self) -> None:
        """The window is there: now what takes longer."""
        self.conductor.begin()
        self._idle.start()
        self.window.setWindowIcon(window_icon())
        self.typesetter.warm_up()
        self.history = self._parts.open_history()
        self.doors.use_history(self.history)
        if self.history is not None:
            for notice in self.history.notices:
                self._on_noticed(notice)

    @Slot(str)
    def _on_noticed(self, sentence: str) -> None:
        self.conductor.say(Line(sentence, "unsure", "dismiss", self.tr("All right")))
