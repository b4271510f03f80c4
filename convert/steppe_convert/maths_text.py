"""Maths text of our own, problems with worked answers, made by rule from a seed: what models read when verified."""

from __future__ import annotations

import random
from collections.abc import Callable

_NAMES = ("Amina", "Boris", "Chen", "Dara", "Elif", "Farid", "Greta", "Hana", "Ivan", "Jola")
_THINGS = ("apples", "tickets", "bricks", "stamps", "bottles", "pencils", "tiles", "books")


def maths_text(seed: int, problems: int = 40) -> str:
    """`problems` problems with answers in prose or as programs; a few thousand tokens for the default number."""
    source = random.Random(seed)  # noqa: S311 - text for reading, not secrets
    return "\n\n".join(source.choice(_KINDS)(source) for _ in range(problems)) + "\n"


def _shop(source: random.Random) -> str:
    name, thing = source.choice(_NAMES), source.choice(_THINGS)
    count, price, paid = source.randint(3, 18), source.randint(2, 9), source.choice((100, 200, 500))
    total = count * price
    return (
        f"Question: {name} buys {count} {thing} at {price} coins each and pays with a note of {paid}. How much change "
        f"is due?\nAnswer: The {count} {thing} cost {count} * {price} = {total} coins. From {paid} coins, {paid} - "
        f"{total} = {paid - total} are left. The answer is {paid - total}."
    )


def _speed(source: random.Random) -> str:
    hours, pace, rest = source.randint(2, 7), source.randint(12, 95), source.randint(10, 80)
    return (
        f"Question: A train runs {hours} hours at {pace} km per hour and then {rest} km more. How far does it go in "
        f"all?\nAnswer: In {hours} hours it covers {hours} * {pace} = {hours * pace} km. With the last part that makes "
        f"{hours * pace} + {rest} = {hours * pace + rest} km. The answer is {hours * pace + rest}."
    )


def _line(source: random.Random) -> str:
    factor, root, shift = source.randint(2, 9), source.randint(-9, 12), source.randint(-20, 20)
    right = factor * root + shift
    return (
        f"Solve for x: {factor}x {'+' if shift >= 0 else '-'} {abs(shift)} = {right}.\n\nSubtracting {shift} from both "
        f"sides gives {factor}x = {right - shift}. Dividing by {factor}, we find x = {root}. Check: {factor} * {root} "
        f"+ {shift} = {right}, as it should be."
    )


def _square(source: random.Random) -> str:
    low, high = sorted((source.randint(-8, 8), source.randint(-8, 8)))
    return (
        f"Find the roots of $x^2 - ({low + high})x + ({low * high}) = 0$. The numbers must have the sum {low + high} "
        f"and the product {low * high}, so the left side factors as $(x - ({low}))(x - ({high}))$. The roots are "
        f"$x = {low}$ and $x = {high}$."
    )


def _slope(source: random.Random) -> str:
    power, factor, place = source.randint(2, 5), source.randint(2, 9), source.randint(1, 4)
    value = factor * power * place ** (power - 1)
    return (
        f"Let $f(x) = {factor}x^{power}$. By the power rule, $f'(x) = {factor * power}x^{{{power - 1}}}$, and "
        f"therefore $f'({place}) = {value}$. The tangent at $x = {place}$ has the slope {value}."
    )


def _program(source: random.Random) -> str:
    most, step = source.randint(50, 400), source.randint(3, 12)
    return (
        f"Question: What is the sum of all multiples of {step} up to {most}? Let's write a program.\n"
        f"total = 0\nfor number in range({step}, {most} + 1, {step}):\n    total += number\nprint(total)"
    )


def _system(source: random.Random) -> str:
    first, second = source.randint(4, 30), source.randint(4, 30)
    return (
        f"Question: A yard holds hens and rabbits with {first + second} heads and {2 * first + 4 * second} feet. How "
        f"many rabbits are there? Let's write a program.\nfrom sympy import symbols, solve\nhens, rabbits = "
        f"symbols('hens rabbits')\nanswer = solve([hens + rabbits - {first + second}, 2 * hens + 4 * rabbits - "
        f"{2 * first + 4 * second}], [hens, rabbits])\nprint(answer[rabbits])"
    )


def _chance(source: random.Random) -> str:
    red, blue = source.randint(2, 9), source.randint(2, 9)
    return (
        f"A bag has {red} red and {blue} blue balls; two are drawn without putting back. There are "
        f"{red + blue} * {red + blue - 1} = {(red + blue) * (red + blue - 1)} ordered draws, of which {red} * "
        f"{red - 1} = {red * (red - 1)} are both red, so P(both red) = {red * (red - 1)}/"
        f"{(red + blue) * (red + blue - 1)}."
    )


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    _shop, _speed, _line, _square, _slope, _program, _system, _chance,
)  # fmt: skip
