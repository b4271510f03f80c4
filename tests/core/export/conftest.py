# ruff: noqa: RUF001, E501  (signs of other scripts, and lines as a model wrote them)
"""Solves of every kind to be exported: plain, differing, with choices, in other scripts, hostile, cut, empty, long."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from steppe.answer import Answer
from steppe.export.document import Solved
from steppe.export.gathering import Kept, solved_from_events
from steppe.history.entry import StoredSolve
from steppe.history.recording import recorded
from steppe.history.store import History
from steppe.problem import Problem
from steppe.solve.events import (
    Agreement,
    Event,
    PathAnswered,
    PathStarted,
    ProgramRan,
    ProgramReady,
    Started,
    StepChecked,
    TextArrived,
    Verdict,
)
from steppe.solve.task import Options, Task
from steppe_models.catalogue import load_catalogue

QUADRATIC = r"""To solve \(x^2 - 5x + 6 = 0\), we factor it.

1. **Find two numbers** whose product is $6$ and whose sum is $-5$:
   \[
   -2 \cdot (-3) = 6, \qquad -2 + (-3) = -5
   \]
2. Write it as $(x-2)(x-3) = 0$.
   - either $x - 2 = 0$,
   - or $x - 3 = 0$.

### Check
\[ x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a} = \frac{5 \pm 1}{2} \].

| $x$ | $|x|$ |
|---|---|
| 2 | $4 - 10 + 6 = 0$ |

The answer is $\boxed{2 \text{ and } 3}$.
"""
SYMPY = 'from sympy import symbols, solve, Eq\n\nx = symbols("x")\nprint(solve(Eq(x**2 - 5*x + 6, 0), x))'
# What the default model wrote to this problem, before it was cut off.
REAL_PROBLEM = (
    "A shirt costs $25 and is reduced by 20 %. Sales tax of 8 % is added to the reduced price."
    " What does one pay, in dollars?"
)
REAL_PROSE = r"""To determine the final price of the shirt after the reduction and the sales tax, we will follow these steps:

1. **Calculate the reduced price:**
   The original price of the shirt is $25. The shirt is reduced by 20%. To find the amount of the reduction, we multiply the original price by 20% (or 0.20):
   \[
   \text{Reduction} = 25 \times 0.20 = 5
   \]
   Subtract the reduction from the original price to get the reduced price:
   \[
   \text{Reduced Price} = 25 - 5 = 20
   \]

2. **Calculate the sales tax:**"""
REAL_PROGRAM = """# Initial price of the shirt
initial_price = 25

# Reduction in price (20%)
reduction_percentage = 20 / 100
reduced_price = initial_price * (1 - reduction_percentage)

# Sales tax (8%)
sales_tax_percentage = 8 / 100
sales_tax = reduced_price * sales_tax_percentage

# Final price after sales tax
final_price = reduced_price + sales_tax

# Print the final price
print(final_price)"""
SCRIPTS = (
    "一个长方形的长是宽的两倍。 Größe & Maß: 5 ½ m², naïve façade 😀 שלום مرحبا \u202eevil\u202c \x1b[31mred\x07"
    " α≤β ∑√π ₂x⁴ Привет ẽ ‰ 𝑥 \x00 $5 and $6"
)
HOSTILE_PROSE = (
    r"`code with ``` fences` & $5, *em* **bold** a_b # % ^ ~ {x} \foo \begin{verbatim} <b>x</b> [a](b) &amp; $x^2^3$"
    " $面积 = 72$ \\(\\frac{1}{\\) $$\\input{/etc/passwd}$$ and \\[ \\write18{touch x} \\]"
)
HOSTILE_PROGRAM = (
    "# 注释\ns = '\\\\end{verbatim} ``` ```` \\\\end{code} $x$ %d'\nt = 'é ß \"quoted\" `'\nvery_long = "
    + " + ".join(str(number) for number in range(60))
    + "\nif True:\n\tprint(72, 'a' * 3)"
)
SOUP = [
    *"abcxyz0189 \t\n.,;:!?'\"`|~^_&%$#@{}[]()<>\\/*-+=",
    *"äßéñçœŁığ§°±×÷½²€“”„–…•‰αβΩπ∑∫√≤≥≠∞→∈ℝ⟨⟩中文字日本語한국어😀🧮אבتثДЖẽ\u0301\u200b\u202e\x00\x07\x1b\ufffd",
    *("$", "$$", "\\(", "\\)", "\\[", "\\]", "\\begin{aligned}", "\\end{aligned}", "&", "\\\\", "\\frac", "{1}", "{"),
    *("}", "^", "_", "\\sqrt[3]", "\\left(", "\\right)", "\\text{", "\\input{x}", "\\write18", "\\hline", "```", "~~~"),
    *("\\begin{array}{c|c}", "\\end{array}", "\\begin{cases}", "\\end{cases}", "\\boxed{", "\\cancel{x}", "\\pmod{7}"),
    *("\\alpha", "\\sum_", "\\int", "\\limits", "\\not", "\\over", "\\substack{", "\\tag{1}", "\\operatorname{", "'"),
    *("\\def\\a{b}", "\\end{document}", "\\catcode`\\%=1", "% comment", "| a | b |", "- ", "1. ", "# ", "> ", "---"),
    *("\\mathbb{R}", "\\big", "\\middle|", "\\color{red}", "\\hspace{1cm}", "[4pt]", "*", "**", "\\{", "\\}", "\\%"),
]


def told(
    prose: str,
    program: str | None,
    output: str,
    answers: tuple[Answer | None, Answer | None],
    agreement: Agreement,
    *claims: tuple[str, str, str],
) -> list[Event]:
    """The events of a solve; `answers`: the program's, the reasoning's; claims: a part of the prose, state, note."""
    events: list[Event] = [Started("auto", "qwen")]
    if program is not None:
        events += [
            PathStarted("pot"),
            TextArrived("pot", f"```python\n{program}\n```", 10),
            ProgramReady("pot", program),
            ProgramRan("pot", "ok", output, "", 0.01, ("wasm",)),
            PathAnswered("pot", answers[0]),
        ]
    events += [PathStarted("cot"), TextArrived("cot", prose, 10)]
    for part, state, note in claims:
        start = prose.index(part)
        events.append(StepChecked("cot", start, start + len(part), state, note))  # type: ignore[arg-type]
    checked = "A program computed it, and a line of reasoning came to the same answer."
    verdict = Verdict(answers[0] or answers[1], agreement, checked, (), "Qwen2.5-Coder-1.5B-Instruct", 4.2)
    return [*events, PathAnswered("cot", answers[1]), verdict]


def soup(seed: int, pieces: int = 40) -> str:
    """Text that nobody would write, but a model may."""
    chance = random.Random(seed)
    return "".join(chance.choice(SOUP) for _ in range(pieces))


def number(text: str) -> Answer:
    return Answer(text, "number")


def make_solves() -> dict[str, Solved]:
    """One solve of every kind, by name."""
    both = Answer("[2, 3]", "list")
    shirt = "A shirt costs \\$25, and 20% off is $5: 25 - 5 = $21.\nSo the price is 21 + 21 * 0.08 = 22.68 dollars."
    long = "$$" + " = ".join(f"a_{{{n}}}" for n in range(40)) + "$$ and " + "w" * 400 + " $" + "+".join("x" * 60) + "$"
    return {
        "quadratic": solved_from_events(
            Problem("Solve $x^2 - 5x + 6 = 0$ for $x$."),
            told(QUADRATIC, SYMPY, "[2, 3]\n", (both, both), "agree", ("-2 \\cdot (-3) = 6", "right", "")),
            Kept(7, remark="Good for year 9.", tags=("algebra", "year-9")),
        ),
        "real": solved_from_events(
            Problem(REAL_PROBLEM),
            told(
                REAL_PROSE,
                REAL_PROGRAM,
                "21.6\n",
                (number("21.6"), None),
                "single",
                (" 25 \\times 0.20 = 5\n   \\]", "right", ""),
                (" 25 - 5 = 20\n   \\]", "right", ""),
            ),
            Kept(state="cut"),
        ),
        "differing": solved_from_events(
            Problem("A shirt costs $25 and is reduced by 20 %. With 8% tax, what does one pay, in $?"),
            told(
                shirt,
                "print(25 * 0.8 * 1.08)",
                "21.6\n",
                (number("21.6"), number("22.68")),
                "differ",
                ("25 - 5 = $21", "wrong", "25 - 5 = 20, not 21."),
                ("21 + 21 * 0.08 = 22.68", "right", ""),
            ),
        ),
        "choice": solved_from_events(
            Problem("Which of these is prime?", ("51", "57", "59", "$7 \\cdot 13$")),
            told("It is 59.", "print(59)", "59\n", (Answer("C", "choice"), Answer("C", "choice")), "agree"),
        ),
        "scripts": solved_from_events(
            Problem(SCRIPTS), told(HOSTILE_PROSE, HOSTILE_PROGRAM, "72 aaa\n", (number("72"), number("72")), "agree")
        ),
        "cut": solved_from_events(
            Problem("What is 2 + 2?"),
            [Started("auto", "m"), PathStarted("pot"), TextArrived("pot", "```python\nprint(2 +", 3)],
            Kept(state="cut"),
        ),
        "empty": solved_from_events(
            Problem("Nothing comes of this."),
            [Started("auto", "m"), Verdict(None, "none", "No answer could be read.", (), "m", 0.1)],
        ),
        "failed program": solved_from_events(
            Problem("Fails"),
            [
                PathStarted("pot"),
                ProgramReady("pot", "raise ValueError('x')"),
                ProgramRan("pot", "error", "", "The program stopped with an error: ValueError: x.", 0.1, ()),
                PathAnswered("pot", None),
            ],
        ),
        "long": solved_from_events(
            Problem("Long"),
            told(
                long,
                "\n".join(f"print({n})" for n in range(150)),
                "\n".join(map(str, range(150))),
                (Answer("$\\frac{1}{2}$ or 50%", "text"), None),
                "single",
            ),
        ),
    }


@pytest.fixture(scope="session")
def solves() -> dict[str, Solved]:
    return make_solves()


@pytest.fixture(scope="session")
def everything(solves: dict[str, Solved]) -> Sequence[Solved]:
    return list(solves.values())


class ExportStory:
    """Makes solves for single tests."""

    soup = staticmethod(soup)

    def random_solve(self, seed: int) -> Solved:
        """A solve of which every text is arbitrary."""
        text = [soup(seed * 10 + place, pieces) for place, pieces in enumerate((40, 6, 6, 120, 40, 40, 8))]
        problem = Problem(text[0], (text[1], text[2]))
        events = told(text[3], text[4], text[5], (Answer(text[6], "text"), None), "single")
        return solved_from_events(problem, events)

    def stored(self, folder: Path, problem: str) -> StoredSolve:
        """A solve as a real history gives it back."""
        task = Task(Problem(problem), load_catalogue().default, None, None, Options(mode="auto", seed=3))  # type: ignore[arg-type]
        answers = (number("72"), number("72"))
        with History.open(folder / "history.sqlite") as history:
            recording = history.record(task)
            for _ in recorded(iter(told("So 48 + 24 = 72.", "print(72)", "72\n", answers, "agree")), recording):
                pass
            assert history.flush()
            return history.solve(recording.id)


@pytest.fixture(scope="session")
def export_story() -> ExportStory:
    return ExportStory()
