"""The list of entries as Qt's views want it: one page after the other is asked for as the user scrolls."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from steppe.history.store import Entry
from steppe_qt.past import wording
from steppe_qt.plain_tip import plain_tip

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


class EntriesModel(QAbstractListModel):
    """Entries, the newest first. `more_wanted` carries the id of the last one shown when a further page is needed."""

    more_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        self._has_more = False
        self._is_waiting = False

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return self._entries

    def show_first(self, entries: list[Entry], *, has_more: bool) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self._entries = list(entries)
        self._has_more, self._is_waiting = has_more, False
        self.endResetModel()

    def show_more(self, entries: list[Entry], *, has_more: bool) -> None:
        """Add a page at the end."""
        self._has_more, self._is_waiting = has_more, False
        if entries:
            first = len(self._entries)
            self.beginInsertRows(QModelIndex(), first, first + len(entries) - 1)
            self._entries += entries
            self.endInsertRows()

    def row_of(self, solve: int) -> int:
        """Where a solve stands, or -1."""
        return next((row for row, entry in enumerate(self._entries) if entry.id == solve), -1)

    def remove(self, solve: int) -> None:
        """Take one out."""
        row = self.row_of(solve)
        if row >= 0:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._entries[row]
            self.endRemoveRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many are shown."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The entry itself, its first line, or a sentence for screen readers and the tool tip."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return wording.first_line(entry.problem)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return wording.spoken(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            parts = [entry.problem[:500], wording.exactly(entry.started), entry.note]
            return plain_tip("\n\n".join(part for part in parts if part))
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there is a further page."""
        return not parent.isValid() and self._has_more and not self._is_waiting

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent) and self._entries:
            self._is_waiting = True
            self.more_wanted.emit(self._entries[-1].id)
