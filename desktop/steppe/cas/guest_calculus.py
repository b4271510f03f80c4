"""The part of the sandbox's algebra for derivatives, integrals, limits, sums, each looked at again in numbers."""

from __future__ import annotations

GUEST_CALCULUS = r"""
def derivative():
    code, variable = ASKED["formulas"][0], Symbol(ASKED["variables"][0])
    function = read(code)
    found = function
    for _ in range(ASKED["order"]):
        found = diff(found, variable)
    found = tidy(found, variable)
    if ambiguous(function):
        raise Doubt
    if ASKED["bounds"]:
        at = read(ASKED["bounds"][0])
        value = simplify(found.subs(variable, at))
        if value.has(nan, zoo) or is_like_degrees(function, at) or not has_slope(code, value, variable, at):
            raise Doubt
        tell(number(value), number_tex(value), [number(value)], "", [f"the derivative is {plain(found)}"])
    else:
        tell(plain(found), tex(found))
    if ASKED["order"] == 1 and not (function.free_symbols - {variable}):
        check_slope(code, found, variable)


def tidy(found, variable):
    if found.is_polynomial(variable):
        return expand(found)
    if found.is_rational_function(variable):
        return factor(cancel(together(found)))
    short = factor(found) if not found.has(sin, cos, tan) else found
    return short if len(str(short)) < len(str(found)) else found


def has_slope(code, value, variable, at):
    # whether the function has this slope at the very point, from either side; |x| has none at 0
    if at.free_symbols or value.free_symbols or read(code).free_symbols - {variable}:
        return not value.has(I)
    if not value.is_real:
        return False
    return is_slope(float_function(code, variable.name), float(N(at)), float(N(value)) if ASKED["order"] == 1 else None)


def check_slope(code, found, variable):
    # against the difference quotient
    value = float_function(code, variable.name)
    counted, worst = 0, 0.0
    for at in (0.37, 1.13, 2.71, -0.83, -1.9, 3.3):
        around = [value(at + step) for step in (-1e-4, 1e-4, -5e-5, 5e-5)]
        exact = N(found.subs(variable, Rational(str(at))), 15)
        if None in around or not exact.is_real:
            continue
        wide, narrow = (around[1] - around[0]) / 2e-4, (around[3] - around[2]) / 1e-4
        gap = abs((4 * narrow - wide) / 3 - float(exact)) / max(1.0, abs(float(exact)))
        counted, worst = counted + 1, max(worst, gap)
    if counted:
        tell_check(
            "difference quotient at " + str(counted) + " points",
            "",
            "close" if worst < 1e-5 else "fails",
            f"{worst:.1e}",
        )


def integral():
    from sympy.integrals.manualintegrate import manualintegrate

    code, variable = ASKED["formulas"][0], Symbol(ASKED["variables"][0])
    function = read(code)
    if function.free_symbols - {variable}:
        raise Doubt
    if function.is_polynomial(variable):
        found = integrate(function, variable)
    else:
        found = manualintegrate(function, variable)
        if found.has(Integral) or type(found).__name__ == "Piecewise":
            found = integrate(function, variable)
    is_found = (
        not found.has(Integral) and not found.atoms(type(S.One)) is None and type(found).__name__ != "Piecewise"
    )
    if ASKED["bounds"]:
        return definite(code, function, found if is_found else None, variable)
    if not is_found:
        raise Doubt
    found = shorter(found, variable)
    shown = found.replace(
        lambda e: isinstance(e, log) and variable in e.free_symbols,
        lambda e: log(Abs(e.args[0])) if not e.args[0].is_nonnegative else e,
    )
    if not same_at_points(code, diff(found, variable), variable.name):
        raise Doubt
    tell(plain(shown) + " + C", tex(shown) + " + C", note="C is any constant.")
    difference = simplify(diff(found, variable) - function)
    tell_check(
        "its derivative is " + ASKED["plain"][0],
        "",
        "holds" if difference == 0 else "close",
        "" if difference == 0 else "0",
    )


def shorter(found, variable):
    found = found - found.as_independent(variable, as_Add=True)[0]
    other = expand(found)
    return other if found.is_polynomial(variable) else found


def definite(code, function, antiderivative, variable):
    low, high = (read(each) for each in ASKED["bounds"])
    if low.free_symbols or high.free_symbols or ambiguous(function) or is_like_degrees(function, low, high):
        raise Doubt
    rough = quadrature(code, variable, low, high)
    value = None
    if antiderivative is not None and low.is_finite and high.is_finite and rough is not None:
        value = antiderivative.subs(variable, high) - antiderivative.subs(variable, low)
        if not agrees(value, rough):
            value = None
    if value is None:
        value = integrate(function, (variable, low, high))
        if value.has(Integral):
            raise Doubt
        if rough is None:
            rough = float(N(Integral(function, (variable, low, high)), 12)) if value.is_finite else None
        if not (value.is_infinite or agrees(value, rough)):
            raise Doubt
    value = simplify(value) if not value.is_Rational else value
    if value.is_infinite:
        return tell("the integral diverges", r"\text{the integral diverges}")
    note = "" if value.is_Rational else f"As a decimal: {about(value)}."
    steps = [f"antiderivative: {plain(shorter(antiderivative, variable))}"] if antiderivative is not None else []
    tell(number(value), number_tex(value), [number(value)], note, steps)
    tell_check("numerical integration", "", "close", f"{abs(float(N(value)) - rough):.1e}")


def agrees(value, rough):
    value = N(value, 15)
    return rough is not None and value.is_real and abs(float(value) - rough) <= 1e-6 * max(1, abs(rough))


def quadrature(code, variable, low, high):
    # Simpson's rule on 600 parts; None where the function is not finite in between
    if not (low.is_finite and high.is_finite):
        return None
    value, a, b = float_function(code, variable.name), float(N(low)), float(N(high))
    step = (b - a) / 600
    values = [value(a + k * step) for k in range(601)]
    if None in values or max(map(abs, values)) > 1e8:
        return None
    coarse = (
        sum(values[k] * (1 if k in (0, 600) else 4 if k % 4 == 2 else 2) for k in range(0, 601, 2)) * 2 * step / 3
    )
    fine = sum(each * (1 if k in (0, 600) else 4 if k % 2 else 2) for k, each in enumerate(values)) * step / 3
    return fine if abs(coarse - fine) <= 1e-7 * max(1, abs(fine)) else None


def limits():
    code, variable = ASKED["formulas"][0], Symbol(ASKED["variables"][0])
    function, point = read(code), read(ASKED["bounds"][0])
    if function.free_symbols - {variable} or is_like_degrees(function, point):
        raise Doubt
    if ASKED["side"] or point.is_infinite:
        value = limit(function, variable, point, ASKED["side"] or "+")
        sides = [ASKED["side"] or "+"]
    else:
        left, right = limit(function, variable, point, "-"), limit(function, variable, point, "+")
        sides = ["-", "+"]
        if left != right:
            if not (near(code, variable, point, "-", left) and near(code, variable, point, "+", right)):
                raise Doubt
            return tell(
                "does not exist",
                r"\text{does not exist}",
                note=f"From the left it is {plain(left)}, from the right {plain(right)}.",
            )
        value = left
    if value.has(nan) or type(value).__name__ in ("AccumulationBounds", "Limit"):
        raise Doubt
    if not all(near(code, variable, point, side, value) for side in sides):
        raise Doubt
    value = simplify(value) if not value.is_Rational and value.is_finite else value
    tell(
        number(value),
        number_tex(value),
        [number(value)],
        "" if value.is_Rational or value.is_infinite else f"As a decimal: {about(value)}.",
    )
    tell_check("values close to the point", "", "close")


def near(code, variable, point, side, value):
    # whether values near the point come closer to the limit
    function = float_function(code, variable.name)
    if point.is_infinite:
        places = [float(s) * (1 if point > 0 else -1) for s in (30.0, 100.0, 300.0, 2000.0, 30000.0, 1e6)]
    else:
        places = [
            float(N(point)) + (1 if side == "+" else -1) * step for step in (1e-1, 3e-2, 1e-2, 1e-3, 1e-4, 1e-5)
        ]
    values = [each for each in map(function, places) if each is not None]
    if len(values) < 2:
        return False
    if value.is_infinite:
        wanted = 1 if value > 0 else -1
        return all(each * wanted > 0 for each in values[-2:]) and abs(values[-1]) > abs(values[0])
    gaps = [abs(each - float(N(value))) for each in values]
    return (
        min(gaps[-3:]) < 0.05 * max(1, abs(float(N(value))))
        and min(gaps) <= gaps[0]
        and min(gaps) < max(1e-2, 0.5 * gaps[0])
        or max(gaps) < 1e-9
    )


def sums():
    code, index = ASKED["formulas"][0], Symbol(ASKED["variables"][0])
    low, high = (read(each) for each in ASKED["bounds"])
    term = read(code)
    is_product = KIND == "product"
    if term.free_symbols - {index} - high.free_symbols or low.free_symbols or not low.is_Integer:
        raise Doubt
    if high.is_Integer and high - low > 100000 or high.is_number and not (high.is_Integer or high is oo):
        raise Doubt
    if high.is_Integer and high - low <= 400:
        value = Integer(1) if is_product else Integer(0)
        for k in range(int(low), int(high) + 1):
            value = value * term.subs(index, k) if is_product else value + term.subs(index, k)
        value = simplify(value) if not value.is_Rational else value
    else:
        value = (product if is_product else summation)(term, (index, low, high))
    if value.has(nan) or type(value).__name__ in ("Sum", "Product", "Piecewise"):
        raise Doubt
    from sympy import Sum, Product

    if value.has(Sum) or value.has(Product):
        raise Doubt
    if value.free_symbols:
        value = factor(value) if value.is_rational_function() else simplify(value)
    tell(
        number(value),
        number_tex(value),
        [number(value)],
        f"As a decimal: {about(value)}." if value.is_number and value.is_finite and not value.is_Rational else "",
    )
    check_sum(term, index, low, high, value, is_product)


def check_sum(term, index, low, high, value, is_product):
    if high.is_Symbol:
        for last in range(int(low), int(low) + 4):
            direct = Integer(1) if is_product else Integer(0)
            for k in range(int(low), last + 1):
                direct = direct * term.subs(index, k) if is_product else direct + term.subs(index, k)
            state, residual = state_of(simplify(direct - value.subs(high, last)))
            tell_check(
                "added up one by one" if not is_product else "multiplied one by one",
                f"{high} = {last}",
                state,
                residual,
            )
    elif high.is_Integer and not is_product:
        formula = summation(term, (index, low, high))
        state, residual = state_of(formula - value)
        tell_check("added up by its formula", "", state, residual)
"""
