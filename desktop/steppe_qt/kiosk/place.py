"""The object graph of a kiosk: the window's parts, without history, dialogs and files, and with guard and heart."""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

from steppe.kiosk.watchdog import ServiceManager
from steppe.settings import SettingsStore
from steppe.settings_table import FONT_PERCENT, KIOSK_EXAM, KIOSK_IDLE, LANGUAGE, THEME
from steppe_qt.conductor import Conductor
from steppe_qt.emblem import window_icon
from steppe_qt.kiosk.guard import Guard, forget_tool_tips
from steppe_qt.kiosk.heartbeat import Heartbeat
from steppe_qt.kiosk.window import KioskWindow
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.means import Means
from steppe_qt.solving.session import SolveSession
from steppe_qt.status_line import Line
from steppe_qt.theme.theme import Theme
from steppe_qt.translations.install import install_language

_MS_A_MINUTE = 60_000
_LEAST_FONT_PERCENT = 125  # it is read standing


class KioskPlace(QObject):
    """Everything of one kiosk; `close` ends it in order."""

    failed_inside = Signal()  # from any thread

    def __init__(self, application: QApplication, settings: SettingsStore, means: Means) -> None:
        super().__init__(application)
        self._application = application
        self._is_closed = False
        now = settings.settings
        language = install_language(application, now[LANGUAGE])
        self._look = (now[THEME], max(now[FONT_PERCENT], _LEAST_FONT_PERCENT))
        self.theme = Theme(application, *self._look)
        self.theme.setParent(self)
        self.typesetter = Typesetter(self)
        self.session = SolveSession(means, None, log=log_bug, parent=self)
        self._folder = tempfile.TemporaryDirectory(prefix="steppe-kiosk-")
        places = QSettings(str(Path(self._folder.name) / "window.ini"), QSettings.Format.IniFormat, self)
        self.window = KioskWindow(self.session, self.typesetter, self.theme, places, now, language)
        self.conductor = Conductor(self.window, self.session, settings, self)
        self.guard = Guard(application, self.window, self)
        self.heart = Heartbeat(self.session, ServiceManager(), self)
        minutes = 0 if now[KIOSK_EXAM] else now[KIOSK_IDLE]
        self._idle = QTimer(self, singleShot=True, interval=max(1, minutes) * _MS_A_MINUTE)
        self._idles = minutes > 0
        self._join()

    @property
    def idle_timer(self) -> QTimer:
        """Runs while somebody is there and nothing is touched."""
        return self._idle

    def close(self) -> bool:
        """End what is under way; False if a thread could not be joined."""
        if self._is_closed:
            return True
        self._is_closed = True
        self.guard.close()  # before anything is destroyed
        self._idle.stop()
        self.heart.close()
        self.window.end()
        is_clean = self.session.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.typesetter.close()
        self._folder.cleanup()
        return is_clean

    def report_bug(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A failure in a slot that nobody foresaw: logged, and said calmly."""
        del kind, trace
        log_bug(error)
        self.failed_inside.emit()

    @Slot()
    def begin_anew(self) -> None:
        """Clear everything for the next person: screen, undo, clipboard, look; then wait."""
        self._idle.stop()
        self.conductor.new_problem()
        self.window.begin_anew()
        clipboard = self._application.clipboard()
        clipboard.clear()
        if clipboard.supportsSelection():
            clipboard.clear(QClipboard.Mode.Selection)
        forget_tool_tips()
        self.theme.choose(*self._look)
        self.window.wait()

    def _join(self) -> None:
        window = self.window
        window.first_painted.connect(self._on_first_painted, Qt.ConnectionType.QueuedConnection)
        window.command_given.connect(self._on_command)
        window.ended.connect(self._application.quit)
        window.kiosk_bar.new_wanted.connect(self._on_new_wanted)
        window.begun.connect(self._on_begun)
        self.guard.touched.connect(self._on_touched)
        self._idle.timeout.connect(self.begin_anew)
        self.conductor.no_model.connect(self._on_no_model)
        self.failed_inside.connect(self._on_failed_inside, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _on_first_painted(self) -> None:
        self.conductor.begin()
        self.window.setWindowIcon(window_icon())
        self.window.prepare()
        self.typesetter.warm_up()
        self.heart.begin()
        self.window.wait()

    @Slot(str)
    def _on_command(self, name: str) -> None:
        window, conductor = self.window, self.conductor
        known = {"solve": window.entry.solve, "stop": conductor.stop, "again": conductor.another_try}
        if name in known:
            known[name]()

    @Slot()
    def _on_new_wanted(self) -> None:
        if self.window.clock is None:
            self.begin_anew()
        else:
            self.conductor.new_problem()  # in an exam the same person goes on

    @Slot()
    def _on_begun(self) -> None:
        if self._idles:
            self._idle.start()

    @Slot()
    def _on_touched(self) -> None:
        if self._idles and not self.window.is_waiting:
            self._idle.start()

    @Slot()
    def _on_no_model(self) -> None:
        self.conductor.say(
            Line(self.tr("No model is installed. Please tell whoever looks after this machine."), "wrong")
        )

    @Slot()
    def _on_failed_inside(self) -> None:
        self.conductor.say(Line(self.tr("Something in Steppe itself went wrong. You can go on."), "unsure"))


def log_bug(error: BaseException) -> None:
    """Say on standard error where a failure happened, without its message, which may hold what somebody typed."""
    where = "".join(traceback.format_tb(error.__traceback__))
    sys.stderr.write(f"steppe kiosk: {type(error).__name__}\n{where}")
    sys.stderr.flush()


__all__ = ["KioskPlace", "log_bug"]
