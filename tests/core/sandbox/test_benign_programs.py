"""Programs as models write them run, and print exactly what they should."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from steppe.sandbox.client import Sandbox
from steppe.sandbox.component import find_component

PROGRAMS = {
    program["name"]: (program["source"], program["output"])
    for program in tomllib.loads((Path(__file__).parent / "benign.toml").read_text(encoding="utf-8"))["program"]
}
PROGRAMS |= {
    "big integers": ("print(2 ** 200)", f"{2**200}\n"),
    "many digits": ("print(len(str(7 ** 20000)))", "16902\n"),
    "byte order mark": ("\ufeffprint(1)", "1\n"),
    "windows line ends": ("x = 1\r\nif x:\r\n    print('yes')\r\n", "yes\n"),
    "long output": ("for i in range(5000):\n    print(i)", "".join(f"{i}\n" for i in range(5000))),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_runs_and_prints(sandbox: Sandbox, name: str) -> None:
    source, expected = PROGRAMS[name]
    outcome = sandbox.run(source, wall_s=20)
    assert (outcome.status, outcome.stdout) == ("ok", expected), outcome
    assert outcome.error_line is None
    assert outcome.seconds > 0


def test_programs_give_the_same_every_time(sandbox: Sandbox) -> None:
    source = "import random\nprint(random.random(), hash('steppe'), list({'b', 'a', 'c'}))"
    assert sandbox.run(source).stdout == sandbox.run(source).stdout


ERRORS = {
    "division": ("x = 1\ny = 0\nprint(x / y)", 3, "The program stopped with an error: division by zero in line 3."),
    "name": ("print(a)", 1, "The program stopped with an error: name 'a' is not defined in line 1."),
    "key": ("d = {}\nd['k']", 2, "The program stopped with an error: KeyError: 'k' in line 2."),
    "syntax": ("x = 1\nif x\n    print(x)", 2, "The program stopped with an error: expected ':' in line 2."),
    "raised": (
        "raise ValueError('no such triangle')",
        1,
        "The program stopped with an error: no such triangle in line 1.",
    ),
    "bare": ("assert 1 == 2", 1, "The program stopped with an error: AssertionError in line 1."),
    "inside sympy": ("from sympy import *\nx = symbols('x')\nsolve(x, x, check=1)[5]", 3, None),
    "in a function": ("def f():\n    return 1 / 0\n\nf()", 2, None),
    "in the last expression": ("x = 1\n\nx.nothing", 3, None),
    "in solution()": ("def solution():\n    return [][1]", 2, None),
    "input": (
        "n = int(input())",
        1,
        "The program stopped with an error: EOFError: input() has nothing to read here in line 1.",
    ),
    "exit code": (
        "import sys\nsys.exit(3)",
        None,
        "The program stopped with an error: it ended with a failing exit code.",
    ),
    "exit text": ("exit('no answer')", None, "The program stopped with an error: no answer."),
    "explicit MemoryError": ("raise MemoryError('mine')", 1, "The program stopped with an error: mine in line 1."),
    "recursion": ("def f():\n    return f()\nf()", 2, None),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_say_what_and_where(sandbox: Sandbox, name: str) -> None:
    source, line, message = ERRORS[name]
    outcome = sandbox.run(source)
    assert outcome.status == "error", outcome
    assert outcome.error_line == line
    if message is not None:
        assert outcome.message == message
    if line is not None:
        assert f"line {line}" in outcome.stderr
        assert outcome.message.endswith(f"in line {line}.")


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("import z3", "z3"),
        ("from scipy.optimize import fsolve", "scipy"),
        ("import math, pandas", "pandas"),
        ("def f():\n    import matplotlib.pyplot as plt\nf()", "matplotlib"),
    ],
)
def test_programs_that_need_native_packages_are_refused(sandbox: Sandbox, source: str, package: str) -> None:
    outcome = sandbox.run(source)
    assert outcome.status == "refused"
    assert outcome.message == f"This program needs {package}, which can't be run safely on this system."


def test_output_before_an_error_is_kept(sandbox: Sandbox) -> None:
    outcome = sandbox.run("print('first')\n1 / 0")
    assert (outcome.status, outcome.stdout) == ("error", "first\n")


def test_output_before_a_timeout_is_kept(sandbox: Sandbox) -> None:
    outcome = sandbox.run("print('first')\nwhile True: pass", wall_s=1.5)
    assert (outcome.status, outcome.stdout, outcome.message) == ("timeout", "first\n", "Stopped after 1.5 s.")


def test_every_module_of_the_contract_can_be_imported(sandbox: Sandbox) -> None:
    names = find_component().modules
    source = """
import importlib
for name in NAMES.split():
    try:
        importlib.import_module(name)
    except BaseException as error:
        print(name, type(error).__name__, error)
"""
    outcome = sandbox.run(f"NAMES = {' '.join(names)!r}\n{source}", wall_s=60)
    assert (outcome.status, outcome.stdout) == ("ok", ""), outcome
    assert {"sympy", "mpmath", "math", "sympy.stats", "sympy.vector", "statistics", "decimal"} <= set(names)


def test_what_is_not_in_the_contract_is_not_there(sandbox: Sandbox) -> None:
    assert sandbox.run("import sympy.physics.mechanics").status == "error"
    assert sandbox.run("import asyncio").error_line == 1
