"""Draws laid-out pages on a printer: the range and the order that its dialog asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from steppe_qt.printing.pages import Pages

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


def page_numbers(count: int, first: int, last: int, *, is_reversed: bool) -> list[int]:
    """Pages from 0, of a range that a dialog gives from 1; 0 stands for no bound."""
    numbers = list(range(max(first, 1) - 1, min(last or count, count)))
    return numbers[::-1] if is_reversed else numbers


def draw_pages(pages: Pages, printer: QPrinter) -> int:
    """Print; returns how many pages, 0 if the printer could not be opened."""
    from PySide6.QtPrintSupport import QPrinter

    is_reversed = printer.pageOrder() == QPrinter.PageOrder.LastPageFirst
    numbers = page_numbers(pages.count, printer.fromPage(), printer.toPage(), is_reversed=is_reversed)
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    painter = QPainter()
    if not numbers or not painter.begin(printer):
        return 0
    for place, number in enumerate(numbers * copies):
        if place:
            printer.newPage()
        pages.draw(painter, number)
    return len(numbers) if painter.end() else 0
