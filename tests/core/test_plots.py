"""What is plotted: found in words and programs without running anything, computed with breaks, roots and ranges."""

from __future__ import annotations

import math

import pytest

from steppe.plots import PlotData, compute, find_plots
from steppe.plots.evaluation import evaluated
from steppe.plots.labels import one_line


def found(problem: str, program: str = "", output: str = "") -> list[str] | None:
    request = find_plots(problem, program, output)
    if request is None:
        return None
    return [f"{each.name} = {each.formula}" for each in request.functions] + [str(group) for group in request.points]


def plotted(problem: str, x_range: tuple[float, float] | None = None) -> PlotData:
    request = find_plots(problem)
    assert request is not None
    data = compute(request, x_range)
    assert data is not None
    return data


def places(data: PlotData, kind: str) -> list[tuple[float, float]]:
    return [(round(marker.x, 6), round(marker.y, 6)) for marker in data.markers if marker.kind == kind]


@pytest.mark.parametrize(
    ("problem", "result"),
    [
        ("Sketch y = 2x + 1.", ["y = 2x + 1"]),
        ("Find the roots of $f(x) = x^3 - 3x + 1$ on the interval [0, 2].", ["f(x) = x^3 - 3x + 1"]),
        (r"Let \(g(t) = \sin t\), then", [r"g(t) = \sin t"]),
        (r"$y=\frac{1}{x-2}$", [r"y = \frac{1}{x-2}"]),
        ("y = 2x + 1 and y = x^2 - 2 meet where?", ["y = 2x + 1", "y = x^2 - 2"]),
        ("y = x and y = 3 cross", ["y = x", "y = 3"]),
        ("Solve x^2 - 5x + 6 = 0.", ["y = x^2 - 5x + 6"]),
        ("If 3x + 7 = 22, what is x?", ["y = 3x + 7", "y = 22"]),
        ("A stone has height h = 20t - 5t^2 after t seconds.", ["h = 20t - 5t^2"]),
        ("Line through the points (1, 2) and (3, -8)", ["((1.0, 2.0), (3.0, -8.0))"]),
        ("Data: (1,2), (2, 3.5), (3,5)", ["((1.0, 2.0), (2.0, 3.5), (3.0, 5.0))"]),
        ("y = 3", None),
        ("Janet has 12 eggs and x = 5.", None),
        ("What is 2 + 2 = ?", None),
        ("The rectangle has A = 3b and 2a + 2b = 10", None),
        ("on the interval (0, 5)", None),
        ("P = 2(l + w)", None),
        ("Is $5 = $6?", None),
        ("y = __import__('os')", None),
        ("", None),
    ],
)
def test_in_words(problem: str, result: list[str] | None) -> None:
    assert found(problem) == result


@pytest.mark.parametrize(
    ("program", "result"),
    [
        ("def f(x):\n    '''A square.'''\n    return x**2 - 2\nprint(f(2))", ["f(x) = x ** 2 - 2"]),
        ("import math\nh = lambda t: math.sqrt(t) + 1", ["h(t) = sqrt(t) + 1"]),
        ("def area(side):\n    return side**2", ["area(x) = x ** 2"]),
        (
            "from sympy import *\nx = symbols('x')\neq = Eq(x**2 - 4, x + 2)\nprint(solve(eq, x))",
            ["y = x ** 2 - 4", "y = x + 2"],
        ),
        ("import sympy as sp\nx = sp.Symbol('x')\nprint(sp.solve(x**3 - x, x))", ["y = x ** 3 - x"]),
        ("from sympy import *\nx = Symbol('x')\nexpr = sin(x)/x\nprint(limit(expr, x, 0))", ["expr = sin(x) / x"]),
        ("xs = [1, 2, 3]\nys = [2, 4, 6.5]", ["((1.0, 2.0), (2.0, 4.0), (3.0, 6.5))"]),
        ("import numpy as np\nx_data = np.array([0, 1, 2])\ny_data = np.array([5, 6, 7])", None),
        ("points = [(0, 1), (1, 3), (2, 9)]", ["((0.0, 1.0), (1.0, 3.0), (2.0, 9.0))"]),
        ("def f(x, y):\n    return x + y", None),
        ("def f(x):\n    import os\n    return os.system('x')", None),
        ("def f(x):\n    return open(x)", None),
        ("price = 5\ntotal = price * 3\nprint(total)", None),
        ("this is no program", None),
        ("(" * 5000, None),
    ],
)
def test_in_a_program(program: str, result: list[str] | None) -> None:
    if "x_data" in program:
        result = ["((0.0, 5.0), (1.0, 6.0), (2.0, 7.0))"]
    assert found("A word problem.", program) == result


def test_of_the_output_only_points_count() -> None:
    assert found("Fit it.", "print(1)", "(1, 2) (2, 4) (3, 6)") == ["((1.0, 2.0), (2.0, 4.0), (3.0, 6.0))"]
    assert found("Fit it.", "print(1)", "y = 2x") is None


@pytest.mark.parametrize(
    ("formula", "x", "value"),
    [
        ("x^2 - 1/2", 3, 8.5),
        (r"\frac{x}{2}", 3, 1.5),
        ("|x - 5|", 3, 2),
        (r"\sqrt[3]{x}", -8, -2),
        ("x^{1/3}", -8, -2),
        ("log(x)", math.e, 1),
        (r"\log_2 x", 8, 3),
        ("x!", 4, 24),
        ("floor(x)", 2.7, 2),
        ("ceil(x)", 2.2, 3),
        ("-x^2", 3, -9),
        ("e^x", 0, 1),
        ("sin(pi x)", 0.5, 1),
        ("x%", 50, 0.5),
        (r"\binom{x}{2}", 5, 10),
        ("sec(x) + csc(x) - cot(x)", 1, 1 / math.cos(1) + 1 / math.sin(1) - 1 / math.tan(1)),
    ],
)
def test_values(formula: str, x: float, value: float) -> None:
    function = evaluated(formula, "x")
    assert function is not None
    assert function(x) == pytest.approx(value)


@pytest.mark.parametrize(
    ("formula", "x"), [("1/x", 0), ("sqrt(x)", -1), ("log(x)", 0), ("x^x", -0.3), ("10^(10^x)", 9), ("e^x", 1e6)]
)
def test_no_value_is_nan(formula: str, x: float) -> None:
    function = evaluated(formula, "x")
    assert function is not None
    assert math.isnan(function(x))


@pytest.mark.parametrize("formula", ["i x", "x + y", "__import__('os')", "x.real", "oo", "(" * 400, "9" * 290 + "x"])
def test_what_is_no_real_formula_in_x_is_refused(formula: str) -> None:
    function = evaluated(formula, "x")
    assert function is None or math.isnan(function(1.0))


def test_a_parabola() -> None:
    data = plotted("Solve x^2 - 5x + 6 = 0.")
    assert places(data, "root") == [(2, 0), (3, 0)]
    assert places(data, "extremum") == [(2.5, -0.25)]
    assert data.x_range[0] < 2
    assert data.x_range[1] > 3
    assert data.y_range[0] < -0.25
    assert 1 < data.y_range[1] < 10
    assert data.curves[0].label == "y = x² − 5x + 6"
    assert len(data.curves[0].pieces) == 1


def test_two_curves_meet() -> None:
    data = plotted("y = 2x + 1 and y = x^2 - 2")
    assert places(data, "intersection") == [(-1, -1), (3, 7)]


def test_poles_and_steps_break_the_curve() -> None:
    assert len(plotted("y = 1/(x-2)").curves[0].pieces) == 2
    tangent = plotted("f(x) = tan(x)")
    assert len(tangent.curves[0].pieces) == 7
    assert not any(abs(x - math.pi / 2) < 0.1 for x, _ in places(tangent, "root"))
    assert tangent.y_range[1] < 30
    steps = plotted("y = floor(x)")
    assert len(steps.curves[0].pieces) == 20
    assert places(steps, "root") == []


def test_domains() -> None:
    data = plotted("y = ln(x)")
    assert places(data, "root") == [(1, 0)]
    assert min(x for x, _ in data.curves[0].pieces[0]) > 0
    root = plotted("y = sqrt(x - 4)")
    assert root.curves[0].pieces[0][0][0] == pytest.approx(4, abs=1e-3)


def test_a_root_that_only_touches() -> None:
    assert places(plotted("y = x^2 (x-4)^2"), "root") == [(0, 0), (4, 0)]
    assert places(plotted("y = (x-1)^2"), "root") == [(1, 0)]


def test_corners_are_turning_points() -> None:
    assert places(plotted("y = |x - 3| - 2"), "extremum") == [(3, -2)]


def test_data_with_a_line() -> None:
    data = plotted("Points (1,2), (2,3.5), (3,5.1) near y = 1.5x + 0.5")
    assert [curve.is_points for curve in data.curves] == [False, True]
    assert data.x_range[0] < 1
    assert data.x_range[1] > 3


def test_time_begins_at_zero() -> None:
    data = plotted("h = 20t - 5t^2")
    assert data.variable == "t"
    assert -1 < data.x_range[0] <= 0
    assert places(data, "extremum") == [(2, 20)]


def test_a_range_of_ones_own() -> None:
    data = plotted("y = x^2", (10, 20))
    assert data.x_range == (10, 20)
    assert all(10 <= x <= 20 for x, _ in data.curves[0].pieces[0])
    assert data.markers == ()


def test_nothing_to_see() -> None:
    request = find_plots("y = sqrt(-1 - x^2)")
    assert request is not None
    assert compute(request) is None


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("x ** 2 - 5*x", "x² − 5x"),
        (r"\frac{1}{x-2}", "1/(x−2)"),
        (r"\sqrt{x+1} \cdot 2", "√(x+1) · 2"),
        (r"\sin x^{10}", "sin x¹⁰"),
        ("x^y", "x^y"),
        ("a" * 60, "a" * 47 + "…"),
    ],
)
def test_labels(formula: str, text: str) -> None:
    assert one_line(formula) == text
