"""The tally on a terminal, and a confidence in words."""

from __future__ import annotations

import io

import pytest

from steppe.check.value import read
from steppe.cli.show_tally import TallyLines, confidence_sentence, tally_lines
from steppe.solve.events import Evidence, Group, TallyChanged


def group(text: str, share: float, cot: int, pot: int) -> Group:
    answer = read(text)
    assert answer is not None
    return Group(answer, share * 5, share, cot, pot)


TALLY = TallyChanged((group("72", 0.75, 2, 1), group("x^2 + 1", 0.25, 0, 1)), 5, 16, 1, 0.8)


class Terminal(io.StringIO):
    """Says that it is one."""

    def isatty(self) -> bool:
        return True


def test_lines() -> None:
    head, first, second, rest = tally_lines(TALLY, 100)
    assert head == "Votes: 5 of at most 16 answers"
    assert first.split() == ["72", "█" * 18 + "░" * 6, "75%", "1", "program,", "2", "reasoning"]
    assert second.endswith("25%  1 program")
    assert rest == "  1 without an answer"


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_lines_fit_the_terminal(columns: int) -> None:
    many = tuple(group(str(number) * 30, 0.1, 1, 1) for number in range(1, 9))
    lines = tally_lines(TallyChanged(many, 16, 16, 0, 0.5), columns)
    assert all(len(line) <= max(20, columns - 1) for line in lines)
    assert "and 3 more" in lines[-1]


def test_nothing_that_a_model_wrote_moves_the_cursor() -> None:
    evil = Group(read("7") or group("7", 1.0, 1, 0).answer, 1.0, 1.0, 1, 0)
    from dataclasses import replace

    evil = replace(evil, answer=replace(evil.answer, text="\x1b[2J7\n8"))
    assert "\x1b" not in "".join(tally_lines(TallyChanged((evil,), 1, 2, 0, 0.5), 80))


def test_a_terminal_is_overwritten_and_a_file_gets_the_last_tally(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, drawn in ((Terminal(), 2), (io.StringIO(), 1)):
        monkeypatch.setattr("sys.stdout", stream)
        lines = TallyLines(lambda text, code: text)
        lines.show(TALLY)
        lines.show(TALLY)
        lines.settle()
        lines.settle()
        assert stream.getvalue().count("Votes: 5") == drawn
        assert ("\x1b[4A" in stream.getvalue()) == (drawn == 2)


def test_a_confidence_says_what_it_rests_on() -> None:
    assert confidence_sentence(Evidence("agree", 46, 50)) == (
        "Answers like this were right 92 times in 100 (46 of 50 tried)."
    )
    assert "few were tried" in confidence_sentence(Evidence("agree", 11, 12))
