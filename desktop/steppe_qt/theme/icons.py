"""The icons, drawn here as strokes on a grid of 24 and coloured by the theme; no icon theme of the system is needed."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from steppe_qt.theme.tokens import Colours

_SCALES = (1, 2, 3)
_PATHS = {
    "add": "M12 5v14M5 12h14",
    "again": "M19 12a7 7 0 1 1-2.2-5.1M19 3.5V8h-4.5",
    "back": "M14.5 6 8.5 12 14.5 18",
    "calculator": "M6 3.5h12v17H6zM9 7.5h6M9 12h.01M12 12h.01M15 12h.01M9 16h.01M12 16h.01M15 16h.01",
    "check": "M5 12.5 10 17.5 19 7",
    "close": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "copy": "M9 9h10v11H9zM15 9V4.5H5V15h4",
    "download": "M12 4v11M7 10.5l5 5 5-5M5 20h14",
    "down": "M6 9.5l6 6 6-6",
    "edit": "M5 19l1-4.5L15.5 5 19 8.5 9.5 18z",
    "file": "M6.5 3.5H14l4 4v13H6.5zM14 3.5v4h4",
    "forward": "M9.5 6l6 6-6 6",
    "history": "M4.5 12a7.5 7.5 0 1 0 2.3-5.4M4.5 4v4.5H9M12 8v4.5l3 2",
    "import": "M12 14V4M8 7.5 12 3.5l4 4M5 13v7h14v-7",
    "info": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 11v5M12 8h.01",
    "keyboard": "M3.5 7h17v10h-17zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17 10.5h.01M8 14h8",
    "lock": "M6.5 11h11v9h-11zM9 11V8a3 3 0 0 1 6 0v3",
    "model": "M12 3.5l7.5 4.3v8.4L12 20.5l-7.5-4.3V7.8zM4.5 7.8 12 12l7.5-4.2M12 12v8.5",
    "more": "M5 12h2M11 12h2M17 12h2",
    "pause": "M9 6v12M15 6v12",
    "plot": "M4.5 4v15.5H20M7 15c3-9 6 2 12-8",
    "print": "M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z",
    "remove": "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
    "run": "M8 5.5v13l10.5-6.5z",
    "save": "M5 5h11l3 3v11H5zM8 5v5h7V5M8 19v-5h8v5",
    "search": "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5",
    "settings": "M5 7h8M17 7h2M5 17h2M11 17h8M15 5v4M9 15v4M5 12h14",
    "star": "M12 4l2.4 5.1 5.6.7-4.1 3.9 1.1 5.6-5-2.8-5 2.8 1.1-5.6L4 9.8l5.6-.7z",
    "stop": "M7 7h10v10H7z",
    "tag": "M4.5 4.5h7l8 8-7 7-8-8zM8.5 8.5h.01",
    "votes": "M5 19.5V11M12 19.5V5M19 19.5V14",
    "warning": "M12 4.5 20.5 19h-17zM12 10v4M12 16.5h.01",
}
_FILLED = {"star-filled": "star", "run": "run", "stop": "stop"}
NAMES = tuple(sorted({*_PATHS, *_FILLED}))


def icon(name: str, colours: Colours, colour: str = "text", size: int = 20) -> QIcon:
    """An icon in one of the theme's colours, sharp at 100 to 300 percent; disabled icons are paler."""
    made = QIcon()
    for mode, chosen in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, "disabled")):
        renderer = _renderer(name, getattr(colours, chosen))
        for scale in _SCALES:
            made.addPixmap(_pixmap(renderer, size, scale), mode)
    return made


def _renderer(name: str, colour: str) -> QSvgRenderer:
    path = _PATHS[_FILLED.get(name, name)]
    fill = colour if name in _FILLED else "none"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<path d="{path}" fill="{fill}" stroke="{colour}" stroke-width="1.8" stroke-linecap="round"'
        ' stroke-linejoin="round"/></svg>'
    )
    return QSvgRenderer(QByteArray(svg.encode()))


def _pixmap(renderer: QSvgRenderer, size: int, scale: int) -> QPixmap:
    pixmap = QPixmap(size * scale, size * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
