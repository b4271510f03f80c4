"""Finds the final answer in prose or in a program's output, and reads it as a value.

Prose: the last boxed formula, else what follows the last "answer is" (or "####"), else the last value of the last
paragraph that has one. Output: the last line, without a label; several bare values or assignments are a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steppe.answer import Answer
from steppe.check.choice import as_choice, named_letter
from steppe.check.formula import read_formula
from steppe.check.number import plain, read_number
from steppe.check.phrases import after_markers, conclusion, last_boxed, sentences, unspaced, value_of_phrase
from steppe.check.printed import has_no_value, tidy
from steppe.check.value import read

__all__ = ["as_choice", "from_output", "from_prose", "last_boxed", "read"]

_MOST_LISTED_LINES = 4
_MOST_WORDS = 4
_LABEL = re.compile(r"(?=[^:]*[A-Za-z])[^:={}\[\]<>]{1,80}(?:(?<![0-9]):|: ) ?(?=\S)")
_ASSIGNED_LINE = re.compile(r"(?P<name>[A-Za-z](?:_?\w{1,2})?) ?[=:] ?(?P<value>[^=:]+)")
_ASSIGNED_IN_LINE = re.compile(r"(?P<name>[A-Za-z](?:_?[0-9])?) ?[=:] ?(?P<value>[^ =:,]+)")
_LETTER_IN_SENTENCE = re.compile(
    r"\b(?:[Oo]ption|[Cc]hoice|[Aa]nswer) (?:is )?\(?(?P<named>[A-J])\)?(?![\w'])|\((?P<bracketed>[A-J])\)"
)


def from_prose(text: str, choices: Sequence[str] = ()) -> Answer | None:
    """The final answer of a solution in prose, or None if it gives none."""
    text = unspaced(text)
    if choices:
        return _first_choice(_candidates(text, choices), choices)
    boxed = last_boxed(text)
    if boxed is not None:
        return read(boxed)
    marked = list(after_markers(text))
    found = next((value for phrase in marked if (value := value_of_phrase(phrase))), None)
    words = read(marked[0]) if marked and found is None else None
    if words is not None and len(words.text.split()) <= _MOST_WORDS:
        return words
    return found or conclusion(text)


def from_output(stdout: str, choices: Sequence[str] = ()) -> Answer | None:
    """The answer that a program printed, or None if it printed nothing that can be one."""
    lines = [line for line in unspaced(stdout).split("\n") if line]
    while len(lines) > 1 and lines[-1] == "None":
        lines.pop()  # print(main()) where main prints and gives nothing back
    if not lines:
        return None
    listed = _listed_lines(lines) or _assigned_in_line(lines[-1])
    text = last_boxed(lines[-1]) or next(after_markers(lines[-1]), lines[-1])
    bare = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    if choices:
        texts = [*([listed] if listed else []), text, bare, bare.rpartition("=")[2]]
        return _first_choice((tidy(each) for each in texts), choices)
    if listed is not None:
        return Answer(listed, "list")
    return None if has_no_value(bare) else _of_line(bare)


def _first_choice(texts: Iterator[str], choices: Sequence[str]) -> Answer | None:
    return next((found for text in texts if (found := as_choice(text, choices))), None)


def _candidates(text: str, choices: Sequence[str]) -> Iterator[str]:
    """Where the answer of a multiple-choice solution may stand, the surest first."""
    boxed = last_boxed(text)
    if boxed is not None:
        yield boxed
    for phrase in after_markers(text):
        yield phrase
        value = value_of_phrase(phrase)
        if value is not None:
            yield value.text
    last = text.rsplit("\n\n", 1)[-1]
    for sentence in reversed(sentences(last)):
        letters = {match["named"] or match["bracketed"] for match in _LETTER_IN_SENTENCE.finditer(sentence)}
        letter = named_letter(plain(sentence[:400]).rstrip("."), choices) if len(letters) < 2 else None
        if letter or len(letters) == 1:
            yield letter or letters.pop()
    value = conclusion(text)
    if value is not None:
        yield value.text


def _listed_lines(lines: list[str]) -> str | None:
    """Two to four lines of bare values, or the assignments at the end of an output, as one list."""
    if 1 < len(lines) <= _MOST_LISTED_LINES and all(_is_constant(line) for line in lines):
        return ", ".join(tidy(line) for line in lines)
    assigned: list[str] = []
    for line in reversed(lines[-_MOST_LISTED_LINES - 1 :]):
        match = _ASSIGNED_LINE.fullmatch(line)
        if match is None or not _is_constant(match["value"]):
            break
        assigned.insert(0, f"{match['name']} = {tidy(match['value'])}")
    return ", ".join(assigned) if 1 < len(assigned) <= _MOST_LISTED_LINES else None


def _assigned_in_line(line: str) -> str | None:
    """`x = 5 y = 7` and `x: 5, y: 7` as a list of assignments."""
    found = list(_ASSIGNED_IN_LINE.finditer(line))
    between = _ASSIGNED_IN_LINE.sub("", line)
    if not 1 < len(found) <= _MOST_LISTED_LINES or not re.fullmatch(r"(?:[, ]|and)*", between):
        return None
    if not all(_is_constant(match["value"]) for match in found):
        return None
    return ", ".join(f"{match['name']} = {tidy(match['value'])}" for match in found)


def _is_constant(text: str) -> bool:
    value = tidy(text)
    formula = read_formula(value)
    return read_number(value) is not None or (formula is not None and not formula.variables)


def _of_line(line: str) -> Answer | None:
    words = line.split(" ")
    if 1 < len(words) <= _MOST_LISTED_LINES and all(re.fullmatch(r"-?[0-9.]+", word) for word in words):
        return Answer(", ".join(tidy(word) for word in words), "list")
    text = tidy(line)
    answer = value_of_phrase(text) or read(text)
    # A float counts with all its digits, also where fewer are shown: 0.3 is not rounded when 0.30000000000000004 was
    # printed.
    written = read_number(re.split(r"= ?", line)[-1])
    if answer is None or answer.number is None or written is None or written.decimals <= answer.decimals:
        return answer
    return Answer(answer.text, answer.kind, answer.number, False, written.decimals)
