"""Finding the program in what a model wrote; what is found runs in the real sandbox."""

from __future__ import annotations

import textwrap

import pytest

from steppe.sandbox.client import Sandbox
from steppe.solve.program import find_program

SAME = "x = 6\nprint(x * 7)\n"
FENCED = [
    "```python\n{}```",
    "```py\n{}```",
    "```Python\n{}```",
    "```python3 title='a'\n{}```",
    "```{{.python .numberLines}}\n{}```",
    "```\n{}```",
    "``` python \n{}```  ",
    "````python\n{}````",
    "~~~\n{}~~~",
    "~~~python\n{}~~~~",
    "Here it is:\n\n```python\n{}```\n\nThis prints the answer.",
    "```python\n{}",
    "```python\n{}``` \n```output\n43\n```",
    "```python\n{}```\n```output\n43\n```\nWrong, again:\n```python\nprint(44)\n```",
    "```output\n43\n```\n```python\n{}```",
    "```text\nprint(44)\n```\n```python\n{}```",
    "```python\n\n```\n```python\n{}```",
    "```\nThe plan: multiply.\n```\n```python\n{}```",
    "```python\n{}```\n```python\ndef unused():\n    return 1\n```",
    "```python\n{}```\n### Instruction:\n```python\nprint(44)\n```",
    "```python\nx = 7\nprint(x)\n```\nThat is wrong. Corrected:\n```python\n{}```",
]
BARE = [
    "{}",
    " {}",
    "\n\n{}\n\n",
    "Let's write a program.\n{}",
    " Let's solve the multi-choice question step by step.\n{}",
    "{}This prints 42, which is the answer.",
    "{}\nSo the answer is 42.\n\nIt's done.",
    "First we multiply.\n\n{}\n\nTherefore the answer is 42.",
    "{}\n### Instruction:\nprint(44)",
]


@pytest.mark.parametrize("frame", FENCED + BARE)
def test_program_is_found_in_its_frame(frame: str) -> None:
    assert find_program(frame.format(SAME)) == SAME


def test_fence_in_a_list_is_unindented() -> None:
    block = textwrap.indent(f"```python\n{SAME}```", "   ")
    assert find_program(f"1. Compute:\n{block}\n2. Done.") == SAME
    assert find_program(f"- ```python\n{textwrap.indent(SAME, '  ')}  ```") == SAME


def test_line_ends_of_other_systems() -> None:
    assert find_program(f"```python\n{SAME}```".replace("\n", "\r\n")) == SAME


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "The total is 12.",
        "You can use print(x) to show it.",
        "Use `print(2 + 2)` for that.",
        "The answer: print(3)",
        "We have\nx = 5\nso print( is not needed",
        "x = 5 apples\ny = 3 pears\n",
        "x = 5\n",
        "Then x = 5.\ny = 7\n",
        "```javascript\nconsole.log(1)\n```",
        "```java\nSystem.out.print(1)\n```",
        "```cpp\nprintf(1)\n```\nprint(2)",
        "```\nhello\n```",
        "```python\n```",
        "```output\n42\n```",
        "```output\n42\n```\n```text\nprint(1)\n```",
        "```latex\nx = 5\n```",
    ],
)
def test_no_program(text: str) -> None:
    assert find_program(text) is None


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("def solution():\n    x = 6\n    return x * 7\n", "42"),
        ("```python\ndef solve():\n    return 42\n```", "42"),
        ("def solve():\n    print(42)\n", "42"),
        (
            "import math\n\nRATE = 6\n\ndef helper(a):\n    return a * 7\n\ndef total():\n    return helper(RATE)\n",
            "42",
        ),
        ("def solution(rate=7):\n    return 6 * rate\n\ndef unused():\n    return 1\n", "42"),
        ("def solution(*, rate=7):\n    return 6 * rate\n", "42"),
        ("def solution():\n    return 42\nsolution()\n", "42"),
        ("def solution():\n    return 42\nresult = solution()\n", "42"),
        ("a = 6\nb = a * 7\n", "42"),
        ("a, b = 6, 7\na, b = b, a\n", "7 6"),
        ("a = 6\na *= 7\n", "42"),
        ("a: int = 6\nb: int = a * 7\n", "42"),
        ("a = [0]\na[0] = 42\n", "42"),
        ("```python\nx = 6\nx * 7\n```", "42"),
        ("```python\nx = 6\n(x\n * 7)\n```", "42"),
        ("def f():\n\tx = 42\n\treturn x\nprint(f())\n", "42"),
        ("def f(x):\n    return x * 7\nprint(f(6))\n", "42"),
        ("```python\ndef f(x):\n    return x * 7\n```\nand\n```python\nprint(f(6))\n```", "42"),
        ("```python\nimport math\n```\n```python\nx = 6\n```\n```python\nprint(math.prod([x, 7]))\n```", "42"),
        ("```python\nprint(1)\n```\n```python\nfrom math import *\nprint(floor(42.5))\n```", "42"),
        ("```python\nprint(1)\n```\n```python\nimport math as m\nprint(m.prod([6, 7]))\n```", "42"),
        ("```python\nx = 42\n```\n```python\ny = x\n```", "42"),
        (">>> x = 6\n>>> for i in range(1):\n...     x *= 7\n...\n>>> print(x)\n41\n", "42"),
        ("```pycon\n>>> x = 6\n>>> x * 7\n41\n```", "42"),
        ("  >>> x = 6\n  >>> print(x * 7)\n", "42"),
        (" import math\nx = math.factorial(3)\nprint(x * 7)", "42"),
        ("print('''```''' and 42)", "42"),
        ("````python\nprint(len('```') * 14)\n````", "42"),
        ("s = '\\d'\nprint(len(s) * 21)", "42"),
        ("try:\n    x = 1 / 0\nexcept ZeroDivisionError as error:\n    x = 42 if error else 0\nprint(x)\n", "42"),
        (
            "```python\nprint(1)\n```\n```python\nclass A:\n    def f(s, y):\n        return y\nprint(A().f(42))\n```",
            "42",
        ),
    ],
)
def test_program_prints_its_result(text: str, printed: str, sandbox: Sandbox) -> None:
    program = find_program(text)
    assert program is not None
    outcome = sandbox.run(program)
    assert (outcome.status, outcome.stdout.strip()) == ("ok", printed), program


@pytest.mark.parametrize(
    "text",
    [
        "def solution(x):\n    return x\n",
        "def solution(*, x):\n    return x\n",
        "def solution(x, /):\n    return x\n",
        "import math\n",
        "```python\n'only words'\n```",
        "```python\nfor i in range(3):\n    x = i\n```",
        "```python\n# only a remark\n```",
    ],
)
def test_nothing_is_added_where_it_is_not_clear_what(text: str) -> None:
    program = find_program(text)
    assert program is not None
    assert "print" not in program


@pytest.mark.parametrize(
    "text",
    [
        "x = (6,\nprint(x",
        "```python\nx = 6\nprint(x *\n```",
        "import math\nx = 6 +\ny = 7\n",
        "print(1\n" * 30,
        "x = " + "(" * 5000 + "1" + ")" * 5000 + "\nprint(x)",
        "x = 1\nprint('\0')",
        "def f(:\n" * 20,
    ],
)
def test_broken_program_is_left_to_fail_in_the_sandbox(text: str, sandbox: Sandbox) -> None:
    program = find_program(text)
    assert program is not None
    assert not sandbox.run(program).is_ok


def test_program_is_never_cut_down_to_a_part_that_prints_nothing() -> None:
    text = "import math\nx = 6\ny = (x\nprint(y)\n"
    assert find_program(text) == text


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    ["```\n", "x = 1\n", "a", "x[0]", "a, ", "a.b", "for a ", "print(\n", "- ", ">>> x\n", "(", "x = (\n", "~", "f("],
)
def test_hostile_text_is_read_in_little_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    for frame in ("{}", "```python\n{}", "import math\n{}(", "print(1)\n{}"):
        find_program(frame.format(text))
