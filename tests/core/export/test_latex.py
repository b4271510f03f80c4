"""LaTeX compiles with pdflatex as it stands, whatever a model wrote; no command of the text's own survives."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from steppe.export.formula_latex import latex_formula
from steppe.export.gathering import document_of, solved_from_events
from steppe.export.latex import _table, write_latex
from steppe.export.latex_text import escaped, escaped_code
from steppe.problem import Problem
from steppe.prose.flow import Paragraph, Run

PDFLATEX = shutil.which("pdflatex")
needs_latex = pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed (texlive-latex-recommended)")


def compiled(source: str, folder: Path) -> str:
    """The log of a run that ended well."""
    assert PDFLATEX is not None
    (folder / "made.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [PDFLATEX, "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "made.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
    )
    log = done.stdout.decode("latin-1")
    assert done.returncode == 0, log[-2500:]
    return log


@needs_latex
@pytest.mark.parametrize(
    "name", ["quadratic", "real", "differing", "choice", "scripts", "cut", "empty", "failed program", "long"]
)
def test_every_kind_of_solve_compiles(solves, name, tmp_path):
    compiled(write_latex(document_of([solves[name]])), tmp_path)


@needs_latex
@pytest.mark.parametrize("answers", ["key", "full", "none"])
def test_worksheets_compile_on_both_papers(everything, answers, tmp_path):
    document = document_of(everything, title="Quadratics & 100 % more_", answers=answers, paper="letter")
    assert "Output written" in compiled(write_latex(document), tmp_path)


@needs_latex
def test_arbitrary_text_compiles(export_story, tmp_path):
    """120 texts of fragments in one run: prose, problems, choices, programs, outputs and answers."""
    solves = [export_story.random_solve(seed) for seed in range(30)]
    compiled(write_latex(document_of(solves)), tmp_path)


@needs_latex
def test_arbitrary_formulas_compile(export_story, tmp_path):
    formulas = [made for seed in range(6000) if (made := latex_formula(export_story.soup(seed, 9))) is not None]
    assert len(formulas) > 500
    solve = solved_from_events(Problem("p"), [])
    source = write_latex(document_of([solve]))
    body = "\n\n".join(f"${each}$" if place % 2 else rf"\[{each}\]" for place, each in enumerate(formulas))
    compiled(source.replace(r"\end{document}", rf"{body}\end{{document}}"), tmp_path)


@needs_latex
def test_every_known_command_compiles(tmp_path):
    from steppe.export import formula_commands as known

    names = {*known.PLAIN, *known.SPACES, *known.STYLES, *known.SIGNS}
    formulas = [rf"x \{name} y" for name in sorted(names)]
    for name, count in known.CALLS.items():
        formulas.append(rf"\{name}" + "{x}" * count)
    formulas += [rf"\{name}{{words}}" for name in known.TEXTS]
    formulas += [rf"\{name}( x" for name in known.SIZED] + [rf"\left{each} x \right." for each in known.DELIMITERS]
    formulas += list(known.OF_CHARACTER)
    made = [latex_formula(each) for each in formulas]
    assert None not in made
    source = write_latex(document_of([solved_from_events(Problem("p"), [])]))
    body = "\n\n".join(f"${each}$" for each in made)
    compiled(source.replace(r"\end{document}", rf"{body}\end{{document}}"), tmp_path)


@needs_latex
def test_every_letter_of_the_first_planes_compiles(tmp_path):
    characters = [chr(code) for code in range(0x20, 0x2C00) if chr(code).isprintable()]
    lines = ["".join(characters[start : start + 60]) for start in range(0, len(characters), 60)]
    source = write_latex(document_of([solved_from_events(Problem("p"), [])]))
    body = r"\par ".join(
        [escaped(line) for line in lines] + [rf"\texttt{{{escaped_code(line)}}}" for line in lines[:12]]
    )
    compiled(source.replace(r"\end{document}", rf"{body}\end{{document}}"), tmp_path)


@pytest.mark.parametrize(
    ("tex", "made"),
    [
        (r"\frac12", r"\frac{1}{2}"),
        (r"x^\frac{1}{2}", r"x^{\frac{1}{2}}"),
        (r"a \over b", r"\frac{a}{b}"),
        (r"a &= b \\ &= c", r"\begin{aligned}a & =b \\  & =c\end{aligned}"),
        (r"\begin{align*}a&=b\end{align*}", r"\begin{aligned}a & =b\end{aligned}"),
        (r"90°", r"90{{}^{\circ}}"),
        (r"50%", r"50\%"),
        (r"f''(x)", "f''(x)"),
    ],
)
def test_formulas_are_written_so_that_latex_takes_them(tex, made):
    assert latex_formula(tex) == made


@pytest.mark.parametrize(
    "tex",
    [
        r"\input{/etc/passwd}", r"\write18{ls}", r"\def\a{b}", r"\newcommand{\x}{y}", r"\csname x\endcsname", r"\foo",
        "{", "}", "x^2^3", "x_1_2", "^", r"\frac{1}", r"\left( x", r"x \right)", r"\begin{aligned} x", r"\end{cases}",
        r"\sqrt[3", r"\begin{array}{p{3cm}}x\end{array}", r"\begin{cases}a&b&c\end{cases}", "x\\",
        "{" * 60 + "}" * 60, "",
    ],
)  # fmt: skip
def test_what_latex_would_refuse_is_shown_as_it_was_written(tex):
    assert latex_formula(tex) is None


def test_no_command_of_the_text_survives():
    words = escaped(r"\input{x} $5 & 50% #1 ~ ^ _ { }")
    assert words == (r"\textbackslash{}input\{x\} \$5 \& 50\% \#1 \textasciitilde{} \textasciicircum{} \_ \{ \}")
    assert r"\end{document}" not in escaped_code(r"s = '\end{document}'")


def test_money_is_no_formula(solves):
    source = write_latex(document_of([solves["differing"]]))
    assert r"costs \$25, and 20\% off is \$5" in source


def test_a_space_in_a_formula_or_between_words_begins_no_cell():
    rows = [
        Paragraph("row", (Run("text", "one\u2003word\ttwo"),)),
        Paragraph("row", (Run("formula", r"a\quad{}b"), Run("text", "\t2"))),
    ]
    written = list(_table(rows))
    assert r"\begin{tabular}{ll}" in written[0]
    assert written[1].count("&") == written[2].count("&") == 1
    assert written[2].endswith(r" & 2 \\ \hline")
