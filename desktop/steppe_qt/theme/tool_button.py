"""Quiet buttons with an icon and a word, and a row of them that leaves the words out where they do not fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from steppe_qt.theme.parts import dress
from steppe_qt.theme.tokens import SPACE_HALF

_GAP = 6  # pixels between icon and word; Qt's own is too narrow and cannot be set


class ToolButton(QToolButton):
    """Icon and word in the middle, with the same room on both sides."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self, "quiet")
        self.setText(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def has_words(self) -> bool:
        """Whether its text is shown beside the icon."""
        return self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon and bool(self.text())

    def hint(self, *, has_words: bool) -> QSize:
        """The size that it needs with or without its word."""
        self.ensurePolished()
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonIconOnly
        inside = QSize(self.iconSize())
        if has_words:
            metrics = self.fontMetrics()
            inside = QSize(self._wide, max(inside.height(), metrics.height()))
        return self.style().sizeFromContents(QStyle.ContentsType.CT_ToolButton, option, inside, self)

    def sizeHint(self) -> QSize:
        """As it is shown now."""
        return self.hint(has_words=self.has_words)

    def minimumSizeHint(self) -> QSize:
        """As it is shown now."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and edge by the style, icon and word placed here."""
        del event
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        icon = self.icon()
        option.icon = QIcon()
        option.text = ""
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        size = self.iconSize()
        inside = self._wide if self.has_words else size.width()
        place = QRect((self.width() - inside) // 2, (self.height() - size.height()) // 2, size.width(), size.height())
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        icon.paint(painter, self._mirrored(place), Qt.AlignmentFlag.AlignCenter, mode)
        if self.has_words:
            option.text = self.text()
            option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonTextOnly
            left = place.right() + 1 + _GAP
            words = QRect(left, 0, self.fontMetrics().horizontalAdvance(self.text()) + 1, self.height())
            option.rect = self._mirrored(words)
            painter.drawControl(QStyle.ControlElement.CE_ToolButtonLabel, option)
        painter.end()

    @property
    def _wide(self) -> int:
        return self.iconSize().width() + _GAP + self.fontMetrics().horizontalAdvance(self.text())

    def _mirrored(self, place: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)


class ButtonRow(QWidget):
    """Buttons at the trailing side: with their words where all fit, else icons alone, whose names are tool tips."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_HALF)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.addStretch(1)
        self._buttons: list[ToolButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, button: ToolButton) -> None:
        """One more at the end."""
        self._buttons.append(button)
        self._row.addWidget(button)

    def hint(self, *, has_words: bool) -> QSize:
        """What the buttons that are shown need."""
        sizes = [button.hint(has_words=has_words) for button in self._buttons if not button.isHidden()]
        gaps = SPACE_HALF * max(0, len(sizes) - 1)
        return QSize(sum(size.width() for size in sizes) + gaps, max((size.height() for size in sizes), default=0))

    def sizeHint(self) -> QSize:
        """With all words."""
        return self.hint(has_words=True)

    def minimumSizeHint(self) -> QSize:
        """Icons alone."""
        return self.hint(has_words=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words where there is room."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A button came, went or has another font: reckon anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
            self.updateGeometry()
        return super().event(event)

    def _fit(self) -> None:
        has_room = self.width() >= self.sizeHint().width()
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if has_room else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._buttons:
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)
