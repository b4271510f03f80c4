"""The part of the sandbox's algebra for trigonometric equations and for systems of equations."""

from __future__ import annotations

GUEST_SYSTEMS = r"""
def trigonometric(difference, variable):
    from sympy import solveset, Union, FiniteSet, ImageSet, EmptySet

    if ASKED["bounds"]:
        low, high = (read(code) for code in ASKED["bounds"])
        found = solveset(difference, variable, Interval(low, high, ASKED["ends"][0] == "(", ASKED["ends"][1] == ")"))
        if not isinstance(found, FiniteSet) and found is not S.EmptySet:
            raise Doubt
        return finished(list(found), [], variable)
    found = solveset(difference, variable, S.Reals)
    parts = list(found.args) if isinstance(found, Union) else [found]
    families, singles = [], []
    for part in parts:
        if isinstance(part, FiniteSet):
            singles += list(part)
        elif isinstance(part, ImageSet) and part.base_sets == (S.Integers,):
            families.append(part)
        elif part is not S.EmptySet:
            raise Doubt
    if not families:
        return finished(singles, [], variable)
    if singles:
        raise Doubt
    n = Name("n", integer=True)
    formulas = []
    for family in families:
        formula = expand(family.lamda(n))
        slope = formula.coeff(n, 1)
        start = formula.coeff(n, 0)
        if expand(formula - slope * n - start) != 0:
            raise Doubt
        formulas.append((start, slope))
    formulas = merged(formulas)
    known = [float(start + slope * k) for start, slope in formulas for k in range(-80, 81)]
    look_for_more(known, variable)
    formulas.sort(key=lambda each: float(each[0]))
    name = ASKED["plain_variables"][0]
    text = " or ".join(f"{name} = " + shown(start, slope, plain) for start, slope in formulas)
    tex_text = r" \;\text{or}\; ".join(f"{tex(variable)} = " + shown(start, slope, tex) for start, slope in formulas)
    for start, slope in formulas:
        for k in (0, 1, -3):
            if put_back(start + slope * k)[0] != "holds":
                raise Doubt
    tell(text, tex_text, [], "n is any whole number.")
    for start, slope in formulas:
        tell_check(ASKED["plain"][0], f"{name} = {shown(start, slope, plain)}, n = -3, 0, 1", "holds")


def shown(start, slope, write):
    turn = write(slope * Name("n"))
    return turn if start == 0 else f"{write(start)} + {turn}"


def merged(formulas):
    # two families half a turn apart are one
    result = []
    for start, slope in formulas:
        for index, (other, turn) in enumerate(result):
            if slope == turn and simplify(abs(start - other) - slope / 2) == 0:
                result[index] = (min(start, other, key=lambda each: abs(float(each))), slope / 2)
                break
        else:
            result.append((start, slope))
    return result


def system():
    unknowns = [Symbol(name) for name in ASKED["variables"]]
    codes = ASKED["formulas"]
    pairs = [(read(a), read(b)) for a, b in zip(codes[::2], codes[1::2])]
    equations = [a - b for a, b in pairs]
    parameters = sorted(set().union(*(e.free_symbols for e in equations)) - set(unknowns), key=str)
    if parameters and len(unknowns) < len(equations):
        raise Doubt
    wanted = [Symbol(name) for name in ASKED["wanted"]]
    if all(e.is_polynomial(*unknowns) and Poly(e, *unknowns).total_degree() <= 1 for e in equations):
        found = list(linsolve(equations, unknowns))
        solutions = [dict(zip(unknowns, each)) for each in found]
    else:
        if not all(fraction(together(e))[0].is_polynomial(*unknowns) for e in equations) or parameters:
            raise Doubt
        solutions = [
            each
            for each in solve(equations, unknowns, dict=True)
            if set(each) == set(unknowns) and not set().union(*(v.free_symbols for v in each.values()))
        ]
        if len(solutions) != len(solve(equations, unknowns, dict=True)):
            raise Doubt
        solutions = [each for each in solutions if all(real_value(value) is not None for value in each.values())]
    dens = denominators()
    solutions = [each for each in solutions if not any(is_zero(d.subs(each))[0] for d in dens)]
    if not solutions:
        return tell(
            "no solution",
            r"\text{no solution}",
            note="No values satisfy all of these equations." if len(equations) > 1 else "",
        )
    free = sorted(
        {s for each in solutions for value in each.values() for s in value.free_symbols} & set(unknowns), key=str
    )
    solutions = [
        {name: simplify(value) if not value.is_Rational else value for name, value in each.items()}
        for each in solutions
    ]
    bound = [name for name in unknowns if name not in free]
    shown = [name for name in bound if name in wanted]
    if len(wanted) < len(unknowns) and (free or not shown):
        raise Doubt
    note = ""
    if free:
        note = (
            " and ".join(map(str, free)) + " can be any real number."
            if len(free) > 1
            else f"{free[0]} can be any real number."
        )
    if len(solutions) == 1:
        only = solutions[0]
        text = ", ".join(f"{name} = {number(only[name])}" for name in shown)
        tex_text = r", \; ".join(f"{tex(name)} = {number_tex(only[name])}" for name in shown)
    elif len(wanted) == 1:
        values = sorted({each[wanted[0]] for each in solutions}, key=lambda each: float(N(each)))
        text = " or ".join(f"{wanted[0]} = {number(each)}" for each in values)
        tex_text = r" \;\text{or}\; ".join(f"{tex(wanted[0])} = {number_tex(each)}" for each in values)
    else:
        solutions.sort(key=lambda each: [float(N(each[name])) for name in unknowns])
        text = f"({', '.join(map(str, unknowns))}) = " + ", ".join(
            "(" + ", ".join(number(each[name]) for name in unknowns) + ")" for each in solutions
        )
        tex_text = (
            r"\left("
            + ", ".join(map(tex, unknowns))
            + r"\right) = "
            + r", \; ".join(
                r"\left(" + r", \; ".join(number_tex(each[name]) for name in unknowns) + r"\right)"
                for each in solutions
            )
        )
    tell(text, tex_text, [number(solutions[0][name]) for name in shown] if len(solutions) == 1 else [], note)
    for each in solutions:
        values = ", ".join(f"{name} = {number(each[name])}" for name in bound)
        for shown_equation, equation in zip(ASKED["plain"], equations):
            state, residual = state_of(simplify(equation.subs(each, simultaneous=True)))
            tell_check(shown_equation, values, state, residual)


def equations():
    if len(ASKED["formulas"]) == 2 and len(ASKED["variables"]) == 1:
        one_equation(*ASKED["formulas"], ASKED["variables"][0])
    else:
        system()
"""
