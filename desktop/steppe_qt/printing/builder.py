"""Writes a document into Qt's text document, part by part: headings, text with formulas, programs, plots."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat, QTextOption

from steppe.export.document import Document, Passage, Program, Solved
from steppe.export.shape import answer_lines, outcome, program_lines
from steppe.plots import PlotData
from steppe.prose.flow import Paragraph, Run
from steppe.sandbox.visible import visible
from steppe_models.prompts import LETTERS
from steppe_qt.maths.atoms import Atom, AtomMaker
from steppe_qt.maths.objects import OBJECT_CHARACTER
from steppe_qt.maths.steps import StepMarks
from steppe_qt.printing.paper import POINTS, WITH_NEXT, PaperLook
from steppe_qt.printing.plots import plot_format

_SHORT_CHOICES = 64
_ANSWER_SIZE = 1.25


class Builder:
    """Writes once, from the beginning to the end; `is_whole` is false while formulas were still to be typeset."""

    def __init__(self, target: QTextDocument, atoms: AtomMaker, look: PaperLook, plots: list[PlotData]) -> None:
        self._look = look
        self._atoms = atoms
        self._plots = plots
        self._cursor = QTextCursor(target)
        self._marks = StepMarks(target)
        self._is_empty = True
        self._breaks_page = False
        self.is_whole = True

    def write(self, document: Document) -> None:
        """Everything."""
        self._cursor.beginEditBlock()
        if document.is_worksheet:
            self._worksheet(document)
        else:
            self._single(document)
        self._cursor.endEditBlock()

    def _single(self, document: Document) -> None:
        (solved,) = document.solves
        if document.title:
            self._heading(document.title, 0)
        self._heading(document.words.problem, 2)
        self._problem(solved)
        if document.answers != "none":
            self._solution(document, solved)

    def _worksheet(self, document: Document) -> None:
        words = document.words
        self._heading(document.title, 0)
        if document.answers != "full":
            line = f"{words.pupil}: {'_' * 36}    {words.date}: {'_' * 12}"
            self._plain(line, self._look.quiet_format(POINTS), below=0.8)
        for number, solved in enumerate(document.solves, 1):
            self._problem(solved, f"{number}.")
        if document.answers == "key":
            self._breaks_page = True
            self._heading(words.answers, 1)
            for number, solved in enumerate(document.solves, 1):
                self._key_entry(document, solved, number)
        elif document.answers == "full":
            self._breaks_page = True
            self._heading(words.solutions, 1)
            for number, solved in enumerate(document.solves, 1):
                self._heading(f"{words.problem} {number}", 1)
                self._problem(solved)
                self._solution(document, solved)

    # Parts of a solve

    def _problem(self, solved: Solved, label: str = "") -> None:
        parts = [paragraph for passage in solved.problem for paragraph in passage.paragraphs]
        for place, paragraph in enumerate(parts):
            is_last = place == len(parts) - 1 and not solved.choices
            self._paragraph(paragraph, label="" if place else label, is_in=bool(label), keeps=not is_last)
        if not solved.choices:
            return
        labelled = [
            (Run("text", f"({letter})\u00a0"), *choice, Run("text", "\u2003\u2003"))
            for letter, choice in zip(LETTERS, solved.choices, strict=False)
        ]
        length = sum(len("".join(run.text for run in choice)) + 6 for choice in labelled)
        lines = [sum(labelled, ())] if length <= _SHORT_CHOICES else labelled
        for place, runs in enumerate(lines):
            self._paragraph(Paragraph("text", runs), is_in=bool(label), keeps=place < len(lines) - 1)

    def _solution(self, document: Document, solved: Solved) -> None:
        words = document.words
        self._heading(words.answer, 2)
        for label, result, text in answer_lines(solved, words):
            runs = result.runs if result else (Run("text", text),)
            start = (Run("text", f"{label}: "),) if label else ()
            shown = tuple(
                Run(run.kind, rf"\displaystyle {run.text}", run.source) if run.kind == "formula" else run
                for run in runs
            )
            self._paragraph(Paragraph("text", (*start, *shown)), scale=_ANSWER_SIZE, keeps=True)
        for line in outcome(solved, words):
            self._plain(line, self._look.quiet_format(POINTS * 0.92), above=0.15)
        if solved.reasoning:
            self._heading(words.reasoning, 2)
            self._passages(solved.reasoning)
        if solved.program is not None:
            self._program(document, solved.program)
        if solved.plot is not None:
            self._plot(document, solved.plot)
        notes = [note for note in (*solved.notes, *solved.remark.splitlines()) if note.strip()]
        if notes:
            self._heading(words.notes, 2)
            for note in notes:
                self._plain(note, self._text_format())
        facts = [f"{fact.name}: {fact.value}" for fact in solved.facts]
        facts += [f"{words.tags}: {' '.join(f'#{tag}' for tag in solved.tags)}"] if solved.tags else []
        if facts:
            self._plain("  ·  ".join(facts), self._look.quiet_format(POINTS * 0.78), above=0.9)

    def _key_entry(self, document: Document, solved: Solved, number: int) -> None:
        runs: list[Run] = []
        for label, result, text in answer_lines(solved, document.words):
            runs += [Run("text", "; ")] if runs else []
            runs += [Run("text", f"{label}: ")] if label else []
            runs += result.runs if result else (Run("text", text),)
        self._paragraph(Paragraph("text", tuple(runs)), label=f"{number}.", is_in=True)

    def _program(self, document: Document, program: Program) -> None:
        self._heading(document.words.program, 2)
        self._code(program.source)
        heading, text, message = program_lines(program, document.words)
        if heading:
            self._heading(heading, 2)
        if text:
            self._code(text)
        if message:
            self._plain(message, self._look.quiet_format())

    def _plot(self, document: Document, plot: PlotData) -> None:
        self._heading(document.words.plot, 2)
        block = QTextBlockFormat()
        block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._begin(block, self._text_format())
        self._plots.append(plot)
        self._cursor.insertText(OBJECT_CHARACTER, plot_format(len(self._plots) - 1))

    # Kinds of text

    def _heading(self, text: str, level: int) -> None:
        block, text_format = self._look.heading_format(level)
        self._begin(block, text_format)
        self._cursor.insertText(_line(text), text_format)

    def _plain(self, text: str, text_format: QTextCharFormat, *, above: float = 0.1, below: float = 0.0) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(self._look.line * above)
        block.setBottomMargin(self._look.line * below)
        self._begin(block, text_format)
        self._cursor.insertText(_line(text), text_format)

    def _code(self, source: str) -> None:
        lines = [visible(line.expandtabs(4)) for line in source.rstrip("\n").split("\n")]
        for place, line in enumerate(lines):
            block, text_format = self._look.code_formats(is_first=place == 0, is_last=place == len(lines) - 1)
            self._begin(block, text_format)
            self._cursor.insertText(line, text_format)

    def _passages(self, passages: Iterable[Passage]) -> None:
        for passage in passages:
            start = self._end()
            for paragraph in passage.paragraphs:
                self._paragraph(paragraph)
            if passage.mark is not None:
                step = self._marks.add("", "", start + (1 if start else 0))
                self._marks.set_mark(step.number, passage.mark.state, passage.mark.note, self._look)
                self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _paragraph(
        self, paragraph: Paragraph, *, label: str = "", is_in: bool = False, scale: float = 1.0, keeps: bool = False
    ) -> None:
        if paragraph.kind == "code":
            self._code(paragraph.runs[0].text)
            return
        shown = Paragraph(
            paragraph.kind, tuple(_shown(run) for run in paragraph.runs), paragraph.level, paragraph.follows_blank
        )
        block = self._look.block_format(shown)
        if is_in:
            self._hang(block, label)
        if keeps:
            block.setProperty(WITH_NEXT, True)
        self._look.font.setPointSizeF(POINTS * scale)
        for atom in self._atoms.atoms([shown]):
            if atom.block_format is not None:
                self._begin(block, atom.text_format)
                if label:
                    bold = QTextCharFormat(atom.text_format)
                    bold.setFontWeight(700)
                    self._cursor.insertText(f"{label}\t", bold)
            else:
                self._insert(atom)
        self._look.font.setPointSizeF(POINTS)

    def _hang(self, block: QTextBlockFormat, label: str) -> None:
        """The text of a numbered problem stands beside its number."""
        room = self._look.line * 1.7
        block.setLeftMargin(block.leftMargin() + room)
        if label:
            block.setTopMargin(self._look.line * 0.8)
            block.setTextIndent(-room)
            block.setTabPositions([QTextOption.Tab(room, QTextOption.TabType.LeftTab)])

    def _insert(self, atom: Atom) -> None:
        self.is_whole = self.is_whole and atom.waits_for is None
        self._cursor.insertText(atom.text, atom.text_format)

    def _begin(self, block: QTextBlockFormat, text: QTextCharFormat) -> None:
        """A new paragraph, on a new page if that was asked for."""
        if self._breaks_page:
            block.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            self._breaks_page = False
        if self._is_empty:
            self._cursor.setBlockFormat(block)
            self._cursor.setBlockCharFormat(text)
            self._is_empty = False
        else:
            self._cursor.insertBlock(block, text)

    def _end(self) -> int:
        return 0 if self._is_empty else self._cursor.position()

    def _text_format(self) -> QTextCharFormat:
        text = QTextCharFormat()
        text.setFont(self._look.font)
        return text


def _line(text: str) -> str:
    return " ".join(visible(text).split("\n"))


def _shown(run: Run) -> Run:
    """The run with characters that hide or reorder others written out; formulas are read by MathJax alone."""
    if run.kind == "formula":
        return run
    return Run(run.kind, visible(run.text), run.source, run.is_display, run.is_bold, run.is_italic)
