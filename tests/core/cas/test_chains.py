"""Random chains of definitions with one request, whose answers are known from fractions alone: right, or refused."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from steppe.cas.reading import read_statement
from steppe.cas.solving import answer_statement
from steppe.sandbox.client import Sandbox

CHAINS = 40
LEAST_ANSWERED = 0.9

Polynomial = tuple[Fraction, ...]  # coefficients, from the constant on


@dataclass(slots=True)
class Chain:
    """Sentences so far, and what they define."""

    source: random.Random
    sentences: list[str] = field(default_factory=list)
    values: dict[str, Fraction] = field(default_factory=dict)
    functions: dict[str, Polynomial] = field(default_factory=dict)

    def fresh(self) -> str:
        taken = {*self.values, *self.functions}
        return self.source.choice([letter for letter in "abcdefghijkmnpqrstuvwxyz" if letter not in taken])

    def number(self, low: int = -9, high: int = 9) -> str:
        return str(self.source.choice([each for each in range(low, high + 1) if each]))


def arithmetic(chain: Chain, depth: int = 2) -> tuple[str, Fraction]:
    """An expression with its brackets, and its value."""
    choice = chain.source.random()
    if depth == 0 or choice < 0.2:
        if chain.values and chain.source.random() < 0.4:
            name = chain.source.choice(sorted(chain.values))
            return name, chain.values[name]
        text = chain.number()
        return text, Fraction(text)
    (left, a), (right, b) = arithmetic(chain, depth - 1), arithmetic(chain, depth - 1)
    sign = chain.source.choice("+-*/")
    if sign == "/" and b == 0:
        sign = "-"
    left, right = f"({left})" if depth > 1 else left, f"({right})" if depth > 1 or sign == "/" else right
    value = {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b
    return f"{left} {sign} {right}" if sign in "+-" else f"{left}{sign}{right}", value


def polynomial(chain: Chain, letter: str) -> tuple[str, Polynomial]:
    degree = chain.source.randint(1, 3)
    coefficients = [Fraction(chain.source.randint(-5, 5)) for _ in range(degree)]
    coefficients.append(Fraction(chain.number(-4, 4)))
    terms = []
    for power, each in enumerate(coefficients):
        if each:
            terms.append(str(each) if not power else f"{each}*{letter}" + (f"**{power}" if power > 1 else ""))
    chain.source.shuffle(terms)
    return " + ".join(terms).replace("+ -", "- "), tuple(coefficients)


def at(coefficients: Polynomial, place: Fraction) -> Fraction:
    return sum((each * place**power for power, each in enumerate(coefficients)), Fraction(0))


def slope(coefficients: Polynomial) -> Polynomial:
    return tuple(power * each for power, each in enumerate(coefficients) if power) or (Fraction(0),)


# Definitions


def define_value(chain: Chain) -> None:
    text, value = arithmetic(chain)
    name = chain.fresh()
    chain.sentences.append(chain.source.choice([f"Let {name} = {text}.", f"Let {name} be {text}."]))
    chain.values[name] = value


def define_by_equation(chain: Chain) -> None:
    name, value = chain.fresh(), Fraction(chain.number())
    one, other = Fraction(chain.number()), Fraction(chain.number())
    rest = (one - other) * value
    if one == other:
        return
    start = chain.source.choice(["Suppose", "Suppose that", "Assume"])
    chain.sentences.append(f"{start} {one}*{name} - {rest} = {other}*{name}.".replace("- -", "+ "))
    chain.values[name] = value


def define_by_system(chain: Chain) -> None:
    first = chain.fresh()
    chain.values[first] = Fraction(chain.number())
    second = chain.fresh()
    chain.values[second] = Fraction(chain.number())
    a, b, c, d = (int(chain.number()) for _ in range(4))
    if a * d == b * c:
        a, b, c, d = 1, 1, 1, -1
    u, v = chain.values[first], chain.values[second]
    chain.sentences.append(
        f"Suppose {a}*{first} + {b}*{second} = {a * u + b * v}, {c * u + d * v} = {c}*{first} + {d}*{second}."
    )


def define_function(chain: Chain) -> None:
    name = chain.fresh()
    letter = chain.source.choice([each for each in "xyztw" if each != name and each not in chain.functions])
    text, coefficients = polynomial(chain, letter)
    start = chain.source.choice(["Let", "Define", "Consider"])
    chain.sentences.append(f"{start} {name}({letter}) = {text}.")
    chain.functions[name] = coefficients


def define_slope(chain: Chain) -> None:
    name = chain.fresh()
    letter = chain.source.choice([each for each in "xyztw" if each != name and each not in chain.functions])
    text, coefficients = polynomial(chain, letter)
    chain.sentences.append(f"Let {name}({letter}) be the first derivative of {text}.")
    chain.functions[name] = slope(coefficients)


def define_combination(chain: Chain) -> None:
    if len(chain.functions) < 2:
        return define_function(chain)
    one, other = chain.source.sample(sorted(chain.functions), 2)
    name = chain.fresh()
    letter = chain.source.choice([each for each in "xyztw" if each != name and each not in chain.functions])
    a, b = Fraction(chain.number()), Fraction(chain.number())
    chain.sentences.append(f"Let {name}({letter}) = {a}*{one}({letter}) + {b}*{other}({letter}).")
    long = max(len(chain.functions[one]), len(chain.functions[other]))
    padded = [(*chain.functions[each], *([Fraction(0)] * long))[:long] for each in (one, other)]
    chain.functions[name] = tuple(a * p + b * q for p, q in zip(*padded, strict=True))
    return None


# Requests: the sentence, and what its answer is


def ask_number(chain: Chain) -> tuple[str, Fraction]:
    text, value = arithmetic(chain)
    if text.lstrip("-").isalnum():
        text, value = f"{text} + 1", value + 1  # a number alone asks nothing
    return chain.source.choice(["What is {}?", "Calculate {}.", "Evaluate {}."]).format(text), value


def ask_function(chain: Chain) -> tuple[str, Fraction]:
    if not chain.functions:
        define_function(chain)
    name = chain.source.choice(sorted(chain.functions))
    if chain.values and chain.source.random() < 0.5:
        place = chain.source.choice(sorted(chain.values))
        value = chain.values[place]
    else:
        place = chain.number()
        value = Fraction(place)
    asked = chain.source.choice(["Give {}({}).", "What is {}({})?", "Determine {}({}).", "Find the value of {}({})."])
    return asked.format(name, place), at(chain.functions[name], value)


def ask_solution(chain: Chain) -> tuple[str, Fraction]:
    name, value = chain.fresh(), Fraction(chain.number())
    factor_text, factor = arithmetic(chain, 1)
    if factor == 0:
        factor_text, factor = "3", Fraction(3)
    rest = Fraction(chain.number())
    total = factor * value + rest
    return f"Solve ({factor_text})*{name} + {rest} = {total} for {name}.".replace("+ -", "- "), value


def ask_product(chain: Chain) -> tuple[str, Fraction]:
    (one, a), (other, b) = arithmetic(chain, 1), arithmetic(chain, 1)
    other = f"({other})" if " " in other else other
    kinds: list[tuple[str, Callable[[], Fraction]]] = [
        ("Multiply {} and {}.", lambda: a * b),
        ("What is the sum of {} and {}?", lambda: a + b),
        ("Subtract {} from {}.", lambda: b - a),
        ("What is the difference between {} and {}?", lambda: abs(a - b)),
    ]
    sentence, value = chain.source.choice(kinds)
    return sentence.format(one, other), value()


def ask_divisor(chain: Chain) -> tuple[str, Fraction]:
    name, value = chain.fresh(), chain.source.randint(2, 60)
    chain.sentences.append(f"Let {name} = {value - 7} + 7.")
    chain.values[name] = Fraction(value)
    other = chain.source.randint(2, 90)
    return chain.source.choice(
        [
            (f"Calculate the highest common factor of {name} and {other}.", Fraction(math.gcd(value, other))),
            (f"What is the least common multiple of {other} and {name}?", Fraction(math.lcm(value, other))),
            (f"What is the remainder when {other} is divided by {name}?", Fraction(other % value)),
            (f"What is the units digit of {name}?", Fraction(value % 10)),
        ]
    )


def ask_rank(chain: Chain) -> tuple[str, Fraction]:
    items = [arithmetic(chain, 1) for _ in range(4)]
    words = {0: "smallest", 1: "second smallest", 2: "second biggest", 3: "biggest"}
    place = chain.source.randrange(4)
    return (
        f"What is the {words[place]} value in {', '.join(text for text, _ in items)}?",
        sorted(value for _, value in items)[place],
    )


DEFINITIONS = (
    define_value,
    define_by_equation,
    define_by_system,
    define_function,
    define_slope,
    define_combination,
)
REQUESTS = (ask_number, ask_function, ask_solution, ask_product, ask_divisor, ask_rank)


def random_chain(seed: int) -> tuple[str, Fraction, dict[str, Fraction]]:
    """The text, the answer, and the numbers that have names: an item may be answered by its name."""
    chain = Chain(random.Random(seed))
    for _ in range(chain.source.randint(0, 4)):
        chain.source.choice(DEFINITIONS)(chain)
    sentence, value = chain.source.choice(REQUESTS)(chain)
    return " ".join([*chain.sentences, sentence]), value, chain.values


def test_random_chains_are_answered_as_fractions_say(sandbox: Sandbox) -> None:
    answered = 0
    for seed in range(CHAINS):
        text, value, named = random_chain(seed)
        statement = read_statement(text)
        result = answer_statement(statement, sandbox) if statement is not None else None
        if result is None:
            continue
        answered += 1
        found = named.get(result.answer.text, result.answer.number)
        assert found == value, text
    assert answered >= LEAST_ANSWERED * CHAINS
