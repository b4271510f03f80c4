"""The contract: which modules are ready in a box, which are packed, which are left out."""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Imported before the first program: a program gets these at no cost.
STANDARD_READY = _names("""
abc array ast base64 binascii bisect calendar cmath codecs collections collections.abc contextlib copy csv dataclasses
datetime decimal enum fractions functools hashlib heapq inspect io itertools json keyword linecache locale math
numbers operator os pprint queue random re select statistics string struct sys textwrap threading time timeit traceback
types typing unicodedata uuid warnings weakref zlib zoneinfo _strptime
""")
# Compiled parts of packed modules: outside WebAssembly they are files of their own.
STANDARD_COMPILED = _names("""
_contextvars _lsprof _opcode _pickle _posixsubprocess _symtable _tracemalloc
""")
SYMPY_READY = _names("""
mpmath sympy sympy.abc sympy.stats sympy.geometry sympy.combinatorics sympy.physics.units sympy.solvers.diophantine
sympy.solvers.inequalities sympy.solvers.pde sympy.parsing.sympy_parser sympy.calculus.util sympy.calculus.singularities
sympy.ntheory.modular sympy.ntheory.continued_fraction sympy.ntheory.egyptian_fraction sympy.ntheory.digits
sympy.functions.combinatorial.numbers sympy.printing.pretty sympy.series.formal sympy.concrete.gosper
""")
NUMPY_READY = ("numpy", "numpy.fft", "numpy.linalg", "numpy.ma", "numpy.polynomial", "numpy.random")
SCIPY_READY = _names("""
scipy scipy.constants scipy.fft scipy.integrate scipy.interpolate scipy.linalg scipy.ndimage scipy.optimize
scipy.signal scipy.sparse scipy.sparse.linalg scipy.spatial scipy.special scipy.stats
""")

# Kept compressed: importing one takes some milliseconds more. Not every Python version has all of them.
STANDARD_PACKED = _names("""
argparse cProfile cmd colorsys configparser copyreg difflib dis fnmatch genericpath getopt getpass
gettext glob graphlib hmac html html.entities html.parser logging opcode optparse pathlib pickle pickletools platform
profile pstats reprlib sched secrets shlex shutil signal stat stringprep subprocess symtable tempfile
token tokenize tracemalloc unittest urllib urllib.parse
unittest.case unittest.loader unittest.main unittest.result unittest.runner unittest.signals
unittest.suite unittest.util unittest._log concurrent concurrent.futures
concurrent.futures._base concurrent.futures.thread pathlib._os pathlib.types sysconfig
selectors _compat_pickle _markupbase _pydatetime _pydecimal _pylong contextvars ipaddress pkgutil
""")

# Parts of packages that a program cannot use here (drawing, compilers, files) or should not (tests).
LEFT_OUT = _names("""
.tests .benchmarks .conftest .setup
sympy.testing sympy.plotting.backends sympy.plotting.experimental_lambdify sympy.plotting.intervalmath
sympy.plotting.pygletplot sympy.plotting.series sympy.plotting.utils sympy.plotting.plotgrid
sympy.parsing.autolev sympy.parsing.c sympy.parsing.fortran sympy.parsing.latex sympy.parsing.sym_expr
sympy.interactive.session sympy.core.trace sympy.galgebra sympy.this
sympy.physics.biomechanics sympy.physics.control sympy.physics.continuum_mechanics sympy.physics.hep
sympy.physics.mechanics sympy.physics.optics sympy.physics.paulialgebra sympy.physics.pring sympy.physics.qho_1d
sympy.physics.quantum sympy.printing.preview sympy.printing.llvmjitcode sympy.printing.tensorflow
sympy.printing.pytorch sympy.printing.theanocode sympy.printing.aesaracode
sympy.utilities._compilation sympy.utilities.autowrap sympy.utilities.magic sympy.utilities.matchpy_connector
sympy.utilities.mathml sympy.utilities.pytest sympy.utilities.randtest sympy.utilities.runtests
sympy.utilities.benchmarking sympy.utilities.tmpfiles sympy.integrals.rubi
mpmath.libmp.exec_py3 mpmath.visualization
numpy.f2py numpy.distutils numpy._pyinstaller numpy.ctypeslib numpy._configtool numpy.testing
""")


def is_left_out(name: str) -> bool:
    """Whether the contract leaves out the module of this full name."""
    return any(part in name if part.startswith(".") else (name + ".").startswith(part + ".") for part in LEFT_OUT)
