"""The look of printed text: a serif face beside the formulas' own, black on white, sizes and spacing for paper."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QPageSize,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
)

from steppe.export.document import Paper
from steppe.prose.flow import Paragraph, Run
from steppe_qt.maths.look import Look

POINTS = 10.5
MARGIN_POINTS = 62.0
FOOT_POINTS = 34.0  # of the page's number above the lower edge
_FAMILIES = [
    "Latin Modern Roman",
    "STIX Two Text",
    "TeX Gyre Termes",
    "Nimbus Roman",
    "Liberation Serif",
    "Times New Roman",
    "Noto Serif",
    "DejaVu Serif",
    "serif",
]
_MONO_SIZE = 0.86
CODE_LINE = QTextFormat.Property.UserProperty.value + 40  # a paragraph with a bar beside it
WITH_NEXT = QTextFormat.Property.UserProperty.value + 42  # a paragraph that no page ends with


def page_points(paper: Paper) -> QSizeF:
    """The size of a page in points."""
    kind = QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4
    return QPageSize(kind).size(QPageSize.Unit.Point)


def dots_per_inch() -> int:
    """The resolution of the layout: that of the screen, for which Qt measures fonts; a printer is set to the same."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInchY())


def unit() -> float:
    """Units of the layout in a point."""
    return dots_per_inch() / 72.0


def paper_font() -> QFont:
    """The face of running text; letters keep their true widths."""
    font = QFont(_FAMILIES)
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPointSizeF(POINTS)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def paper_palette() -> QPalette:
    """Black on white, whatever the window looks like."""
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Base, "#ffffff"),
        (QPalette.ColorRole.Window, "#ffffff"),
        (QPalette.ColorRole.AlternateBase, "#f4f3f0"),
        (QPalette.ColorRole.Text, "#000000"),
        (QPalette.ColorRole.WindowText, "#000000"),
    ):
        palette.setColor(role, QColor(colour))
    return palette


class PaperLook(Look):
    """Formats for paper: lines of a program are paragraphs of their own, so that pages may break between them."""

    def __init__(self) -> None:
        super().__init__(paper_font(), paper_palette())
        self._fixed.setPointSizeF(POINTS * _MONO_SIZE)
        self._fixed.setHintingPreference(QFont.HintingPreference.PreferNoHinting)

    @property
    def code_font(self) -> QFont:
        """The face of programs."""
        return QFont(self._fixed)

    def heading_format(self, level: int) -> tuple[QTextBlockFormat, QTextCharFormat]:
        """A heading of the document itself: 0 its title, 1 a part of it, 2 a section."""
        block = QTextBlockFormat()
        block.setHeadingLevel(level + 1)
        block.setTopMargin(self.line * (0.0, 1.4, 1.05)[level])
        block.setBottomMargin(self.line * (0.5, 0.4, 0.25)[level])
        block.setProperty(WITH_NEXT, True)
        text = QTextCharFormat()
        font = QFont(self.font)
        font.setPointSizeF(POINTS * (1.7, 1.35, 1.08)[level])
        font.setBold(True)
        text.setFont(font)
        return block, text

    def code_formats(self, *, is_first: bool, is_last: bool) -> tuple[QTextBlockFormat, QTextCharFormat]:
        """A line of a program; lines that are too long go on further in."""
        block = QTextBlockFormat()
        hang = self.line * 2
        block.setLeftMargin(self.line * 0.8 + hang)
        block.setTextIndent(-hang)
        block.setTopMargin(self.line * 0.5 if is_first else 0)
        block.setBottomMargin(self.line * 0.7 if is_last else 0)
        block.setProperty(CODE_LINE, True)
        block.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        text = QTextCharFormat()
        text.setFont(self.code_font)
        return block, text

    def quiet_format(self, points: float = POINTS * 0.86) -> QTextCharFormat:
        """Text of less weight."""
        text = QTextCharFormat()
        font = QFont(self.font)
        font.setPointSizeF(points)
        text.setFont(font)
        text.setForeground(QColor("#555555"))
        return text

    def text_format(self, paragraph: Paragraph, run: Run | None = None) -> QTextCharFormat:
        """The format of a run; on paper code in a line has no background."""
        made = super().text_format(paragraph, run)
        made.clearBackground()
        return made

    def failed_format(self, message: str) -> QTextCharFormat:
        """LaTeX that cannot be typeset, as it was written."""
        made = QTextCharFormat()
        made.setFont(self.code_font)
        return made
