"""Writes a document as plain text for an e-mail: lines of at most 72 columns, formulas as people type them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from steppe.export.document import Document, Passage, Program, Result, Solved
from steppe.export.formula_plain import plain_formula
from steppe.export.shape import answer_lines, outcome, program_lines
from steppe.prose.flow import Paragraph, Run
from steppe.sandbox.visible import visible
from steppe_models.prompts import LETTERS

WIDTH = 72
_CODE_INDENT = "    "
_WIDE = frozenset("WF")


def write_text(document: Document) -> str:
    """The document as plain text in UTF-8. Lines of programs and of what they print are never broken."""
    lines = list(_worksheet(document) if document.is_worksheet else _single(document))
    made: list[str] = []
    for line in (each.rstrip() for each in lines):
        if line or (made and made[-1]):
            made.append(line)
    return "\n".join(made).rstrip("\n") + "\n"


def _single(document: Document) -> Iterator[str]:
    (solved,) = document.solves
    if document.title:
        yield from _title(document.title, "=")
    yield from _title(document.words.problem, "-")
    yield from _problem(solved, "")
    if document.answers != "none":
        yield from _solution(document, solved)


def _worksheet(document: Document) -> Iterator[str]:
    words = document.words
    yield from _title(document.title, "=")
    for number, solved in enumerate(document.solves, 1):
        yield from _problem(solved, f"{number}. ")
        yield ""
    if document.answers == "key":
        yield from _title(words.answers, "=")
        for number, solved in enumerate(document.solves, 1):
            label = f"{number}. "
            text = "; ".join(_answers(document, solved))
            yield from wrapped(text, label, " " * len(label))
    elif document.answers == "full":
        yield from _title(words.solutions, "=")
        for number, solved in enumerate(document.solves, 1):
            yield from _title(f"{words.problem} {number}", "=")
            yield from _problem(solved, "")
            yield from _solution(document, solved)


def _title(text: str, line: str) -> Iterator[str]:
    shown = " ".join(visible(text).split())
    yield ""
    yield from wrapped(shown, "", "")
    yield line * min(WIDTH, _columns(shown))


def _problem(solved: Solved, label: str) -> Iterator[str]:
    room = " " * len(label)
    lines = [line for line in _passages(solved.problem) if line or not label]
    for place, line in enumerate(lines or [""]):
        yield f"{label if place == 0 else room}{line}"
    for letter, choice in zip(LETTERS, solved.choices, strict=False):
        yield from wrapped(_runs(choice), f"{room}  ({letter}) ", f"{room}      ")


def _solution(document: Document, solved: Solved) -> Iterator[str]:
    words = document.words
    yield from _title(words.answer, "-")
    for answer in _answers(document, solved):
        yield from wrapped(answer, "", "")
    for line in outcome(solved, words):
        yield from wrapped(visible(line), "", "")
    if solved.reasoning:
        yield from _title(words.reasoning, "-")
        yield from _passages(solved.reasoning)
    if solved.program is not None:
        yield from _title(words.program, "-")
        yield from _program(document, solved.program)
    notes = [note for note in (*solved.notes, *solved.remark.splitlines()) if note.strip()]
    if notes:
        yield from _title(words.notes, "-")
        for note in notes:
            yield from wrapped(visible(note), "", "")
    yield ""
    facts = [f"{fact.name}: {fact.value}" for fact in solved.facts]
    facts += [f"{words.tags}: {' '.join(f'#{tag}' for tag in solved.tags)}"] if solved.tags else []
    for fact in facts:
        yield from wrapped(visible(fact), "", "  ")


def _answers(document: Document, solved: Solved) -> list[str]:
    lines = answer_lines(solved, document.words)
    return [(f"{label}: " if label else "") + (_result(result) if result else text) for label, result, text in lines]


def _result(result: Result) -> str:
    return " ".join(_runs(result.runs).split())


def _program(document: Document, program: Program) -> Iterator[str]:
    yield from _code(program.source)
    heading, text, message = program_lines(program, document.words)
    if heading:
        yield from _title(heading, "-")
    if text:
        yield from _code(text)
    if message:
        yield from wrapped(visible(message), "", "")


def _code(source: str) -> Iterator[str]:
    yield from (_CODE_INDENT + visible(line) for line in source.split("\n"))


def _passages(passages: Iterable[Passage]) -> Iterator[str]:
    for passage in passages:
        for paragraph in passage.paragraphs:
            yield from _paragraph(paragraph, is_first=paragraph is passage.paragraphs[0], passage=passage)
        if passage.mark is not None and passage.mark.state == "wrong":
            yield from wrapped(visible(passage.mark.note), "  ✗ ", "    ")


def _paragraph(paragraph: Paragraph, *, is_first: bool, passage: Passage) -> Iterator[str]:
    if paragraph.follows_blank and is_first:
        yield ""
    if paragraph.kind == "code":
        yield from _code(paragraph.runs[0].text)
    elif paragraph.kind == "rule":
        yield "-" * WIDTH
    elif paragraph.kind == "display":
        yield ""
        after = _runs(paragraph.runs[1:])
        for line in (_formula(paragraph.runs[0]) + after).split("\n"):
            yield from wrapped(line, "    ", "      ")
        yield ""
    elif paragraph.kind == "row":
        yield "  " + "  |  ".join(cell.strip() for cell in _runs(paragraph.runs).split("\t"))
    elif paragraph.kind == "item":
        label, _, rest = paragraph.runs[0].text.partition("\t")
        start = "  " * paragraph.level + (label if label[:1].isdigit() else "-") + " "
        text = _runs((Run("text", rest), *paragraph.runs[1:])) + _tick(passage, paragraph)
        yield from wrapped(text, start, " " * len(start))
    else:
        yield from wrapped(_runs(paragraph.runs) + _tick(passage, paragraph), "", "")


def _tick(passage: Passage, paragraph: Paragraph) -> str:
    is_last = paragraph is passage.paragraphs[-1]
    return "  ✓" if is_last and passage.mark is not None and passage.mark.state == "right" else ""


def _runs(runs: Iterable[Run]) -> str:
    return "".join(_formula(run).replace("\n", "; ") if run.kind == "formula" else visible(run.text) for run in runs)


def _formula(run: Run) -> str:
    return visible(plain_formula(run.text))


def wrapped(text: str, first: str, following: str) -> Iterator[str]:
    """Text in lines of at most `WIDTH` columns; a longer word has its own, wide characters may part."""
    line, has_words = first, False
    for word in _words(text):
        room = WIDTH - _columns(line)
        if has_words and _columns(word.rstrip()) > room:
            yield line.rstrip()
            line, has_words = following, False
        if word == "\n":
            yield line.rstrip()
            line, has_words = following, False
            continue
        line += word
        has_words = True
    if has_words or not text:
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Words with the blanks behind them; each wide character is a word."""
    word = ""
    for character in text:
        if character == "\n":
            if word:
                yield word
            yield character
            word = ""
        elif unicodedata.east_asian_width(character) in _WIDE:
            if word:
                yield word
            word = character
        elif word and word[-1] in " \t" and character not in " \t":
            yield word
            word = character
        else:
            word += character
    if word:
        yield word


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in _WIDE else not unicodedata.combining(each) for each in text)
