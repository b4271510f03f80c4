"""The formats of paragraphs and runs: spacing, sizes and colours, all from one font and one palette."""

from __future__ import annotations

from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
    QTextLength,
    QTextOption,
)

from steppe.prose.flow import Paragraph, Run
from steppe_qt.maths import colours
from steppe_qt.plain_tip import plain_tip

IS_CODE = QTextFormat.Property.UserProperty.value + 4  # of a paragraph: the view draws a panel behind it
_HEADING_SIZES = {0: 1.3, 1: 1.22, 2: 1.14, 3: 1.06}  # 0: the title of a section
_FIXED_SIZE = 0.94
_ROW_STOPS = 8


class Look:
    """Formats for one document."""

    def __init__(self, font: QFont, palette: QPalette, *, is_tight: bool = False) -> None:
        self.font = font
        self.palette = palette
        self._is_tight = is_tight  # no room around paragraphs: a label has its own
        self.line = QFontMetricsF(font).height()
        self.gutter = round(self.line * 1.35)
        self.right_margin = round(self.gutter * 0.9)  # has the marks of lines from right to left
        self._fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._fixed.setPointSizeF(self._points() * _FIXED_SIZE)

    def _points(self) -> float:
        return self.font.pointSizeF() if self.font.pointSizeF() > 0 else self.font.pixelSize() * 0.75

    def block_format(self, paragraph: Paragraph) -> QTextBlockFormat:
        """Margins and alignment of a paragraph."""
        made = QTextBlockFormat()
        line = self.line
        made.setTopMargin(line * (0.62 if paragraph.follows_blank else 0.16))
        made.setLineHeight(line * 0.16, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        if paragraph.kind == "heading":
            made.setTopMargin(line * (0.9 if paragraph.level else 0.5))
            made.setBottomMargin(line * 0.2)
            made.setHeadingLevel(max(1, paragraph.level))
        elif paragraph.kind == "display":
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            made.setTopMargin(line * 0.45)
            made.setBottomMargin(line * 0.4)
            made.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        elif paragraph.kind == "item":
            hang = line * 1.25
            if _is_right_to_left(paragraph):
                made.setRightMargin(hang * paragraph.level)  # Qt hangs lines to the left only
            else:
                made.setLeftMargin(hang * (1 + paragraph.level))
                made.setTextIndent(-hang)
            made.setTabPositions([QTextOption.Tab(hang, QTextOption.TabType.LeftTab)])
        elif paragraph.kind == "code":
            made.setTopMargin(line * 0.9)
            made.setBottomMargin(line * 0.9)
            made.setLeftMargin(line * 0.6)
            made.setRightMargin(line * 0.6)
            made.setProperty(IS_CODE, True)
            made.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        elif paragraph.kind == "row":
            stop = line * 6
            made.setTabPositions([QTextOption.Tab(stop * n, QTextOption.TabType.LeftTab) for n in range(1, _ROW_STOPS)])
        elif paragraph.kind == "rule":
            length = QTextLength(QTextLength.Type.PercentageLength, 100)
            made.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth.value, length)
        if self._is_tight:
            made.setTopMargin(line * 0.5 if paragraph.follows_blank else 0)
            made.setBottomMargin(0)
            made.setLineHeight(line * 0.1, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
        return made

    def note_block_format(self) -> QTextBlockFormat:
        """The line under a step that says what is wrong."""
        made = QTextBlockFormat()
        made.setTopMargin(self.line * 0.1)
        made.setBottomMargin(self.line * 0.25)
        return made

    def text_format(self, paragraph: Paragraph, run: Run | None = None) -> QTextCharFormat:
        """The format of a run of characters."""
        made = QTextCharFormat()
        if run is not None and run.kind == "code":
            made.setFont(self._fixed)
            if paragraph.kind != "code":
                made.setBackground(self.palette.color(QPalette.ColorRole.AlternateBase))
        else:
            made.setFont(self.font)
        if paragraph.kind == "heading":
            factor = _HEADING_SIZES.get(paragraph.level, 1.0)
            made.setFontPointSize(self._points() * factor)
            made.setFontWeight(QFont.Weight.DemiBold)
        if run is not None and run.is_bold:
            made.setFontWeight(QFont.Weight.Bold)
        if run is not None and run.is_italic:
            made.setFontItalic(True)
        return made

    def open_format(self, paragraph: Paragraph) -> QTextCharFormat:
        """LaTeX whose end has not arrived, or that waits to be typeset."""
        made = self.text_format(paragraph)
        made.setForeground(colours.muted(self.palette))
        return made

    def failed_format(self, message: str) -> QTextCharFormat:
        """LaTeX that cannot be typeset; the tooltip says why."""
        made = QTextCharFormat()
        made.setFont(self._fixed)
        wrong = colours.wrong(self.palette)
        made.setBackground(colours.tinted(wrong, self.palette))
        made.setToolTip(plain_tip(message))
        return made

    def note_format(self, state: str) -> QTextCharFormat:
        """A note under a step."""
        made = QTextCharFormat()
        made.setFont(self.font)
        choose = {"right": colours.right, "wrong": colours.wrong}.get(state, colours.muted)
        made.setForeground(choose(self.palette))
        return made


def _is_right_to_left(paragraph: Paragraph) -> bool:
    """Whether the first letter with a direction goes to the left, as Qt decides it for a paragraph."""
    for run in paragraph.runs:
        for character in run.text if run.kind != "formula" else "":
            direction = bidirectional(character)
            if direction in ("L", "R", "AL"):
                return direction != "L"
    return False
