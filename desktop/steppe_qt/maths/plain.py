"""The text of a document without objects: formulas as LaTeX or in words, marks in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextDocument

from steppe.prose.blocks import Block
from steppe.prose.flow import paragraphs
from steppe_qt.maths.objects import BREAK, FORMULA_OBJECT, MARK_OBJECT, MARK_STATE, SOURCE, TEX


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of the document from `start` to `end`, and what is read for them."""

    start: int
    end: int
    text: str
    is_object: bool = False


def stretches(
    document: QTextDocument,
    formula: Callable[[str, str], str],
    mark: Callable[[str], str],
    *,
    start: int = 0,
    end: int = -1,
    joint: str = "",
) -> Iterator[Stretch]:
    """The text between two positions in order; paragraphs end with a line feed.

    `formula` is given the source and the LaTeX of each formula; `joint` stands between the parts of a long one.
    """
    end = document.characterCount() - 1 if end < 0 else end
    block = document.findBlock(start)
    while block.isValid() and block.position() <= end:
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            first, last = max(start, fragment.position()), min(end, fragment.position() + fragment.length())
            if first < last:
                text_format = fragment.charFormat()
                kind = text_format.objectType()
                if kind in (FORMULA_OBJECT, MARK_OBJECT):
                    if kind == FORMULA_OBJECT:
                        said = formula(str(text_format.property(SOURCE)), str(text_format.property(TEX)))
                    else:
                        said = mark(str(text_format.property(MARK_STATE)))
                    for place in range(first, last):
                        yield Stretch(place, place + 1, said, True)
                else:
                    offset = fragment.position()
                    units = fragment.text().encode("utf-16-le")
                    text = units[2 * (first - offset) : 2 * (last - offset)].decode("utf-16-le", "replace")
                    yield Stretch(
                        first, last, text.replace("\u2028", "\n").replace(BREAK, joint).replace("\u00a0", " ")
                    )
            iterator += 1
        close = block.position() + block.length() - 1
        if start <= close < end:
            yield Stretch(close, close + 1, "\n")
        block = block.next()


def source_text(document: QTextDocument, start: int = 0, end: int = -1) -> str:
    """The text with every formula as it was written, delimiters included."""
    return "".join(
        each.text for each in stretches(document, lambda source, tex: source, lambda state: "", start=start, end=end)
    )


def read_stretches(document: QTextDocument) -> list[Stretch]:
    """The text as it is read aloud: formulas in words, marks before their lines."""
    return list(stretches(document, lambda source, tex: _spoken(tex), _mark_words, joint=" "))


def spoken_block(block: Block) -> str:
    """A block in words, without its markup."""
    return " ".join(
        "".join(_spoken(run.text) if run.kind == "formula" else run.text for run in paragraph.runs)
        for paragraph in paragraphs(block)
    )


def _spoken(tex: str) -> str:
    from steppe_qt.maths.speech import spoken  # when it is first asked for: start-up does not need it

    return spoken(tex, _said)


def _said(phrase: str) -> str:
    return QCoreApplication.translate("Speech", phrase)


def _mark_words(state: str) -> str:
    if state == "right":
        return QCoreApplication.translate("StepMark", "Right: ")
    if state == "wrong":
        return QCoreApplication.translate("StepMark", "Wrong: ")
    return QCoreApplication.translate("StepMark", "Unchecked: ")
