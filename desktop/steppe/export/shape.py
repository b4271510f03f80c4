"""What every written form says in the same order: answers with labels, how it was checked, what a program did."""

from __future__ import annotations

from steppe.export.document import Program, Result, Solved
from steppe.export.words import Words
from steppe.sandbox.visible import visible

Labelled = tuple[str, Result | None, str]  # a label, the answer, the words where there is none
_CONTINUED = "    "


def answer_lines(solved: Solved, words: Words) -> list[Labelled]:
    """The answer, or the two that differ, each under the name of its path; words where there is none."""
    if len(solved.opinions) > 1:
        names = {"pot": words.program, "cot": words.reasoning}
        return [(names[opinion.path], opinion.result, "") for opinion in solved.opinions]
    if solved.answer is None:
        return [("", None, words.no_answer)]
    return [("", solved.answer, "")]


def outcome(solved: Solved, words: Words) -> list[str]:
    """How it was checked, and how the solve ended if not well."""
    ended = {"stopped": words.stopped, "failed": words.failed, "cut": words.cut, "running": words.running}
    lines = [words.differs] if solved.agreement == "differ" and not solved.checked else []
    lines += [solved.checked, ended.get(solved.state, ""), solved.failure]
    return [line for line in lines if line.strip()]


def program_lines(program: Program, words: Words) -> tuple[str, str, str]:
    """Of a program's run: the heading, what it printed, and a sentence where there is something to say."""
    if not program.status:
        return "", "", words.unfinished if not program.output else ""
    output = program.output.rstrip("\n")
    message = program.message if program.status != "ok" else "" if output.strip() else words.prints_nothing
    return words.output, output, message


def page_words(line: str, width: int) -> list[str]:
    """A line of a program in pieces that fit the page, broken after blanks and signs where that is possible."""
    line = visible(line.expandtabs(4))
    if len(line) <= width:
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()), width // 2 - len(_CONTINUED)) + _CONTINUED
    pieces, rest = [], line
    while len(rest) > width:
        begin = max(width // 2, len(rest) - len(rest.lstrip()) + 1)  # a break within the indent would leave all of it
        place = max(rest.rfind(sign, begin, width) for sign in " ,;)")
        cut = place + 1 if place > 0 else width
        pieces.append(rest[:cut].rstrip())
        rest = indent + rest[cut:].lstrip()
    return [piece for piece in pieces if piece] + [rest]
