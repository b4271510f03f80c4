r"""Reads a formula only where it has one reading; whatever people read in two ways is refused.

Refused beyond what `steppe.check.formula` refuses: words, 1/2x and 6/2(1+2), e^2x, sin x/2, logarithms without a base,
degrees outside trigonometry, percent, mixed numbers, e and i where they may be unknowns, money.
"""

from __future__ import annotations

import re

from steppe.check.formula import Formula, read_formula
from steppe.check.number import in_formula

_NAMES = (
    "arcsin|arccos|arctan|asin|acos|atan|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|exp|log|ln|sqrt|cbrt|root|abs"
    "|floor|ceil|ceiling|factorial|binomial|pi"
)
_GREEK = "alpha|beta|gamma|delta|epsilon|theta|lambda|mu|nu|rho|sigma|tau|phi|omega"
_TRIGONOMETRIC = r"(?:arc)?(?:sin|cos|tan|cot|sec|csc)(?:h|(?!h))"
_COMMAND = re.compile(r"\\[A-Za-z]+")
_RUN = re.compile(r"[A-Za-z]{2,}")
_KNOWN = re.compile(rf"(?:{_NAMES}|{_GREEK})")
_NAME_AND_LETTER = re.compile(  # sinx is sin x, while sinh is a name
    rf"(?<![A-Za-z])(?!(?:sinh|cosh|tanh)(?![A-Za-z]))({_NAMES})(?=[a-z](?![A-Za-z]))"
)
_SHORT_WORDS = frozenset(
    re.findall(
        r"\w+",
        "am an as at be by do go hi in is it my no of oh ok on or so to up us we pm cm mm km kg ace act ads "
        "aft age ago aim air amp ant any apt art beg bet bit bow box boy but buy cop cow cry cut dew dim din "
        "dip dot dry ego elm fin fir fit fix fly for fox fry gin got gut guy hip his hit hop hot how imp ivy "
        "jot joy lot low mop mow nor not now opt pry sty den der des dir bis ein hin ist ort elf",
    )
)
_DEGREES = re.compile(rf"{_TRIGONOMETRIC} ?\(? ?-?[0-9.]+ ?(?:°|\^\\circ(?![A-Za-z])|\^\{{\\circ\}})", re.IGNORECASE)
_WITHOUT_BASE = re.compile(r"(?<![A-Za-z])log(?! ?_)(?!\([^()]*,)")
UNSURE_NUMBERS = re.compile(
    r"(?<![\d.,])0\d"  # 01, as in a date
    r"|(?<![\d/.])\d{1,2}/\d{1,2}/\d{4}(?!\d)|(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)"  # dates
    r"|(?:\^|\*\*) ?[-−]?1 ?/ ?\d"  # 2^1/2: a half of 2, or its root
    r"|! ?!"  # a double factorial, or the factorial of one
)
_TWO_READINGS = [
    UNSURE_NUMBERS,
    *(
        re.compile(pattern)
        for pattern in (
            r"/ ?[0-9.]+ ?(?:[A-Za-z(\\√]|\|)",  # 1/2x, 6/2(1+2)
            r"/ ?\\pi ?[A-Za-z0-9(\\√]",  # 1/pi x
            rf"/ ?\\?(?:{_TRIGONOMETRIC}|ln) ?[a-z0-9]+(?![a-z0-9]) ?[A-Za-z(\\√]",  # 1/sin x cos x
            rf"\\?(?:{_TRIGONOMETRIC}|ln)h? ?[0-9]+ ?(?:[(\[√]|\\frac)",  # sin 2(x + 1)
            r"/ ?(?!sin|cos|tan|cot|sec|csc|ln|log|exp|sqrt|abs|pi)[A-Za-z] ?(?:[A-Za-z(\\√])",  # 1/xy
            r"/ ?\([^()]*\) ?[A-Za-z0-9(\\√]",  # 1/(x)(y)
            r"/[^-+*=]*/",  # a/b/c
            r"(?:(?<![A-Za-z])e|[0-9]) ?(?:\^|\*\*) ?-?[0-9]+ ?[A-Za-z(\\]",  # e^2x
            rf"(?:\\?{_TRIGONOMETRIC}|ln|\\ln) ?[^ ({{|^][^-+=]*/",  # sin x/2
            rf"(?:\\?{_TRIGONOMETRIC}|ln|\\ln)h? ?\^ ?\{{? ?-",  # sin^-1 x: the inverse or the reciprocal
            r"(?:log ?_ ?(?:\{(?:[^{}]|\{[^{}]*\})*\}|\w)|ln) ?[0-9A-Za-z]+ ?\\",  # log_2 4\sqrt2
            r"[0-9] ?\\frac",  # a mixed number or a product
            r"[0-9] +(?![xyz](?![A-Za-z]))[A-Za-z](?![A-Za-z(])",  # 5 m
            r"(?<![A-Za-z\\])[A-Za-z] +[A-Za-z](?![A-Za-z])",  # a b
            r"[A-Za-z] ?\( ?[A-Za-z] ?\)",  # f(x): a call, or a product
            r"[÷:;%$€£?&#@\"']",
            r"[EIO]|(?<![A-Za-z\\])[il](?![A-Za-z])",
            r"(?<![A-Za-z\\])e(?![A-Za-z]| ?\^)",
            r"[0-9] [0-9]",
            r"\. |\.$|\.\.",
        )
    ),
]
_SPELLED = [
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\\(?:left|right|displaystyle|textstyle|limits|,|;|!|:|quad|qquad)(?![A-Za-z])", " "),
        (r"\\[dt]frac(?![A-Za-z])", r"\\frac"),
        (r"\{ ?([A-Za-z]) ?\}", r"{\1}"),
        (r"[−–]", "-"),
        (r"π", r" \\pi "),
        (r"×|\\times(?![A-Za-z])", "*"),
        (r"log ?_ ?([0-9A-Za-z])", r"log_{\1}"),
        (r"\s+", " "),
        (r"(?<![A-Za-z\\])([a-df-z]) ?(?=e ?\^)", r"\1*"),  # xe^x
        (r"(?<![A-Za-z\\])([a-d]) (?=[xyz](?![A-Za-z]))", r"\1*"),  # a x
    )
]


def strict_formula(text: str) -> Formula | None:
    """The formula that `text` is, whole and in its one reading; None if there is any doubt."""
    text = spelled(text)
    if not text or text[0] in "*/^" or text.count("(") != text.count(")"):
        return None
    if _WITHOUT_BASE.search(text):
        return None
    text = _NAME_AND_LETTER.sub(r"\1 ", text)
    text = _RUN.sub(_apart, text)
    without_degrees = _DEGREES.sub("sin(1", text)
    if "°" in without_degrees or "circ" in without_degrees:
        return None
    bare = _COMMAND.sub(" ", text)
    if not all(_is_letters_of_formula(run) for run in _RUN.findall(bare)):
        return None
    without_calls = re.sub(rf"(?:{_NAMES}) ?\(", "(", without_degrees)
    if any(pattern.search(without_calls) for pattern in _TWO_READINGS):
        return None
    return read_formula(text)


def spelled(text: str) -> str:
    """The text with one spelling for LaTeX's spacing, fractions, minus and times."""
    text = in_formula(text)
    for pattern, replacement in _SPELLED:
        text = pattern.sub(replacement, text)
    return text.strip()


def _is_letters_of_formula(run: str) -> bool:
    """Whether letters that stand together are names, or a product in the order of the alphabet: xy, but no word."""
    rest = _KNOWN.sub("", run)
    if len(rest) < 2 and _KNOWN.search(run):
        return _KNOWN.fullmatch(run) is not None or _KNOWN.match(run) is None
    in_order = list(run) == sorted(set(run))
    return in_order and run.islower() and len(run) <= 3 and run not in _SHORT_WORDS


def _apart(run: re.Match[str]) -> str:
    """A letter before a function's name as its factor: xsin is x*sin, while asin is a name."""
    word = run[0]
    is_command = run.start() > 0 and run.string[run.start() - 1] == "\\"
    if is_command or _KNOWN.fullmatch(word) or not _KNOWN.fullmatch(word[1:]):
        return word
    return f"{word[0]}*{word[1:]}"
