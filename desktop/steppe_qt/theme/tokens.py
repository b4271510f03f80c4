"""The tokens of the look: colours of both themes, spacing, radii, font sizes; and the contrast of two colours."""

from __future__ import annotations

from dataclasses import dataclass

SPACE = 8  # everything sits on a grid of 8 pixels; half steps inside controls
SPACE_HALF = SPACE // 2
RADIUS = 8
RADIUS_LARGE = 12
LEAST_CONTRAST = 4.5  # of text; WCAG 2.2, 1.4.3 (AA)
LEAST_EDGE_CONTRAST = 3.0  # of the edges of controls and of focus rings; WCAG 2.2, 1.4.11


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme's colours as #rrggbb; `on_x` is text on `x`, `x_soft` is a background for text that means x."""

    is_dark: bool
    window: str
    surface: str
    sunken: str
    hover: str
    line: str
    edge: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    focus: str
    right: str
    right_soft: str
    wrong: str
    wrong_soft: str
    unsure: str
    unsure_soft: str
    code_keyword: str
    code_text: str
    code_number: str
    code_comment: str
    code_name: str


LIGHT = Colours(
    is_dark=False,
    window="#f5f3ec",
    surface="#fffefb",
    sunken="#edeae0",
    hover="#e6e3d7",
    line="#dcd8ca",
    edge="#858272",
    text="#20241d",
    muted="#585d50",
    disabled="#64685c",
    accent="#22694d",
    accent_hover="#1b5a41",
    accent_pressed="#144a35",
    on_accent="#ffffff",
    accent_soft="#d8eadf",
    on_accent_soft="#124431",
    focus="#b3641a",
    right="#1b6a3c",
    right_soft="#dff0e2",
    wrong="#a32a2a",
    wrong_soft="#fae3df",
    unsure="#7c5200",
    unsure_soft="#faeccb",
    code_keyword="#7a3a9a",
    code_text="#1f6a3a",
    code_number="#9a4a10",
    code_comment="#606458",
    code_name="#1d5c8f",
)

DARK = Colours(
    is_dark=True,
    window="#161a17",
    surface="#1f2521",
    sunken="#121512",
    hover="#2b332d",
    line="#343c36",
    edge="#7c877f",
    text="#e9ebe3",
    muted="#adb4a9",
    disabled="#8e968c",
    accent="#8fd0ad",
    accent_hover="#a5dcbe",
    accent_pressed="#79bd99",
    on_accent="#0d2118",
    accent_soft="#264438",
    on_accent_soft="#d2f0df",
    focus="#f0ae63",
    right="#8fd6a2",
    right_soft="#1d3826",
    wrong="#f5a49a",
    wrong_soft="#46221f",
    unsure="#edc46c",
    unsure_soft="#3d3115",
    code_keyword="#d2a6ee",
    code_text="#a0d6a4",
    code_number="#f0b483",
    code_comment="#9aa296",
    code_name="#93c6ee",
)

_ON_PLAIN = ("window", "surface", "sunken", "hover")
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((name, place) for name in ("text", "muted") for place in _ON_PLAIN),
    *(("disabled", place) for place in ("window", "surface", "sunken")),
    *((name, place) for name in ("accent", "right", "wrong", "unsure") for place in ("window", "surface", "sunken")),
    *((name, f"{name}_soft") for name in ("right", "wrong", "unsure")),
    *(("text", f"{name}_soft") for name in ("accent", "right", "wrong", "unsure")),
    *(("on_accent", name) for name in ("accent", "accent_hover", "accent_pressed")),
    ("on_accent_soft", "accent_soft"),
    ("muted", "accent_soft"),
    *(
        (f"code_{name}", place)
        for name in ("keyword", "text", "number", "comment", "name")
        for place in ("surface", "sunken")
    ),
)
EDGE_PAIRS: tuple[tuple[str, str], ...] = tuple(
    (name, place) for name in ("edge", "focus") for place in ("window", "surface", "sunken")
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Font sizes in points, all from the one that the user reads best."""

    small: float
    body: float
    large: float
    title: float
    answer: float


def sizes_for(body_points: float) -> Sizes:
    """The scale of sizes around a body size."""
    return Sizes(
        small=round(body_points * 0.9, 2),
        body=round(body_points, 2),
        large=round(body_points * 1.2, 2),
        title=round(body_points * 1.55, 2),
        answer=round(body_points * 2.2, 2),
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, 1 to 21, by the formula of WCAG 2.2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
