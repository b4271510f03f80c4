"""Writes a document as Markdown with formulas between dollar signs, as GitHub, Jupyter and pandoc read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from steppe.export.document import Document, Passage, Program, Solved
from steppe.export.formula_latex import latex_formula
from steppe.export.shape import answer_lines, outcome, program_lines
from steppe.export.words import Words
from steppe.prose.flow import Paragraph, Run
from steppe.sandbox.visible import visible
from steppe_models.prompts import LETTERS

_MARKUP = re.compile(r"[\\`*_|~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\[(?=[^\n]*\][(\[:])")
_BAR = r"\vert "
_AT_START = re.compile(r"^(\s*)([#+=>-]|\d{1,9}[.)](?=\s|$))", re.MULTILINE)


def write_markdown(document: Document) -> str:
    """The document as Markdown in UTF-8."""
    parts = worksheet(document) if document.is_worksheet else single(document)
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def single(document: Document) -> Iterator[str]:
    """One problem with its solution, a part for each block."""
    (solved,) = document.solves
    if document.title:
        yield f"# {escaped(document.title)}"
    yield f"## {document.words.problem}"
    yield from problem(solved)
    if document.answers != "none":
        yield from answer(solved, document.words)
        yield from reasoning(solved, document.words)
        if solved.program is not None:
            yield from _program(solved.program, document.words)
        yield from asides(solved, document.words)


def worksheet(document: Document) -> Iterator[str]:
    """Problems, then what answers are asked for."""
    words = document.words
    yield f"# {escaped(document.title)}"
    for number, solved in enumerate(document.solves, 1):
        yield f"## {words.problem} {number}"
        yield from problem(solved)
    if document.answers == "key":
        yield f"# {words.answers}"
        yield "\n".join(f"{number}. {answers_in_line(each, words)}" for number, each in enumerate(document.solves, 1))
    elif document.answers == "full":
        yield f"# {words.solutions}"
        for number, solved in enumerate(document.solves, 1):
            yield f"## {words.problem} {number}"
            yield from problem(solved)
            yield from answer(solved, words)
            yield from reasoning(solved, words)
            if solved.program is not None:
                yield from _program(solved.program, words)
            yield from asides(solved, words)


def problem(solved: Solved) -> Iterator[str]:
    """The problem and its choices."""
    yield from passages(solved.problem)
    if solved.choices:
        labels = zip(LETTERS, solved.choices, strict=False)
        yield "\n".join(f"- ({letter}) {_runs(choice)}" for letter, choice in labels)


def answer(solved: Solved, words: Words) -> Iterator[str]:
    """The answer or answers, and how they were checked."""
    yield f"### {words.answer}"
    for label, result, text in answer_lines(solved, words):
        shown = _runs(result.runs) if result else text
        yield f"{label}: **{shown}**" if label else f"**{shown}**"
    yield from (_AT_START.sub(_guarded, escaped(line)) for line in outcome(solved, words))


def answers_in_line(solved: Solved, words: Words) -> str:
    """The answers of a key."""
    lines = answer_lines(solved, words)
    return "; ".join(
        (f"{label}: " if label else "") + (_runs(each.runs) if each else text) for label, each, text in lines
    )


def reasoning(solved: Solved, words: Words) -> Iterator[str]:
    """The prose, with marks at its steps."""
    if solved.reasoning:
        yield f"### {words.reasoning}"
        yield from passages(solved.reasoning)


def asides(solved: Solved, words: Words) -> Iterator[str]:
    """Notes, tags, and what the receipt says."""
    notes = [note for note in (*solved.notes, *solved.remark.splitlines()) if note.strip()]
    if notes:
        yield f"### {words.notes}"
        yield from (_AT_START.sub(_guarded, escaped(note)) for note in notes)
    facts = [f"{fact.name}: {escaped(fact.value)}" for fact in solved.facts]
    if solved.tags:
        facts.append(f"{words.tags}: " + " ".join(escaped(f"#{tag}") for tag in solved.tags))
    if facts:
        yield "---"
        yield "  \n".join(facts)


def _program(program: Program, words: Words) -> Iterator[str]:
    yield f"### {words.program}"
    yield fenced(visible(program.source), "python")
    heading, text, message = program_lines(program, words)
    if heading:
        yield f"### {heading}"
    if text:
        yield fenced(visible(text), "text")
    if message:
        yield escaped(message)


def fenced(code: str, language: str) -> str:
    """Code between fences that are longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def passages(parts: Iterable[Passage]) -> Iterator[str]:
    """Text with its formulas, a part for each block; rows of a table are one."""
    rows: list[Paragraph] = []
    items: list[str] = []
    for passage in parts:
        for place, paragraph in enumerate(passage.paragraphs):
            if paragraph.kind == "row":
                yield from _ended(items)
                rows.append(paragraph)
                continue
            if rows:
                yield _table(rows)
                rows = []
            text = _paragraph(paragraph)
            is_last = place == len(passage.paragraphs) - 1
            has_tick = is_last and passage.mark is not None and passage.mark.state == "right"
            text += " ✓" if has_tick and paragraph.kind in ("text", "item") else ""
            if paragraph.kind == "item":
                items.append(text)
                continue
            yield from _ended(items)
            yield text
        if passage.mark is not None and passage.mark.state == "wrong":
            yield from _ended(items)
            yield f"> ✗ {escaped(passage.mark.note)}"
    if rows:
        yield _table(rows)
    yield from _ended(items)


def _ended(items: list[str]) -> Iterator[str]:
    """The list that ends here, its items on lines below each other."""
    if items:
        yield "\n".join(items)
        items.clear()


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.kind == "code":
        return fenced(visible(paragraph.runs[0].text), "")
    if paragraph.kind == "rule":
        return "---"
    if paragraph.kind == "heading":
        return f"#### {_runs(paragraph.runs)}"
    if paragraph.kind == "item":
        label, _, rest = paragraph.runs[0].text.partition("\t")
        mark = "-" if not label[:1].isdigit() else label
        runs = (Run("text", rest), *paragraph.runs[1:])
        return f"{'   ' * paragraph.level}{mark} {_runs(runs)}"
    if paragraph.kind == "display":
        return _display(paragraph.runs)
    return _AT_START.sub(_guarded, _runs(paragraph.runs))


def _guarded(match: re.Match[str]) -> str:
    """What would make a heading, a list or a rule of the line."""
    sign = match[2]
    return match[1] + (f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else f"\\{sign}")


def _display(runs: tuple[Run, ...]) -> str:
    formula = formula_source(runs[0].text)
    after = _runs(runs[1:])
    if formula is None:
        return _code(runs[0].source) + after
    return f"$$\n{formula}{after}\n$$"


def formula_source(tex: str) -> str | None:
    """LaTeX as MathJax takes it between dollar signs: as written where that will do; None if it is no formula."""
    written = latex_formula(tex)
    if written is None or "`" in tex:
        return None
    is_changed = re.match(r"\\begin\{(?:aligned|gathered)\}", written) or "$" in tex or "#" in tex or "%" in tex
    if is_changed and r"\missing" not in written:
        return written
    return None if "$" in tex else " ".join(visible(tex).split())


def _table(rows: list[Paragraph]) -> str:
    lines = [[cell.strip() for cell in _runs(row.runs, is_cell=True).split("\t")] for row in rows]
    columns = max(len(line) for line in lines)
    made = [f"| {' | '.join([*line, *[''] * (columns - len(line))])} |" for line in lines]
    return "\n".join([made[0], "|" + "---|" * columns, *made[1:]])


def _runs(runs: Iterable[Run], *, is_cell: bool = False) -> str:
    return "".join(_run(run, is_cell) for run in runs)


def _run(run: Run, is_cell: bool) -> str:
    if run.kind == "formula":
        formula = formula_source(run.text)
        if formula is None:
            return _code(run.source or run.text)
        text = f"${formula.replace('|', _BAR) if is_cell else formula}$"
    elif run.kind in ("code", "open"):
        text = _code(run.text)
    else:
        tabs = run.text.split("\t")  # between the cells of a row
        text = "\t".join("  \n".join(escaped(line) for line in tab.split("\n")) for tab in tabs)
    sign = "*" * ((2 if run.is_bold else 0) + (1 if run.is_italic else 0))
    inner = text.strip()
    if not sign or not inner:
        return text
    start = text.index(inner)
    return f"{text[:start]}{sign}{inner}{sign}{text[start + len(inner) :]}"


def escaped(text: str) -> str:
    """Running text with every sign of Markdown and mathematics escaped."""
    shown = visible(text).replace("\n", " ")
    return _MARKUP.sub(lambda match: "\\" + match[0], shown).replace("$", r"\$")


def _code(text: str) -> str:
    """A span of code with marks longer than any inside."""
    text = " ".join(visible(text).split("\n"))
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    mark = "`" * (longest + 1)
    pad = " " if text[:1] in "` " or text[-1:] in "` " else ""
    return f"{mark}{pad}{text}{pad}{mark}" if text.strip() else ""
