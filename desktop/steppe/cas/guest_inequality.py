"""The part of the sandbox's algebra that solves inequalities: where the sides meet, and what holds in between."""

from __future__ import annotations

GUEST_INEQUALITY = r"""
OPPOSITE = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


def inequality():
    variable = Symbol(ASKED["variables"][0])
    sides = [read(code) for code in ASKED["formulas"]]
    if any(map(ambiguous, sides)):
        raise Doubt
    functions = [float_function(code, variable.name) for code in ASKED["formulas"]]
    edges = set()
    for a, b in zip(sides, sides[1:]):
        edges |= edges_of(a - b, variable)
    for d in denominators():
        edges |= edges_of(d, variable)
    edges = sorted(edges, key=lambda each: N(each, 30))

    def holds(at):
        values = [side.subs(variable, at) for side in sides]
        for d in denominators():
            if is_zero(d.subs(variable, at))[0]:
                return False
        if any(value.has(nan, zoo, I) for value in values):
            return False
        return all(
            bool(OPPOSITE[sign](*difference_of(a, b))) for sign, a, b in zip(ASKED["signs"], values, values[1:])
        )

    numbers = [N(each, 30) for each in edges]
    middles = []
    for k in range(len(edges) + 1):
        if not edges:
            middles.append(Integer(0))
        elif k == 0:
            middles.append(floor(numbers[0]) - 1)
        elif k == len(edges):
            middles.append(ceiling(numbers[-1]) + 1)
        else:
            middles.append(Rational(str(N((numbers[k - 1] + numbers[k]) / 2, 20))))
    inside = [holds(at) for at in middles]
    on = [holds(each) for each in edges]
    pieces = joined(edges, inside, on)
    tested = look_twice(functions, edges, pieces)
    write(pieces, variable)
    tell_check(ASKED["plain"][0], f"{tested} test values", "holds")


def difference_of(a, b):
    verdict = is_zero(a - b)[0]
    return (Integer(0), Integer(0)) if verdict else (N(a, 30), N(b, 30))


def edges_of(expression, variable):
    if variable not in expression.free_symbols:
        return set()
    top, bottom = fraction(together(expression))
    found = set()
    if top.is_polynomial(variable) and bottom.is_polynomial(variable):
        for part in (top, bottom):
            if variable in part.free_symbols:
                exact, rough = polynomial_roots(Poly(part, variable), variable)
                if rough:
                    raise Doubt
                found |= set(exact)
        return found
    if (
        not expression.has(Abs)
        or expression.has(sin, cos, tan, log, exp)
        or any(power.exp.has(variable) or not power.exp.is_Integer for power in expression.atoms(type(variable**2)))
    ):
        raise Doubt
    for each in expression.atoms(Abs):
        found |= edges_of(each.args[0], variable)
    for each in solve(expression, variable):
        if each.free_symbols:
            raise Doubt
        found.add(each)
    return found


def joined(edges, inside, on):
    # [(low, is_closed, high, is_closed)] from what holds between the edges and on them
    pieces, begun = [], None
    if inside[0]:
        begun = (-oo, False)
    for k, edge in enumerate(edges):
        if begun is not None and not (on[k] and inside[k + 1]):
            pieces.append((*begun, edge, on[k]))
            begun = (edge, on[k]) if inside[k + 1] else None
            if begun is not None:
                begun = (edge, False)
        elif begun is None and inside[k + 1]:
            begun = (edge, on[k])
        elif begun is None and on[k]:
            pieces.append((edge, True, edge, True))
    if begun is not None:
        pieces.append((*begun, oo, False))
    return pieces


def look_twice(functions, edges, pieces):
    # at points all over the line, in floating point, against the pieces
    numbers = [float(N(each)) for each in edges]
    tested = 0
    for at in [k * 0.713 + 0.0123 for k in range(-40, 41)] + [
        each + sign * 0.0071 for each in numbers for sign in (-1, 1)
    ]:
        if any(abs(at - each) < 1e-9 for each in numbers):
            continue
        values = [function(at) for function in functions]
        truth = None not in values and all(
            OPPOSITE[sign](a, b) for sign, a, b in zip(ASKED["signs"], values, values[1:])
        )
        claimed = any(float(N(low)) < at < float(N(high)) for low, _, high, _ in pieces)
        if truth != claimed:
            raise Doubt
        tested += 1
    return tested


def write(pieces, variable):
    name = ASKED["plain_variables"][0]
    if not pieces:
        return tell("no solution", r"\text{no solution}")
    if pieces == [(-oo, False, oo, False)]:
        return tell("every real number", r"\text{every real number}")

    def one(piece, shown, less, less_equal, symbol):
        low, low_closed, high, high_closed = piece
        if low == high:
            return f"{symbol} = {shown(low)}"
        left = "" if low == -oo else f"{shown(low)} {less_equal if low_closed else less} "
        right = "" if high == oo else f" {less_equal if high_closed else less} {shown(high)}"
        if not right:
            return (
                f"{symbol} {'>=' if low_closed else '>'} {shown(low)}"
                if less == "<" and less_equal == "<="
                else f"{symbol} {chr(92) + 'ge' if low_closed else '>'} {shown(low)}"
            )
        return f"{left}{symbol}{right}"

    text = " or ".join(one(piece, number, "<", "<=", name) for piece in pieces)
    tex_text = r" \;\text{or}\; ".join(one(piece, number_tex, "<", r"\le", tex(variable)) for piece in pieces)
    tell(text, tex_text)
"""
