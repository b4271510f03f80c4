"""Turns a theme's colours into the palette that Qt's own Fusion style paints with."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from steppe_qt.theme.tokens import Colours

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


def palette_of(colours: Colours) -> QPalette:
    """All roles of all groups, so that nothing of the platform's palette shines through."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(getattr(colours, name)))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(_Group.Disabled, role, QColor(colours.disabled))
    palette.setColor(_Group.Disabled, _Role.Highlight, QColor(colours.line))
    palette.setColor(_Group.Disabled, _Role.HighlightedText, QColor(colours.text))
    return palette


_ROLES = {
    _Role.Window: "window",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "sunken",
    _Role.ToolTipBase: "surface",
    _Role.ToolTipText: "text",
    _Role.PlaceholderText: "muted",
    _Role.Text: "text",
    _Role.Button: "surface",
    _Role.ButtonText: "text",
    _Role.BrightText: "wrong",
    _Role.Light: "hover",
    _Role.Midlight: "line",
    _Role.Mid: "edge",
    _Role.Dark: "edge",
    _Role.Shadow: "sunken",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Accent: "accent",
}
