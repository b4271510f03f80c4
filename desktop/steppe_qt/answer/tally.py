"""The tally of a vote: which answers came how often, with bars, drawn anew as answers come in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from steppe.solve.events import Group, TallyChanged
from steppe_qt.plain_tip import plain_tip
from steppe_qt.theme.parts import label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE, SPACE_HALF

translate = QCoreApplication.translate
MOST_GROUPS = 4
_LONGEST_ANSWER = 28
_BAR_HEIGHT = 10
_BAR_WIDTH = 160


class TallyView(QWidget):
    """Shows a `TallyChanged`, the heaviest groups first; hidden while there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tally: TallyChanged | None = None
        self.setAccessibleName(self.tr("Votes"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._title = label(kind="label", wraps=False)
        self._rest = label(kind="small", wraps=False)
        self._rows = [_Row(theme) for _ in range(MOST_GROUPS)]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE_HALF)
        grid.setColumnStretch(1, 1)
        for number, row in enumerate(self._rows):
            for column, part in enumerate(row.parts):
                grid.addWidget(part, number, column)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(SPACE_HALF)
        column_box.addWidget(self._title)
        column_box.addLayout(grid)
        column_box.addWidget(self._rest)
        self.show_tally(None)

    @property
    def spoken(self) -> str:
        """The tally as sentences."""
        return "" if self._tally is None else spoken(self._tally)

    def show_tally(self, tally: TallyChanged | None) -> None:
        """Show how the vote stands; None hides it."""
        self._tally = tally
        self.setVisible(tally is not None)
        groups = tally.groups if tally is not None else ()
        for number, row in enumerate(self._rows):
            row.show_group(groups[number] if number < len(groups) else None)
        if tally is None:
            return
        self._title.setText(title_of(tally))
        rest = rest_of(tally)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self.setAccessibleDescription(spoken(tally))


class _Row:
    """One group: its answer, a bar as long as its share, and how many came to it by which way."""

    def __init__(self, theme: Theme) -> None:
        self._answer = label(wraps=False)
        self._bar = _Bar(theme)
        self._count = label(kind="small", wraps=False)

    @property
    def parts(self) -> tuple[QLabel, _Bar, QLabel]:
        """What stands in one row of the grid."""
        return self._answer, self._bar, self._count

    def show_group(self, group: Group | None) -> None:
        for part in self.parts:
            part.setVisible(group is not None)
        if group is None:
            return
        self._answer.setText(shortened(group))
        self._answer.setToolTip(plain_tip(group.answer.text))
        self._bar.set_share(group.share)
        self._count.setText(count_of(group))


class _Bar(QWidget):
    """A bar that is filled from the side where lines begin."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def set_share(self, share: float) -> None:
        """How much of it is filled, from 0 to 1."""
        if share != self._share:
            self._share = share
            self.update()

    def sizeHint(self) -> QSize:
        """Low and wide."""
        return QSize(_BAR_WIDTH, _BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The groove and its filling."""
        del event
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(colours.sunken))
        painter.drawRoundedRect(whole, whole.height() / 2, whole.height() / 2)
        width = whole.width() * self._share
        if width >= 1:
            left = whole.width() - width if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0.0
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(left, 0, width, whole.height()), whole.height() / 2, whole.height() / 2)
        painter.end()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def title_of(tally: TallyChanged) -> str:
    """How many answers were compared."""
    return translate("Votes", "Answers compared: {count}").format(count=tally.ended)


def count_of(group: Group) -> str:
    """How many answers of a group came by which way, and its share of all weight."""
    program = translate("Votes", "{count} by program").format(count=group.pot) if group.pot else ""
    prose = translate("Votes", "{count} by reasoning").format(count=group.cot) if group.cot else ""
    parts = [part for part in (program, prose) if part]
    return f"{translate('Votes', '{percent} %').format(percent=round(100 * group.share))} · {', '.join(parts)}"


def rest_of(tally: TallyChanged) -> str:
    """What has no row of its own."""
    parts = []
    others = len(tally.groups) - MOST_GROUPS
    if others > 0:
        parts.append(translate("Votes", "other answers: {count}").format(count=others))
    if tally.without:
        parts.append(translate("Votes", "without an answer: {count}").format(count=tally.without))
    return " · ".join(parts)


def spoken(tally: TallyChanged) -> str:
    """The tally in sentences, for screen readers."""
    groups = [f"{group.answer.text}: {count_of(group)}." for group in tally.groups[:MOST_GROUPS]]
    rest = rest_of(tally)
    return " ".join([f"{title_of(tally)}.", *groups, *([f"{rest}."] if rest else [])])


def shortened(group: Group) -> str:
    """A group's answer on one short line."""
    text = " ".join(group.answer.text.split())
    return text if len(text) <= _LONGEST_ANSWER else text[: _LONGEST_ANSWER - 1] + "\u2026"
