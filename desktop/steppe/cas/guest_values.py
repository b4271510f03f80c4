"""The part of the sandbox's algebra that works out one number from others: rounding, digits, order, each checked."""

from __future__ import annotations

GUEST_VALUES = r"""
def real_numbers(codes):
    if any(map(zero_to_zero, codes)):
        raise Doubt
    found = [read(code) for code in codes]
    for value in found:
        if value.free_symbols or value.has(zoo, nan, oo, I) or not value.is_real or ambiguous(value):
            raise Doubt
    return found


def whole_values(codes):
    found = real_numbers(codes)
    if not all(value.is_Integer and abs(value) < 10**60 for value in found):
        raise Doubt
    return [int(value) for value in found]


def less(a, b):
    # exactly for fractions, by 40 digits for others; numbers that cannot be told apart are in doubt
    difference = a - b
    if difference.is_Rational:
        return difference < 0
    same = is_zero(difference)[0]
    if same is None:
        raise Doubt
    return not same and bool(N(difference, 40) < 0)


def equal(a, b):
    return not less(a, b) and not less(b, a)


def in_order(values):
    from functools import cmp_to_key

    return sorted(
        range(len(values)),
        key=cmp_to_key(lambda i, j: -1 if less(values[i], values[j]) else 1 if less(values[j], values[i]) else 0),
    )


def rounding(asked):
    value = real_numbers(asked["formulas"])[0]
    places = asked["place"]
    if asked["side"] == "figures":
        if value == 0:
            raise Doubt
        places -= int(floor(log(Abs(value), 10))) + 1
    scaled = value * Integer(10) ** places
    whole = floor(scaled + Rational(1, 2))
    if not whole.is_Integer or is_zero(scaled + Rational(1, 2) - whole)[0] is not False:
        raise Doubt  # just in the middle: up to some, to the even digit to others
    return whole / Integer(10) ** places, places


def closest(asked):
    target, *values = real_numbers(asked["formulas"])
    gaps = [Abs(value - target) for value in values]
    first, second = in_order(gaps)[:2]
    if equal(gaps[first], gaps[second]):
        raise Doubt
    return first + 1


def ranking(asked):
    values = real_numbers(asked["formulas"])
    places = in_order(values) if asked["side"] == "+" else in_order(values)[::-1]
    last = asked["place"] - 1
    for position, (one, other) in enumerate(zip(places, places[1:])):
        is_same = not asked["labels"] and not any(
            asked["formulas"][each].startswith(("Known(", "Use(")) for each in (one, other)
        )
        if equal(values[one], values[other]) and (position < last or position == last and not is_same):
            raise Doubt  # counted once or twice; or which of the two
    return places[asked["place"] - 1]


def common_denominator(asked):
    values = real_numbers(asked["formulas"])
    if not all(value.is_Rational for value in values):
        raise Doubt
    return ilcm(*(value.q for value in values))


def digit_of(asked):
    digits = str(abs(whole_values(asked["formulas"])[0]))
    if asked["place"] >= len(digits):
        raise Doubt
    return Integer(int(digits[-1 - asked["place"]]))


def remaining(asked):
    top, bottom = real_numbers(asked["formulas"])
    if not (top.is_Integer and bottom.is_Integer and bottom > 0 and top >= 0):
        raise Doubt
    return top % bottom


def value_of(asked):
    # one number for a name, exactly
    kind, codes = asked["kind"], asked["formulas"]
    if kind == "number":
        return real_numbers(codes)[0]
    if kind == "rounded":
        return rounding(asked)[0]
    if kind == "denominator":
        return Integer(common_denominator(asked))
    if kind == "digit":
        return digit_of(asked)
    if kind == "remainder":
        return remaining(asked)
    if kind in ("gcd", "lcm"):
        return Integer((igcd if kind == "gcd" else ilcm)(*whole_values(codes)))
    if kind in ("ranked", "nearest"):
        return read(codes[ranking(asked) if kind == "ranked" else closest(asked)])
    raise Doubt
"""

GUEST_WORDED = r"""
def named(position, value):
    # a number as it was offered: by its name and value, or itself
    shown = ASKED["written"][position]
    if shown["name"]:
        return f"{shown['name']} = {number(value)}", f"{shown['latex']} = {tex(value)}"
    digits = decimal(value) if shown["is_decimal"] else None
    return digits or plain(value), digits or tex(value)


def note_of(position):
    label = ASKED["labels"][position - len(ASKED["formulas"]) + len(ASKED["labels"])] if ASKED["labels"] else ""
    return f"It is option ({label})." if label else ""


def rough(code):
    return float_function(code, "")(0.0)


def rounded():
    value, places = rounding(ASKED)
    exact = read(ASKED["formulas"][0])
    text = fixed(value, places)
    tell(text, text, [text], "" if equal(exact, value) else f"Before rounding: {about(exact, 10)}.")
    guess = rough(ASKED["formulas"][0])
    if guess is not None:
        gap = abs(guess - float(value))
        tell_check(
            "worked out in floating point", "", "close" if gap <= 0.5000001 * 10.0**-places else "fails", f"{gap:.1e}"
        )


def fixed(value, places):
    # with all the decimal places that were asked for
    if places <= 0:
        return str(Integer(value))
    digits = str(abs(Integer(value * 10**places))).rjust(places + 1, "0")
    return ("-" if value < 0 else "") + digits[:-places] + "." + digits[-places:]


def greater():
    values = real_numbers(ASKED["formulas"])
    if equal(*values):
        return tell("they are equal", r"\text{they are equal}", note=f"Both are {number(values[0])}.")
    is_second = less(values[0], values[1]) == (KIND == "greater")
    position = 1 if is_second else 0
    text, tex_text = named(position, values[position])
    tell(text, tex_text, [text], note_of(position))
    compare_roughly(values)


def compare_roughly(values):
    # the difference of each pair in floating point has the sign that it has exactly
    guesses = [rough(code) for code in ASKED["formulas"]]
    if None in guesses:
        return
    good = all(abs(float(N(value)) - guess) <= 1e-9 * max(1.0, abs(guess)) for value, guess in zip(values, guesses))
    tell_check("worked out in floating point", "", "close" if good else "fails")


def comparison():
    a, b = real_numbers(ASKED["formulas"])
    sign = ASKED["signs"][0]
    is_less, is_more = less(a, b), less(b, a)
    truth = {
        "<": is_less,
        ">": is_more,
        "<=": not is_more,
        ">=": not is_less,
        "=": not (is_less or is_more),
        "!=": is_less or is_more,
    }[sign]
    relation = "<" if is_less else ">" if is_more else "="
    tell(
        "yes" if truth else "no", r"\text{yes}" if truth else r"\text{no}", note=f"{number(a)} {relation} {number(b)}."
    )
    compare_roughly([a, b])


def order():
    values = real_numbers(ASKED["formulas"])
    places = in_order(values)
    if ASKED["side"] == "-":
        places.reverse()
    shown = [named(position, values[position]) for position in places]
    tell(
        ", ".join(text for text, _ in shown),
        ", ".join(tex_text for _, tex_text in shown),
        [text for text, _ in shown],
    )
    compare_roughly(values)


def chosen():
    position = ranking(ASKED) if KIND == "ranked" else closest(ASKED)
    values = real_numbers(ASKED["formulas"])
    text, tex_text = named(position, values[position])
    tell(text, tex_text, [text], note_of(position))
    compare_roughly(values)


def one_value():
    value = value_of(ASKED)
    tell(str(value), str(value), [str(value)])
    if KIND == "denominator":
        good = all((read(code) * value).is_Integer for code in ASKED["formulas"])
        tell_check(f"each times {value} is a whole number", "", "holds" if good else "fails")
    if KIND == "digit":
        n = abs(whole_values(ASKED["formulas"])[0])
        tell_check(f"{n} has this digit", "", "holds" if n // 10 ** ASKED["place"] % 10 == value else "fails")


def divides():
    a, b = whole_values(ASKED["formulas"])
    if a == 0:
        raise Doubt
    yes = b % a == 0
    tell("yes" if yes else "no", r"\text{yes}" if yes else r"\text{no}", note=f"{b} = {b // a} · {a} + {b % a}.")
    tell_check(f"{b} = {b // a} · {a} + {b % a}", "", "holds" if b // a * a + b % a == b else "fails")


def prime_list():
    n = whole_values(ASKED["formulas"])[0]
    if n < 2 or n > 10**40:
        raise Doubt
    found = factorint(n)
    primes = sorted(found)
    text = listing(primes)
    tell(text, text, [str(each) for each in primes], f"{n} = {written(found)}.")
    value = 1
    for prime, power in found.items():
        value *= prime**power
    tell_check(f"{written(found)} = {n}", "", "holds" if value == n and all(map(isprime, found)) else "fails")


def composite():
    n = whole_values(ASKED["formulas"])[0]
    if n < 2 or n > 10**40:
        raise Doubt
    found = factorint(n)
    yes = list(found.items()) != [(n, 1)]
    tell(
        "yes" if yes else "no",
        r"\text{yes}" if yes else r"\text{no}",
        note=f"{n} = {written(found)}." if yes else f"{n} is prime.",
    )
    tell_check(
        f"{n} is not prime" if yes else f"{n} has no divisor but 1 and itself",
        "",
        "holds" if isprime(n) != yes else "fails",
    )


def based():
    value, base = whole_values(ASKED["formulas"])[0], ASKED["place"]
    digits, rest = "", value
    while rest or not digits:
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest % base] + digits
        rest //= base
    tell(digits, r"\text{" + digits + r"}_{" + str(base) + "}", [digits], f"In base {base}.")
    tell_check(f"{digits} in base {base} is {value}", "", "holds" if int(digits, base) == value else "fails")
"""
