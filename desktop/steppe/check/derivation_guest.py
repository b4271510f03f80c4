"""The program that compares the lines of a derivation; it runs in the sandbox only, after a line that sets LINES.

LINES: for each line whether it goes on from the line before, and its equations (of which one holds), each a list of
sides as expressions of `steppe.check.formula`. One line of output for each: given, right, gained, unchecked; or wrong
as unequal, untrue, changed, differs, lost. Solutions are never printed.
"""

from __future__ import annotations

GUEST = r"""
import re
from sympy import (Abs, E, I, Integer, N, Rational, Symbol, acos, asin, atan, binomial, cbrt, ceiling, cos, cosh, cot,
                   csc, exp, expand, factorial, floor, log, oo, pi, real_root, sec, simplify, sin, sinh, solve, sqrt,
                   tan, tanh)
names = dict(globals())

def read(code):
    return eval(code, {"__builtins__": {}}, names)

def points(symbols):
    # of both signs; then positive ones, where roots and logarithms are real
    for k in range(14):
        yield {s: Rational((-1)**(k // (1 + j % 2) * (k < 8)) * (k + j + 2)) for j, s in enumerate(symbols)}

def positive(symbols):
    for k in range(3):
        yield {s: Rational(k + j + 2) for j, s in enumerate(symbols)}

def close(a, b):
    # None where one of them is no real number
    x, y = N(a, 40), N(b, 40)
    if not (x.is_number and y.is_number and x.is_finite and y.is_finite):
        return None
    if any(abs(N(each.as_real_imag()[1], 30)) > Rational(1, 10**20) for each in (x, y)):
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

def decimals(codes):
    # the digits after the point of sides that are one decimal fraction; None without any
    found = [re.fullmatch(r"\(?-?Rational\('[0-9]*\.([0-9]+)'\)\)?", code) for code in codes]
    counts = [len(match[1]) for match in found if match]
    return min(counts) if counts else None

def decimals_of_solution(equations):
    # of x = 0.67 or 0.67 = x, in all equations of a line: 100x = 8.0 has no rounded solution
    names = [[code for code in sides if re.fullmatch(r"Symbol\('\w+'\)", code)] for sides in equations]
    if not all(len(sides) == 2 and len(name) == 1 for sides, name in zip(equations, names)):
        return None
    return decimals([code for sides in equations for code in sides])

def rounds_to(exact, value, digits):
    # rounded or cut off at the last digit that is shown
    if digits is None:
        return False
    last, gap = Rational(1, 10**digits), abs(exact - value)
    return value != 0 and bool(gap <= last / 2 + Rational(1, 10**20) or (gap < last and abs(value) < abs(exact)))

def near(exact, value, digits):
    return abs(exact - value) <= Rational(1, 10**15) * max(1, abs(exact)) or rounds_to(exact, value, digits)

def follows(before, now, digits):
    variables = [s for s in symbols_of(*(e for sides in before for e in sides))
                 if s in symbols_of(*(e for sides in now for e in sides))]
    if not variables:
        return "unchecked"
    every = symbols_of(*(e for sides in [*before, *now] for e in sides))
    verdicts = []
    for variable in variables[:1]:
        others = [s for s in every if s != variable]
        for point in list(positive(others))[: 3 if others else 1]:
            old, new = real_solutions(before, variable, point), real_solutions(now, variable, point)
            kept = all(any(near(a, b, digits) for b in new) for a in old)
            known = all(any(near(a, b, digits) for a in old) for b in new)
            verdicts.append("right" if kept and known else "gained" if kept else "lost" if known and new else "differs")
    for verdict in ("differs", "lost", "gained"):
        if verdict in verdicts:
            return verdict
    return "right"

def is_rounded(first, second, codes):
    if symbols_of(first, second) or decimals(codes) is None:
        return False
    one, other = N(first, 40), N(second, 40)
    if not (one.is_real and other.is_real):
        return False
    before, now = decimals(codes[:1]), decimals(codes[1:])
    if before is not None and now is not None:
        return now < before and rounds_to(one, other, now)  # 0.54 = 0.5 was rounded, 0.5 = 0.54 is wrong
    return rounds_to(one, other, now) or rounds_to(other, one, before)

def within_line(sides, codes):
    # None: it is an equation in unknowns, to be compared with the line before
    if len(sides) == 1:
        return None
    for place, (first, second) in enumerate(zip(sides, sides[1:])):
        equal, point = same(first, second)
        if equal is None:
            return "unchecked"
        if not equal and not is_rounded(first, second, codes[place : place + 2]):
            if not symbols_of(first, second):
                return "untrue"
            return None if len(sides) == 2 else "unequal " + at(point, first, second, ("one is", "the next"))
    return "right"

def check(goes_on, equations, before, codes, last):
    # `codes` as the line was written, `last` the last side of the line before
    if not equations:
        return "unchecked"
    if goes_on and before is not None:
        equal, point = same(before[-1][-1], equations[0][0])
        if equal is None:
            return "unchecked"
        if not equal and not is_rounded(before[-1][-1], equations[0][0], [last, codes[0][0]]):
            if not point:
                return "untrue"
            return "changed " + at(point, before[-1][-1], equations[0][0], ("it was", "is now"))
        return within_line(equations[0], codes[0]) or "right"
    if len(equations) == 1:
        verdict = within_line(equations[0], codes[0])
        if verdict is not None:
            return verdict
    is_equation = all(len(sides) > 1 for sides in equations)
    if before is None:
        return "given"
    if is_equation and all(len(sides) > 1 for sides in before):
        return follows(before, equations, decimals_of_solution(codes))
    if not is_equation and len(equations) == 1 and len(before) == 1 and len(before[0]) == 1:
        equal, point = same(before[0][0], equations[0][0])
        if equal or equal is False and is_rounded(before[0][0], equations[0][0], [last, codes[0][0]]):
            return "right"
        if equal is None:
            return "unchecked"
        return "untrue" if not point else "changed " + at(point, before[0][0], equations[0][0], ("it was", "is now"))
    return "given"

before, last = None, ""
for goes_on, codes in LINES:
    try:
        equations = [[read(code) for code in sides] for sides in codes]
        verdict = check(goes_on, equations, before, codes, last)
    except (ArithmeticError, AttributeError, IndexError, NotImplementedError, RecursionError, TypeError, ValueError):
        equations, verdict = [], "unchecked"
    print(verdict, flush=True)
    if equations:
        last = codes[-1][-1]
        before = [[before[-1][-1], *equations[0]]] if goes_on and before and len(before[0]) == 1 else equations
        if goes_on:
            before = [[equations[0][-1]]]
"""
