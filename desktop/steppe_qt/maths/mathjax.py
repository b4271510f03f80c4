r"""MathJax in an embedded JavaScript engine, the only module that knows which bundle it is: LaTeX in, SVG out.

The bundle is the one of the package quickjax (MathJax 4 with its SVG output). It loads the `physics` package, which
turns `\div` into a divergence; here it is a division sign. A formula that defines macros gets a context of its own,
because definitions stay in a context for good. An instance belongs to the thread that made it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from steppe_models.errors import MissingError, SteppeError

if TYPE_CHECKING:
    import quickjs  # type: ignore[import-untyped]

THREAD_STACK_BYTES = 16 * 1024 * 1024  # the C stack of the thread that runs it must hold the script's
TIME_LIMIT_S = 1.0  # of this process's processor time, as the engine counts
MAX_CHARACTERS = 4000
_STACK_BYTES = 4 * 1024 * 1024
_MEMORY_BYTES = 96 * 1024 * 1024
_RENEW_BYTES = 40 * 1024 * 1024  # a context that has grown to this is replaced
_RENEW_CHECK = 200  # formulas

_PRELUDE = (
    r"\let\div\divisionsymbol\newcommand{\bm}[1]{\boldsymbol{#1}}\newcommand{\degree}{^{\circ}}"
    r"\newcommand{\euro}{\text{€}}\newcommand{\pounds}{\text{£}}\newcommand{\require}[1]{}"
)
_DEFINES = re.compile(
    r"\\(?:(?:re)?newcommand|(?:re)?newenvironment|providecommand|[gex]?def|let|Declare[A-Za-z]+|definecolor"
    r"|mathtoolsset|newtagform|renewtagform|usetagform)(?![A-Za-z])"
)
_ERROR = re.compile(r'data-mml-node="merror"(?: data-mjx-error="([^"]*)")?')
_UNKNOWN = re.compile(r'data-mml-node="mtext" fill="red" stroke="red" data-latex="(\\[^"]*)"')
_TAG = re.compile(r"\\tag(\*?)\s*\{([^{}]*)\}")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_PERCENT = re.compile(r"(?<!\\)((?:\\\\)*)%")
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class BrokenFormulaError(SteppeError):
    """A formula cannot be typeset; the message says why."""

    code = "formula"


class MathJax:
    """The bundle, loaded; about a third of a second and 25 MB."""

    def __init__(self) -> None:
        """Load it.

        Raises:
            MissingError: the package is not installed.
        """
        self._context = _fresh_context()
        self._count = 0

    def svg(self, tex: str, *, is_display: bool) -> str:
        """The formula as SVG, 1000 units to the em.

        Raises:
            BrokenFormulaError: it is no LaTeX that can be typeset, or takes too much time or memory.
        """
        if len(tex) > MAX_CHARACTERS:
            raise BrokenFormulaError(f"The formula is longer than {MAX_CHARACTERS} characters.")
        tex = prepared(tex)
        if not tex.strip():
            raise BrokenFormulaError("The formula is empty.")
        if _DEFINES.search(tex):
            return _typeset(_fresh_context(), tex, is_display)
        try:
            return _typeset(self._context, tex, is_display)
        except _SpentContextError:
            self._context = _fresh_context()
            raise
        finally:
            self._count += 1
            if self._count % _RENEW_CHECK == 0 and self._used_bytes() > _RENEW_BYTES:
                self._context = _fresh_context()

    def _used_bytes(self) -> int:
        return int(self._context.memory()["memory_used_size"])


class _SpentContextError(BrokenFormulaError):
    """The limit of time or memory was hit: what the context holds now is not to be relied on."""


def prepared(tex: str) -> str:
    """The LaTeX as MathJax gets it: tags written out, labels away, a percent sign never a comment."""
    tex = _LABEL.sub("", _UNSAFE.sub("\ufffd", tex))
    tex = _TAG.sub(lambda match: rf"\qquad\text{{{match[2] if match[1] else f'({match[2]})'}}}", tex)
    return _PERCENT.sub(r"\1\\%", tex)


def _fresh_context() -> quickjs.Context:
    from importlib import resources

    try:
        import quickjs

        bundle = (resources.files("quickjax") / "js" / "mathjax_bundle.js").read_text(encoding="utf-8")
    except (ImportError, OSError):
        raise MissingError(
            "Formulas cannot be typeset: the package quickjax is missing or incomplete.",
            "Install steppe with its window: pip install 'steppe[gui]'",
        ) from None
    context = quickjs.Context()
    context.set_max_stack_size(_STACK_BYTES)
    context.set_memory_limit(_MEMORY_BYTES)
    context.eval(bundle)
    context.eval(f"globalThis.render({json.dumps(_PRELUDE)})")
    context.set_time_limit(TIME_LIMIT_S)
    return context


def _typeset(context: quickjs.Context, tex: str, is_display: bool) -> str:
    from html import unescape

    import quickjs

    call = "render" if is_display else "renderInline"
    try:
        svg = context.eval(f"globalThis.{call}({json.dumps(tex)})")
    except quickjs.JSException as error:
        raise _refusal(str(error)) from None
    if not isinstance(svg, str) or "<svg" not in svg:
        raise BrokenFormulaError("The formula cannot be typeset.")
    if match := _ERROR.search(svg):
        raise BrokenFormulaError(f"{unescape(match[1] or 'It cannot be typeset').rstrip('.')}.")
    if match := _UNKNOWN.search(svg):
        raise BrokenFormulaError(f"The command {unescape(match[1])} is not known.")
    return svg


def _refusal(message: str) -> BrokenFormulaError:
    if "interrupted" in message:
        return _SpentContextError("The formula takes too long to typeset.")
    if "out of memory" in message:
        return _SpentContextError("The formula takes too much memory to typeset.")
    if "stack" in message:
        return _SpentContextError("The formula is nested too deeply.")
    return BrokenFormulaError("The formula uses something that cannot be typeset here.")
