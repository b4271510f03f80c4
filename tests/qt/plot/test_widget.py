"""The plot on the screen: ink where curves are, zoom and pan by all means, words for those who cannot see it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from steppe.plots import PlotData, compute, find_plots
from steppe_qt.maths.colours import contrast
from steppe_qt.plot.drawing import CURVE_COLOURS, Paints
from steppe_qt.plot.viewport import Viewport
from steppe_qt.plot.widget import PlotWidget


def plotted(problem: str) -> PlotData:
    request = find_plots(problem)
    assert request is not None
    data = compute(request)
    assert data is not None
    return data


@pytest.fixture
def plot(qtbot) -> PlotWidget:
    made = PlotWidget()
    qtbot.addWidget(made)
    made.resize(500, 360)
    made.set_data(plotted("y = x^2 - 4"))
    made.show()
    return made


def coloured(image: QImage, colour: QColor) -> int:
    """How many points, of every third row, are near a colour."""
    parts = (colour.red(), colour.green(), colour.blue())
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)  # must live as long as its bits are read
    data = bytes(plain.constBits())
    rows = [data[row * image.width() * 4 : (row + 1) * image.width() * 4] for row in range(0, image.height(), 3)]
    points = [row[place : place + 3] for row in rows for place in range(0, len(row), 4)]
    return sum(all(abs(one - other) < 40 for one, other in zip(point, parts, strict=True)) for point in points)


def test_the_curve_is_drawn_in_its_colour(plot: PlotWidget) -> None:
    curve = Paints.of(plot.palette()).curve(0)
    assert coloured(plot.grab().toImage(), curve) > 60
    plot.set_data(None)
    assert coloured(plot.grab().toImage(), curve) == 0
    assert plot.summary() == ""


def test_words(plot: PlotWidget) -> None:
    words = plot.summary()
    assert "y = x² − 4" in words
    assert "Zero at (−2, 0), (2, 0)." in words
    assert "Turning point at (0, −4)." in words
    interface = QAccessible.queryAccessibleInterface(plot)
    assert interface.role() == QAccessible.Role.Chart
    assert interface.text(QAccessible.Text.Name) == "Plot"
    assert interface.text(QAccessible.Text.Description) == words
    plot.set_data(plotted("points (1,2), (2,3), (3,5)"))
    assert "Points: (1, 2), (2, 3), (3, 5)." in plot.summary()


def test_keys(plot: PlotWidget, qtbot) -> None:
    whole = plot.viewport()
    with qtbot.waitSignal(plot.range_changed) as told:
        QTest.keyClicks(plot, "+")
    assert plot.viewport().x_range == pytest.approx(tuple(told.args))
    assert _width(plot.viewport().x_range) < _width(whole.x_range)
    QTest.keyClicks(plot, "-")
    assert plot.viewport().x_range == pytest.approx(whole.x_range)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.viewport().x_range[0] > whole.x_range[0]
    QTest.keyClick(plot, Qt.Key.Key_Up)
    assert plot.viewport().y_range[0] > whole.y_range[0]
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot.viewport() == whole
    QTest.keyClicks(plot, ".")
    assert plot._chosen is not None
    assert plot._chosen.x == pytest.approx(-2)
    QTest.keyClicks(plot, ",")
    assert plot._chosen.x == pytest.approx(2)


def test_wheel_zooms_at_the_pointer(plot: PlotWidget) -> None:
    drawing = plot._drawing()
    assert drawing is not None
    place = plot.viewport().to_pixels(2, 0, drawing.area)
    for turns in (5, -3):
        event = QWheelEvent(
            place,
            QPointF(plot.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, 120 * turns),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(plot, event)
        area = plot._drawing().area  # type: ignore[union-attr]
        after = plot.viewport().to_pixels(2, 0, area)
        assert (after - place).manhattanLength() < 25  # the numbers beside the axis may take another width
    assert _width(plot.viewport().x_range) < _width(plot._whole.x_range)


def test_drag_moves_and_double_click_resets(plot: PlotWidget) -> None:
    whole = plot.viewport()
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.mouseMove(plot, QPoint(260, 200))
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=QPoint(260, 200))
    assert plot.viewport().x_range[0] < whole.x_range[0]
    QTest.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert plot.viewport() == whole


def test_pointing_at_a_root_names_it(plot: PlotWidget) -> None:
    drawing = plot._drawing()
    assert drawing is not None
    QTest.mouseMove(plot, plot.viewport().to_pixels(2, 0, drawing.area).toPoint())
    assert plot._chosen is not None
    assert (plot._chosen.kind, plot._chosen.x) == ("root", pytest.approx(2))


def test_new_samples_keep_what_is_in_sight(plot: PlotWidget) -> None:
    QTest.keyClicks(plot, "+++")
    seen = plot.viewport()
    request = find_plots("y = x^2 - 4")
    assert request is not None
    plot.set_data(compute(request, seen.x_range), keep_view=True)
    assert plot.viewport() == seen
    plot.set_data(compute(request))
    assert plot.viewport() != seen


def test_no_end_of_zooming(plot: PlotWidget) -> None:
    for key in ("+" * 200, "-" * 400):
        QTest.keyClicks(plot, key)
        low, high = plot.viewport().x_range
        assert low < high
        plot.grab()


def test_far_away_points_are_brought_near() -> None:
    place = Viewport((0, 1), (0, 1)).to_pixels(1e300, -1e300, QRectF(0, 0, 100, 100))
    assert (place.x(), place.y()) == (1e5, 1e5)


def test_print_is_black_on_white_whatever_the_theme(plot: PlotWidget) -> None:
    dark = QPalette(QColor("#161a17"))
    plot.setPalette(dark)
    image = QImage(700, 500, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    plot.print_to(painter, QRectF(0, 0, 700, 500))
    painter.end()
    assert image.pixelColor(3, 3) == QColor("white")
    assert coloured(image, QColor(CURVE_COLOURS[0])) > 60


@pytest.mark.parametrize("base", ["#fffefb", "#1f2521", "#000000", "#ffffff"])
def test_colours_can_be_read(base: str) -> None:
    palette = QPalette(QColor(base))
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    palette.setColor(QPalette.ColorRole.Text, QColor("#ffffff" if QColor(base).lightness() < 128 else "#20241d"))
    paints = Paints.of(palette)
    for place in range(4):
        assert contrast(paints.curve(place), paints.base) >= 4.5
    assert contrast(paints.muted, paints.base) >= 4.5
    assert contrast(paints.axis, paints.base) >= 3


def test_many_curves_points_and_a_tiny_widget(plot: PlotWidget) -> None:
    plot.set_data(plotted("y = x, y = 2x, y = 3x and y = x^2 with points (1, 2), (3, 4), (5, 6)"))
    plot.grab()
    plot.resize(30, 30)
    plot.grab()
    assert plot.minimumSizeHint().width() < plot.sizeHint().width()


def _width(span: tuple[float, float]) -> float:
    return span[1] - span[0]
