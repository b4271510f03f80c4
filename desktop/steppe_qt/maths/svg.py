"""Reads MathJax's SVG into a drawing: outlines with a place and a colour, in thousandths of an em.

It knows what MathJax writes, nested `<svg>` elements and `<use>` included, and raises on anything else, so that no part
of a formula is left out in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QPainterPathStroker, QTransform

from steppe_qt.maths.outline import heavy_path_of, path_of

if TYPE_CHECKING:
    from xml.etree import ElementTree

UNITS_PER_EM = 1000.0
_NUMBER = re.compile(r"[-+]?(?:\d*\.\d+|\d+\.?)(?:[eE][-+]?\d+)?")
_FUNCTION = re.compile(r"([A-Za-z]+)\(([^)]*)\)")
_OUTER_SCALE = re.compile(r"scale\(([-\d.]+), ?(-[\d.]+)\) translate\(0, ([-\d.]+)\)")
_LINE_WIDTH = 70.0  # of the rules in arrays: what MathJax's style sheet says
_DASH = 140.0
_IGNORED = ("title", "desc", "defs")
_GROUPS = ("g", "a", "svg")
_WIDE_FROM = "\u2e80"  # from here on characters count as one em in MathJax without a browser, before as 0.6


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline seen through `transform`, `heavy` for small sizes; an empty `colour` is the text's own."""

    path: QPainterPath
    heavy: QPainterPath
    transform: QTransform
    colour: str = ""
    is_background: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A typeset formula; lengths in thousandths of an em, `ascent` above and `descent` below the baseline."""

    shapes: tuple[Shape, ...]
    width: float
    ascent: float
    descent: float
    left: float = 0.0


class UnknownSvgError(ValueError):
    """The SVG holds something that this reader does not know."""


def read_svg(svg: str) -> Drawing:
    """The drawing of a whole SVG text; its outlines have y downwards and the baseline at 0.

    Raises:
        UnknownSvgError: an element or transform is not known.
    """
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  # written by MathJax, not by the user
    except ElementTree.ParseError as error:
        raise UnknownSvgError(str(error)) from None
    try:
        reader = _Reader(root)
    except (ValueError, KeyError) as error:
        raise UnknownSvgError(str(error)) from None
    view_box = root.get("viewBox")
    if view_box is not None:
        left, top, width, height = (float(number) for number in _NUMBER.findall(view_box))
        return Drawing(tuple(reader.shapes), width, -top, top + height, left)
    box = QRectF()
    for shape in reader.shapes:
        box = box.united(shape.transform.mapRect(shape.path.boundingRect()))
    return Drawing(tuple(reader.shapes), box.right(), max(0.0, -box.top()), max(0.0, box.bottom()))


@dataclass(frozen=True, slots=True)
class _Style:
    """What elements inherit."""

    fill: str = "currentColor"
    stroke: str = "none"
    stroke_width: float = 0.0
    dashes: str = ""
    clip: QRectF | None = None  # in the outermost units


class _Reader:
    """Walks the tree once."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.shapes: list[Shape] = []
        self._outlines = {each.get("id", ""): each.get("d", "") for each in root.iter() if _tag(each) == "path"}
        for child in root:
            self._element(child, QTransform(), _Style())

    def _element(self, element: ElementTree.Element, transform: QTransform, style: _Style) -> None:
        tag = _tag(element)
        if tag in _IGNORED:
            return
        attributes = _attributes(element)
        if value := attributes.get("transform"):
            transform = _transform(value) * transform
        style = _inherited(style, attributes)
        if tag in _GROUPS:
            if tag == "svg":
                transform, style = _viewport(attributes, transform, style)
            for child in element:
                self._element(child, transform, style)
        elif tag == "text":
            self._text(element, attributes, transform, style)
        else:
            path = self._outline(tag, attributes)
            if not path.isEmpty():
                is_filled = tag != "line" and "data-line" not in attributes and "data-frame" not in attributes
                heavy = heavy_path_of(self._outlines[attributes["href"][1:]]) if tag == "use" else None
                self._add(path, transform, style, is_filled, "data-bgcolor" in attributes, heavy)

    def _outline(self, tag: str, attributes: dict[str, str]) -> QPainterPath:
        def number(name: str) -> float:
            return _length(attributes.get(name, "0"))

        if tag == "use":
            if "x" in attributes or "y" in attributes:
                raise UnknownSvgError("<use> with a place")
            return path_of(self._outlines[attributes["href"][1:]])
        if tag == "path":
            return path_of(attributes.get("d", ""))
        path = QPainterPath()
        if tag == "rect":
            path.addRect(QRectF(number("x"), number("y"), number("width"), number("height")))
        elif tag == "line":
            path.moveTo(number("x1"), number("y1"))
            path.lineTo(number("x2"), number("y2"))
        elif tag in ("ellipse", "circle"):
            radius = number("r")
            path.addEllipse(QPointF(number("cx"), number("cy")), number("rx") or radius, number("ry") or radius)
        elif tag in ("polyline", "polygon"):
            numbers = [float(each) for each in _NUMBER.findall(attributes.get("points", ""))]
            for place, point in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
                (path.lineTo if place else path.moveTo)(*point)
        else:
            raise UnknownSvgError(f"<{tag}>")
        return path

    def _add(
        self,
        path: QPainterPath,
        transform: QTransform,
        style: _Style,
        is_filled: bool,
        is_background: bool = False,
        heavy: QPainterPath | None = None,
    ) -> None:
        if is_filled and style.fill not in ("none", "transparent"):
            self._place(path, transform, style, style.fill, is_background, heavy)
        if style.stroke_width and style.stroke not in ("none", "transparent"):
            stroker = QPainterPathStroker()
            stroker.setWidth(style.stroke_width)
            stroker.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            stroker.setCapStyle(Qt.PenCapStyle.FlatCap)
            lengths = [float(number) for number in _NUMBER.findall(style.dashes)]
            if lengths:
                is_dotted = lengths[0] == 0
                stroker.setCapStyle(Qt.PenCapStyle.RoundCap if is_dotted else Qt.PenCapStyle.FlatCap)
                pattern = lengths if len(lengths) % 2 == 0 else lengths * 2
                stroker.setDashPattern([max(0.01, length / style.stroke_width) for length in pattern])
            self._place(stroker.createStroke(path), transform, style, style.stroke, is_background)

    def _place(
        self,
        path: QPainterPath,
        transform: QTransform,
        style: _Style,
        colour: str,
        is_background: bool,
        heavy: QPainterPath | None = None,
    ) -> None:
        if style.clip is not None and not style.clip.contains(transform.mapRect(path.boundingRect())):
            frame = QPainterPath()
            frame.addRect(style.clip)
            path, transform = transform.map(path).intersected(frame), QTransform()
            heavy = path
        colour = "" if colour == "currentColor" else colour
        self.shapes.append(Shape(path, heavy or path, transform, colour, is_background))

    def _text(
        self, element: ElementTree.Element, attributes: dict[str, str], transform: QTransform, style: _Style
    ) -> None:
        """Characters that the mathematical font lacks, in the system's serif face, squeezed where it is wider."""
        text = "".join(element.itertext())
        if not text:
            return
        font = QFont("serif")
        font.setPixelSize(round(_length(attributes.get("font-size", "884"))))
        font.setBold(attributes.get("font-weight") == "bold")
        font.setItalic(attributes.get("font-style") == "italic")
        path = QPainterPath()
        path.addText(0, 0, font, text)
        room = sum(1.0 if character >= _WIDE_FROM else 0.6 for character in text) * UNITS_PER_EM
        advance = QFontMetricsF(font).horizontalAdvance(text)
        if advance > room:
            transform = QTransform.fromScale(room / advance, 1) * transform
        self._add(path, transform, replace(style, stroke="none"), True)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    """Attributes without name spaces, with what `style` says, and what MathJax leaves to its style sheet."""
    attributes = {name.rpartition("}")[2]: value for name, value in element.items()}
    for declaration in attributes.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        attributes[name.strip()] = value.strip()
    if "data-line" in attributes or "data-frame" in attributes:
        attributes.setdefault("stroke-width", str(_LINE_WIDTH))
        dashes = {"mjx-dashed": f"{_DASH}", "mjx-dotted": f"0 {_DASH}"}.get(attributes.get("class", ""), "")
        attributes.setdefault("stroke-dasharray", dashes)
    return attributes


def _inherited(style: _Style, attributes: dict[str, str]) -> _Style:
    changes: dict[str, str | float] = {}
    for name in ("fill", "stroke"):
        if name in attributes:
            changes[name] = attributes[name]
    if "stroke-width" in attributes:
        changes["stroke_width"] = _length(attributes["stroke-width"])
    if "stroke-dasharray" in attributes:
        changes["dashes"] = attributes["stroke-dasharray"].replace("none", "")
    return replace(style, **changes) if changes else style  # type: ignore[arg-type]  # each key has its own type


def _viewport(attributes: dict[str, str], transform: QTransform, style: _Style) -> tuple[QTransform, _Style]:
    """A nested `<svg>`: its own units inside a rectangle that cuts off what lies beyond."""
    box = [float(number) for number in _NUMBER.findall(attributes.get("viewBox", ""))]
    x, y, width, height = (_length(attributes.get(name, "0")) for name in ("x", "y", "width", "height"))
    if len(box) != 4 or not (box[2] and box[3] and width and height):
        raise UnknownSvgError("<svg> without a size")
    clip = transform.mapRect(QRectF(x, y, width, height))
    if style.clip is not None:
        clip = clip.intersected(style.clip)
    across, down = width / box[2], height / box[3]
    inner = QTransform(across, 0, 0, down, x - box[0] * across, y - box[1] * down)
    return inner * transform, replace(style, clip=clip)


def _length(text: str) -> float:
    match = _NUMBER.match(text.strip())
    if match is None or "%" in text:
        raise UnknownSvgError(f"length {text}")
    return float(match[0])


@lru_cache(maxsize=2048)
def _transform(text: str) -> QTransform:
    """The product of a list of transforms. The scale that an SVG without a view box begins with is undone."""
    text = _OUTER_SCALE.sub("scale(1,-1)", text)
    whole = QTransform()
    for name, arguments in _FUNCTION.findall(text):
        values = [float(number) for number in _NUMBER.findall(arguments)]
        whole = _one_transform(name, values) * whole
    return whole


def _one_transform(name: str, values: list[float]) -> QTransform:
    if name == "translate":
        return QTransform.fromTranslate(values[0], values[1] if len(values) > 1 else 0)
    if name == "scale":
        return QTransform.fromScale(values[0], values[-1])
    if name == "rotate":
        x, y = values[1:] or (0.0, 0.0)
        return QTransform().translate(x, y).rotate(values[0]).translate(-x, -y)
    if name == "matrix":
        return QTransform(*values)
    raise UnknownSvgError(name)
