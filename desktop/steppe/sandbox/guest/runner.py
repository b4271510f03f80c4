"""Runs one program in a module of its own and says by numbers how it went; the same in every engine.

Meant to be the one copy: the WebAssembly component's build takes it too, so it imports nothing of the application and
runs under every Python from 3.11 on.
"""

from __future__ import annotations

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
from typing import Any

DONE, FAILED, OUT_OF_MEMORY, NO_MODULE = range(4)
NAME = "<program>"
RESULT_NAMES = ("solution", "solve", "main", "answer", "result", "ans")
SLEEP_SLICE_S = 0.01
FRAMES_SHOWN = 8
LINE_SHOWN = 1000
LINES_SHOWN = 60

_NOT_DATA = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType, type)
_RAISE_VARARGS = opcode.opmap["RAISE_VARARGS"]
_real_sleep = time.sleep
_real_input = builtins.input
_monotonic = time.monotonic
_reserve: list[bytearray] = []  # given back when memory is short, so that the error can be told


def sleep(seconds: Any, /) -> None:
    """time.sleep in slices: the WebAssembly host can end a program between host calls, not within one."""
    if not seconds > SLEEP_SLICE_S:
        return _real_sleep(seconds)
    end = _monotonic() + seconds
    while (left := end - _monotonic()) > 0:
        _real_sleep(min(left, SLEEP_SLICE_S))
    return None


def ask(prompt: Any = "", /) -> str:
    """input(), with a word for those who wonder why there is none."""
    try:
        return _real_input(prompt)
    except EOFError:
        raise EOFError("input() has nothing to read here") from None


class _Output(io.FileIO):
    """A standard stream that knows whether anything was written."""

    written = 0

    def write(self, data: Any, /) -> int:
        count = super().write(data)
        self.written += count or 0
        return count


def prepare(*, is_sleep_sliced: bool = True, reserve_bytes: int = 0) -> None:
    """Once, before the snapshot or the first fork: what every program finds."""
    sys.set_int_max_str_digits(100_000)
    sys.argv = ["program.py"]
    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D")
    builtins.input = ask
    if is_sleep_sliced:
        time.sleep = sleep
    if reserve_bytes:
        _reserve.append(bytearray(reserve_bytes))
    warnings.resetwarnings()
    warnings.simplefilter("ignore")


def _open(descriptor: int) -> tuple[_Output, io.TextIOWrapper]:
    raw = _Output(descriptor, "wb", closefd=False)
    text = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace", line_buffering=True)
    return raw, text


def run_program(source: str) -> tuple[int, int, int]:
    """(kind, exit code, line) after running `source`; what it prints goes to file descriptors 1 and 2."""
    raw, out = _open(1)
    _, err = _open(2)
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = out  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = err  # type: ignore[misc]
    _seed()
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


def _seed() -> None:
    random.seed(0)
    numbers = sys.modules.get("numpy.random")
    if numbers is not None:
        numbers.seed(0)


def _execute(source: str, names: dict[str, Any], raw: _Output, out: io.TextIOWrapper) -> None:
    tree = ast.parse(source, NAME)
    last = None
    if tree.body and isinstance(end := tree.body[-1], ast.Expr):
        last = end.value
        tree.body.pop()
    exec(compile(tree, NAME, "exec", dont_inherit=True), names)  # noqa: S102 - this is the box that may
    value = None
    if last is not None:
        value = eval(compile(ast.Expression(last), NAME, "eval", dont_inherit=True), names)  # noqa: S307
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


def _has_printed(raw: _Output, out: io.TextIOWrapper) -> bool:
    out.flush()
    sys.stdout.flush()
    return raw.written > 0 or sys.stdout is not out


def _is_data(value: object) -> bool:
    return value is not None and not isinstance(value, _NOT_DATA) and type(value).__name__ != "NoPlot"


def _needs_nothing(function: types.FunctionType) -> bool:
    code = function.__code__
    needed = code.co_argcount - len(function.__defaults__ or ())
    return needed == 0 and code.co_kwonlyargcount == len(function.__kwdefaults__ or {})


def _exit_code(stop: SystemExit, err: io.TextIOWrapper) -> tuple[int, int, int]:
    code = stop.code
    if code is None or type(code) is int:
        code = (code or 0) & 255
    else:
        err.write(str(code) + "\n")
        code = 1
    return (FAILED if code else DONE), code, 0


def _report(error: BaseException, err: io.TextIOWrapper) -> tuple[int, int, int]:
    """Write the traceback of the program's own frames to standard error."""
    if isinstance(error, MemoryError):
        _reserve.clear()
    frames: list[tuple[types.FrameType, int]] = []
    line, is_explicit = 0, False
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
    if isinstance(error, MemoryError) and frames and not is_explicit and not _is_parsers(error):
        kind = OUT_OF_MEMORY
    elif isinstance(error, ModuleNotFoundError):
        kind = NO_MODULE
    try:
        told = traceback.TracebackException(type(error), error, None, compact=True)
        told.stack = traceback.StackSummary.extract(iter(frames[-FRAMES_SHOWN:]))
        told.__cause__ = told.__context__ = None
        lines = "".join(told.format(chain=False)).splitlines()
        if len(lines) > LINES_SHOWN:
            lines[LINES_SHOWN // 2 : -LINES_SHOWN // 2] = ["..."]
        for text in lines:
            err.write((text if len(text) <= LINE_SHOWN else text[:LINE_SHOWN] + " ...") + "\n")
    except BaseException:  # noqa: BLE001 - the exception's own text may raise
        err.write(type(error).__name__ + "\n")
    return kind, 1, max(0, line)


def _is_parsers(error: MemoryError) -> bool:
    """The parser says that text is nested too deeply by an error that otherwise means a want of memory."""
    text = error.args[0] if error.args else None
    return type(text) is str and text.startswith("Parser stack overflowed")


def _is_raise(step: types.TracebackType) -> bool:
    code = step.tb_frame.f_code.co_code
    return 0 <= step.tb_lasti < len(code) and code[step.tb_lasti] == _RAISE_VARARGS
