"""Finds values in running text: boxed formulas, what follows "answer is", formulas and numbers in a sentence.

Every pattern here is bounded, so that long or hostile text takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steppe.answer import Answer
from steppe.check.formula import read_formula
from steppe.check.number import FRACTIONS, ZEROS
from steppe.check.value import read

_MOST_MARKS = 20
_SIGNS = str.maketrans({"−": "-", "\uff0d": "-"} | FRACTIONS)
_MARKER = re.compile(
    r"(?:####|\b(?:answer|(?:correct|right|best) (?:option|choice))(?:\*\*|__)?"
    r"(?: (?:to|for|of) [^.:\n]{1,80}?)? ?(?:\b(?:is|are|would be|will be|should be)\b|:|=))[ *_:]{0,6}\n{0,2}",
    re.IGNORECASE,
)
_DISPLAY = re.compile(r"\\\[[^\\]{0,9}(?:(?!\\\]).){1,400}\\\]|\$\$[^$]{1,400}\$\$", re.DOTALL)
_AMOUNT = (
    r"(?<![\w.\\^_{])(?<![0-9],)(?!000)[-+]?(?:\\?\$|€|£)?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
    r"(?:e[-+]?[0-9]+)?(?: ?/ ?[0-9]+| [0-9]+/[0-9]+|:[0-9]+(?![0-9]))?(?: ?\\?%)?"
    rf"(?: (?:{'|'.join(ZEROS)})(?![A-Za-z])){{0,2}}"
    r"(?![0-9A-Za-z_^²³⁰¹⁴-⁹]|[.,][0-9]| 000)"  # no piece of 3,5 or 1.234,56 or 1 000
)
_JOINT = r"(?:, and |, or |, | and | or )"
_NUMBER = re.compile(_AMOUNT)
_LISTED = re.compile(rf"{_AMOUNT}(?:{_JOINT}{_AMOUNT})+")
_ASSIGNED = re.compile(rf"\b[A-Za-z] ?= ?{_AMOUNT}(?:{_JOINT}(?:[A-Za-z] ?= ?)?{_AMOUNT})+")
_DELIMITER = re.compile(r"\$\$|\\.|\$", re.DOTALL)
_CLOSING = {"$$": "$$", "$": "$", "\\[": "\\]", "\\(": "\\)"}
_BETWEEN_SPANS = re.compile(r",? ?(?:and|or)? ?")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z$\\(*])|\n")
_REMARK = re.compile(
    r"(?:note|remark|i hope|hope|let me know|check|to check|verif\w+|you can|feel free|if you|please)\b", re.IGNORECASE
)


def unspaced(text: str) -> str:
    """The text with single blanks and without blanks at the ends of lines, its minus signs and fractions unified."""
    text = re.sub(r"(?<=[0-9]) ?(?=[½¼¾⅓⅔⅕⅙⅛])", " ", text).translate(_SIGNS)
    return re.sub(r" ?\n ?", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()


def last_boxed(text: str) -> str | None:
    """The contents of the last \\boxed{...} that is closed and not empty."""
    found: str | None = None
    starts: list[int] = []  # of the contents of each open brace; -1 where the brace opens no box
    for match in re.finditer(r"\\f?boxed ?\{|\\.|[{}]", text, re.DOTALL):
        piece = match[0]
        if piece == "{":
            starts.append(-1)
        elif piece.startswith("\\") and len(piece) > 2:
            starts.append(match.end())
        elif piece == "}" and starts:
            start = starts.pop()
            if start >= 0:
                found = text[start : match.start()].strip() or found
    if found is None:
        bare = re.findall(r"\\boxed ([^\s${}]+)", text)
        found = bare[-1] if bare else None
    return found


def after_markers(text: str) -> Iterator[str]:
    """What stands behind each "answer is", the last one first: to the end of its sentence or displayed formula."""
    for mark in reversed(list(_MARKER.finditer(text))[-_MOST_MARKS:]):
        rest = text[mark.end() : mark.end() + 1000].lstrip(" *:\n")
        display = _DISPLAY.match(rest)
        sentence = display[0] if display else sentences(rest.partition("\n")[0])[0]
        sentence = sentence.rstrip(" *_").removesuffix(".").rstrip(" *_")
        if sentence and not sentence.startswith("not "):
            yield sentence


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph; a line ends one."""
    return _SENTENCE_END.split(text)


def value_of_phrase(phrase: str) -> Answer | None:
    """The value in `12 apples`, `a ratio of 2:3`, `$x = 5$ and $y = 7$`; None if the phrase is only words."""
    groups = _groups_of_spans(phrase)
    if groups:
        return read(groups[0])
    whole = read(phrase)
    if whole is not None and (whole.number is not None or is_mathematics(whole.text)):
        return whole
    return _value_in_words(phrase, takes_first=True)


def conclusion(text: str) -> Answer | None:
    """The last value of the last paragraph that has one, remarks left out."""
    for paragraph in reversed(re.split(r"\n\n+", text)):
        displayed = [paragraph] if "\\[" in paragraph or "$$" in paragraph else []
        for sentence in [*displayed, *reversed(sentences(paragraph))]:
            if _REMARK.match(sentence.lstrip(" *-(")):
                continue
            found = _value_of_sentence(sentence)
            if found is not None:
                return found
    return None


def is_mathematics(text: str) -> bool:
    """Whether a text is all formula: no word of letters that is not a name known in mathematics."""
    if read_formula(text) is not None:
        return re.fullmatch(r"[A-Za-z]{2,}", text) is None
    names = r"\\[A-Za-z]+|\{[a-z]*matrix\}|\b(?:and|or|oo|pi|sqrt|Matrix)\b"
    return re.search(r"[0-9\\=∞]", text) is not None and not re.search(r"[A-Za-z]{2,}", re.sub(names, "", text))


def _value_of_sentence(sentence: str) -> Answer | None:
    for group in reversed(_groups_of_spans(sentence)):
        value = read(group)
        if value is not None and value.kind != "text" and not re.fullmatch(r"-?[A-Za-z]", value.text):
            return value
    return _value_in_words(_without_spans(sentence).replace("**", ""), takes_first=False)


def _value_in_words(sentence: str, *, takes_first: bool) -> Answer | None:
    """The numbers that a sentence lists, else its first or last one; behind an equals sign always the first."""
    for pattern in (_ASSIGNED, _LISTED):
        several = pattern.search(sentence)
        if several:
            return Answer(re.sub(rf"{_JOINT}", ", ", several[0]), "list")
    _, sign, tail = sentence.rpartition("=")
    behind = _NUMBER.findall(tail) if sign else []
    numbers = behind or _NUMBER.findall(sentence)
    if not numbers:
        return None
    return read(numbers[0 if takes_first or behind else -1])


def _groups_of_spans(text: str) -> list[str]:
    """Formulas between dollar signs or brackets; those joined by a comma or `and` are one list."""
    groups: list[str] = []
    end = 0
    for start, stop, content in spans(text):
        if groups and _BETWEEN_SPANS.fullmatch(text[end:start]):
            groups[-1] += f", {content}"
        else:
            groups.append(content)
        end = stop
    return groups


def _without_spans(text: str) -> str:
    parts, end = [], 0
    for start, stop, _ in spans(text):
        parts.append(text[end:start])
        end = stop
    return " ".join([*parts, text[end:]])


def spans(text: str) -> list[tuple[int, int, str]]:
    """Start, end and contents of every formula; one pass over the delimiters.

    A single dollar sign opens only before a character and closes only behind one, on the same line and not before a
    digit: `$5 and $6` are two prices.
    """
    found: list[tuple[int, int, str]] = []
    opening, begin = "", 0
    for match in _DELIMITER.finditer(text):
        piece = match[0]
        if opening and piece == _CLOSING[opening] and _closes(text, begin + len(opening), match, opening):
            found.append((begin, match.end(), text[begin + len(opening) : match.start()].strip()))
            opening = ""
        elif piece in _CLOSING and (piece != "$" or text[match.end() : match.end() + 1].strip()):
            opening, begin = piece, match.start()
    return found


def _closes(text: str, begin: int, delimiter: re.Match[str], opening: str) -> bool:
    end = delimiter.start()
    if opening != "$":
        return end > begin
    is_price = text[end - 1].isspace() or text[delimiter.end() : delimiter.end() + 1].isdigit()
    return end > begin and not is_price and text.find("\n", begin, end) < 0
