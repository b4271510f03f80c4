"""Requests in plain words, with definitions before them: what is understood, answered, and refused."""

from __future__ import annotations

import pytest

from steppe.cas.reading import read_statement
from steppe.cas.sentences import clauses_of, sentences_of
from steppe.cas.solving import AlgebraResult, answer_statement
from steppe.cas.understanding import understood_latex, understood_plain
from steppe.check.compare import same_answer
from steppe.check.extract import read
from steppe.sandbox.client import Sandbox


def solved(problem: str, sandbox: Sandbox) -> AlgebraResult | None:
    statement = read_statement(problem)
    assert statement is not None, f"{problem!r} is not understood"
    return answer_statement(statement, sandbox)


UNDERSTOOD = [
    ("Evaluate (6 + -9)*4 + (-8)/(12/15).", "work out (6 + (-9))*4 + (-8/(12/15))"),
    ("Multiply -3 and 0.4.", "work out -3*0.4"),
    ("What is the product of 6, 7 and 8?", "work out 6*7*8"),
    ("Divide 84 by -7.", "work out 84/(-7)"),
    ("Subtract 3 from 10.", "work out 10 - 3"),
    ("Take 3 away from 10.", "work out 10 - 3"),
    ("What is the difference between 3 and 8?", "work out |3 - 8|"),
    ("What is 7 less than 12?", "work out 12 - 7"),
    ("Add 3 and 4.", "work out 3 + 4"),
    ("What is the highest common divisor of 84 and 36?", "the greatest common divisor of 84, 36"),
    ("Find the smallest common multiple of 4 and 6.", "the least common multiple of 4, 6"),
    ("What is the common denominator of 5/12 and -7/18?", "the least common denominator of 5/12, -7/18"),
    ("What is the remainder when 5*9 is divided by 4 + 3?", "the remainder when 5*9 is divided by 4 + 3"),
    ("What is the cube root of 90 to the nearest integer?", "root(90, 3) rounded to the nearest integer"),
    ("Round 3.14159 to three decimal places.", "3.14159 rounded to 3 decimal places"),
    ("What is 7 to the power of 1/3, rounded to two dps?", "7^(1/3) rounded to 2 decimal places"),
    ("List the distinct prime factors of 360.", "the distinct prime factors of 360"),
    ("What is the ten thousands digit of 81973?", "the ten thousands digit of 81973"),
    ("Which is greater: -3/7 or -0.4?", "the greater of -3/7, -0.4"),
    ("Is 3/4 less than or equal to 0.7?", "is 3/4 <= 0.7?"),
    ("Arrange 3, -1/2, 0.4 from largest to smallest.", "in decreasing order: 3, -1/2, 0.4"),
    ("What is the third-biggest value in -3, 5, 2, 9?", "the third largest of -3, 5, 2, 9"),
    ("Which is nearest to 3? (a) 2.5 (b) -4 (c) 10", "the nearest to 3 of (a) 2.5, (b) -4, (c) 10"),
    ("Convert 1101 (base 2) to base 10.", "1101 (base 2) = 13 in base 10"),
    ("Solve 3*x + 2*y = 5, x - y = 0 for x.", "solve 3*x + 2*y = 5 and x - y = 0 for x"),
    ("Let f(x) = x**2 - 3. Give f(6).", "with f(x) = x^2 - 3: work out f(6)"),
    ("If f(x) = x^2 - 3, what is f(3)?", "with f(x) = x^2 - 3: work out f(3)"),
    ("For g(t) = 2t + 1, find g(-4).", "with g(t) = 2*t + 1: work out g(-4)"),
    ("What is 2a + b if a = 3 and b = 4?", "with a = 3 and b = 4: work out 2*a + b"),
    ("If x + 3 = 10, what is 2x?", "with x + 3 = 10: work out 2*x"),
    ("Let $f(x) = \\frac{x}{2} + 1$. Find $f(8)$.", "with f(x) = x/2 + 1: work out f(8)"),
    ("Let a = 1.5. Let b be 2*a. What is a - b?", "with a = 1.5, b = 2*a: work out a - b"),
    ("Let q be the lcm of 4 and 6. Is q prime?", "with q = the least common multiple of 4, 6: is q prime?"),
]
ANSWERS = [
    ("What is the gcd of -12 and -18?", "6"),
    ("lcm(-4, 6)", "12"),
    ("Is -7 prime?", "no"),
    ("cbrt(-8) + 5", "3"),
    ("Let f(x) = cbrt(x). What is f(-8)?", "-2"),
    ("5^0 + 0^2", "1"),
    ("27^{-1/3}", "1/3"),
    ("Let a = 3. What is 2*a^2?", "18"),
    ("Solve tan(x) = 1 for 0 < x < pi.", "x = pi/4"),
    ("Solve z^2 = 4.", "z = -2 or z = 2"),
    ("Evaluate (6 + -9)*4 + (-8)/(12/15).", "-22"),
    ("What is the cube root of 90 to the nearest integer?", "4"),
    ("What is 7 to the power of 1/3, rounded to two dps?", "1.91"),
    ("Round -0.4961 to two significant figures.", "-0.50"),
    ("What is the common denominator of 5/12 and -7/18?", "36"),
    ("List the prime factors of 360.", "2, 3, 5"),
    ("What is the hundreds digit of 8205?", "2"),
    ("Which is smaller, -3/7 or -0.4?", "-3/7"),
    ("Is 3/4 at least 0.7?", "yes"),
    ("Sort 3, -1/2, 0.4 in decreasing order.", "3, 0.4, -1/2"),
    ("What is the second smallest value in 3, -1/2, 0.4?", "0.4"),
    ("Is 91 a multiple of 7?", "yes"),
    ("Suppose 2*a + b = 5, a - b = 1. Let h(z) = z**3 - a*z. Determine h(b).", "-1"),
    ("Let h(x) be the second derivative of x**5 - 3*x**2. What is h(2)?", "154"),
    ("Let r(d) = d + 1. Let s(d) = d**2. Let c(d) = -3*r(d) - s(d). Find the derivative of c(w) wrt w.", "-2*w - 3"),
    ("Let f(x) = 2*x + 1. Let g(x) = x**2. Determine f(g(x)).", "2*x^2 + 1"),
    ("Let p(x) = x**2 - 5*x + 6. Solve p(x) = 0 for x.", "x = 2 or x = 3"),
    ("Let e = 3. Let i = 2*e. What is e - i?", "-3"),
    ("Suppose x = 2. Let f(x) = x + 10. What is f(x)?", "12"),
    ("Let a = 3 and b = 4. What is a(b + 1)?", "15"),
    ("Suppose 5*q = -2*q + 14. Solve q*z - 3 = 9 for z.", "z = 6"),
    ("Solve 3*e + 2 = 8 for e.", "e = 2"),
    ("Let f(x) = x^3. Let k be 5. Find f'(2).", "12"),
    ("Let k(z) be 3*z - 1 and let u = 2. Give k(u).", "5"),
    ("What is the derivative of 4*e**3 - 2 wrt e?", "12*e^2"),
    ("What is (3 + 4) times 5?", "35"),
    ("What is 3/4 divided by 2/3?", "9/8"),
]
NO_ANSWER = [
    "Factor -12",
    "0^0",
    "What is 0 to the power of 0?",
    "Let a = 0. What is a^0?",
    "Is 0^0 equal to 1?",
    "What is (-27) to the power of 1/3?",  # -3, or a complex number
    "What is the fourth root of -16?",
    "(-3)!",
    "What is 2.5!?",
    "Let f(x) = sqrt(x). What is f(-4)?",
    "Solve cbrt(x) = -2.",
    "Solve x^(2/3) = 4.",  # -8 too, to some
    "Solve sin(x) = 1/2 for 0 <= x <= 360.",  # degrees
    "Solve z^3 = 1.",  # z is a complex unknown, to many
    r"Simplify \sqrt[3]{x^3}",
    "Let z = 2 + 3*i. What is z + 1?",
    "What is the hundreds digit of pi?",
    "Let a = 3. Let a = 4. What is a + 1?",  # they contradict each other
    "Suppose x**2 = 4. What is 3*x?",  # two values
    "Suppose x + y = 4. What is x?",
    "Suppose 2*x = 2*x + 1. What is x?",
    "Suppose x**3 = 8. What is x + 1?",  # one of its values is real
    "Suppose a = 2, 3*a = 7. What is a?",
    "Let f(x) = x/(x - 2). Let k = f(2). What is k + 1?",
    "Round 2.5 to the nearest integer.",  # to some 2, to others 3
    "What is the nearest to 2 in 1, 3, 9?",
    "What is the second smallest value in 1, 1, 2?",
    "What is the square root of -9 to the nearest integer?",
    "What is the thousands digit of 91?",
    "Let n = 7/2. What is the gcd of n and 4?",
    "Let n = 1/2. Is n prime?",
]
REFUSED = [
    # numbers that may be something else
    "What is 2020-01-15?",
    "What is 2020-10-15?",
    "What is 12/25/2020?",
    "What is 007 + 1?",
    "Let a = 05. What is a + 1?",
    "What is 2^1/2?",
    "What is 27^-1/3?",
    "What is 3!!?",
    "Solve x^2 != 4.",
    "x!=24",
    "Berechne 1,000 + 1",
    "Was ist 1,500 mal 2?",
    # words, units, money
    "Let Tom have 3 apples. What is 3 + 2?",
    "Let x be the number of apples. What is 2*x?",
    "Let a = 3 apples. What is 2*a?",
    "Suppose a train leaves at 3. What is 3 + 4?",
    "Suppose Anna has 3 coins and finds 4. What is 3 + 4?",
    "There are 12 boys and 14 girls. What is 12 + 14?",
    "Tom has 3 dogs. Let a = 3. What is a + 1?",
    "Let a = 3. He buys 4 more. What is a + 4?",
    "Let a = 3. What is a + 4 in metres?",
    "Let a = 3 m. What is 2*a?",
    "Let r = 5 cm. Find the area of the circle.",
    "Let a = $3. What is a + 1?",
    "What is 5% of the class of 40?",
    "Multiply 3 apples by 4.",
    "Divide 12 sweets by 4.",
    "Divide 12 among 4 children.",
    "Subtract 3 km from 10 km.",
    "Take 3 from the 10 that are left.",
    "Add 3 eggs to 4.",
    "Add 3 to the mixture.",
    "What is the sum of 3 and the next prime?",
    "What is the sum of the digits of 345?",
    "What is the sum of the first 20 odd numbers?",
    "What is the product of two consecutive numbers?",
    "What is the difference between mean and median?",
    "What is the difference between 3 and 8 apples?",
    "What is the difference in age between 30 and 12?",
    "What is the total of 3 prices?",
    "What is the distance between Rome and Paris?",
    "What is 20 less than twice 15?",
    "What is 3 less than half?",
    "What is twice 4 plus 3?",
    "What is 3 plus 4 times 5?",
    "What is 10 minus 4 minus 3?",
    "What is 12 divided by 2 plus 4?",
    "What is the square root of 16 plus 9?",
    "What is the cube root of a cube?",
    # an operand that may end before its formula does
    "What is 3 times 4 + 5?",
    "What is 3 + 4 times 5?",
    "What is 10 minus 4 + 3?",
    "What is -3 squared?",
    "What is -8 to the power of 2?",
    "What is 6 divided by 2*3?",
    "What is the square root of 16 + 9?",
    "What is 2 to the power of 3 + 1?",
    "What is the product of 2 and 3 + 4?",
    "What is the difference between 1 and 2 + 3?",
    "What is (3 + 4) - (5 + 6) squared?",
    "What is the fifth root of x?",
    # whole numbers and lists
    "What is the greatest common divisor?",
    "What is the greatest common divisor of 12 and some multiple of 4?",
    "What is the common denominator of 2/4 and 1/3?",
    "What is the least common factor of interest?",
    "What is the remainder when 17 cakes are divided by 5?",
    "What is the remainder of the day?",
    "List the prime factors of success.",
    "Is 7 a lucky number?",
    "Is 12 less than a dozen?",
    "Is 3 greater than the second prime?",
    "Is a less than b?",
    "Which is greater: a or b?",
    "Which is greater: 3 or 5 or 7?",
    "Which is bigger, an ant or a bee?",
    "Which is heavier: 3 kg or 3000 g?",
    "Sort 3 pears, 2 apples.",
    "Sort out 3, 4.",
    "Put 3, 5 and 4 in a box.",
    "Put 3, 5, 4 in alphabetical order.",
    "Sort 1,234,567 in increasing order.",
    "What is the second smallest prime number?",
    "What is the third biggest city in France?",
    "What is the sixth smallest value in 3, 4?",
    "What is the nearest to 3 in the list?",
    "Which is nearest to 3? (a) 2 (c) 5",
    "What is the tens digit of the answer?",
    "What is the last digit of 2^100?",
    "Round the number to two decimal places.",
    "What is 3 to the nearest shop?",
    "Convert 102 (base 2) to base 10.",
    "Convert 5 miles to km.",
    "Write 12 in words.",
    # definitions
    "Let a = 3. What is b + 1?",
    "Let a = 3.",
    "Let f(x) = x + 1.",
    "Let f(x) = x + y. What is f(2)?",
    "Let f(x) = x + 1. What is g(2)?",
    "Let f(x) = x + 1. What is f?",
    "Let f(x) = x + 1. What is f(2, 3)?",
    "Let f(x) = x + 1. Let f(x) = x + 2. What is f(1)?",
    "Let f(x) = x + 1. Let f(x) = 2*x. What is f(x)?",
    "Let f(x) = x + 1. Let f = 3. What is f(2)?",
    "Let f be a function. What is f(2)?",
    "Let f(x) be the integral of x. What is f(2)?",
    "Let f(x) be the derivative of t**2. What is f(2)?",
    "Suppose a(b+1) = 4. What is a?",
    "Let a be positive. Simplify a + a.",
    "Let n be an integer. What is 2*3?",
    "Let a and b be numbers. What is a + b?",
    "Let x = 3. Solve 2*x = 6 for x.",
    "Let x = 3. What is the derivative of x**2 with respect to x?",
    "Let a = 2. Solve a*x + b = 3 for x.",
    "Suppose x > 3. What is x?",
    "Let a = 3. Let b = a apples. What is b?",
    "Let a = 2 or a = 3. What is a?",
    "Given that it rains, what is 3 + 4?",
    "If 3 men dig 4 holes, what is 3*4?",
    "If a = 3, what is b?",
    "Let a = 3. What is a? Why?",
    "Let a = 1/2b. Let b = 4. What is a?",
    "Let f(x) = 1/2x. What is f(4)?",
    "Let f(x) = e^x. What is f(0)?",
    "Let a = 3; b = 4. What is a*b apples?",
    "Suppose 6/x = 3. What is x?",
]


@pytest.mark.parametrize(("problem", "understood"), UNDERSTOOD)
def test_request_is_understood(problem: str, understood: str) -> None:
    statement = read_statement(problem)
    assert statement is not None
    assert understood_plain(statement) == understood
    assert understood_latex(statement)


@pytest.mark.parametrize("problem", REFUSED)
def test_what_is_not_wholly_understood_is_refused(problem: str) -> None:
    statement = read_statement(problem)
    assert statement is None, understood_plain(statement)


@pytest.mark.parametrize(("problem", "answer"), ANSWERS)
def test_answer_is_right(problem: str, answer: str, sandbox: Sandbox) -> None:
    result = solved(problem, sandbox)
    expected = read(answer)
    assert result is not None
    assert expected is not None
    assert same_answer(result.answer, expected, sandbox), result.answer.text
    assert result.checks
    assert all(check.state in ("holds", "close") for check in result.checks)


@pytest.mark.parametrize("problem", NO_ANSWER)
def test_what_has_not_one_value_has_no_answer(problem: str, sandbox: Sandbox) -> None:
    assert solved(problem, sandbox) is None


def test_steps_name_what_is_defined_and_checks_put_it_back(sandbox: Sandbox) -> None:
    result = solved("Suppose 2*a = 10. Let f(x) = a*x. What is f(3)?", sandbox)
    assert result is not None
    assert result.steps == ("a = 5", "f(x) = a*x")
    assert (result.checks[0].equation, result.checks[0].values, result.checks[0].state) == (
        "2*a = 10",
        "a = 5",
        "holds",
    )
    assert result.understood_latex.startswith("2 a = 10")


def test_number_that_has_a_name_is_answered_by_it(sandbox: Sandbox) -> None:
    result = solved("Let t be (-6)/4. Which is bigger: t or -2?", sandbox)
    assert result is not None
    assert (result.answer.text, result.note) == ("t = -3/2", "")


def test_option_is_named_by_its_label(sandbox: Sandbox) -> None:
    result = solved("What is the closest to 3? (a) 2.5 (b) -4 (c) 10", sandbox)
    assert result is not None
    assert (result.answer.text, result.note) == ("2.5", "It is option (a).")


def test_sentences_end_at_no_decimal_point_and_clauses_at_no_bracket() -> None:
    assert sentences_of("Let a = 1.5. Is a > .5? Yes.") == ["Let a = 1.5", "Is a > .5", "Yes"]
    assert clauses_of("gcd(12, 18), 3 and 1,234") == ["gcd(12, 18)", "3", "1,234"]


def test_hostile_chains_are_refused_quickly() -> None:
    for text in (
        "Let a = " + "(" * 300 + "1" + ")" * 300 + ". What is a?",
        "Let a = 1. " * 200 + "What is a?",
        "What is " + " and ".join(["1"] * 400) + "?",
        "Let f(x) = " + "x" * 390 + ". What is f(1)?",
        "If " * 300 + "a = 1, what is a?",
    ):
        assert read_statement(text) is None
