"""Problems to try: a few of each kind, written for Steppe."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Example:
    """A problem under a short title, with its choices if it has any."""

    title: str
    problem: str
    choices: tuple[str, ...] = ()


def examples() -> list[Example]:
    """All examples, in the language of the window; the first three are shown on an empty page."""
    return [
        Example(
            translate("Examples", "A story"),
            translate(
                "Examples",
                "A bakery sells 3 rolls for $2. It baked 162, threw 12 away and sold the rest. What did it take?",
            ),
        ),
        Example(
            translate("Examples", "An equation"),
            translate("Examples", "Solve $x^2 - 5x + 6 = 0$ for $x$."),
        ),
        Example(
            translate("Examples", "A curve"),
            translate("Examples", "Where does the parabola $y = x^2 - 4x + 1$ have its lowest point?"),
        ),
        Example(
            translate("Examples", "An integral"),
            translate("Examples", "What is $\\int_0^{\\pi} x \\sin(x) \\, dx$?"),
        ),
        Example(
            translate("Examples", "Chance"),
            translate("Examples", "Two fair dice are thrown. How likely is it that their sum is at least 10?"),
        ),
        Example(
            translate("Examples", "Two unknowns"),
            translate(
                "Examples", "A train has 14 coaches with 4 or 6 axles each, 68 axles in all. How many have 6 axles?"
            ),
        ),
        Example(
            translate("Examples", "Geometry"),
            translate(
                "Examples", "A ladder of 6.5 m leans on a wall, its foot 2.5 m away from it. How high does it reach?"
            ),
        ),
        Example(
            translate("Examples", "With choices"),
            translate("Examples", "Which of these numbers is divisible by 9?"),
            ("4127", "5238", "6149", "7340"),
        ),
    ]
