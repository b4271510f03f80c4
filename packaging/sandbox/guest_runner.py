"""Inside the component: run one program in a module of its own and say by numbers how it went."""

import _sitebuiltins
import ast
import builtins
import io
import linecache
import opcode
import random
import sys
import time
import traceback
import types
import warnings

DONE, FAILED, OUT_OF_MEMORY, NO_MODULE = range(4)
NAME = "<program>"
RESULT_NAMES = ("solution", "solve", "main", "answer", "result", "ans")
SLEEP_SLICE_S = 0.01
FRAMES_SHOWN = 8

_NOT_DATA = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType, type)
_RAISE_VARARGS = opcode.opmap["RAISE_VARARGS"]
_real_sleep = time.sleep
_monotonic = time.monotonic


def sleep(seconds, /):
    """time.sleep in slices: the host can end a program between host calls, not within one."""
    if not seconds > SLEEP_SLICE_S:
        return _real_sleep(seconds)
    end = _monotonic() + seconds
    while (left := end - _monotonic()) > 0:
        _real_sleep(min(left, SLEEP_SLICE_S))
    return None


class _Output(io.FileIO):
    """A standard stream that knows whether anything was written."""

    written = 0

    def write(self, data, /):
        count = super().write(data)
        self.written += count or 0
        return count


def prepare():
    """Once, at build time: what every program finds."""
    sys.set_int_max_str_digits(100_000)
    sys.argv = ["program.py"]
    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D")
    time.sleep = sleep
    warnings.resetwarnings()
    warnings.simplefilter("ignore")


def _open(descriptor):
    raw = _Output(descriptor, "wb", closefd=False)
    text = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return raw, text


def run_program(source):
    """(kind, exit code, line) after running `source`; what it prints goes to file descriptors 1 and 2."""
    raw, out = _open(1)
    _, err = _open(2)
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8")
    sys.stdout = sys.__stdout__ = out
    sys.stderr = sys.__stderr__ = err
    random.seed(0)
    source = source.removeprefix("\ufeff")
    linecache.cache[NAME] = (len(source), None, source.splitlines(True), NAME)
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    try:
        _execute(source, module.__dict__, raw, out)
        kind, code, line = DONE, 0, 0
    except SystemExit as stop:
        kind, code, line = _exit_code(stop, err)
    except BaseException as error:  # noqa: BLE001 - whatever a program raises is its error
        kind, code, line = _report(error, err)
    for stream in (out, err, sys.stdout):
        try:
            stream.flush()
        except BaseException:  # noqa: BLE001 - the stream is the program's own
            kind, code = kind or FAILED, code or 1
    return kind, code, line


def _execute(source, names, raw, out):
    tree = ast.parse(source, NAME)
    last = tree.body.pop().value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NAME, "exec", dont_inherit=True), names)
    value = None
    if last is not None:
        value = eval(compile(ast.Expression(last), NAME, "eval", dont_inherit=True), names)
    if _has_printed(raw, out):
        return
    if _is_data(value):
        print(value, file=out)
        return
    for name in RESULT_NAMES:
        value = names.get(name)
        if isinstance(value, types.FunctionType) and value.__globals__ is names and _needs_nothing(value):
            value = value()
            if _has_printed(raw, out):
                return
        if _is_data(value):
            print(value, file=out)
            return


def _has_printed(raw, out):
    out.flush()
    sys.stdout.flush()
    return raw.written > 0 or sys.stdout is not out


def _is_data(value):
    return value is not None and not isinstance(value, _NOT_DATA) and type(value).__name__ != "NoPlot"


def _needs_nothing(function):
    code = function.__code__
    needed = code.co_argcount - len(function.__defaults__ or ())
    return needed == 0 and code.co_kwonlyargcount == len(function.__kwdefaults__ or {})


def _exit_code(stop, err):
    code = stop.code
    if code is None or type(code) is int:
        code = (code or 0) & 255
    else:
        err.write(str(code) + "\n")
        code = 1
    return (FAILED if code else DONE), code, 0


def _report(error, err):
    """Write the traceback of the program's own frames to standard error."""
    frames, line, is_explicit = [], 0, False
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == NAME:
            line = step.tb_lineno or 0
            frames.append((step.tb_frame, line))
            is_explicit = step.tb_next is None and _is_raise(step)
        step = step.tb_next
    if isinstance(error, SyntaxError) and error.filename == NAME:
        line = error.lineno or 0
    kind = FAILED
    if isinstance(error, MemoryError) and frames and not is_explicit:
        kind = OUT_OF_MEMORY
    elif isinstance(error, ModuleNotFoundError):
        kind = NO_MODULE
    try:
        told = traceback.TracebackException(type(error), error, None, compact=True)
        told.stack = traceback.StackSummary.extract(iter(frames[-FRAMES_SHOWN:]))
        told.__cause__ = told.__context__ = None
        err.write("".join(told.format(chain=False)))
    except BaseException:  # noqa: BLE001 - the exception's own text may raise
        err.write(type(error).__name__ + "\n")
    return kind, 1, max(0, line)


def _is_raise(step):
    code = step.tb_frame.f_code.co_code
    return 0 <= step.tb_lasti < len(code) and code[step.tb_lasti] == _RAISE_VARARGS
