"""The part of the sandbox's algebra for what is defined before the question: each name its one value, or doubt."""

from __future__ import annotations

GUEST_DEFINITIONS = r"""
VALUES, ROUGH, FUNCTIONS, STEPS, CHECKS = {}, {}, {}, [], []
PLACE = []


def symbol_here(name):
    # the parameter of the function that is being worked out, or a letter that stands for itself
    return PLACE[-1][name] if PLACE and name in PLACE[-1] else Name(name, real=True)


def known(name, key):
    return VALUES[key]


def use(name, key, order, argument):
    function = FUNCTIONS[key]
    if order or function["found"] is not None:
        parameter = Name(function["parameter"], real=True)
        found = function["found"] if function["found"] is not None else run_code(function["code"], {})
        value = found
        for _ in range(order):
            value = diff(value, parameter)
        at = value.subs(parameter, argument)
        if order and argument.is_number and not has_value_around(found, parameter, argument, order, at):
            raise Doubt
        return at
    return run_code(function["code"], {function["parameter"]: argument})


def has_value_around(found, parameter, argument, order, at):
    # f'(0) of |x| and f'(-2) of ln(x) are no values, whatever the formula of the derivative gives
    if not argument.is_real or not at.is_real or found.free_symbols - {parameter}:
        return False

    def value(place):
        number = N(found.subs(parameter, Float(place)))
        return float(number) if number.is_real and number.is_finite else None

    return is_slope(value, float(N(argument)), float(N(at)) if order == 1 else None)


def run_code(code, place):
    if len(PLACE) > 30:
        raise Doubt
    PLACE.append(place)
    try:
        return eval(code, {"__builtins__": {}}, names)
    finally:
        PLACE.pop()


def rough_use(name, key, order, argument):
    function = FUNCTIONS[key]
    if order or function["found"] is not None:
        return float(N(use(name, key, order, Rational(argument))))
    spaces = {"__builtins__": {}, **FLOAT, "Symbol": lambda letter: {function["parameter"]: argument}[letter]}
    return eval(function["code"], spaces)


names.update(Symbol=symbol_here, Known=known, Use=use)
FLOAT.update(Known=lambda name, key: ROUGH[key], Use=rough_use)
tell_answer, tell_its_check = tell, tell_check


def tell(text, latex_text, values=(), note="", steps=()):
    tell_answer(text, latex_text, values, note, [*STEPS, *steps])
    for check in CHECKS:
        tell_its_check(*check)
    CHECKS.clear()


def define(definition):
    asked = definition["statement"]
    if definition["kind"] == "function":
        return define_function(definition, asked)
    if definition["kind"] == "equations":
        return define_solved(definition, asked)
    name, key = definition["names"][0], definition["keys"][0]
    VALUES[key] = simplest_number(value_of(asked))
    guess = float_function(asked["formulas"][0], "")(0.0) if asked["kind"] == "number" else None
    ROUGH[key] = guess if guess is not None else float(N(VALUES[key]))
    if asked["kind"] == "number" and guess is not None:
        gap = abs(guess - float(N(VALUES[key]))) / max(1.0, abs(guess))
        CHECKS.append((f"{name} in floating point", "", "close" if gap < 1e-9 else "fails", f"{gap:.1e}"))
    STEPS.append(f"{name} = {number(VALUES[key])}")


def simplest_number(value):
    return value if value.is_Rational else simplify(value)


def define_function(definition, asked):
    name, parameter = definition["names"][0], definition["parameter"]
    letter = Name(parameter, real=True)
    found = None
    if asked["kind"] != "number":
        found = run_code(asked["formulas"][0], {})
        for _ in range(asked["order"] if asked["kind"] == "derivative" else 0):
            found = diff(found, letter)
        found = expand(found)
        if found.free_symbols - {letter} or found.has(zoo, nan):
            raise Doubt
        STEPS.append(f"{name}({parameter}) = {plain(found)}")
    else:
        STEPS.append(f"{name}({parameter}) = {asked['plain'][0]}")
    FUNCTIONS[definition["keys"][0]] = {"parameter": parameter, "code": asked["formulas"][0], "found": found}


def define_solved(definition, asked):
    # linear equations, or one in one unknown that has one value only, complex ones counted
    unknowns = [Name(name, real=True) for name in definition["names"]]
    codes = asked["formulas"]
    equations = [run_code(a, {}) - run_code(b, {}) for a, b in zip(codes[::2], codes[1::2])]
    if any(each.has(zoo, nan, oo, I) for each in equations):
        raise Doubt
    found = only_solution(equations, unknowns)
    for name, key, unknown in zip(definition["names"], definition["keys"], unknowns):
        if unknown not in found or found[unknown].free_symbols:
            continue
        VALUES[key] = found[unknown]
        ROUGH[key] = float(N(VALUES[key]))
        STEPS.append(f"{name} = {number(VALUES[key])}")
    values = ", ".join(f"{unknown} = {number(value)}" for unknown, value in found.items())
    for shown, equation in zip(asked["plain"], equations):
        state, residual = state_of(expand(equation.subs(found, simultaneous=True)))
        if state != "holds":
            raise Doubt
        CHECKS.append((shown, values, state, residual))


def only_solution(equations, unknowns):
    if not unknowns:
        return {}
    if not all(each.is_polynomial(*unknowns) for each in equations):
        raise Doubt
    if all(Poly(each, *unknowns).total_degree() <= 1 for each in equations):
        found = list(linsolve(equations, unknowns))
        if not found:
            raise Doubt
        return dict(zip(unknowns, found[0]))
    if len(equations) > 1 or len(unknowns) > 1:
        raise Doubt
    parts = factor_list(equations[0], unknowns[0])[1]
    if len(parts) != 1 or Poly(parts[0][0], unknowns[0]).degree() != 1:
        raise Doubt
    a, b = Poly(parts[0][0], unknowns[0]).all_coeffs()
    return {unknowns[0]: -b / a}


def defined_first(then):
    def run():
        try:
            for definition in ASKED["definitions"]:
                define(definition)
            then()
        except KeyError:
            raise Doubt from None

    return run
"""
