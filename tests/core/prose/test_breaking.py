"""Where long formulas may be broken."""

from __future__ import annotations

import pytest

from steppe.prose.breaking import on_lines, parts, terms


@pytest.mark.parametrize(
    ("tex", "result"),
    [
        ("a=b=c", ["a", "=b", "=c"]),
        (r"a \le b", ["a ", r"\le b"]),
        (r"\frac{a=b}{c}=d", [r"\frac{a=b}{c}", "=d"]),
        (r"\left(a=b\right)=c", [r"\left(a=b\right)", "=c"]),
        ("(a=b)=c", ["(a=b)", "=c"]),
        (r"f\colon[0,1]=x", [r"f\colon[0,1]", "=x"]),
        (r"\sum_{k=1}^n k=m", [r"\sum_{k=1}^n k", "=m"]),
        ("=a", ["=a"]),
        ("a==b", ["a", "==b"]),
        (r"a\not=b", [r"a\not=b"]),
        (r"\begin{aligned}a&=b\\c&=d\end{aligned}", [r"\begin{aligned}a&=b\\c&=d\end{aligned}"]),
        (r"\color{red} a=b", [r"\color{red} a=b"]),
        ("(a=b", ["(a=b"]),
        ("x", ["x"]),
    ],
)
def test_relations(tex: str, result: list[str]) -> None:
    assert parts(tex) == result
    assert "".join(parts(tex)) == tex


@pytest.mark.parametrize(
    ("tex", "result"),
    [
        ("a+b-c", ["a", "+b", "-c"]),
        ("-a+b", ["-a", "+b"]),
        ("=-a+b", ["=-a", "+b"]),
        (r"a\cdot(-b)+2^{-1}", [r"a\cdot(-b)", "+2^{-1}"]),
        ("x^-1", ["x^-1"]),
    ],
)
def test_terms(tex: str, result: list[str]) -> None:
    assert terms(tex) == result


def test_lines() -> None:
    assert on_lines("a = b = c") == r"\begin{aligned}a&= b \\ &= c\end{aligned}"
    assert on_lines("a = b") is None
