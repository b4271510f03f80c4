"""The program that compares the lines of a derivation; it runs in the sandbox only, after a line that sets LINES.

LINES: for each line whether it goes on from the line before, and its equations (of which one holds), each a list of
sides as expressions of `steppe.check.formula`. One line of output for each: given, right, gained, unchecked; or wrong
as unequal, untrue, changed, differs, lost. Solutions are never printed.
"""

from __future__ import annotations

GUEST = r"""
from sympy import (Abs, E, I, Integer, N, Rational, Symbol, acos, asin, atan, binomial, cbrt, ceiling, cos, cosh, cot,
                   csc, exp, expand, factorial, floor, log, oo, pi, real_root, sec, simplify, sin, sinh, solve, sqrt,
                   tan, tanh)
names = dict(globals())

def read(code):
    return eval(code, {"__builtins__": {}}, names)

def points(symbols):
    for k in range(8):
        yield {s: Rational((-1)**(k // (1 + j % 2)) * (k + j + 2)) for j, s in enumerate(symbols)}

def close(a, b):
    x, y = N(a, 40), N(b, 40)
    if not (x.is_number and y.is_number and x.is_finite and y.is_finite):
        return None
    return bool(abs(x - y) <= Rational(1, 10**25) * max(abs(x), abs(y), 1))

def symbols_of(*expressions):
    return sorted(set().union(*(e.free_symbols for e in expressions)), key=str)

def same(a, b):
    # (equal, a point where they are not); equal is None where neither could be shown
    if a == b or expand(a - b) == 0:
        return True, None
    agreed = 0
    for point in points(symbols_of(a, b)):
        verdict = close(a.subs(point), b.subs(point))
        if verdict is False:
            return False, point
        agreed += verdict is True
        if not point:
            break
    return (True, None) if agreed >= min(3, 1 + 2 * bool(symbols_of(a, b))) else (None, None)

def short(value):
    value = Rational(value) if value.is_Rational else N(value, 6)
    return str(value)

def at(point, a, b, words):
    where = ", ".join(f"{s} = {v}" for s, v in point.items())
    return f"{where} {words[0]} {short(a.subs(point))} and {words[1]} {short(b.subs(point))}"

def real_solutions(equations, variable, point):
    found = []
    for sides in equations:
        for first, second in zip(sides, sides[1:]):
            difference = (first - second).subs(point)
            if difference == 0:
                raise NotImplementedError
            for value in solve(difference, variable):
                if value.free_symbols:
                    raise NotImplementedError
                number = N(value, 40)
                if number.is_real or abs(N(number.as_real_imag()[1], 30)) < Rational(1, 10**20):
                    found.append(N(number.as_real_imag()[0], 30))
    return found

def within(some, others):
    return all(any(abs(a - b) <= Rational(1, 10**15) * max(1, abs(a)) for b in others) for a in some)

def follows(before, now):
    variables = [s for s in symbols_of(*(e for sides in before for e in sides))
                 if s in symbols_of(*(e for sides in now for e in sides))]
    if not variables:
        return "unchecked"
    every = symbols_of(*(e for sides in [*before, *now] for e in sides))
    verdicts = []
    for variable in variables[:1]:
        others = [s for s in every if s != variable]
        for point in list(points(others))[: 3 if others else 1]:
            old, new = real_solutions(before, variable, point), real_solutions(now, variable, point)
            kept, known = within(old, new), within(new, old)
            verdicts.append("right" if kept and known else "gained" if kept else "lost" if known and new else "differs")
    for verdict in ("differs", "lost", "gained"):
        if verdict in verdicts:
            return verdict
    return "right"

def within_line(sides):
    # None: it is an equation in unknowns, to be compared with the line before
    if len(sides) == 1:
        return None
    for first, second in zip(sides, sides[1:]):
        equal, point = same(first, second)
        if equal is None:
            return "unchecked"
        if not equal:
            if not symbols_of(first, second):
                return "untrue"
            return None if len(sides) == 2 else "unequal " + at(point, first, second, ("one is", "the next"))
    return "right"

def check(goes_on, equations, before):
    if not equations:
        return "unchecked"
    if goes_on and before is not None:
        equal, point = same(before[-1][-1], equations[0][0])
        if equal is None:
            return "unchecked"
        if not equal:
            if not point:
                return "untrue"
            return "changed " + at(point, before[-1][-1], equations[0][0], ("it was", "is now"))
        return within_line(equations[0]) or "right"
    if len(equations) == 1:
        verdict = within_line(equations[0])
        if verdict is not None:
            return verdict
    is_equation = all(len(sides) > 1 for sides in equations)
    if before is None:
        return "given"
    if is_equation and all(len(sides) > 1 for sides in before):
        return follows(before, equations)
    if not is_equation and len(equations) == 1 and len(before) == 1 and len(before[0]) == 1:
        equal, point = same(before[0][0], equations[0][0])
        if equal:
            return "right"
        if equal is None:
            return "unchecked"
        return "untrue" if not point else "changed " + at(point, before[0][0], equations[0][0], ("it was", "is now"))
    return "given"

before = None
for goes_on, codes in LINES:
    try:
        equations = [[read(code) for code in sides] for sides in codes]
        verdict = check(goes_on, equations, before)
    except (ArithmeticError, AttributeError, IndexError, NotImplementedError, RecursionError, TypeError, ValueError):
        equations, verdict = [], "unchecked"
    print(verdict, flush=True)
    if equations:
        before = [[before[-1][-1], *equations[0]]] if goes_on and before and len(before[0]) == 1 else equations
        if goes_on:
            before = [[equations[0][-1]]]
"""
