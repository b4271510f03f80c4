"""Paints one entry of the history: the problem, its answer, how it was agreed on, and when."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from steppe.history.store import Entry
from steppe_qt.past import wording
from steppe_qt.past.entries import ENTRY_ROLE
from steppe_qt.theme.icons import icon
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import RADIUS, SPACE, Colours

_MARKS = {"agree": "right", "differ": "unsure"}
_PROBLEM_LINES = 2
_DOT = 4.0
_MARGIN = SPACE + 4
_STAR = 16
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class EntryDelegate(QStyledItemDelegate):
    """Two lines of problem, one of outcome and time; colours come from the theme of the moment."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Tall enough for one or two lines of problem and one below, at the font size of the moment."""
        body, small = QFontMetrics(self._body(option)), QFontMetrics(self._small(option))
        entry = index.data(ENTRY_ROLE)
        width = self._view.viewport().width() - 2 * _MARGIN
        lines = 1
        if isinstance(entry, Entry):
            text = wording.first_line(entry.problem)
            lines = _PROBLEM_LINES if body.horizontalAdvance(text) > width - _star_width(entry) else 1
        return QSize(120, lines * body.lineSpacing() + small.lineSpacing() + 2 * SPACE + 6)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background, problem, outcome, time."""
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        colours = self._theme.colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._background(painter, option, colours)
        inside = option.rect.adjusted(_MARGIN, SPACE, -_MARGIN, -SPACE)
        painter.setLayoutDirection(option.direction)
        self._problem(painter, option, inside, entry, colours)
        self._foot(painter, option, inside, entry, colours)
        painter.restore()

    def _background(self, painter: QPainter, option: QStyleOptionViewItem, colours: Colours) -> None:
        place = QRectF(option.rect).adjusted(2, 2, -2, -2)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_selected or is_hovered:
            painter.setBrush(QColor(colours.accent_soft if is_selected else colours.hover))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
        if is_selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.drawRoundedRect(place, RADIUS, RADIUS)

    def _problem(
        self, painter: QPainter, option: QStyleOptionViewItem, inside: QRect, entry: Entry, colours: Colours
    ) -> None:
        font = self._body(option)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        rest = wording.first_line(entry.problem)
        top = inside.top()
        width = inside.width() - _star_width(entry)
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        for number in range(_PROBLEM_LINES):
            if number == _PROBLEM_LINES - 1:
                line, rest = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width), ""
            else:
                line, rest = _fill(rest, metrics, width)
            left = inside.right() + 1 - width if is_mirrored else inside.left()
            painter.drawText(QRect(left, top, width, metrics.lineSpacing()), _LEADING, line)
            top += metrics.lineSpacing()
            width = inside.width()
        if entry.is_favourite:
            star = icon("star-filled", colours, "focus", _STAR)
            left = inside.left() if is_mirrored else inside.right() + 1 - _STAR
            star.paint(painter, QRect(left, inside.top(), _STAR, _STAR))

    def _foot(
        self, painter: QPainter, option: QStyleOptionViewItem, inside: QRect, entry: Entry, colours: Colours
    ) -> None:
        font = self._small(option)
        metrics = QFontMetrics(font)
        height = metrics.lineSpacing()
        place = QRect(inside.left(), inside.bottom() - height + 1, inside.width(), height)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if is_selected else colours.muted))
        time = wording.when(entry.started)
        painter.drawText(place, _TRAILING, time)
        left = place.adjusted(0, 0, -metrics.horizontalAdvance(time) - 2 * SPACE, 0)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            left = place.adjusted(metrics.horizontalAdvance(time) + 2 * SPACE, 0, 0, 0)
        if mark := _MARKS.get(entry.agreement):
            painter.setBrush(QColor(getattr(colours, mark)))
            pen = painter.pen()
            painter.setPen(Qt.PenStyle.NoPen)
            is_left = option.direction == Qt.LayoutDirection.LeftToRight
            x = left.left() + _DOT if is_left else left.right() - _DOT
            painter.drawEllipse(QPointF(x, left.center().y() + 1), _DOT, _DOT)
            painter.setPen(pen)
            gap = round(2 * _DOT) + SPACE
            left = left.adjusted(gap, 0, 0, 0) if is_left else left.adjusted(0, 0, -gap, 0)
        self._outcome(painter, left, font, entry, is_mirrored=option.direction == Qt.LayoutDirection.RightToLeft)

    def _outcome(self, painter: QPainter, place: QRect, font: QFont, entry: Entry, *, is_mirrored: bool) -> None:
        """The answer in bold, the tags after it."""
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold if entry.answer else QFont.Weight.Normal)
        metrics = QFontMetrics(bold)
        answer = metrics.elidedText(wording.outcome(entry), Qt.TextElideMode.ElideRight, place.width())
        painter.setFont(bold)
        painter.drawText(place, _LEADING, answer)
        used = metrics.horizontalAdvance(answer) + SPACE
        place = place.adjusted(0, 0, -used, 0) if is_mirrored else place.adjusted(used, 0, 0, 0)
        if entry.tags and place.width() > 3 * SPACE:
            tags = " ".join(f"#{tag}" for tag in entry.tags)
            painter.setFont(font)
            painter.drawText(
                place, _LEADING, QFontMetrics(font).elidedText(tags, Qt.TextElideMode.ElideRight, place.width())
            )

    def _body(self, option: QStyleOptionViewItem) -> QFont:
        font = QFont(option.font)
        font.setPointSizeF(self._theme.sizes.body)
        return font

    def _small(self, option: QStyleOptionViewItem) -> QFont:
        font = QFont(option.font)
        font.setPointSizeF(self._theme.sizes.small)
        return font


def _star_width(entry: Entry) -> int:
    return _STAR + SPACE if entry.is_favourite else 0


def _fill(text: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """As many whole words as one line takes, and the rest."""
    if metrics.horizontalAdvance(text) <= width:
        return text, ""
    words = text.split(" ")
    line = ""
    for number, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if metrics.horizontalAdvance(longer) > width:
            if number == 0:
                break
            return line, " ".join(words[number:])
        line = longer
    cut = len(text)  # one word, or a script without spaces: cut where the line ends
    while cut > 1 and metrics.horizontalAdvance(text[:cut]) > width:
        cut -= max(1, cut // 16)
    return text[:cut], text[cut:]
