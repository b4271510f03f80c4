"""Finds the program in what a model wrote: fenced or bare, whole or with prose around it, with or without print.

Programs are read here, never run. One that would print nothing although it computes something gets a last line that
prints its result.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
import warnings
from dataclasses import dataclass

_MAX_CHARACTERS = 60_000
_MOST_TRIMS = 12
_FENCE = re.compile(r"(?P<indent>[ \t]*(?:[-*+] +|[0-9]+[.)] +)?)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)")
_PYTHON = ("python", "py", "python3", "python2", "sage", "pycon", "ipython", "")
_OUTPUT = ("output", "out", "stdout", "result", "results")
_CODE_LINE = re.compile(
    r"(?:import \w|from \w[\w.]* import |def \w+\(|class \w+[:(]|@\w|print\(|#|[)\]}]"
    r"|(?:for|while|if|elif|else|with|try|except|finally)\b.*:\s*(?:#.*)?$"
    r"|[A-Za-z_]\w*(?:\[[^\]]*\]|\.\w+)*(?:, ?[A-Za-z_]\w*)*"
    r"(?:: ?(?:int|float|str|bool|complex|list|tuple|dict|set)\b[^=\n]{0,40}?)? ?(?:[-+*/%]|//|\*\*)?= ?[^=\s]"
    r"|[A-Za-z_][\w.]*\(.*\)\s*(?:#.*)?$)"
)
_ENTRY_LINE = re.compile(r"^(?:import \w|from \w[\w.]* import |def \w+\(|class \w+[:(]|print\()", re.MULTILINE)
_ENTRY_NAMES = ("solution", "solve", "main", "answer", "compute", "calculate")
_BUILTINS = frozenset(dir(builtins)) | {"__name__"}


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands between two fences."""

    language: str
    code: str


def find_program(text: str) -> str | None:
    """The program in `text`, or None if there is none.

    Of several blocks the last that prints is taken, with as many of those before it as it needs; whatever stands after
    a block of output is the model's imagination and does not count. Blocks in other languages are no programs. Bare
    code begins at its first line of code and ends where prose begins.
    """
    text = text[:_MAX_CHARACTERS].replace("\r\n", "\n").partition("### Instruction")[0]
    blocks = _fenced_blocks(text)
    if blocks:
        before_output = [block for block in _until_output(blocks) if _is_python(block)]
        return _finished(_joined([_clean(block.code) for block in before_output])) if before_output else None
    if re.search(r"^>>> ", text, re.MULTILINE):
        return _finished(_clean(text))
    bare = _bare_program(text)
    return None if bare is None else _finished(bare)


def python_blocks(text: str) -> list[str]:
    """The code of all fenced Python blocks in `text`, in order; each prints its last value if nothing in it prints."""
    blocks = _fenced_blocks(text[:_MAX_CHARACTERS].replace("\r\n", "\n"))
    return [_finished(_clean(block.code)) for block in blocks if _is_python(block)]


def _fenced_blocks(text: str) -> list[_Block]:
    """Fences of backticks or tildes, indented or in a list; one that is not closed goes on to the end."""
    blocks: list[_Block] = []
    mark, language, lines = "", "", list[str]()
    for line in text.split("\n"):
        fence = _FENCE.fullmatch(line.rstrip())
        if fence and not mark:
            mark, lines = fence["mark"], []
            language = re.split(r"[\s{}.,:=]+", fence["info"].strip().lstrip("{."))[0].casefold()
        elif fence and fence["mark"].startswith(mark) and not fence["info"]:
            blocks.append(_Block(language, "\n".join(lines)))
            mark = ""
        elif mark:
            lines.append(line)
    return [*blocks, _Block(language, "\n".join(lines))] if mark else blocks


def _until_output(blocks: list[_Block]) -> list[_Block]:
    for place, block in enumerate(blocks):
        if block.language in _OUTPUT and place:
            return blocks[:place]
    return blocks


def _is_python(block: _Block) -> bool:
    if block.language not in _PYTHON or not block.code.strip():
        return False
    return bool(block.language) or _looks_like_code(_clean(block.code))


def _looks_like_code(code: str) -> bool:
    """Whether a text is a program: it imports, defines or prints, or all of its lines are assignments."""
    if _ENTRY_LINE.search(code):
        return True
    lines = [line for line in code.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return len(lines) > 1 and all(_CODE_LINE.match(line) or line[0] in " \t" for line in lines)


def _clean(code: str) -> str:
    """Without doctest prompts, without the common indentation of a block in a list."""
    lines = code.split("\n")
    if any(line.lstrip().startswith(">>> ") for line in lines):
        stripped = [line.lstrip() for line in lines]
        lines = [line[4:] for line in stripped if line.startswith((">>> ", "... ")) or line in (">>>", "...")]
    lines = [line.rstrip() for line in lines]
    filled = [line for line in lines if line]
    if len(filled) > 1 and filled[0][0] in " \t" and filled[1][0] not in " \t":
        lines[lines.index(filled[0])] = filled[0].lstrip()  # the blank that a model begins its answer with
    return textwrap.dedent("\n".join(lines)).strip("\n") + "\n"


def _joined(blocks: list[str]) -> str:
    """The last block that prints, or the last at all, with the blocks before it that it cannot do without."""
    printing = [place for place, code in enumerate(blocks) if "print(" in code]
    end = printing[-1] + 1 if printing else len(blocks)
    for start in range(end - 1, 0, -1):
        program = "".join(blocks[start:end])
        tree = _parsed(program)
        if isinstance(tree, ast.Module) and not _missing_names(tree):
            return program
    return "".join(blocks[:end])


def _bare_program(text: str) -> str | None:
    """Code without fences: from its first line of code to the first line that cannot be code."""
    lines = _clean(text).rstrip("\n").split("\n")
    first = next((place for place, line in enumerate(lines) if _CODE_LINE.match(line)), None)
    if first is None:
        return None
    whole = "\n".join(lines[first:]) + "\n"
    if not _looks_like_code(whole):
        return None
    fallback = whole if _ENTRY_LINE.search(whole) else None  # let it fail in the sandbox, which says why
    program = whole
    for _ in range(_MOST_TRIMS):
        tree = _parsed(program)
        if not isinstance(tree, SyntaxError):
            return program if program == whole or "print(" in program else fallback
        kept = program.split("\n")[: max(0, (tree.lineno or 1) - 1)]
        program = "\n".join(kept).rstrip() + "\n"
    return fallback


def _parsed(program: str) -> ast.Module | SyntaxError:
    """The syntax tree, or the error; a program too deep for the parser counts as wrong from its first line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the model's own string escapes
            return ast.parse(program)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return SyntaxError("too deep", ("", 1, 0, ""))


def _missing_names(tree: ast.Module) -> set[str]:
    """Names that are used and nowhere bound."""
    used, bound = set[str](), set[str](_BUILTINS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef | ast.ExceptHandler):
            bound.add(node.name or "")
        elif isinstance(node, ast.alias):
            if node.name == "*":
                return set()
            bound.add((node.asname or node.name).partition(".")[0])
    return used - bound


def _finished(program: str) -> str:
    """With a last line that prints the result where nothing at the top prints: a call, or the last value."""
    tree = _parsed(program)
    if isinstance(tree, SyntaxError) or not tree.body:
        return program
    last = tree.body[-1]
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and _takes_nothing(node)]
    if functions and all(isinstance(node, _DEFINITIONS) or _is_constant(node) for node in tree.body):
        entry = next((node for name in _ENTRY_NAMES for node in functions if node.name == name), functions[-1])
        call = f"{entry.name}()"
        return f"{program}print({call})\n" if _gives_back(entry) else f"{program}{call}\n"
    if "print(" in program:
        return program
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant):
        lines = program.split("\n")
        value = ast.get_source_segment(program, last.value)
        return "\n".join([*lines[: last.lineno - 1], f"print({value})"]) + "\n"
    if isinstance(last, ast.Assign | ast.AugAssign | ast.AnnAssign):
        target = last.targets[-1] if isinstance(last, ast.Assign) else last.target
        return f"{program}print({ast.unparse(target).removeprefix('(').removesuffix(')')})\n"
    return program


_DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.Expr) and isinstance(node.value, ast.Constant)


def _takes_nothing(function: ast.FunctionDef) -> bool:
    arguments = function.args
    needed = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return needed == 0 and not any(default is None for default in arguments.kw_defaults)


def _gives_back(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(function))
