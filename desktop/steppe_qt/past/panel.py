"""The history at the side of the window: search as you type, reopen, mark, tag, delete; all of it by keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from steppe.history.store import Entry, History
from steppe_models.errors import SteppeError
from steppe_qt.past import wording
from steppe_qt.past.entries import ENTRY_ROLE, EntriesModel
from steppe_qt.past.reader import HistoryReader
from steppe_qt.past.remarks import RemarksDialog
from steppe_qt.past.row import EntryDelegate
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import Notice, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE
from steppe_qt.translations.install import said

PAGE = 100
_TYPING_MS = 120


class HistoryPanel(QWidget):
    """Shows what was solved. `reopened` carries a `StoredSolve`; `deleted` the number of one that is gone.

    Everything that touches the file runs off the window's thread.
    """

    reopened = Signal(object)
    deleted = Signal(int)
    export_wanted = Signal(list, str, str)  # numbers of solves, a name for the file, and with which answers
    print_wanted = Signal(list, str)

    def __init__(self, history: History | None, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._theme = theme
        self._doomed: Entry | None = None
        self._opens_first = False
        self._reader = HistoryReader(self)
        self._reader.failed.connect(self._on_failed)
        self._model = EntriesModel()
        self._model.more_wanted.connect(self._on_more_wanted)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search what was solved"))
        self._search.setAccessibleName(self.tr("Search the history"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._on_typed)
        self._search.installEventFilter(self)
        self._stars = QToolButton()
        self._stars.setProperty("kind", "quiet")
        self._stars.setCheckable(True)
        self._stars.setAccessibleName(self.tr("Only favourites"))
        self._stars.setToolTip(self.tr("Only favourites"))
        self._stars.toggled.connect(self.refresh)
        self._list = QListView()
        self._empty = label(kind="muted")
        self._notice = Notice()
        self._notice.acted.connect(self._on_delete_now)
        self._actions = self._make_actions()
        self._set_up_list()
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self.close_work)
        self._on_theme_changed()
        self.refresh()

    def _set_up_list(self) -> None:
        view = self._list
        view.setProperty("kind", "bare")
        view.setModel(self._model)
        self._delegate = EntryDelegate(self._theme, view)
        view.setItemDelegate(self._delegate)
        view.setAccessibleName(self.tr("Solved problems"))
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu)
        view.clicked.connect(self._on_open)
        view.installEventFilter(self)

    def _make_actions(self) -> dict[str, QAction]:
        made = {}
        for name, text, keys, act in (
            ("open", self.tr("Open"), "", self.open_current),
            ("star", self.tr("Favourite"), "Ctrl+Shift+D", self.toggle_favourite),
            ("remarks", self.tr("Tags and note…"), "F2", self.edit_remarks),
            ("export", self.tr("Export…"), "", self.export_selected),
            ("export_full", self.tr("Export with solutions…"), "", self.export_in_full),
            ("print", self.tr("Print…"), "", self.print_selected),
            ("delete", self.tr("Delete…"), "Del", self.ask_to_delete),
        ):
            action = QAction(text, self)
            if keys:
                action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(act)
            self._list.addAction(action)
            made[name] = action
        made["star"].setCheckable(True)
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._search, 1)
        head.addWidget(self._stars)
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.setContentsMargins(SPACE, 2 * SPACE, SPACE, SPACE)
        inside.addWidget(self._empty)
        inside.addStretch(1)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._list)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(label(self.tr("History"), "heading"))
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        column.addWidget(self._notice)
        self.setMinimumWidth(240)

    # What the window uses

    @property
    def entries(self) -> list[Entry]:
        """What is shown now."""
        return self._model.entries

    @property
    def is_busy(self) -> bool:
        """Whether an answer of the history is still to come."""
        return self._reader.is_busy or self._typing.isActive()

    def set_history(self, history: History | None) -> None:
        """Show another history, or none when nothing is kept."""
        self._history = history
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask for the list again, as after a solve has ended; what is selected stays selected."""
        self._typing.stop()
        if (history := self._history) is None:
            self._show_first([])
            return
        words, stars = self._search.text(), self._stars.isChecked()
        self._reader.ask(lambda: history.entries(words, favourites=stars, limit=PAGE + 1), self._show_first, "entries")

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    @Slot()
    def close_work(self) -> None:
        """End the thread behind the list."""
        self._typing.stop()
        self._reader.close()

    @Slot()
    def open_current(self) -> None:
        """Reopen the selected solve."""
        entry, history = self._current(), self._history
        if entry is not None and history is not None:
            self._reader.ask(partial(history.solve, entry.id), self.reopened.emit, "open")

    @Slot()
    def toggle_favourite(self) -> None:
        """Mark the selected solve, or take the mark away."""
        entry, history = self._current(), self._history
        if entry is not None and history is not None:
            self._reader.ask(partial(history.set_favourite, entry.id, not entry.is_favourite), self._on_changed)

    @Slot()
    def edit_remarks(self) -> None:
        """Ask for tags and a note of the selected solve."""
        if (entry := self._current()) is not None and self._history is not None:
            dialog = RemarksDialog(entry, self)
            dialog.decided.connect(self._on_remarks)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @Slot()
    def ask_to_delete(self) -> None:
        """Ask in the panel whether the selected solve shall go; Delete a second time says yes."""
        entry = self._current()
        if entry is None:
            return
        if self._doomed is not None and self._doomed.id == entry.id:
            self._on_delete_now()
            return
        self._doomed = entry
        text = self.tr("Delete “{problem}” for good?").format(problem=wording.short(entry.problem))
        self._notice.say(text, "unsure", self.tr("Delete"))

    @Slot()
    def export_selected(self) -> None:
        """Save the selected solve; several as a worksheet with a key."""
        self._export("key" if len(self.selected_entries) > 1 else "full")

    @Slot()
    def export_in_full(self) -> None:
        """Save the selected solves with their solutions."""
        self._export("full")

    @Slot()
    def print_selected(self) -> None:
        """Print the selected solve; several as a worksheet with a key."""
        entries = self.selected_entries
        if entries and self._history is not None:
            self.print_wanted.emit([entry.id for entry in entries], "key" if len(entries) > 1 else "full")

    @property
    def has_list_focus(self) -> bool:
        """Whether commands mean what is selected here."""
        return self._list.hasFocus()

    @property
    def selected_entries(self) -> list[Entry]:
        """What is selected, in the order in which it was solved."""
        indexes = self._list.selectionModel().selectedIndexes() or [self._list.currentIndex()]
        entries = [entry for index in indexes if isinstance(entry := index.data(ENTRY_ROLE), Entry)]
        return sorted(entries, key=lambda entry: entry.id)

    # Inside

    def _export(self, answers: str) -> None:
        entries = self.selected_entries
        if entries and self._history is not None:
            name = wording.short(entries[0].problem) if len(entries) == 1 else self.tr("Worksheet")
            self.export_wanted.emit([entry.id for entry in entries], name, answers)

    def _current(self) -> Entry | None:
        entry = self._list.currentIndex().data(ENTRY_ROLE)
        return entry if isinstance(entry, Entry) else None

    def _show_first(self, entries: list[Entry]) -> None:
        current = self._current()
        self._forget_doomed()
        self._model.show_first(entries[:PAGE], has_more=len(entries) > PAGE)
        if current is not None and (row := self._model.row_of(current.id)) >= 0:
            self._list.setCurrentIndex(self._model.index(row))
        self._empty.setText(self._empty_text())
        self._stack.setCurrentIndex(0 if entries else 1)
        if self._opens_first and entries:
            self._list.setCurrentIndex(self._model.index(0))
            self.open_current()
        self._opens_first = False

    def _empty_text(self) -> str:
        if self._history is None:
            return self.tr("Nothing is kept: the history is switched off.")
        if self._search.text().strip() or self._stars.isChecked():
            return self.tr("Nothing was found.")
        return self.tr("Nothing here yet. Every problem that is solved will be listed here, on this machine only.")

    @Slot(int)
    def _on_more_wanted(self, before: int) -> None:
        if (history := self._history) is None:
            return
        words, stars = self._search.text(), self._stars.isChecked()

        def show(entries: list[Entry]) -> None:
            is_next = bool(self._model.entries) and self._model.entries[-1].id == before
            if is_next and (words, stars) == (self._search.text(), self._stars.isChecked()):
                self._model.show_more(entries[:PAGE], has_more=len(entries) > PAGE)

        self._reader.ask(
            lambda: history.entries(words, favourites=stars, limit=PAGE + 1, before=before), show, "more entries"
        )

    def _on_changed(self, _result: object) -> None:
        self.refresh()

    @Slot(str)
    def _on_typed(self, _text: str) -> None:
        self._opens_first = False
        self._typing.start()

    @Slot(QModelIndex)
    def _on_open(self, _index: QModelIndex) -> None:
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:  # else more are being selected
            self.open_current()

    @Slot(int, list, str)
    def _on_remarks(self, solve: int, tags: list[str], note: str) -> None:
        if (history := self._history) is not None:

            def change() -> None:
                history.set_tags(solve, tags)
                history.set_note(solve, note)

            self._reader.ask(change, self._on_changed)

    @Slot()
    def _on_delete_now(self) -> None:
        entry, history = self._doomed, self._history
        self._forget_doomed()
        if entry is None or history is None:
            return
        row = self._model.row_of(entry.id)
        self._model.remove(entry.id)
        if self._model.entries:
            self._list.setCurrentIndex(self._model.index(min(max(row, 0), len(self._model.entries) - 1)))
        else:
            self._stack.setCurrentIndex(1)
        self._list.setFocus()
        self._reader.ask(partial(history.delete, [entry.id]), partial(self._on_deleted, entry.id))

    def _on_deleted(self, solve: int, _count: int) -> None:
        self.deleted.emit(solve)
        self.refresh()

    def _forget_doomed(self) -> None:
        if self._doomed is not None:
            self._doomed = None
            self._notice.say("")

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        self._doomed, self._opens_first = None, False
        self._notice.say(said(error.message), "wrong")

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        entry = self._current()
        if entry is None:
            return
        self._actions["star"].setChecked(entry.is_favourite)
        is_one = len(self.selected_entries) == 1
        self._actions["export"].setText(self.tr("Export…") if is_one else self.tr("Export as a worksheet…"))
        self._actions["export_full"].setVisible(not is_one)
        menu = QMenu(self)
        menu.addActions(list(self._actions.values()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._list.viewport().mapToGlobal(place))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._stars.setIcon(icon("star", self._theme.colours, "muted"))
        self._list.doItemsLayout()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return opens, Escape takes back, the arrow keys go from the search into the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if watched is self._list:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_current()
                return True
            if key == Qt.Key.Key_Escape and self._doomed is not None:
                self._forget_doomed()
                return True
        elif watched is self._search:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.is_busy:
                self._opens_first = True  # of what is being looked for, not of what is still in the list
                self.refresh()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._model.entries:
                self._list.setFocus()
                if not self._list.currentIndex().isValid():
                    self._list.setCurrentIndex(self._model.index(0))
                if key != Qt.Key.Key_Down:
                    self.open_current()
                return True
            if key == Qt.Key.Key_Escape and self._search.text():
                self._search.clear()
                return True
        return super().eventFilter(watched, event)
