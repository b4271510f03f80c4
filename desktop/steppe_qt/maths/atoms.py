"""Turns paragraphs into what a text cursor inserts: beginnings of paragraphs, characters, and typeset formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat

from steppe.prose.breaking import on_lines, parts, terms
from steppe.prose.flow import Paragraph, Run
from steppe_qt.maths.look import Look
from steppe_qt.maths.objects import BREAK, OBJECT_CHARACTER, PlacedFormula, formula_format
from steppe_qt.maths.svg import Drawing
from steppe_qt.maths.typesetter import Failure, Key, Result, Typesetter

_LINE_SEPARATOR = "\u2028"
_LONG = 11_000.0  # thousandths of an em: shorter formulas are not broken


@dataclass(frozen=True, slots=True)
class Atom:
    """What is inserted at once. The beginning of a paragraph has a block format and no text.

    Two atoms are the same when their `key` and `text` are. One that waits for a formula names it.
    """

    key: tuple[object, ...]
    text: str
    text_format: QTextCharFormat
    block_format: QTextBlockFormat | None = None
    waits_for: Key | None = None
    origin: tuple[Paragraph, Run] | None = None

    def is_same(self, other: Atom) -> bool:
        """Whether the document would look the same with either."""
        return self.key == other.key and self.text == other.text


class AtomMaker:
    """Makes atoms for one document and keeps the formulas that stand in it."""

    def __init__(self, typesetter: Typesetter, look: Look) -> None:
        self._typesetter = typesetter
        self.look = look
        self.formulas: dict[int, PlacedFormula] = {}
        self._numbers: dict[tuple[Key, str], int] = {}
        self._failed: dict[Key, str] = {}
        self._narrow: dict[Key, list[int]] = {}

    def clear(self) -> None:
        """Forget the formulas; the document must be empty."""
        self.formulas.clear()
        self._numbers.clear()
        self._failed.clear()
        self._narrow.clear()

    def failures(self) -> tuple[str, ...]:
        """Why formulas were not typeset, a sentence for each."""
        return tuple(self._failed.values())

    def atoms(self, made: list[Paragraph]) -> list[Atom]:
        """All atoms of some paragraphs."""
        atoms: list[Atom] = []
        for paragraph in made:
            shape = (paragraph.kind, paragraph.level, paragraph.follows_blank)
            base = self.look.text_format(paragraph)
            atoms.append(Atom(("paragraph", shape), "", base, self.look.block_format(paragraph)))
            for run in paragraph.runs:
                atoms += self.run(paragraph, run)
        return atoms

    def run(self, paragraph: Paragraph, run: Run) -> list[Atom]:
        """One run; a formula as well as it is known now, a long one in the line in parts."""
        if run.kind == "formula":
            return self._formula(paragraph, run)
        text = run.text.replace("\n", _LINE_SEPARATOR)
        if run.kind == "open":
            return [Atom(("open",), text, self.look.open_format(paragraph))]
        style = (run.kind, run.is_bold, run.is_italic)
        return [Atom(style, text, self.look.text_format(paragraph, run))]

    def take_narrow(self, key: Key, drawing: Drawing) -> bool:
        """Formulas for which `key` is the form on several lines have it now; False if there are none."""
        numbers = self._narrow.pop(key, [])
        for number in numbers:
            self.formulas[number] = replace(self.formulas[number], narrow=drawing)
        return bool(numbers)

    def _formula(self, paragraph: Paragraph, run: Run) -> list[Atom]:
        key = Key(run.text, run.is_display)
        result = self._typesetter.request(*key)
        if result is None:
            return [self._waiting(key, paragraph, run)]
        if isinstance(result, Failure):
            self._failed[key] = result.message
            source = run.source.replace("\n", " ")
            return [Atom(("failed", key), source, self.look.failed_format(result.message))]
        if not run.is_display and result.width > _LONG:
            in_parts = self._in_parts(paragraph, run)
            if in_parts:
                return in_parts
        return [self._placed(paragraph, run, run.text, run.source, result)]

    def _waiting(self, key: Key, paragraph: Paragraph, run: Run) -> Atom:
        source = run.source.replace("\n", " ")
        return Atom(("waiting", key), source, self.look.open_format(paragraph), None, key, (paragraph, run))

    def _in_parts(self, paragraph: Paragraph, run: Run) -> list[Atom]:
        """A long formula as several that lines may be broken between; none if it has no such places."""
        pieces = self._pieces(run.text)
        if isinstance(pieces, Key):
            return [self._waiting(pieces, paragraph, run)]
        before, _, after = run.source.partition(run.text)
        atoms: list[Atom] = []
        for place, (piece, drawing) in enumerate(pieces if len(pieces) > 1 else []):
            source = f"{'' if place else before}{piece}{after if place == len(pieces) - 1 else ''}"
            if place:
                atoms.append(Atom(("break",), BREAK, self.look.text_format(paragraph)))
            atoms.append(self._placed(paragraph, run, piece, source, drawing))
        return atoms

    def _pieces(self, tex: str) -> list[tuple[str, Drawing]] | Key:
        """The parts of a formula at its relations, long ones also at their signs; or what they still wait for."""
        made: list[tuple[str, Drawing]] = []
        for piece in parts(tex):
            drawing = self._typeset_part(piece, is_first=not made)
            smaller = terms(piece) if isinstance(drawing, Drawing) and drawing.width > _LONG else [piece]
            for term in smaller:
                drawing = self._typeset_part(term, is_first=not made)
                if isinstance(drawing, Key):
                    return drawing
                if isinstance(drawing, Failure):
                    return []
                made.append((term, drawing))
        return made

    def _typeset_part(self, tex: str, *, is_first: bool) -> Result | Key:
        key = Key(tex if is_first else f"{{}}{tex}", False)
        return self._typesetter.request(*key) or key

    def _placed(self, paragraph: Paragraph, run: Run, tex: str, source: str, drawing: Drawing) -> Atom:
        number = self._numbers.setdefault((Key(tex, run.is_display), source), len(self._numbers) + 1)
        if number not in self.formulas:
            self.formulas[number] = PlacedFormula(tex, source, run.is_display, drawing)
            if run.is_display and drawing.width > _LONG:
                self._ask_for_narrow(number, tex)
        base = self.look.text_format(paragraph)
        return Atom(("formula", number), OBJECT_CHARACTER, formula_format(self.formulas[number], number, base))

    def _ask_for_narrow(self, number: int, tex: str) -> None:
        """The form for narrow views, when it has been typeset."""
        lines = on_lines(tex)
        if lines is None:
            return
        key = Key(lines, True)
        self._narrow.setdefault(key, []).append(number)
        result = self._typesetter.request(*key)
        if isinstance(result, Drawing):
            self.take_narrow(key, result)
