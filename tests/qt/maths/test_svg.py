"""From SVG to outlines: sizes, places, ink; and that nothing unknown is passed over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from steppe_qt.maths.mathjax import MathJax
from steppe_qt.maths.outline import heavy_path_of, path_of
from steppe_qt.maths.painter import paint
from steppe_qt.maths.svg import Drawing, UnknownSvgError, read_svg

WHITE, BLACK = QColor("white"), QColor("black")


def painted(drawing: Drawing, em: float = 40.0, background: QColor = WHITE, colour: QColor = BLACK) -> QImage:
    """The formula on a ground of its own size."""
    unit = em / 1000
    image = QImage(
        round(drawing.width * unit) + 1,
        round((drawing.ascent + drawing.descent) * unit) + 1,
        QImage.Format.Format_RGB32,
    )
    image.fill(background)
    painter = QPainter(image)
    paint(painter, drawing, QPointF(0, drawing.ascent * unit), em, colour, background)
    painter.end()
    return image


def ink(image: QImage, em: float = 40.0) -> float:
    """The area that is black, in square em."""
    total = sum(255 - image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height()))
    return total / 255 / em**2


def box_of(drawing: Drawing) -> QRectF:
    box = QRectF()
    for shape in drawing.shapes:
        box = box.united(shape.transform.mapRect(shape.path.boundingRect()))
    return box


@pytest.mark.parametrize(
    ("tex", "width", "ascent", "descent", "area"),
    [  # MathJax 4's own boxes; the ink in square em as an independent renderer (resvg) draws the same SVG
        ("x", 572, 442, 11, 0.0603),
        (r"\frac{1}{2}", 940, 1342, 686, 0.1919),
        (r"\sqrt{2}", 1353, 1008.3, 51.7, 0.1969),
        (r"|x|", 1128, 750, 250, 0.1349),
        (r"\boxed{x}", 1106, 709, 278, 0.3098),
        (r"\begin{vmatrix}a&b\\c&d\end{vmatrix}", 2605, 1501, 1001, 0.6299),
    ],
)
def test_size_and_ink(tex: str, width: float, ascent: float, descent: float, area: float, mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(tex, is_display=True))
    assert (drawing.width, drawing.ascent, drawing.descent) == pytest.approx((width, ascent, descent), abs=0.1)
    box = box_of(drawing)
    assert box.left() >= -60
    assert box.right() <= drawing.width + 60
    assert -box.top() <= drawing.ascent + 60
    assert box.bottom() <= drawing.descent + 60
    assert ink(painted(drawing)) == pytest.approx(
        area, rel=0.06
    )  # its frame is cut at the edge of the picture, ours is not


def test_rules_of_an_array_are_drawn(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(r"\begin{array}{c|c}1&2\\\hline a&b\end{array}", is_display=True))
    boxes = [shape.transform.mapRect(shape.path.boundingRect()) for shape in drawing.shapes]
    assert any(box.width() > 0.9 * drawing.width and box.height() < 100 for box in boxes)
    assert any(box.height() > 0.9 * (drawing.ascent + drawing.descent) and box.width() < 100 for box in boxes)


def test_stretched_signs_are_cut_to_their_frame(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(r"\left(\begin{matrix}" + r"a\\" * 9 + r"a\end{matrix}\right)", is_display=True))
    assert -box_of(drawing).top() <= drawing.ascent + 30
    image = painted(drawing)
    left = [image.pixelColor(x, y).lightness() < 128 for y in range(image.height()) for x in range(30)]
    rows = [any(left[row * 30 : row * 30 + 30]) for row in range(image.height())]
    assert sum(rows) > 0.95 * image.height()  # one stroke from top to bottom, no gaps between its pieces


def test_colours(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(r"{\color{red}x}\colorbox{yellow}{y}", is_display=True))
    assert [shape.colour for shape in drawing.shapes] == ["red", "yellow", ""]
    assert [shape.is_background for shape in drawing.shapes] == [False, True, False]


def test_several_lines_without_a_view_box(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(r"a \\ b", is_display=True))
    assert 400 < drawing.width < 700
    assert drawing.descent > 900


def test_letters_that_the_font_lacks(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg("\\text{ж漢}", is_display=True))
    assert drawing.shapes
    assert box_of(drawing).right() <= drawing.width + 120


@pytest.mark.parametrize(
    "body",
    [
        "<image/>",
        '<path d="M0 0 X5"/>',
        '<g transform="skewX(3)"><rect/></g>',
        '<use href="#none"/>',
        "<svg/>",
        "<rect",
    ],
)
def test_what_is_not_known_is_refused(body: str) -> None:
    with pytest.raises(UnknownSvgError):
        read_svg(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{body}</svg>')


@pytest.mark.parametrize(
    ("description", "box"),
    [
        ("M0 0L10 0L10 5Z", QRectF(0, 0, 10, 5)),
        ("m1 1h4v4h-4z", QRectF(1, 1, 4, 4)),
        ("M0 0Q5 10 10 0T20 0", QRectF(0, -5, 20, 10)),
        ("M0 0C0 10 10 10 10 0S20 -10 20 0", QRectF(0, -7.5, 20, 15)),
        ("M0 5A5 5 0 0 1 10 5", QRectF(0, 0, 10, 5)),
        ("M0 5A5 5 0 0 0 10 5", QRectF(0, 5, 10, 5)),
        ("M5 0a5 5 0 1 1 0 10", QRectF(5, 0, 5, 10)),
        ("M0 0 10 10 20 0", QRectF(0, 0, 20, 10)),
    ],
)
def test_path_commands(description: str, box: QRectF) -> None:
    found = path_of(description).boundingRect()
    assert found.getRect() == pytest.approx(box.getRect(), abs=0.05)
    heavy = heavy_path_of(description).boundingRect()
    assert heavy.contains(found)


def test_numbers_that_are_missing() -> None:
    with pytest.raises(ValueError, match="missing"):
        path_of("M0 0L5")


def test_ink_is_the_same_at_every_size(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(r"\int_0^1 \frac{x}{2}", is_display=True))
    assert ink(painted(drawing, 30), 30) == pytest.approx(ink(painted(drawing, 90), 90), rel=0.03)


def test_small_sizes_are_a_little_heavier(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(r"\int_0^1 \frac{x}{2}", is_display=True))
    assert ink(painted(drawing, 20), 20) > 1.1 * ink(painted(drawing, 60), 60)


def test_light_text_on_dark(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg("x", is_display=True))
    dark = painted(drawing, background=QColor("#101010"), colour=QColor("#f0f0f0"))
    assert max(dark.pixelColor(x, y).lightness() for x in range(dark.width()) for y in range(dark.height())) > 230
