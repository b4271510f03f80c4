r"""Writes a document as a LaTeX article that pdflatex compiles as it stands, with every distribution's packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from steppe.export.document import Document, Mark, Passage, Program, Result, Solved
from steppe.export.formula_latex import latex_formula
from steppe.export.formula_plain import plain_formula
from steppe.export.latex_text import escaped, escaped_code
from steppe.export.shape import answer_lines, outcome, page_words, program_lines
from steppe.prose.breaking import on_lines
from steppe.prose.flow import Paragraph, Run
from steppe_models.prompts import LETTERS

_WIDE = 78  # characters of plain text from which a displayed formula is set on several lines
_LONG_WORD = re.compile(r"\S{36}")
_CODE_WIDTH = 84
_SHORT_CHOICES = 64

_PREAMBLE = r"""% {name}
% Written by Steppe. Compile it with: pdflatex FILE
\documentclass[11pt,{paper}paper]{{article}}
\usepackage[utf8]{{inputenc}}
\usepackage[T1]{{fontenc}}
\IfFileExists{{lmodern.sty}}{{\usepackage{{lmodern}}}}{{}}
\usepackage{{textcomp}}
\usepackage{{amsmath,amssymb}}
\usepackage{{color}}
\usepackage[margin=25mm]{{geometry}}
\usepackage[hidelinks]{{hyperref}}
\hypersetup{{pdftitle={{{title}}},pdfcreator={{Steppe}}}}
\setlength{{\parindent}}{{0pt}}
\setlength{{\parskip}}{{5pt plus 2pt}}
\setcounter{{MaxMatrixCols}}{{20}}
\allowdisplaybreaks
\sloppy
% a character that LaTeX's fonts lack, as its number in a small box
\newcommand{{\missing}}[2]{{{{\setlength{{\fboxsep}}{{0.7pt}}\fbox{{\fontfamily{{cmtt}}\fontsize{{4}}{{4}}\selectfont
  \begin{{tabular}}{{@{{}}c@{{}}}}#1\\[-1.2pt]#2\end{{tabular}}}}}}\allowbreak}}
\newcommand{{\aside}}[1]{{\textcolor[gray]{{0.35}}{{\small #1}}}}
% a mark in the margin: the claims of the line hold, or do not
\newcommand{{\margin}}[1]{{\leavevmode\makebox[0pt][r]{{#1\hspace{{0.7em}}}}}}
\newcommand{{\holds}}{{\textcolor[rgb]{{0.11,0.42,0.24}}{{$\checkmark$}}}}
\newcommand{{\fails}}{{\textcolor[rgb]{{0.64,0.16,0.16}}{{$\times$}}}}
\newcommand{{\remark}}[1]{{{{\leftskip=1.5em\textcolor[rgb]{{0.64,0.16,0.16}}{{\small #1}}\par}}}}
\newcommand{{\entry}}[3]{{{{\leftskip=#1\makebox[0pt][r]{{\makebox[1.6em][l]{{#2}}}}#3\par}}}}
\newcommand{{\codebar}}{{\makebox[0pt][r]{{\textcolor[gray]{{0.75}}{{\vrule width 1pt
  height 0.72\baselineskip depth 0.28\baselineskip}}\hspace{{0.7em}}}}}}
\newcommand{{\codeline}}[1]{{\codebar\texttt{{#1}}\strut\par}}
\newenvironment{{code}}{{\par\medskip\begingroup\small\leftskip=1.2em\parskip=0pt\raggedright}}{{\par\endgroup\medskip}}
\providecommand{{\cancel}}[1]{{\ooalign{{$#1$\cr\hidewidth$/$\hidewidth\cr}}}}
\providecommand{{\bcancel}}[1]{{\ooalign{{$#1$\cr\hidewidth$\backslash$\hidewidth\cr}}}}
\providecommand{{\xcancel}}[1]{{\ooalign{{$#1$\cr\hidewidth$\times$\hidewidth\cr}}}}
"""


def write_latex(document: Document) -> str:
    """The document as a LaTeX article in UTF-8."""
    comment = re.sub(r"[\x00-\x1f\x7f]+", " ", document.name)
    preamble = _PREAMBLE.format(name=comment, paper=document.paper, title=_metadata(document.name))
    body = _worksheet(document) if document.is_worksheet else _single(document)
    return "\n".join([preamble, r"\begin{document}", *body, r"\end{document}", ""])


def _metadata(text: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in " .,:;!?()=+-/") else " " for each in text)


def _single(document: Document) -> Iterator[str]:
    (solved,) = document.solves
    if document.title:
        yield rf"\section*{{{escaped(document.title)}}}"
    yield _heading(document.words.problem)
    yield from _problem(solved)
    if document.answers != "none":
        yield from _solution(document, solved)


def _worksheet(document: Document) -> Iterator[str]:
    words = document.words
    yield rf"\section*{{{escaped(document.title)}}}"
    if document.answers != "full":
        yield rf"{escaped(words.pupil)}: \hrulefill\quad {escaped(words.date)}: \makebox[9em]{{\hrulefill}}\par\bigskip"
    for number, solved in enumerate(document.solves, 1):
        yield rf"\medskip{{\leftskip=2em \makebox[0pt][r]{{\makebox[2em][l]{{\textbf{{{number}.}}}}}}%"
        yield from _problem(solved)
        yield r"\par}"
    if document.answers == "key":
        yield rf"\clearpage\section*{{{escaped(words.answers)}}}"
        for number, solved in enumerate(document.solves, 1):
            yield rf"\entry{{2em}}{{\textbf{{{number}.}}}}{{{'; '.join(_answers(document, solved))}}}"
    elif document.answers == "full":
        yield rf"\clearpage\section*{{{escaped(words.solutions)}}}"
        for number, solved in enumerate(document.solves, 1):
            yield rf"\subsection*{{{escaped(words.problem)} {number}}}"
            yield from _problem(solved)
            yield from _solution(document, solved)


def _heading(text: str) -> str:
    return rf"\subsubsection*{{{escaped(text)}}}"


def _problem(solved: Solved) -> Iterator[str]:
    yield from _passages(solved.problem)
    if not solved.choices:
        return
    labelled = [
        rf"\mbox{{({letter})}}~{_runs(choice)}" for letter, choice in zip(LETTERS, solved.choices, strict=False)
    ]
    length = sum(len("".join(run.text for run in choice)) + 8 for choice in solved.choices)
    yield (r"\qquad ".join(labelled) if length <= _SHORT_CHOICES else r"\par ".join(labelled)) + r"\par"


def _solution(document: Document, solved: Solved) -> Iterator[str]:
    words = document.words
    yield _heading(words.answer)
    for answer in _answers(document, solved):
        yield rf"{{\large {answer}\par}}"
    for line in outcome(solved, words):
        yield rf"\aside{{{escaped(line)}}}\par"
    if solved.reasoning:
        yield _heading(words.reasoning)
        yield from _passages(solved.reasoning)
    if solved.program is not None:
        yield _heading(words.program)
        yield from _program(document, solved.program)
    yield from _asides(document, solved)


def _answers(document: Document, solved: Solved) -> list[str]:
    lines = answer_lines(solved, document.words)
    return [
        (f"{escaped(label)}: " if label else "") + (_result(result) if result else escaped(text))
        for label, result, text in lines
    ]


def _result(result: Result) -> str:
    (first, *rest) = result.runs
    if not rest and first.kind == "formula":
        formula = latex_formula(first.text)
        if formula is not None:
            return rf"$\displaystyle {formula}$"
    return _runs(result.runs)


def _asides(document: Document, solved: Solved) -> Iterator[str]:
    words = document.words
    if solved.notes or solved.remark:
        yield _heading(words.notes)
        yield from (escaped(note) + r"\par" for note in (*solved.notes, *solved.remark.splitlines()) if note.strip())
    if solved.facts or solved.tags:
        tags = [(words.tags, " ".join(f"#{tag}" for tag in solved.tags))] if solved.tags else []
        pairs = [(fact.name, fact.value) for fact in solved.facts] + tags
        facts = r" \textperiodcentered{} ".join(rf"{escaped(name)}: {_broken(value)}" for name, value in pairs)
        yield rf"\medskip{{\color[gray]{{0.35}}\footnotesize {facts}\par}}"


def _program(document: Document, program: Program) -> Iterator[str]:
    yield from _code(program.source)
    heading, text, message = program_lines(program, document.words)
    if heading:
        yield _heading(heading)
    if text:
        yield from _code(text)
    if message:
        yield rf"\aside{{{escaped(message)}}}\par"


def _code(source: str) -> Iterator[str]:
    yield r"\begin{code}"
    for line in source.split("\n"):
        for piece in page_words(line.rstrip(), _CODE_WIDTH):
            yield rf"\codeline{{{escaped_code(piece)}}}"
    yield r"\end{code}"


def _passages(passages: Iterable[Passage]) -> Iterator[str]:
    rows: list[Paragraph] = []
    for passage in passages:
        for place, paragraph in enumerate(passage.paragraphs):
            if paragraph.kind == "row":
                rows.append(paragraph)
                continue
            yield from _table(rows)
            rows.clear()
            yield from _paragraph(paragraph, passage.mark if place == 0 else None)
        if passage.mark is not None and passage.mark.note:
            yield rf"\remark{{{escaped(passage.mark.note)}}}"
    yield from _table(rows)


def _paragraph(paragraph: Paragraph, mark: Mark | None) -> Iterator[str]:
    sign = "" if mark is None else r"\holds" if mark.state == "right" else r"\fails"
    margin = rf"\margin{{{sign}}}" if sign else ""
    if paragraph.kind == "display":
        yield _display(paragraph.runs, sign)
    elif paragraph.kind == "code":
        yield from _code(paragraph.runs[0].text)
    elif paragraph.kind == "rule":
        yield r"\par\smallskip\hrule\smallskip"
    elif paragraph.kind == "heading":
        yield rf"\par\medskip {margin}\textbf{{{_runs(paragraph.runs)}}}\par\nopagebreak"
    elif paragraph.kind == "item":
        label, runs = _item(paragraph.runs)
        indent = f"{1.8 * (paragraph.level + 1):.1f}em"
        outside = rf"\makebox[0pt][r]{{{sign}\hspace{{{indent}}}\hspace{{0.7em}}}}" if sign else ""
        yield rf"\entry{{{indent}}}{{{escaped(label)}}}{{{outside}{_runs(runs)}}}"
    else:
        yield rf"{margin}{_runs(paragraph.runs)}\par"


def _item(runs: tuple[Run, ...]) -> tuple[str, tuple[Run, ...]]:
    label, _, rest = runs[0].text.partition("\t")
    return label, (Run("text", rest), *runs[1:]) if rest else runs[1:]


def _display(runs: tuple[Run, ...], sign: str) -> str:
    tex = runs[0].text
    formula = latex_formula(tex)
    after = _runs(runs[1:])
    if formula is None:
        return rf"\begin{{center}}{_raw(runs[0])}{after}\end{{center}}"
    if len(plain_formula(tex)) > _WIDE and (broken := on_lines(tex)) is not None:
        formula = latex_formula(broken) or formula
    end = rf"\text{{{after}}}" if after else ""
    tag = rf"\tag*{{{sign}}}" if sign else ""
    return rf"\[{formula}{end}{tag}\]"


def _table(rows: list[Paragraph]) -> Iterator[str]:
    """Rows of cells below each other."""
    if not rows:
        return
    lines = [[_runs(cell) for cell in _cells(row.runs)] for row in rows]
    columns = max(len(line) for line in lines)
    yield rf"\begin{{center}}\begin{{tabular}}{{{'l' * columns}}}\hline"
    for place, line in enumerate(lines):
        cells = " & ".join(cell.strip() for cell in line)
        rule = r" \hline" if place in (0, len(lines) - 1) else ""
        yield rf"\relax {cells} \\{rule}"
    yield r"\end{tabular}\end{center}"


def _cells(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs of a row by cell: a tab in its text begins the next one."""
    cells: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\t") if run.kind == "text" else [run.text]
        cells[-1].append(replace(run, text=first))
        cells += [[replace(run, text=part)] for part in others]
    return cells


def _runs(runs: Iterable[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    if run.kind == "formula":
        formula = latex_formula(run.text)
        text = _raw(run) if formula is None else f"${formula}$"
    elif run.kind in ("code", "open"):
        text = rf"\texttt{{{_broken(run.text, is_code=True)}}}"
    else:
        text = r"\leavevmode\newline ".join(_broken(line) for line in run.text.split("\n"))
    text = rf"\textbf{{{text}}}" if run.is_bold and text else text
    return rf"\textit{{{text}}}" if run.is_italic and text else text


def _raw(run: Run) -> str:
    """A formula that LaTeX would not take, as it was written."""
    return rf"\texttt{{{_broken(run.source or run.text, is_code=True)}}}"


def _broken(text: str, *, is_code: bool = False) -> str:
    """Text with places in very long words where a line may end."""
    parts = _LONG_WORD.sub(lambda match: match[0] + "\x00", text).split("\x00") if _LONG_WORD.search(text) else [text]
    write = (lambda part: escaped_code(part, is_breakable=True)) if is_code else escaped
    return r"\allowbreak{}".join(write(part) for part in parts)
