r"""Reads LaTeX's mathematics into a tree: everything is known to LaTeX, closed and complete, or it is no formula.

Written for what models write: one pass, no macros. `UnreadableFormulaError`: a formula must be shown as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from steppe.export import formula_commands as known

_DEEPEST = 24
_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|\s+|.", re.DOTALL)
_MOST_COLUMNS = 20
_STARRED = frozenset(("operatorname", "hspace"))
_COLUMNS = re.compile(r"[lcr|\s]*")
_LENGTH = re.compile(r"\[\s*-?[\d.]+\s*(?:pt|em|ex|cm|mm|mu|in)\s*\]")
_ODD = frozenset(("textcolor", "tag", "middle")) | known.WIDTHS
_END = ""
_PRIMES = ("'", "\u2019", "\u2032")
_SCRIPTS = ("^", "_", *_PRIMES)


class UnreadableFormulaError(ValueError):
    """The formula holds something that is not known, or is not closed."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A character or a command without arguments, `\\alpha`; `\\big(` and its kin have their delimiter in `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Things beside each other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """Something with what stands below and above it; `primes` come first above."""

    base: Node
    below: Node | None
    above: Node | None
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its arguments."""

    name: str
    arguments: tuple[Node, ...]
    option: Node | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Text inside a formula."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Fence:
    """Something between delimiters that grow with it; "." is none."""

    left: str
    inner: Row
    right: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `columns` is given for arrays only, `rules` are the rows with a line above."""

    kind: str
    rows: tuple[tuple[Row, ...], ...]
    columns: str = ""
    rules: frozenset[int] = frozenset()


Node = Sign | Row | Script | Call | Words | Fence | Table
Stop = Literal["", "}", "]", "\\right", "\\end"]


def read_formula(tex: str) -> Row:
    """The tree of a formula without delimiters.

    Raises:
        UnreadableFormulaError: it cannot be read whole.
    """
    reader = _Reader(tex)
    tree = _over_lines(reader)
    if not tree.items:
        raise UnreadableFormulaError("empty")
    return tree


def _over_lines(reader: _Reader) -> Row:
    """A whole formula; line breaks and alignment marks outside every environment make it an alignment."""
    rows = reader.rows("")
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    is_aligned = any(len(row) > 1 for row in rows)
    return Row((Table("aligned" if is_aligned else "gathered", rows),))


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tex: str) -> None:
        self._tokens: list[str] = _TOKEN.findall(tex)
        self._place = 0
        self._depth = 0

    # Tokens

    def _peek(self) -> str:
        while self._place < len(self._tokens) and self._tokens[self._place].isspace():
            self._place += 1
        return self._tokens[self._place] if self._place < len(self._tokens) else _END

    def _take(self) -> str:
        sign = self._peek()
        if sign == _END:
            raise UnreadableFormulaError("it ends too early")
        self._place += 1
        if sign == "\\":  # at the very end
            raise UnreadableFormulaError("a backslash at the end")
        name = sign[1:]
        if sign.startswith("\\") and name.endswith("*") and name[:-1] not in _STARRED:
            self._tokens.insert(self._place, "*")
            return sign[:-1]
        return sign

    def _raw_group(self) -> str:
        """The characters of a group in braces, as they were written."""
        if self._peek() != "{":
            raise UnreadableFormulaError("an argument is missing")
        start, depth = self._place + 1, 0
        while self._place < len(self._tokens):
            sign = self._tokens[self._place]
            depth += {"{": 1, "}": -1}.get(sign, 0)
            self._place += 1
            if depth == 0:
                return "".join(self._tokens[start : self._place - 1])
        raise UnreadableFormulaError("a brace is open")

    # Lists

    def rows(self, stop: Stop, rules: set[int] | None = None) -> tuple[tuple[Row, ...], ...]:
        """Cells in rows up to `stop`, which is taken; an empty last row is none."""
        rows: list[tuple[Row, ...]] = []
        cells: list[Row] = []
        while True:
            while self._peek() == "\\hline" and rules is not None:
                self._take()
                rules.add(len(rows))
            cells.append(Row(self._items(stop)))
            sign = self._peek()
            if sign == "&":
                self._take()
                if len(cells) >= _MOST_COLUMNS:
                    raise UnreadableFormulaError("too many columns")
                continue
            rows.append(tuple(cells))
            cells = []
            if sign != "\\\\":
                break
            self._take()
            self._skip_row_option()
        if stop:
            self._take()
        if len(rows) > 1 and not any(cell.items for cell in rows[-1]):
            rows.pop()
        return tuple(rows)

    def _skip_row_option(self) -> None:
        """The `*` and the `[4pt]` that may follow a line break directly."""
        if self._tokens[self._place : self._place + 1] == ["*"]:
            self._place += 1
        ahead = self._tokens[self._place : self._place + 12]
        length = ahead.index("]") + 1 if "]" in ahead else 0
        if _LENGTH.fullmatch("".join(ahead[:length])):
            self._place += length

    def _items(self, stop: Stop) -> tuple[Node, ...]:
        """Things beside each other up to `stop`, a cell's or a row's end, which are left."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableFormulaError("nested too deeply")
        items: list[Node] = []
        while True:
            sign = self._peek()
            if sign == stop or sign in ("&", "\\\\", "\\newline", "\\cr"):
                break
            if sign in ("}", "\\right", "\\end", _END):
                raise UnreadableFormulaError("not closed")
            if sign in ("\\over", "\\choose", "\\atop"):
                self._take()
                items = [self._divided(sign, items, stop)]
                break
            self._add(items)
        self._depth -= 1
        return tuple(items)

    def _divided(self, sign: str, before: list[Node], stop: Stop) -> Node:
        name = {"\\over": "frac", "\\choose": "binom", "\\atop": "stackrel"}[sign]
        return Call(name, (Row(tuple(before)), Row(self._items(stop))))

    def _add(self, items: list[Node]) -> None:
        """One more thing, with what stands below and above it."""
        sign = self._peek()
        if sign in _SCRIPTS:
            base = items.pop() if items and not _is_space(items[-1]) else Row(())
            items.append(self._scripts(base))
            return
        node = self._one()
        if node is not None:
            items.append(node)

    def _scripts(self, base: Node) -> Node:
        if isinstance(base, Script):
            below, above, primes, base = base.below, base.above, base.primes, base.base
            if primes or self._peek() not in ("^", "_"):
                raise UnreadableFormulaError("two scripts")
        else:
            below, above, primes = None, None, 0
        while True:
            sign = self._peek()
            if sign in _PRIMES and above is None:
                self._take()
                primes += 1
            elif sign == "^" and above is None:
                self._take()
                above = self._argument()
            elif sign == "_" and below is None:
                self._take()
                below = self._argument()
            elif sign in _SCRIPTS:
                raise UnreadableFormulaError("two scripts in one place")
            else:
                return Script(base, below, above, primes)

    def _group(self) -> Row:
        self._take()
        cells = self.rows("}")
        if len(cells) == 1 and len(cells[0]) == 1:
            return cells[0][0]
        raise UnreadableFormulaError("a line break inside braces")

    def _argument(self) -> Node:
        """A group, or the one thing that comes next."""
        sign = self._peek()
        if sign == "{":
            return self._group()
        if sign in (_END, "}", "&", "^", "_", "\\\\", "\\right", "\\end", "\\over", "\\choose", "\\atop"):
            raise UnreadableFormulaError("an argument is missing")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableFormulaError("nested too deeply")
        node = self._one()
        self._depth -= 1
        return Row(()) if node is None else node

    # One thing

    def _one(self) -> Node | None:
        sign = self._peek()
        if sign == "{":
            return self._group()
        sign = self._take()
        if not sign.startswith("\\"):
            return Sign(sign)
        return self._command(sign[1:])

    def _command(self, name: str) -> Node | None:
        if name in known.DROPPED:
            for _ in range(known.DROPPED[name]):
                self._raw_group()
            return None
        if name in known.TEXTS:
            return Words(name, self._raw_group())
        if name in known.CALLS:
            return self._call(name)
        structured = {"left": self._fence, "begin": self._environment, "substack": self._stack}
        if name in structured:
            return structured[name]()
        if name in known.SIZED:
            return Sign(f"\\{name}{self._delimiter()}")
        if name in _ODD:
            return self._odd(name)
        if name in known.PLAIN or name in known.SPACES or name in known.STYLES or name in known.SIGNS:
            return Sign(f"\\{name}")
        raise UnreadableFormulaError(f"\\{name}")

    def _odd(self, name: str) -> Node:
        """Commands that are no command of mathematics, or stand for another."""
        if name == "textcolor":
            self._raw_group()
            return self._argument()
        if name in known.WIDTHS:
            self._raw_group()
            return Sign("\\quad")
        if name == "tag":
            return Words("text", f"  ({self._raw_group()})")
        return Sign(f"\\bigm{self._delimiter()}")

    def _call(self, name: str) -> Node:
        option: Node | None = None
        if name in known.OPTIONAL and self._peek() == "[":
            self._take()
            cells = self.rows("]")
            if len(cells) != 1 or len(cells[0]) != 1:
                raise UnreadableFormulaError("a line break in an option")
            option = cells[0][0]
        return Call(name, tuple(self._argument() for _ in range(known.CALLS[name])), option)

    def _delimiter(self) -> str:
        sign = self._take()
        if sign not in known.DELIMITERS:
            raise UnreadableFormulaError("not a delimiter")
        return sign

    def _fence(self) -> Node:
        left = self._delimiter()
        cells = self.rows("\\right")
        if len(cells) != 1 or len(cells[0]) != 1:
            raise UnreadableFormulaError("a line break between delimiters")
        return Fence(left, cells[0][0], self._delimiter())

    def _stack(self) -> Node:
        if self._peek() != "{":
            raise UnreadableFormulaError("an argument is missing")
        self._take()
        return Table("substack", _with_columns(self.rows("}"), 1))

    def _environment(self) -> Node:
        name = self._raw_group()
        kind = known.ENVIRONMENTS.get(name.removesuffix("*"))
        if kind is None:
            raise UnreadableFormulaError(name)
        columns = ""
        if kind == "array":
            columns = self._raw_group()
        elif name.removesuffix("*") in known.WITH_NUMBER:
            self._raw_group()
        elif kind == "cases" and self._peek() == "[":
            raise UnreadableFormulaError("an option of cases")
        rules: set[int] = set()
        rows = self.rows("\\end", rules)
        if self._raw_group() != name:
            raise UnreadableFormulaError(f"{name} is not closed")
        return _table(kind, columns, rows, frozenset(rules))


def _table(kind: str, columns: str, rows: tuple[tuple[Row, ...], ...], rules: frozenset[int]) -> Table:
    width = max(len(row) for row in rows)
    if kind in ("aligned", "gathered"):
        return Table("aligned" if width > 1 else kind, rows)
    if kind == "cases":
        return Table(kind, _with_columns(rows, 2))
    if kind == "array":
        if not _COLUMNS.fullmatch(columns):
            raise UnreadableFormulaError("columns that are not known")
        columns = "".join(columns.split())
        columns += "c" * (width - len(columns.replace("|", "")))
        return Table(kind, rows, columns, rules)
    return Table(kind, rows, rules=rules)


def _with_columns(rows: tuple[tuple[Row, ...], ...], most: int) -> tuple[tuple[Row, ...], ...]:
    if any(len(row) > most for row in rows):
        raise UnreadableFormulaError("too many columns")
    return rows


def _is_space(node: Node) -> bool:
    return isinstance(node, Sign) and (node.text[1:] in known.SPACES or node.text[1:] in known.STYLES)
