"""A text document that is written while text arrives: typeset formulas, marks of steps, nothing written twice.

Closed blocks are written once. The open block at the end is compared with what stands there, and only what differs is
replaced. A formula that is being typeset stands as grey source and is replaced in place.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAccessible, QFont, QPalette, QTextBlock, QTextCursor, QTextDocument

from steppe.prose.blocks import Block, BlockReader
from steppe.prose.flow import paragraphs
from steppe.prose.step_marks import states_something
from steppe_qt.maths.atoms import Atom, AtomMaker
from steppe_qt.maths.look import Look
from steppe_qt.maths.objects import FORMULA_OBJECT, LEAST_SCALE, MARK_OBJECT, FormulaObject, MarkObject, StepState
from steppe_qt.maths.plain import spoken_block
from steppe_qt.maths.steps import Step, StepMarks
from steppe_qt.maths.svg import Drawing
from steppe_qt.maths.typesetter import Key, Result, Typesetter

_TITLE_LEVEL = 0
_SLACK = 4  # pixels: Qt rounds the width of an object up


@dataclass(slots=True)
class _Waiting:
    """A place in closed text where a formula will stand; the cursor selects its source."""

    cursor: QTextCursor
    atom: Atom


class FormulaDocument(QTextDocument):
    """Takes text in pieces; `flush` writes what has come since."""

    rewritten = Signal()  # everything was written anew, or a formula took its place: sizes may have changed

    def __init__(
        self,
        typesetter: Typesetter,
        font: QFont,
        palette: QPalette,
        parent: QObject,
        *,
        has_gutter: bool = False,
        least_scale: float = LEAST_SCALE,
    ) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self._has_gutter = has_gutter
        self._room = 1e6  # pixels that a formula may be wide
        self._to_speak: list[str] = []
        self._atoms = AtomMaker(typesetter, Look(font, palette, is_tight=not has_gutter))
        self._reader = BlockReader()
        self._content: list[Block | str] = []  # a text is the title of a section
        self._section = ""
        self._follows_blank = False
        self._waiting: dict[Key, list[_Waiting]] = {}
        self._open: list[Atom] = []
        self._open_start = QTextCursor(self)
        self._marks = StepMarks(self)
        self.setDefaultFont(font)
        self._handler = FormulaObject(
            self._atoms.formulas, lambda: self._room, lambda: self.look.palette, least_scale, self
        )
        self._mark_handler = MarkObject(lambda: self.look.gutter, lambda: self.look.palette, self)
        self.documentLayout().registerHandler(FORMULA_OBJECT, self._handler)
        self.documentLayout().registerHandler(MARK_OBJECT, self._mark_handler)
        typesetter.done.connect(self._on_typeset)
        self._set_margins()

    @property
    def look(self) -> Look:
        """The formats in use."""
        return self._atoms.look

    @property
    def steps(self) -> tuple[Step, ...]:
        """The closed lines that state something, in order."""
        return self._marks.steps

    @property
    def is_waiting(self) -> bool:
        """Whether formulas are still being typeset."""
        return bool(self._waiting) or any(atom.waits_for for atom in self._open)

    def set_look(self, font: QFont, palette: QPalette) -> None:
        """Write everything anew with other fonts and colours."""
        self._atoms.look = Look(font, palette, is_tight=not self._has_gutter)
        self.setDefaultFont(font)
        self._set_margins()
        self._write_all()

    def begin_section(self, title: str) -> None:
        """Close what is open and write a title."""
        self.finish()
        self._section = title
        if title:
            self._content.append(title)
            self._write_title(title)
        self._follows_blank = False

    def feed(self, text: str) -> None:
        """Take text; it is written with the next `flush`."""
        self._reader.feed(text)

    def finish(self) -> list[Step]:
        """Close what is open as it stands, and write it."""
        self._reader.finish()
        return self.flush()

    def clear_all(self) -> None:
        """Empty, as at the beginning."""
        self._reader = BlockReader()
        self._content.clear()
        self._section = ""
        self._marks.forget()
        self._empty()
        self.rewritten.emit()

    def flush(self) -> list[Step]:
        """Write what has come; the steps that were closed by it."""
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        new: list[Step] = []
        for block in self._reader.closed():
            self._content.append(block)
            closed = self._write_closed(block)
            new += closed
            self._note_spoken(block, closed)
        block_open = self._reader.open
        made = [] if block_open is None else paragraphs(block_open, follows_blank=self._follows_blank)
        self._write_open(self._atoms.atoms(made))
        cursor.endEditBlock()
        return new

    def set_mark(self, step: int, state: StepState, note: str) -> bool:
        """Mark a step; False if there is no such step."""
        return self._marks.set_mark(step, state, note, self.look)

    def failures(self) -> tuple[str, ...]:
        """Why formulas are not typeset, a sentence for each that is not."""
        return self._atoms.failures()

    def step_at(self, position: int) -> int | None:
        """The step at a place of the text."""
        return self._marks.number_at(position)

    def take_spoken(self) -> list[str]:
        """What was written since the last call, in words for an announcement."""
        spoken, self._to_speak = self._to_speak, []
        return spoken

    def set_width(self, width: float) -> None:
        """The width there is: wide formulas are laid out anew to fit."""
        margins = self.look.gutter + self.look.right_margin if self._has_gutter else 0
        room = max(1.0, width - margins - _SLACK)
        if room == self._room:
            return
        self._room = room
        self._refit()

    def _refit(self) -> None:
        block = self.begin()
        while block.isValid():
            if _holds_formula(block):
                self.markContentsDirty(block.position(), block.length())
            block = block.next()

    def _set_margins(self) -> None:
        frame = self.rootFrame()
        frame_format = frame.frameFormat()
        gutter = self.look.gutter if self._has_gutter else 0
        frame_format.setLeftMargin(gutter)
        frame_format.setRightMargin(self.look.right_margin if self._has_gutter else 0)
        frame_format.setTopMargin(gutter * 0.4)
        frame_format.setBottomMargin(gutter * 0.4)
        frame.setFrameFormat(frame_format)

    def _empty(self) -> None:
        self._waiting.clear()
        self._open = []
        self._atoms.clear()
        self._follows_blank = False
        self.clear()  # and with the text its formats, of which every formula has one of its own
        self._set_margins()
        self._open_start.setPosition(0)

    def _write_all(self) -> None:
        marks = self._marks.forget()
        self._empty()
        self._section = ""
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        for part in self._content:
            if isinstance(part, str):
                self._section = part
                self._write_title(part)
                self._follows_blank = False
            else:
                self._write_closed(part)
        for number, (state, note) in marks.items():
            self._marks.set_mark(number, state, note, self.look)
        cursor.endEditBlock()
        self.flush()
        self.rewritten.emit()

    def _write_title(self, title: str) -> None:
        self._write_open(self._atoms.atoms(paragraphs(Block("heading", title, _TITLE_LEVEL))))
        self._close_open()

    def _write_closed(self, block: Block) -> list[Step]:
        made = paragraphs(block, follows_blank=self._follows_blank)
        self._follows_blank = block.kind == "blank" and not self.isEmpty()
        start = self._open_start.position()
        self._write_open(self._atoms.atoms(made))
        self._close_open()
        if block.kind not in ("text", "item") or not states_something(block.text):
            return []
        return [self._marks.add(self._section, block.text, start + (1 if start else 0))]

    def _note_spoken(self, block: Block, steps: list[Step]) -> None:
        if block.kind in ("blank", "rule") or not QAccessible.isActive():
            return
        words = spoken_block(block)
        if steps:
            words = self.tr("Step {number}: {words}").format(number=steps[0].number, words=words)
        self._to_speak.append(words)

    def _write_open(self, atoms: list[Atom]) -> None:
        """Make the open part of the document say `atoms`, changing as little as possible."""
        start = self._open_start.position()
        place, same = start, 0
        for old, new in zip(self._open, atoms, strict=False):
            if not old.is_same(new):
                break
            place += _length(old, place)
            same += 1
        removed, added = self._open[same:], atoms[same:]
        self._open = atoms
        if not removed and not added:
            return
        cursor = QTextCursor(self)
        cursor.setPosition(place)
        if len(removed) == 1 and added and _continues(removed[0], added[0]):
            cursor.setPosition(place + len(removed[0].text))
            first = added[0]
            cursor.insertText(first.text[len(removed[0].text) :], first.text_format)
            added = added[1:]
        elif removed:
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        for atom in added:
            _insert(cursor, atom)
        self._open_start.setPosition(start)

    def _close_open(self) -> None:
        """What stands at the end stays; formulas that are not ready keep a cursor on their place."""
        place = self._open_start.position()
        for atom in self._open:
            length = _length(atom, place)
            self._watch(atom, place, length)
            place += length
        self._open = []
        self._open_start.movePosition(QTextCursor.MoveOperation.End)

    def _watch(self, atom: Atom, place: int, length: int) -> None:
        """Keep a cursor on a formula in closed text that is not ready."""
        if atom.waits_for is not None:
            cursor = QTextCursor(self)
            cursor.setPosition(place)
            cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setKeepPositionOnInsert(True)
            self._waiting.setdefault(atom.waits_for, []).append(_Waiting(cursor, atom))

    def _replace_closed(self, cursor: QTextCursor, atoms: list[Atom]) -> None:
        """Put `atoms` in the place of what `cursor` selects; a step that ended there ends behind them."""
        ended = self._marks.ending_at(cursor.selectionEnd())
        cursor.removeSelectedText()
        writer = QTextCursor(cursor)
        writer.setKeepPositionOnInsert(False)
        for atom in atoms:
            place = writer.position()
            writer.insertText(atom.text, atom.text_format)
            self._watch(atom, place, _length(atom, place))
        self._marks.end_at(ended, writer.position())

    @Slot(object, object)
    def _on_typeset(self, key: Key, result: Result) -> None:
        waiting = self._waiting.pop(key, [])
        is_open = any(atom.waits_for == key for atom in self._open)
        if isinstance(result, Drawing) and self._atoms.take_narrow(key, result):
            self._refit()
        elif not waiting and not is_open:
            return
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        for each in waiting:
            assert each.atom.origin is not None
            self._replace_closed(each.cursor, self._atoms.run(*each.atom.origin))
        cursor.endEditBlock()
        if is_open:
            self.flush()
        self.rewritten.emit()


def _length(atom: Atom, place: int) -> int:
    """Characters in the document; the first paragraph begins without one."""
    if atom.block_format is not None:
        return 1 if place else 0
    return len(atom.text.encode("utf-16-le")) // 2


def _continues(old: Atom, new: Atom) -> bool:
    return bool(old.text) and old.key == new.key and new.text.startswith(old.text) and new.waits_for is None


def _insert(cursor: QTextCursor, atom: Atom) -> None:
    if atom.block_format is None:
        cursor.insertText(atom.text, atom.text_format)
    elif cursor.position():
        cursor.insertBlock(atom.block_format, atom.text_format)
    else:
        cursor.setBlockFormat(atom.block_format)
        cursor.setBlockCharFormat(atom.text_format)


def _holds_formula(block: QTextBlock) -> bool:
    return "\ufffc" in block.text()
