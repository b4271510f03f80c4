"""The window of a kiosk: the working page with a bar, a keyboard and covers of its own; it cannot be closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from steppe.kiosk.pin import PinCheck
from steppe.settings import Settings
from steppe.settings_table import KIOSK_EXAM, KIOSK_GREETING, KIOSK_KEYBOARD, KIOSK_PIN, KIOSK_PROGRAMS, MODEL
from steppe_qt.entry.keypad import BACKSPACE
from steppe_qt.kiosk.attract import WaitingScreen
from steppe_qt.kiosk.bar import KioskBar
from steppe_qt.kiosk.exam import ExamClock
from steppe_qt.kiosk.keyboard import ScreenKeyboard
from steppe_qt.kiosk.pin_pad import PinPad
from steppe_qt.main_window import MainWindow
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.session import SolveSession
from steppe_qt.theme.parts import label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE

_MOST_KEYBOARD = 0.45  # of the window's height


class KioskWindow(MainWindow):
    """Ends only through `end`, which the right PIN or the service manager leads to."""

    begun = Signal()  # somebody has come
    ended = Signal()

    def __init__(
        self,
        session: SolveSession,
        typesetter: Typesetter,
        theme: Theme,
        places: QSettings,
        settings: Settings,
        language: str,
    ) -> None:
        super().__init__(session, typesetter, theme, places)
        self._may_close = False
        self._shows_programs = settings[KIOSK_PROGRAMS]
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setAcceptDrops(False)
        for action in self.actions():
            self.removeAction(action)
        self.clock = ExamClock(settings[KIOSK_EXAM], self) if settings[KIOSK_EXAM] else None
        face = self.clock.face if self.clock else None
        self.kiosk_bar = KioskBar(theme, face, has_keyboard=settings[KIOSK_KEYBOARD])
        self.keyboard = ScreenKeyboard(language)
        self.keyboard.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.keyboard.hide()
        self._arrange()
        self.waiting = WaitingScreen(theme, settings[KIOSK_GREETING], settings[MODEL], self)
        self.time_over = _cover(self.tr("The time is over."), self)
        self.pin_pad = PinPad(PinCheck(settings[KIOSK_PIN]), self)
        self._has_pin = bool(settings[KIOSK_PIN])
        self._covers: tuple[QWidget, ...] = (self.waiting, self.time_over, self.pin_pad)
        for cover in self._covers:
            cover.installEventFilter(self)
        self._connect()

    def prepare(self) -> None:
        """Build what a first solve needs."""
        self.page.prepare()
        if not self._shows_programs and self.page.solution is not None:
            self.page.solution.leave_out_program()

    def begin_anew(self) -> None:
        """Everything of the last person is gone from the screen."""
        self.entry.keypad_button.setChecked(False)
        self.entry.keypad.hide()
        self.kiosk_bar.keyboard_button.setChecked(False)
        self.keyboard.reset()
        self.entry.box.document().clear()  # with what could be undone
        self.entry.box.recall.fill([])

    def wait(self) -> None:
        """The waiting screen, until somebody comes."""
        self._cover_with(self.waiting)
        self.waiting.begin_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_waiting(self) -> bool:
        """Whether the waiting screen is there."""
        return self.waiting.isVisibleTo(self)

    def end(self) -> None:
        """Close now."""
        self._may_close = True
        self.close()

    def show_time_over(self) -> None:
        """The exam is over: nothing can be done any more but to enter the PIN, by way of the emblem above."""
        self._cover_with(self.time_over)

    def closeEvent(self, event: QCloseEvent) -> None:
        """No key, no button of a title bar and no signal of the desktop closes a kiosk."""
        if not self._may_close:
            event.ignore()
            return
        self.hide()
        self.ended.emit()
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """The waiting screen covers the page, so that Qt never paints the window itself: tell it here."""
        super().showEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.first_painted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Whoever leaves the window during an exam is counted."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow() and self.clock is not None:
            self.clock.focus_lost()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Covers cover everything, also after the screen was turned."""
        super().resizeEvent(event)
        for cover in self._covers:
            cover.setGeometry(self._place_of(cover))
        self.keyboard.setMaximumHeight(round(self.height() * _MOST_KEYBOARD))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What lies behind a cover takes neither keys nor touches."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide) and watched in self._covers:
            is_free = not any(cover.isVisibleTo(self) for cover in self._covers)
            whole = self.centralWidget()
            assert whole is not None
            for child in whole.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                if child is not self.kiosk_bar:  # its emblem leads to the PIN
                    child.setEnabled(is_free)
            for button in self.kiosk_bar.buttons:
                button.setEnabled(is_free)
        return super().eventFilter(watched, event)

    def _place_of(self, cover: QWidget) -> QRect:
        """All of the window; when the time is over, all below the bar."""
        top = self.kiosk_bar.geometry().bottom() + 1 if cover is self.time_over else 0
        return self.rect().adjusted(0, top, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Behind a cover nothing can be done."""
        if self.is_waiting or self.pin_pad.isVisible() or self.time_over.isVisible():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        self.bar.hide()
        self.entry.restrict()
        self.status.leave_out("models", "history")
        whole = self.centralWidget()
        assert whole is not None
        column = whole.layout()
        assert isinstance(column, QBoxLayout)
        column.insertWidget(0, self.kiosk_bar)
        column.insertWidget(column.count() - 1, self.keyboard)

    def _connect(self) -> None:
        self.waiting.begun.connect(self._on_begun)
        self.kiosk_bar.keyboard_toggled.connect(self._on_keyboard_toggled)
        self.kiosk_bar.pin_wanted.connect(self._on_pin_wanted)
        self.keyboard.pressed.connect(self._on_key)
        self.keyboard.return_pressed.connect(self._on_new_line)
        self.pin_pad.accepted.connect(self.end)
        if self.clock is not None:
            self.clock.over.connect(self.show_time_over)

    def _cover_with(self, cover: QWidget) -> None:
        cover.setGeometry(self._place_of(cover))
        cover.show()
        cover.raise_()
        cover.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_begun(self) -> None:
        self.waiting.hide()
        if self.clock is not None:
            self.clock.start()
        self.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.begun.emit()

    @Slot(bool)
    def _on_keyboard_toggled(self, is_shown: bool) -> None:
        self.keyboard.setVisible(is_shown)
        self.entry.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_pin_wanted(self) -> None:
        if self._has_pin:
            self.pin_pad.setGeometry(self.rect())
            self.pin_pad.begin()

    @Slot(str)
    def _on_key(self, text: str) -> None:
        if text == BACKSPACE:
            self.entry.box.textCursor().deletePreviousChar()
        else:
            self.entry.box.insertPlainText(text)

    @Slot()
    def _on_new_line(self) -> None:
        self.entry.box.insertPlainText("\n")


def _cover(text: str, parent: QWidget) -> QWidget:
    """A sentence over everything."""
    made = label(text, "title")
    made.setParent(parent)
    made.setProperty("kind", "title")
    made.setAutoFillBackground(True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.hide()
    return made
