"""The PDF: real text, typeset formulas that can be searched, pages that cut nothing, made without a display."""

from __future__ import annotations

import os
import sys

import pytest
from loading import load
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPainter

from steppe.export import pdf
from steppe.export.formats import format_of
from steppe.export.gathering import document_of, solved_from_events
from steppe.export.saving import save
from steppe.export.words import translated
from steppe.problem import Problem
from steppe_models.errors import DiskFullError, MissingError, SteppeError
from steppe_qt.printing.pages import KeepingTypesetter, Pages
from steppe_qt.printing.paper import MARGIN_POINTS, dots_per_inch, unit
from steppe_qt.printing.worker import print_pdf

CORPUS = load("tests/core/export/conftest.py")


@pytest.fixture(scope="module")
def solves():
    return CORPUS.make_solves()


def words_of(path):
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


@pytest.fixture
def made(qapp, tmp_path):
    def make(document):
        path = tmp_path / "made.pdf"
        print_pdf(document, path)
        return path

    return make


def test_text_and_formulas_can_be_extracted(made, solves):
    path = made(document_of([solves["quadratic"]]))
    text = " ".join(words_of(path))
    for words in ("Problem", "Answer", "whose product is", "print(solve(Eq(x**2 - 5*x + 6, 0), x))", "Page 1 of"):
        assert words in text
    squeezed = "".join(text.split())
    for formula in ("x²-5x+6=0", "(-b±√(b²-4ac))/(2a)", "(x-2)(x-3)=0"):
        assert formula in squeezed
    information = PdfReader(path).metadata
    assert information.title == "Solve x² - 5x + 6 = 0 for x."
    assert information.creator.startswith("Steppe")


def test_the_paper_is_as_asked(made, solves):
    sizes = {}
    for paper in ("a4", "letter"):
        box = PdfReader(made(document_of([solves["choice"]], paper=paper))).pages[0].mediabox
        sizes[paper] = (round(float(box.width)), round(float(box.height)))
    assert sizes == {"a4": (595, 842), "letter": (612, 792)}


def test_every_line_of_a_long_program_is_there_once(made, solves):
    pages = words_of(made(document_of([solves["long"]])))
    assert len(pages) > 3
    text = " ".join(pages)
    assert [text.count(f"print({n})") for n in range(150)] == [1] * 150
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_a_worksheet_begins_its_answers_on_a_new_page(made, solves):
    pages = words_of(made(document_of(list(solves.values()), answers="key", title="Week 3")))
    first = next(number for number, page in enumerate(pages) if "Answers" in page)
    assert first > 0
    assert "Week 3" in pages[0]
    assert "Name:" in pages[0]
    assert "C. 59" in pages[first]
    assert "from sympy" not in " ".join(pages)


def test_arbitrary_text_is_printed(made):
    story = CORPUS.ExportStory()
    path = made(document_of([story.random_solve(seed) for seed in range(12)]))
    assert len(PdfReader(path).pages) > 3


def test_words_of_another_language(made, solves):
    words = translated(lambda word: {"Answer": "Lösung", "Page {1} of {2}": "Seite {1} von {2}"}.get(word, word))
    (text,) = words_of(made(document_of([solves["choice"]], words=words)))
    assert "Lösung" in text
    assert "Seite 1 von 1" in text


def test_no_page_cuts_a_formula_or_a_line(qapp, solves):
    """In the margins of every page there is nothing but its number and its name."""
    typesetter = KeepingTypesetter()
    tall = r"\begin{pmatrix}1\\2\\3\\4\\5\\6\\7\end{pmatrix}"
    prose = "\n\n".join(f"Line {n} $x_{n}$\n\n$${tall}$$" for n in range(18))
    solved = solved_from_events(Problem("p"), CORPUS.told(prose, None, "", (None, CORPUS.number("1")), "single"))
    pages = Pages(document_of([solved]), typesetter)
    try:
        pages.wait()
        assert pages.count > 3
        margin = round(MARGIN_POINTS * unit())
        for number in range(pages.count):
            size = (pages.page_points * unit()).toSize()
            image = QImage(size, QImage.Format.Format_RGB32)
            image.fill(0xFFFFFFFF)
            painter = QPainter(image)
            pages.draw(painter, number)
            painter.end()
            below = image.copy(0, size.height() - margin, size.width(), 6)
            for strip in (image.copy(0, 0, size.width(), margin // 3), below):
                blank = QImage(strip.size(), QImage.Format.Format_RGB32)
                blank.fill(0xFFFFFFFF)
                assert strip == blank
    finally:
        pages.deleteLater()
        typesetter.close()


@pytest.mark.parametrize("lines", [31, 34, 38])
def test_nothing_is_lost_where_a_heading_is_moved_to_the_next_page(made, lines):
    """Programs of growing length: no heading ends a page, and all that follows is there."""
    solves = []
    for name in "abc":
        program = "\n".join(f"{name}{n} = {n}" for n in range(lines))
        problem = Problem(f"Draw $y = x^2 - {lines}$ {name}")
        events = CORPUS.told(f"Text of {name}.", program, f"output{name}", (CORPUS.number("1"), None), "single")
        solves.append(solved_from_events(problem, events))
    pages = words_of(made(document_of(solves, answers="full")))
    ends = [page.removesuffix(f" Page {number} of {len(pages)}") for number, page in enumerate(pages, 1)]
    assert not any(end.endswith((" Output", " Program", " Plot", " Answer", " Reasoning")) for end in ends)
    text = " ".join(pages)
    for name in "abc":
        assert all(text.count(f" {name}{n} = {n} ") == 1 for n in range(lines))
        assert f"output{name}" in text
        assert f"Text of {name}." in text


def test_the_command_prints_in_a_process_of_its_own(solves, tmp_path, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "made.pdf"
    size = save(document_of([solves["scripts"]]), format_of("", path), path)
    assert size == path.stat().st_size
    assert "Größe" in words_of(path)[0]
    assert os.listdir(tmp_path) == ["made.pdf"]


def test_without_the_window_s_parts_one_sentence_says_so(solves, tmp_path, monkeypatch):
    missing = "import sys; sys.exit(\"No module named 'PySide6'\")"
    monkeypatch.setattr(pdf, "_command", lambda: [sys.executable, "-c", missing])
    with pytest.raises(MissingError, match="PySide6"):
        save(document_of([solves["choice"]]), format_of("pdf", None), tmp_path / "made.pdf")
    monkeypatch.setattr(pdf, "_command", lambda: [sys.executable, "-c", "import sys; sys.exit('broken')"])
    with pytest.raises(SteppeError, match="broken"):
        save(document_of([solves["choice"]]), format_of("pdf", None), tmp_path / "made.pdf")
    assert os.listdir(tmp_path) == []


def test_a_disk_that_fills_while_it_prints_is_said_and_leaves_nothing(solves, tmp_path, monkeypatch):
    """Qt tells nobody that a write failed: the process may write 20 kB and no more."""
    pytest.importorskip("resource", reason="no limits of this kind on this system")
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        " from steppe_qt.printing.worker import main; sys.exit(main(sys.argv[1:]))"
    )
    monkeypatch.setattr(pdf, "_command", lambda: [sys.executable, "-c", limited])
    with pytest.raises(DiskFullError, match=r"disk is full: .*/made\.pdf could"):
        save(document_of([solves["quadratic"]]), format_of("pdf", None), tmp_path / "made.pdf")
    assert os.listdir(tmp_path) == []


def test_layout_and_printers_have_one_resolution(qapp):
    assert dots_per_inch() == round(unit() * 72)
