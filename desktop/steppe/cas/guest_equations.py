"""The part of the sandbox's algebra that solves equations and systems, and puts each solution back."""

from __future__ import annotations

GUEST_EQUATIONS = r"""
def denominators():
    return [read(code) for code in ASKED["denominators"]]


def real_value(value):
    # the real number that a candidate is, to 40 digits; None if it is not real
    number = N(value, 40)
    parts = number.as_real_imag()
    if not parts[0].is_number or abs(N(parts[1], 30)) > Rational(1, 10**20):
        return None
    return parts[0]


def polynomial_roots(poly, variable):
    # (exact solutions, those that have no short form as decimals) of a polynomial over the rationals, real ones only
    exact, rough = [], []
    for part, _ in poly.factor_list()[1]:
        degree = part.degree()
        if degree == 1:
            a, b = part.all_coeffs()
            exact.append(-b / a)
        elif degree == 2:
            a, b, c = part.all_coeffs()
            inside = b**2 - 4 * a * c
            if inside >= 0:
                exact += [(-b - sqrt(inside)) / (2 * a), (-b + sqrt(inside)) / (2 * a)]
        else:
            exact_here = pure_roots(part)
            if exact_here is None:
                rough += [root.evalf(15) for root in part.real_roots()]
            else:
                exact += exact_here
    return exact, rough


def pure_roots(part):
    # a x^n + c, and quadratics in x^2
    degree, coefficients = part.degree(), part.all_coeffs()
    if all(each == 0 for each in coefficients[1:-1]):
        value = -coefficients[-1] / coefficients[0]
        if degree % 2:
            return [real_root(value, degree)]
        return [] if value < 0 else [-(value ** Rational(1, degree)), value ** Rational(1, degree)]
    if degree == 4 and coefficients[1] == 0 and coefficients[3] == 0:
        a, _, b, _, c = coefficients
        inside = b**2 - 4 * a * c
        if inside < 0:
            return []
        squares = [(-b - sqrt(inside)) / (2 * a), (-b + sqrt(inside)) / (2 * a)]
        return [sign * sqrt(square) for square in squares if N(square) > 0 for sign in (-1, 1)]
    return None


def has_complex_roots(poly):
    simple = poly.sqf_part()
    return simple.count_roots() < simple.degree()


def has_odd_roots(value, variable):
    return any(
        each.exp.is_Rational and each.exp.q > 1 and each.exp.q % 2 and variable in each.base.free_symbols
        for each in value.atoms(Pow)
    )


def one_equation(left_code, right_code, name):
    variable = Symbol(name)
    left, right = read(left_code), read(right_code)
    difference = left - right
    if ambiguous(left) or ambiguous(right):
        raise Doubt
    others = difference.free_symbols - {variable}
    if variable not in difference.free_symbols:
        if variable in left.free_symbols | right.free_symbols or expand(difference) == 0:
            pass
        if others:
            raise Doubt
        return trivial(difference, variable)
    top, bottom = fraction(together(difference))
    if expand(top) == 0:
        return trivial(S.Zero, variable)
    if others:
        return with_parameters(difference, variable)
    if (
        top.is_polynomial(variable)
        and bottom.is_polynomial(variable)
        and Poly(top, variable).domain in (S.Integers, S.Rationals, Poly(1, variable).domain)
    ):
        if name in ("z", "w") and not ASKED["definitions"] and has_complex_roots(Poly(top, variable)):
            raise Doubt  # a complex unknown, to many
        exact, rough = polynomial_roots(Poly(top, variable), variable)
        return finished([simplify(each) if each.has(sqrt) else each for each in exact], rough, variable)
    if difference.has(sin, cos, tan, cot, sec, csc):
        ends = [read(code) for code in ASKED["bounds"]]
        if is_like_degrees(difference, *ends):
            raise Doubt  # between 0 and 360: degrees
        return trigonometric(difference, variable)
    if has_odd_roots(difference, variable):
        raise Doubt  # of negative numbers: real roots to some, to others complex ones
    candidates = solve(difference, variable, check=False)
    if any(each.free_symbols for each in candidates):
        raise Doubt
    return finished(candidates, [], variable)


def trivial(difference, variable):
    gaps = {each for d in denominators() if variable in d.free_symbols for each in solve(d, variable)}
    excluded = sorted(gaps, key=str)
    if difference != 0:
        return tell("no solution", r"\text{no solution}", note="The two sides are never equal.")
    if excluded:
        gaps = ", ".join(number(each) for each in excluded)
        return tell(
            "every real number except " + gaps, r"\text{every real number except } " + ", ".join(map(tex, excluded))
        )
    tell("every real number", r"\text{every real number}", note="The two sides are always equal.")


def with_parameters(difference, variable):
    if any(variable in each.free_symbols for each in difference.atoms(sin, cos, tan, cot, sec, csc)):
        raise Doubt  # one solution in every turn, or two
    found = solve(difference, variable)
    if any(each.has(I) for each in found):
        found = real_ones(difference, variable, found)
    if not found or len(found) > 4 or any(variable in each.free_symbols for each in found):
        raise Doubt
    if any(type(each).__name__ == "Piecewise" for each in found):
        raise Doubt
    found = [factor(each) if each.is_rational_function() else each for each in found]
    conditions = sorted(
        {plain(factor(b)) + " ≠ 0" for each in found for b in [fraction(together(each))[1]] if b.free_symbols}
    )
    notes = ["Where " + " and ".join(conditions) + "."] if conditions else []
    if is_under_even_root(difference, variable):
        notes.append("A square root is never negative: it holds only where the values allow that.")
    note = " ".join(notes)
    text = " or ".join(f"{variable} = {plain(each)}" for each in found)
    tell(
        text,
        r" \;\text{or}\; ".join(f"{tex(variable)} = {tex(each)}" for each in found),
        [plain(each) for each in found],
        note,
    )
    for each in found:
        state, residual = state_of(simplify(difference.subs(variable, each)))
        tell_check(ASKED["plain"][0], f"{variable} = {plain(each)}", state, residual)


def real_ones(difference, variable, found):
    # of a x^n = b with an odd n the one real root; all else that comes up with complex solutions is doubtful
    top = fraction(together(difference))[0]
    if not top.is_polynomial(variable):
        raise Doubt
    poly = Poly(top, variable)
    if poly.degree() % 2 == 0 or len(poly.terms()) > 2 or poly.monoms()[-1] != (0,):
        raise Doubt
    return [each for each in found if not each.has(I)]


def is_under_even_root(difference, variable):
    powers = (each for each in difference.atoms(Pow) if each.exp.is_Rational and each.base.has(variable))
    return any(each.exp.q % 2 == 0 for each in powers)


def put_back(candidate):
    # (state, residual) over all equations of the one unknown, in the original form, to 30 digits
    variable = Symbol(ASKED["variables"][0])
    for d in denominators():
        if is_zero(d.subs(variable, candidate))[0]:
            return "undefined", ""
    left, right = (read(code).subs(variable, candidate) for code in ASKED["formulas"][:2])
    if left.has(nan, zoo) or right.has(nan, zoo):
        return "undefined", ""
    return state_of(left - right)


def in_interval(value):
    if not ASKED["bounds"]:
        return True
    low, high = (N(read(code), 40) for code in ASKED["bounds"])
    ends = ASKED["ends"]
    tiny = Rational(1, 10**25)
    above = value >= low - tiny if ends[0] == "[" else value > low + tiny
    below = value <= high + tiny if ends[1] == "]" else value < high - tiny
    return bool(above and below)


def split_by_form(exact):
    # (what people can read, decimals of what only names a function)
    named = [each for each in exact if each.has(LambertW)]
    return [each for each in exact if each not in named], [N(each, 15) for each in named]


def finished(exact, rough, variable, is_complete=False):
    exact, more = split_by_form(exact)
    rough = [*rough, *(each for each in more if each.is_real)]
    kept, dropped, seen = [], [], []
    for candidate in exact:
        value = real_value(candidate)
        if value is None or any(abs(value - each) < Rational(1, 10**20) for each in seen):
            continue
        seen.append(value)
        state, residual = put_back(candidate)
        if state in ("fails", "undefined"):
            dropped.append((candidate, state))
        elif state == "holds":
            if in_interval(value):
                kept.append((value, candidate, state, residual))
        else:
            raise Doubt
    for value in rough:
        state, residual = (
            "close",
            about((read(ASKED["formulas"][0]) - read(ASKED["formulas"][1])).subs(variable, value)),
        )
        if in_interval(value):
            kept.append((value, None, state, residual))
    kept.sort(key=lambda each: each[0])
    if not is_complete and not is_polynomial_equation(variable):
        look_for_more([float(each) for each in [*seen, *rough]], variable)
    notes = [
        f"{variable} = {number(candidate)} makes a denominator zero and is left out."
        if state == "undefined"
        else f"{variable} = {number(candidate)} comes up on the way but does not satisfy the equation."
        for candidate, state in dropped
    ]
    tell_solutions(kept, variable, notes)


def is_polynomial_equation(variable):
    top, bottom = fraction(together(read(ASKED["formulas"][0]) - read(ASKED["formulas"][1])))
    return top.is_polynomial(variable) and bottom.is_polynomial(variable)


def left_out(variable):
    # a sentence where a polynomial has complex roots beside the real ones
    top, bottom = fraction(together(read(ASKED["formulas"][0]) - read(ASKED["formulas"][1])))
    if ASKED["bounds"] or bottom.has(variable) or not top.is_polynomial(variable):
        return []
    roots = Poly(top, variable)
    if not all(each.is_Rational for each in roots.all_coeffs()):
        return []
    complex_ones = roots.sqf_part().degree() - roots.sqf_part().count_roots()
    return [f"There are also {complex_ones} complex solutions."] if complex_ones else []


def look_for_more(known, variable):
    # a change of sign that no solution explains: algebra has missed one
    left, right = (float_function(code, variable.name) for code in ASKED["formulas"][:2])

    def value(at):
        a, b = left(at), right(at)
        return None if a is None or b is None else a - b

    span = [(at * 0.0437 + 0.00213) for at in range(-700, 700)] + [at * 3.137 for at in range(11, 120)]
    last_at, last = None, None
    if ASKED["bounds"]:
        low, high = (float(N(read(code))) for code in ASKED["bounds"])
        span = [low + (high - low) * (k + 0.31) / 400 for k in range(400)]
    for at in sorted(span):
        here = value(at)
        if last is not None and here is not None and last * here < 0:
            low, high = last_at, at
            for _ in range(60):
                middle = (low + high) / 2
                inner = value(middle)
                if inner is None:
                    break
                low, high = (middle, high) if inner * value(low) > 0 else (low, middle)
            inner = value(low)
            if (
                inner is not None
                and abs(inner) < 1e-6 * (1 + abs(last))
                and not any(abs(low - each) < 1e-5 * (1 + abs(each)) for each in known)
            ):
                raise Doubt
        last_at, last = at, here


def tell_solutions(kept, variable, notes):
    name = ASKED["plain_variables"][0]
    if not kept:
        note = " ".join(notes)
        where = " in this interval" if ASKED["bounds"] else ""
        complex_found = complex_solutions(variable) if not ASKED["bounds"] else ""
        tell(
            "no real solution" + where,
            r"\text{no real solution" + where + "}",
            note=(note + " " + complex_found).strip(),
        )
        return
    parts = [
        f"{name} = {number(exact)}" if exact is not None else f"{name} ≈ {about(value, 10)}"
        for value, exact, _, _ in kept
    ]
    parts_tex = [
        f"{tex(variable)} = {number_tex(exact)}"
        if exact is not None
        else f"{tex(variable)} \\approx {about(value, 10)}"
        for value, exact, _, _ in kept
    ]
    notes += left_out(variable)
    irrational = [exact for _, exact, _, _ in kept if exact is not None and not exact.is_Rational]
    if irrational:
        notes.append("As decimals: " + ", ".join(f"{name} ≈ {about(value)}" for value, _, _, _ in kept) + ".")
    tell(
        " or ".join(parts),
        r" \;\text{or}\; ".join(parts_tex),
        [number(exact) if exact is not None else about(value, 10) for value, exact, _, _ in kept],
        " ".join(notes),
        factor_steps(variable),
    )
    for value, exact, state, residual in kept:
        shown = f"{name} = {number(exact)}" if exact is not None else f"{name} ≈ {about(value, 10)}"
        tell_check(ASKED["plain"][0], shown, state, residual)


def complex_solutions(variable):
    if not is_polynomial_equation(variable):
        return ""
    z = Name("z")
    top = fraction(together((read(ASKED["formulas"][0]) - read(ASKED["formulas"][1])).subs(variable, z)))[0]
    if Poly(top, z).degree() != 2:
        return ""
    found = [each for each in solve(top, z) if not each.is_real]
    if not found:
        return ""
    return "The complex solutions are " + " and ".join(f"{variable} = {plain(each)}" for each in found) + "."


def factor_steps(variable):
    # the zeros can be read from the factors, where all of them are linear over the rationals
    difference = read(ASKED["formulas"][0]) - read(ASKED["formulas"][1])
    if not difference.is_polynomial(variable):
        return []
    poly = Poly(difference, variable)
    if poly.degree() < 2 or any(part.degree() > 1 for part, _ in poly.factor_list()[1]):
        return []
    factored = factor(poly.as_expr())
    steps = [] if ASKED["formulas"][1] == "Integer(0)" else [f"{plain(expand(difference))} = 0"]
    return [*steps, f"{plain(factored)} = 0"]
"""
