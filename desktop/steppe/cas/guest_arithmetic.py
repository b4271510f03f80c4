"""The part of the sandbox's algebra for numbers, rewriting, whole numbers and matrices."""

from __future__ import annotations

GUEST_NUMBER = r"""
def has_two_values(value):
    # (-8)^(1/3): the real root to some, to others a complex one
    return any(each.exp.is_Rational and each.exp.q > 2 and each.base.is_negative for each in value.atoms(Pow))


def zero_to_zero(code):
    # 1 to some, undefined to others
    for node in ast.walk(ast.parse(code, mode="eval")):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow):
            continue
        if any(isinstance(each, ast.Name) and each.id == "Symbol" for each in ast.walk(node)):
            continue
        if all(read(compile(ast.Expression(each), "power", "eval")) == 0 for each in (node.left, node.right)):
            return True
    return False


def number_asked():
    codes = ASKED["formulas"]
    value = read(codes[0])
    if zero_to_zero(codes[0]) or "factorial(" in codes[0] and value.has(factorial, zoo):
        raise Doubt
    if has_two_values(value) or ASKED["definitions"] and value.is_real is False and not value.has(zoo, nan):
        raise Doubt
    if KIND == "percent":
        value = value * read(codes[1]) / 100
    if value.has(zoo, nan):
        note = "It divides by zero." if "log(" not in codes[0] else ""
        return tell("undefined", r"\text{undefined}", note=note)
    if not value.is_real and re.search(r"\b(log|asin|acos)\(", codes[0]):
        raise Doubt  # beyond the real domain of a function
    if ambiguous(value):
        raise Doubt
    if not value.is_Rational:
        short = simplify(value)
        value = short if len(str(short)) <= len(str(value)) else value
    text, note = number(value), ""
    if len(text) > 400:
        raise Doubt
    if value.is_Rational:
        if value.q != 1:
            note = f"As a decimal: {decimal(value) or 'about ' + about(value)}." if text != decimal(value) else ""
    elif value.is_real:
        note = f"As a decimal: about {about(value)}."
    tell(text, number_tex(value), [text], note)
    rough = (
        float_function(codes[0], "")(0.0) if KIND != "percent" else float(read(codes[0])) / 100 * float(read(codes[1]))
    )
    if rough is not None and value.is_real:
        gap = abs(float(value) - rough) / max(1.0, abs(rough)) if value.is_Rational or N(value).is_Float else 1
        tell_check("worked out in floating point", "", "close" if gap < 1e-9 else "fails", f"{gap:.1e}")
"""

GUEST_REWRITING = r"""
def rewriting():
    code = ASKED["formulas"][0]
    value = read(code)
    if value.has(zoo, nan) or ambiguous(value):
        raise Doubt
    variables = sorted(value.free_symbols, key=str)
    steps = []
    if KIND == "expand":
        found = expand(value)
    elif KIND == "factor":
        if not value.is_polynomial(*variables):
            raise Doubt
        found = factor(value)
    else:
        found = simplest(value)
        if "Piecewise" in str(found):
            raise Doubt
    note = ""
    if KIND == "simplify":
        gaps = gaps_of(found, variables)
        note = "Where " + " and ".join(gaps) + "." if gaps else ""
    if KIND == "factor" and not found.is_Mul and not found.is_Pow:
        note = "It has no factors over the rational numbers."
    if KIND == "simplify" and not variables:
        return number_asked()
    tell(plain(found), tex(found), note=note)
    state, residual = (
        state_of(expand(found) - expand(value)) if KIND != "simplify" else identical(code, found, variables)
    )
    tell_check("equal to " + ASKED["plain"][0], "", state, residual)


def simplest(value):
    candidates = [
        value,
        simplify(value),
        factor(value),
        expand(value),
        cancel(together(value)) if value.is_rational_function() else value,
    ]
    if value.is_rational_function():
        candidates.append(factor(cancel(together(value))))
    return min(candidates, key=lambda each: (each.count_ops(), len(str(each))))


def gaps_of(found, variables):
    # where the original is not defined although the simpler form is
    left = {factor(d) for d in (read(code) for code in ASKED["denominators"]) if d.free_symbols}
    gaps = set()
    for d in left:
        for part, _ in factor_list(d)[1]:
            if not is_zero(fraction(together(found))[1].subs(zero_of(part)))[0] if zero_of(part) else False:
                gaps.add(zero_of(part))
    return sorted(f"{name} ≠ {plain(value)}" for each in gaps for name, value in each)


def zero_of(part):
    free = sorted(part.free_symbols, key=str)
    if len(free) != 1 or Poly(part, free[0]).degree() != 1:
        return ()
    a, b = Poly(part, free[0]).all_coeffs()
    return ((free[0], -b / a),)


def identical(code, found, variables):
    original = read(code)
    for k in range(6):
        point = {s: Rational((-1) ** (k // (1 + j % 2)) * (3 * k + 5 * j + 7), 4) for j, s in enumerate(variables)}
        a, b = N(original.subs(point), 30), N(found.subs(point), 30)
        if not (a.is_real and b.is_real):
            continue
        if abs(a - b) > Rational(1, 10**20) * max(1, abs(a)):
            raise Doubt
    return "holds", ""
"""

GUEST_WHOLE = r"""
def listing(values):
    return ", ".join(map(str, values))


def whole_numbers():
    numbers = [read(code) for code in ASKED["formulas"]]
    if not all(each.is_Integer for each in numbers):
        raise Doubt
    numbers = [int(each) for each in numbers]
    if KIND in ("gcd", "lcm"):
        value = igcd(*numbers) if KIND == "gcd" else ilcm(*numbers)
        tell(str(value), str(value), [str(value)])
        good = (
            all(each % value == 0 for each in numbers)
            if KIND == "gcd"
            else all(value % each == 0 for each in numbers if each)
        )
        words = (
            f"{value} divides {listing(numbers)}" if KIND == "gcd" else f"{value} is a multiple of {listing(numbers)}"
        )
        return tell_check(words, "", "holds" if good else "fails")
    n = numbers[0]
    if abs(n) > 10**40:
        raise Doubt
    if KIND == "is_prime":
        prime = isprime(n)
        found = {} if prime or n < 2 else factorint(n)
        note = "" if prime else f"{n} is less than 2." if n < 2 else f"{n} = {written(found)}."
        tell("yes" if prime else "no", r"\text{yes}" if prime else r"\text{no}", note=note)
        return tell_check(f"{n} has no divisor but 1 and itself" if prime else f"{n} is not prime", "", "holds")
    if n < 2:
        raise Doubt
    found = factorint(n)
    text = written(found)
    tell(text, text.replace("*", r" \cdot ").replace("^", "^").replace(" · ", r" \cdot "), [text])
    value = 1
    for prime, power in found.items():
        value *= prime**power
    tell_check(f"{text} = {n}", "", "holds" if value == n and all(map(isprime, found)) else "fails")


def written(found):
    return " · ".join(f"{prime}^{power}" if power > 1 else str(prime) for prime, power in sorted(found.items()))


def remainder():
    top, bottom = read(ASKED["formulas"][0]), read(ASKED["formulas"][1])
    if not (top.is_Integer and bottom.is_Integer and bottom > 0):
        raise Doubt
    value = top % bottom
    tell(str(value), str(value), [str(value)])
    shown = str(top) if len(str(top)) < 40 else ASKED["plain"][0]
    tell_check(f"{shown} - {value} is divisible by {bottom}", "", "holds" if (top - value) % bottom == 0 else "fails")
"""

GUEST_MATRIX = r"""
def matrices():
    matrix = read(ASKED["formulas"][0])
    if KIND in ("determinant", "inverse", "eigenvalues") and matrix.rows != matrix.cols:
        return tell("not defined", r"\text{not defined}", note="The matrix is not square.")
    if KIND == "determinant":
        value = simplify(matrix.det())
        tell(number(value), number_tex(value), [number(value)])
        state, residual = state_of(simplify(matrix.T.det(method="berkowitz") - value))
        return tell_check("equal to the determinant of the transpose, worked out another way", "", state, residual)
    if KIND == "inverse":
        if simplify(matrix.det()) == 0:
            return tell("no inverse", r"\text{no inverse}", note="The determinant is 0.")
        value = simplify(matrix.inv())
        tell_matrix(value)
        good = simplify(matrix * value) == Matrix.eye(matrix.rows)
        return tell_check("the matrix times its inverse is the identity", "", "holds" if good else "fails")
    if KIND == "rank":
        value = matrix.rank()
        return tell(str(value), str(value), [str(value)])
    if KIND == "eigenvalues":
        return eigenvalues(matrix)
    value = matrix.T if KIND == "transpose" else simplify(matrix)
    tell_matrix(value)


def tell_matrix(value):
    rows = (
        "[" + ", ".join("[" + ", ".join(number(cell) for cell in value.row(k)) + "]" for k in range(value.rows)) + "]"
    )
    tell(
        rows,
        tex(value)
        .replace(r"\left[\begin{matrix}", r"\begin{pmatrix}")
        .replace(r"\end{matrix}\right]", r"\end{pmatrix}"),
        [rows],
    )


def eigenvalues(matrix):
    found = sorted(matrix.eigenvals().items(), key=lambda each: str(each[0]))
    if any(len(str(value)) > 60 or value.has(I) for value, _ in found):
        raise Doubt
    found.sort(key=lambda each: float(N(each[0])))
    note = " ".join(f"{plain(value)} counts {count} times." for value, count in found if count > 1)
    tell(
        ", ".join(number(value) for value, _ in found),
        ", ".join(number_tex(value) for value, _ in found),
        [number(value) for value, _ in found],
        note,
    )
    total = sum(value * count for value, count in found)
    state, residual = state_of(simplify(total - matrix.trace()))
    tell_check("they add up to the trace", "", state, residual)
"""
