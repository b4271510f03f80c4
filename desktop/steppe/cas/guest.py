"""The program that answers a statement of algebra: how it begins and ends; it runs in the sandbox only.

A line before it sets ASKED, a dictionary with the fields of `steppe.cas.statement.Statement`. Each line of output is
one JSON object: the answer first (`text`, `latex`, `values`, `note`, `steps`), then one for each check as it is made
(`equation`, `values`, `state`, `residual`), so that what takes too long loses only the checks behind it. Nothing
printed: no answer that holds. Between beginning and end stand the parts of the other guest modules that a question
needs.
"""

from __future__ import annotations

GUEST_BEGIN = r"""
import ast, json, math, re
from sympy import (
    Abs,
    E,
    Eq,
    I,
    LambertW,
    Integer,
    Integral,
    Interval,
    Matrix,
    Float,
    N,
    Poly,
    Pow,
    Rational,
    S,
    Symbol as Name,
    acos,
    asin,
    atan,
    binomial,
    cancel,
    ceiling,
    cos,
    cosh,
    cot,
    csc,
    denom,
    diff,
    exp,
    expand,
    factor,
    factor_list,
    factorial,
    factorint,
    floor,
    fraction,
    gcd,
    ilcm,
    igcd,
    isprime,
    latex,
    limit,
    linsolve,
    log,
    numer,
    oo,
    pi,
    prod,
    real_root,
    sec,
    simplify,
    sin,
    sinh,
    solve,
    sqrt,
    summation,
    product,
    tan,
    tanh,
    together,
    nan,
    zoo,
    integrate,
    im,
    re as real_part,
)


class Doubt(Exception):
    pass


KIND = ASKED["kind"]


def Symbol(name):
    return Name(name, real=True) if KIND not in ("sum", "product") else Name(name, integer=True, positive=True)


def cbrt(value):
    # of a negative number the real one
    return -((-value) ** Rational(1, 3)) if value.is_negative else value ** Rational(1, 3)


names = {name: value for name, value in globals().items() if not name.startswith("_")}


def read(code):
    return eval(code, {"__builtins__": {}}, names)


def plain(value):
    text = str(value).replace("**", "^").replace("log(", "ln(").replace("oo", "∞").replace("Abs(", "abs(")
    text = re.sub(r"(?<![A-Za-z])E(?![A-Za-z])", "e", text)
    return re.sub(r"(?<![A-Za-z])I(?![A-Za-z])", "i", text)


def tex(value):
    return latex(value, ln_notation=True)


def decimal(value):
    # a number as a terminating decimal, where it is one
    value = Rational(value)
    bottom = value.q
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    if bottom != 1:
        return None
    digits = str(N(value, 40)).rstrip("0").rstrip(".") if value.q != 1 else str(value.p)
    return digits if "e" not in digits and Rational(digits) == value else None


def number(value):
    if ASKED["has_decimals"] and value.is_Rational:
        text = decimal(value)
        if text is not None:
            return text
    return plain(value)


def number_tex(value):
    if ASKED["has_decimals"] and value.is_Rational and decimal(value) is not None:
        return decimal(value)
    return tex(value)


def about(value, digits=7):
    text = str(N(value, digits))
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def tell(text, latex_text, values=(), note="", steps=()):
    print(
        json.dumps({"text": text, "latex": latex_text, "values": list(values), "note": note, "steps": list(steps)}),
        flush=True,
    )


def tell_check(equation, values, state, residual=""):
    print(json.dumps({"equation": equation, "values": values, "state": state, "residual": residual}), flush=True)


# Floating point, to look twice at what algebra found

FLOAT = {
    "Integer": float,
    "Rational": lambda a, b=1: float(a) / float(b),
    "pi": math.pi,
    "E": math.e,
    "oo": math.inf,
    "sqrt": math.sqrt,
    "cbrt": math.cbrt,
    "exp": math.exp,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "cot": lambda a: 1 / math.tan(a),
    "sec": lambda a: 1 / math.cos(a),
    "csc": lambda a: 1 / math.sin(a),
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "log": lambda a, b=math.e: math.log(a) if b == math.e else math.log(a) / math.log(b),
    "Abs": abs,
    "floor": math.floor,
    "ceiling": math.ceil,
    "factorial": lambda a: math.gamma(a + 1) if a == int(a) and a >= 0 else 1 / 0,
    "binomial": lambda a, b: math.comb(int(a), int(b)),
    "real_root": lambda a, n: math.copysign(abs(a) ** (1 / n), a) if n % 2 or a >= 0 else math.nan,
}


def float_function(code, variable):
    # the value at a float, or None where it is not defined
    place = {}
    compiled = compile(code, "formula", "eval")
    spaces = {"__builtins__": {}, **FLOAT, "Symbol": lambda name: place[name]}

    def value(at, others=()):
        place.clear()
        place.update(others)
        place[variable] = at
        try:
            result = eval(compiled, spaces)
        except (ArithmeticError, ValueError, KeyError, TypeError):
            return None
        return result if isinstance(result, (int, float)) and math.isfinite(result) else None

    return value


def ambiguous(value):
    # sin(30), sin(x + 30) without a degree sign: radians to a computer, degrees to many people
    for each in value.atoms(sin, cos, tan, cot, sec, csc):
        inside = each.args[0]
        if not inside.free_symbols and inside.is_Rational and inside != 0:
            return True
        if inside.free_symbols and abs(inside.as_coeff_Add()[0]) >= 10:
            return True
    return False


def is_like_degrees(function, *places):
    # the sine of x, for x = 30: degrees to many people
    return function.has(sin, cos, tan, cot, sec, csc) and any(each.is_Rational and abs(each) >= 10 for each in places)


def is_slope(function, place, slope):
    # whether the quotients of both sides come to the slope as steps become shorter; without a slope: whether they exist
    step = 1e-5 * (abs(place) or 1)
    places = (place, place - step, place + step, place - step / 2, place + step / 2)
    here, *around = [function(each) for each in places]
    if here is None or None in around:
        return False
    if slope is None:
        return True
    gaps = [abs((value - here) / (at - place) - slope) for at, value in zip(places[1:], around)]
    small = 1e-4 * max(1.0, abs(slope))
    return all(short <= small or short <= 0.75 * long for long, short in zip(gaps[:2], gaps[2:]))


def is_zero(value):
    # 0 exactly, or to 30 digits; None where that cannot be said
    if value == 0:
        return True, ""
    if value.has(nan, zoo, oo):
        return None, ""
    if not value.free_symbols:
        number = N(value, 40)
        if number.is_number and not number.has(nan, zoo):
            if abs(number) < Rational(1, 10**30):
                return True, ""
            return False, about(value)
    simple = simplify(value)
    return (True, "") if simple == 0 else (False if not simple.free_symbols else None, plain(simple))


def state_of(value):
    verdict, residual = is_zero(value)
    return ("holds" if verdict else "unchecked" if verdict is None else "fails"), residual


def same_at_points(one, other, variable):
    # two formulas given as code and as sympy's own, compared in floating point; at least three points must count
    first = float_function(one, variable)
    counted = 0
    for at in (0.37, 1.13, 2.71, -0.83, -1.9, 3.3, 0.05, 5.2):
        a = first(at)
        b = N(other.subs(Symbol(variable), Rational(str(at))), 15)
        if a is None or not b.is_real:
            continue
        if abs(a - float(b)) > 1e-6 * max(1, abs(a)):
            return False
        counted += 1
    return counted >= 3
"""

GUEST_END = r"""
try:
    MAIN()
except (
    Doubt,
    ArithmeticError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
):
    if DEBUG:
        raise
"""
