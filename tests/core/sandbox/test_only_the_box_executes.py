"""Text from outside is executed in the box alone: the product's code is read, and no comment makes an exception."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = ("desktop", "models", "convert")
EXECUTING = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "S", "lambdify", "nsimplify"}
EXECUTING_OF = {("pickle", "loads"), ("pickle", "load"), ("marshal", "loads"), ("marshal", "load"), ("shelve", "open")}
ALGEBRA = {"sympy", "mpmath"}
# File and call: what runs inside a box, or before one is closed, on the box's own code.
INSIDE = {
    ("desktop/steppe/sandbox/guest/runner.py", "exec"),
    ("desktop/steppe/sandbox/guest/runner.py", "eval"),
    ("desktop/steppe/sandbox/guest/runner.py", "compile"),
    ("desktop/steppe/sandbox/guest/packed.py", "exec"),
    ("desktop/steppe/sandbox/guest/packed.py", "marshal.loads"),
    ("desktop/steppe/sandbox/algebra.py", "compile"),  # sympy's own source, when the component is built
}


def executed(source: str) -> set[str]:
    """What in this source executes text, or imports a library that does."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {f"import {alias.name}" for alias in node.names if alias.name.partition(".")[0] in ALGEBRA}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ALGEBRA:
            found.add(f"import {node.module}")
        elif isinstance(node, ast.Name) and node.id in EXECUTING:
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if (owner, node.attr) in EXECUTING_OF:
                found.add(f"{owner}.{node.attr}")
            elif (owner == "builtins" and node.attr in EXECUTING) or node.attr in ("sympify", "parse_expr"):
                found.add(node.attr)
    return found


def test_no_text_is_executed_outside_the_box() -> None:
    seen = set()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            seen |= {(name, what) for what in executed(path.read_text(encoding="utf-8"))}
    assert seen - INSIDE == set()
    assert INSIDE - seen == set(), "an exception that nothing needs any more"


@pytest.mark.parametrize(
    "source",
    [
        "import sympy",
        "def f():\n    from sympy.parsing.sympy_parser import parse_expr as p\n    return p('1')",
        "eval('1')  # noqa: S307",
        "run = exec",
        "import builtins\nbuiltins.eval('1')",
        "import pickle\npickle.loads(b'')",
        "x.sympify('1')",
    ],
)
def test_it_is_found(source: str) -> None:
    assert executed(source)


def test_text_about_it_is_no_offence() -> None:
    assert executed("PROGRAM = 'from sympy import sympify'\nre.compile('a')\nx = ast.literal_eval('1')") == set()
