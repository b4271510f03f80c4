"""What is a formula and what is money or a program: own wordings of what users of such programs report."""

from __future__ import annotations

import pytest

from steppe.prose.delimiters import is_open, split

CORPUS = [
    # all four styles, and environments without any
    (r"Let $x^2$ be given.", ["inline x^2"]),
    (r"Then $$x = 2$$ holds.", ["display x = 2"]),
    (r"So \(a + b\) is even", ["inline a + b"]),
    (r"Thus \[a^2 + b^2 = c^2\] as known", ["display a^2 + b^2 = c^2"]),
    ("\\[\n\\frac{1}{2}\n\\]", [r"display \frac{1}{2}"]),
    ("$$\nx\n= 2\n$$", ["display x\n= 2"]),
    (r"\begin{align}a&=b\\c&=d\end{align}", [r"display \begin{align}a&=b\\c&=d\end{align}"]),
    (r"\begin{equation*}a=b\end{equation*}", [r"display \begin{equation*}a=b\end{equation*}"]),
    (r"\begin{cases}x\end{cases} and $y$", [r"display \begin{cases}x\end{cases}", "inline y"]),
    (
        r"\begin{matrix}a & \begin{matrix}b\end{matrix}\end{matrix}",
        [r"display \begin{matrix}a & \begin{matrix}b\end{matrix}\end{matrix}"],
    ),
    (r"the answer is \boxed{42}.", [r"inline \boxed{42}"]),
    (r"\(x\) and $y$ and \[z\] and $$w$$", ["inline x", "inline y", "display z", "display w"]),
    (r"$x$, $y$ and $z$", ["inline x", "inline y", "inline z"]),
    (r"the product $12 \times 12$ is 144", [r"inline 12 \times 12"]),
    (r"$7$ apples", ["inline 7"]),
    (r"$5 + 3 = 8$", ["inline 5 + 3 = 8"]),
    (r"$x < y$ and $y > z$", ["inline x < y", "inline y > z"]),
    (r"$a<b$", ["inline a<b"]),
    (r"**Answer: $\frac{3}{4}$**", [r"inline \frac{3}{4}"]),
    (r"|$x$|$y$|", ["inline x", "inline y"]),
    # line spacing inside an environment is not the beginning of a display
    (r"\[\begin{cases}a\\[4pt]b\end{cases}\]", [r"display \begin{cases}a\\[4pt]b\end{cases}"]),
    (r"$\begin{aligned}a\\[2mm]b\end{aligned}$", [r"inline \begin{aligned}a\\[2mm]b\end{aligned}"]),
    # dollars inside formulas
    (r"$50\%$ of $\$20$", [r"inline 50\%", r"inline \$20"]),
    (r"$\text{if $x$ then}$ end", [r"inline \text{if $x$ then}"]),
    (r"broken $\frac{1}{$ stays", [r"inline \frac{1}{"]),
    # money
    ("It costs $5 and $10.", []),
    ("Between $5 and$10", []),
    ("from $5-$10 each", []),
    ("He has $20. She has 30$.", []),
    ("They cost 5$ and 6$.", []),
    ("$5 million, not 6$", []),
    ("Tickets are $12, $15 or $20", []),
    ("US$5 and A$7", []),
    (r"\$5 and \$6", []),
    ("is $1 < $2?", []),
    ("$1 <$2", []),
    ("$3.50", []),
    ("She paid $100 for 4 books, so each was $25.", []),
    ("Pay $5, so $x = 3$", ["inline x = 3"]),
    ("US$5 and $x$", ["inline x"]),
    ("$", []),
    ("$$", []),
    ("a $ b $ c", []),
    # programs
    ("`$x$` and $y$", ["inline y"]),
    ("``a ` $b$`` and $c$", ["inline c"]),
    (r"`\(x\)` is code", []),
    # not maths
    (r"\begin{itemize}\item a\end{itemize}", []),
    (r"C:\(new)", []),
    (r"\\(x\\)", []),
    ("2 < 3 and 5 > 4", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "formulas"), CORPUS)
def test_corpus(text: str, formulas: list[str]) -> None:
    pieces = split(text)
    found = [f"{piece.kind} {piece.content}" for piece in pieces if piece.kind in ("inline", "display")]
    assert found == formulas
    assert "".join(piece.source for piece in pieces) == text


@pytest.mark.parametrize(("text", "formulas"), CORPUS)
def test_beginnings_lose_nothing_and_promise_nothing_wrong(text: str, formulas: list[str]) -> None:
    for end in range(len(text) + 1):
        pieces = split(text[:end], is_complete=False)
        assert "".join(piece.source for piece in pieces) == text[:end]
        assert all(piece.kind != "open" for piece in pieces[:-1])


def test_escaped_dollars_are_shown_bare() -> None:
    assert [piece.content for piece in split(r"\$5 and \$6")] == ["$5 and $6"]


@pytest.mark.parametrize("text", [r"so \(x^2 +", r"\[x", "$$x", r"\begin{align}a", r"\boxed{4", r"a \begin{al", "a \\"])
def test_what_may_go_on_is_open(text: str) -> None:
    assert split(text, is_complete=False)[-1].kind == "open"
    assert is_open(text)
    assert split(text)[-1].kind == "text"


@pytest.mark.parametrize(
    ("text", "is_formula"), [("so $x^2 +", True), ("it costs $5 and we pay", False), ("a $", True)]
)
def test_a_dollar_is_open_only_while_it_reads_like_a_formula(text: str, is_formula: bool) -> None:
    assert (split(text, is_complete=False)[-1].kind == "open") == is_formula
    assert not is_open(text)  # a single dollar never holds back the next line


def test_no_end_is_looked_for_without_end() -> None:
    assert split(r"\[" + "x" * 5000, is_complete=False)[-1].kind == "text"


def test_long_text_with_many_dollars_is_quick() -> None:
    assert len(split("$5 and " * 4000)) == 1
