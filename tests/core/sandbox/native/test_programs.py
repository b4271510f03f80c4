"""Ordinary programs run and print exactly what they should, by the same rules as in the WebAssembly engine."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from steppe.sandbox.guest import modules

HERE = Path(__file__).parent


def programs(path: Path) -> dict[str, tuple[str, str]]:
    read = tomllib.loads(path.read_text(encoding="utf-8"))["program"]
    return {program["name"]: (program["source"], program["output"]) for program in read}


PLAIN = {
    name: (source, output)
    for name, (source, output) in programs(HERE.parent / "benign.toml").items()
    if not any(word in source for word in ("sympy", "mpmath", "numpy"))
}
ERRORS = {
    "division": ("x = 1\ny = 0\nprint(x / y)", 3, "ZeroDivisionError: division by zero\n"),
    "syntax": ("x = 1\nif x\n    print(x)", 2, "SyntaxError: expected ':'\n"),
    "in a function": ("def f():\n    return 1 / 0\n\nf()", 2, "ZeroDivisionError: division by zero\n"),
    "in solution()": ("def solution():\n    return [][1]", 2, "IndexError: list index out of range\n"),
    "in numpy": ("import numpy as np\n\nnp.linalg.inv(np.zeros((2, 2)))", 3, "LinAlgError: Singular matrix\n"),
    "input": ("n = int(input())", 1, "EOFError: input() has nothing to read here\n"),
    "explicit MemoryError": ("raise MemoryError('mine')", 1, "MemoryError: mine\n"),
    "exit text": ("exit('no answer')", 0, "no answer\n"),
}


def _is_here(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is no package in this version of Python
        return False


@pytest.mark.parametrize("name", PLAIN)
def test_plain_program(box: Any, name: str) -> None:
    source, output = PLAIN[name]
    ended = box.run(source, wall_s=20)
    assert (ended.status, ended.stdout) == ("ok", output), ended


@pytest.mark.parametrize("name", programs(HERE / "numpy.toml"))
def test_numpy_program(box: Any, name: str) -> None:
    source, output = programs(HERE / "numpy.toml")[name]
    ended = box.run(source, wall_s=20)
    assert (ended.status, ended.stdout) == ("ok", output), ended


@pytest.mark.parametrize("name", ERRORS)
def test_error_says_what_and_where(box: Any, name: str) -> None:
    source, line, last = ERRORS[name]
    ended = box.run(source)
    assert (ended.status, ended.line) == ("error", line), ended
    assert ended.stderr.endswith(last)
    assert "steppe" not in ended.stderr


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("\ufeffprint(1)", "1\n"),
        ("x = 1\r\nif x:\r\n    print('yes')\r\n", "yes\n"),
        ("print(len(str(7 ** 20000)))", "16902\n"),
        ("for i in range(5000):\n    print(i)", "".join(f"{i}\n" for i in range(5000))),
        ("print('first')\nexit()", "first\n"),
        ("import sys\nsys.stdout.buffer.write(bytes([255, 65]))", "\ufffdA"),
        ("print(len('\udc80') < 9)", "True\n"),
        ("import time, datetime\nprint(time.tzname[0], datetime.datetime(1970, 1, 1).timestamp())", "UTC0 0.0\n"),
    ],
    ids=["mark", "line ends", "digits", "long output", "exit", "no text", "surrogate", "clock"],
)
def test_odd_programs(box: Any, source: str, output: str) -> None:
    ended = box.run(source)
    assert (ended.status, ended.stdout) == ("ok", output.replace("UTC0", "UTC")), ended


def test_memory_that_numpy_asks_for(box: Any) -> None:
    ended = box.run("import numpy as np\nprint(np.ones((9000, 9000)).sum())", memory_mb=256)
    assert (ended.status, ended.line) == ("memory", 2)
    assert box.run("import numpy as np\nprint(np.ones((2000, 2000)).sum())", memory_mb=256).stdout == "4000000.0\n"


def test_modules_that_are_not_here(box: Any) -> None:
    for name in ("pandas", "llama_cpp", "steppe", "steppe_models", "psutil", "_ctypes", "socket", "asyncio"):
        ended = box.run(f"import {name}")
        assert (ended.status, ended.lacks_module) == ("error", True), ended


def test_ctypes_is_no_more_than_sympy_needs(box: Any) -> None:
    ended = box.run("import ctypes\nprint(ctypes.sizeof(ctypes.c_long) in (4, 8), hasattr(ctypes, 'CDLL'))")
    assert ended.stdout == "True False\n"


def test_sympy_beside_numpy(box: Any) -> None:
    source = """
import numpy as np
from sympy import *
x = symbols('x')
roots = solve(x**2 - 5*x + 6, x)
print(np.array(roots, dtype=float).sum(), Eq(x - 3), lambdify(x, sin(x), 'numpy')(np.zeros(2)))
"""
    ended = box.run(source, wall_s=20)
    assert (ended.status, ended.stdout) == ("ok", "5.0 Eq(x - 3, 0) [0. 0.]\n"), ended


def test_tracebacks_tell_no_places(box: Any) -> None:
    source = """
import traceback, numpy, statistics, graphlib
for f in (lambda: numpy.linalg.inv([[0]]), lambda: statistics.mean([])):
    try:
        f()
    except Exception:
        print(traceback.format_exc())
print(graphlib.TopologicalSorter.add.__code__)
"""
    ended = box.run(source)
    assert 'File "numpy/linalg/' in ended.stdout
    assert 'file "graphlib.py"' in ended.stdout
    for place in (str(Path.home()), str(HERE.parents[3]), "site-packages", sys.base_prefix):
        assert place not in ended.stdout


def test_every_module_of_the_contract_can_be_imported(box: Any) -> None:
    names = [*modules.STANDARD_READY, *modules.NUMPY_READY, *modules.STANDARD_PACKED]
    present = [name for name in names if _is_here(name)]
    assert len(present) > 100
    source = """
import importlib
for name in NAMES:
    try:
        importlib.import_module(name)
    except BaseException as error:
        print(name, error)
"""
    ended = box.run(f"NAMES = {present!r}\n{source}", wall_s=20)
    assert (ended.status, ended.stdout) == ("ok", ""), ended


def test_output_before_the_end_is_kept(box: Any) -> None:
    ended = box.run("print('first')\nwhile True: pass", wall_s=1.5)
    assert (ended.status, ended.stdout) == ("timeout", "first\n")
    assert ended.seconds >= 1.5


def test_places_of_this_machine_are_not_told(box: Any) -> None:
    source = "import sys, os, json, numpy, numpy.linalg._umath_linalg as inner\nprint(numpy, inner, json, sys.path)"
    ended = box.run(source + "\nprint(numpy.__path__, json.__file__, sys.prefix, sys.executable, sys.orig_argv)")
    assert ended.status == "ok", ended
    for place in (str(Path.home()), str(HERE.parents[3]), "site-packages"):
        assert place not in ended.stdout
