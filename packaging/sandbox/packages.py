"""Build time: prepares the installed packages for the snapshot: empty docstrings, stand-ins, a cache that only reads.

Docstrings are a third of sympy's weight, and no program reads them.
"""

from __future__ import annotations

import ast
from pathlib import Path

_PLOTTING = '''
import sys

class NoPlot:
    """Stands for a plot: takes every call and draws nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **options):
        return self

    def __getitem__(self, index):
        return self

    def __setitem__(self, index, value):
        pass

    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())


_said = []

def plot(*arguments, **options):
    if not _said:
        _said.append(True)
        print("Plots cannot be drawn in the sandbox; the program goes on without.", file=sys.stderr)
    return NoPlot()

plot_implicit = plot_parametric = plot3d = plot3d_parametric_line = plot3d_parametric_surface = plot
plot_contour = PlotGrid = PygletPlot = Plot = plot

class List2DSeries:
    pass

plot_backends = {}

from sympy.plotting.textplot import textplot
'''
_STAND_INS = {
    "sympy/plotting/__init__.py": _PLOTTING,
    "sympy/plotting/plot.py": "from sympy.plotting import *\n",
    "sympy/plotting/plot_implicit.py": "from sympy.plotting import *\n",
    "mpmath/function_docs.py": 'def __getattr__(name):\n    return ""\n',
}

# functools.lru_cache moves an entry to the front at each hit, which writes to pages of the snapshot all over. Without a
# size it writes nothing; so that it cannot grow for ever, it begins anew after so many entries.
_CACHE_FILE = "sympy/core/cache.py"
_CACHE_IMPORT = "from functools import lru_cache, wraps\n"
_CACHE = """
from functools import lru_cache as _unbounded, wraps

_LIMIT = 10_000

def lru_cache(maxsize, typed):
    def decorate(function):
        left = _LIMIT

        def counted(*arguments, **options):
            nonlocal left
            left -= 1
            if left < 0:
                left = _LIMIT
                cached.cache_clear()
            return function(*arguments, **options)

        cached = _unbounded(None, typed=typed)(counted)
        return cached

    return decorate

"""


def prepare(folder: Path) -> None:
    """Rewrite the packages in `folder` in place.

    Raises:
        ValueError: sympy is not as it was when this was written.
    """
    for name, source in _STAND_INS.items():
        (folder / name).write_text(source, encoding="utf-8")
    cache = (folder / _CACHE_FILE).read_text(encoding="utf-8")
    if cache.count(_CACHE_IMPORT) != 1:
        raise ValueError(f"{_CACHE_FILE} does not import its cache as expected")
    (folder / _CACHE_FILE).write_text(cache.replace(_CACHE_IMPORT, _CACHE), encoding="utf-8")
    for path in sorted(folder.rglob("*.py")):
        if "tests" not in path.parts:
            path.write_bytes(without_docstrings(path.read_bytes()))


def without_docstrings(source: bytes) -> bytes:
    """The same module with every docstring empty (not gone: some modules add to their own docstrings)."""
    spans = [span for node in ast.walk(ast.parse(source)) if (span := _docstring_span(node))]
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for first_line, first, last_line, last in sorted(spans, reverse=True):
        source = source[: starts[first_line - 1] + first] + b'""' + source[starts[last_line - 1] + last :]
    return source


def _docstring_span(node: ast.AST) -> tuple[int, int, int, int] | None:
    """First line and column, last line and column (in bytes) of a docstring."""
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or not node.body:
        return None
    first = node.body[0]
    if not (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    ):
        return None
    assert first.end_lineno is not None
    assert first.end_col_offset is not None
    return first.lineno, first.col_offset, first.end_lineno, first.end_col_offset
