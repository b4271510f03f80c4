"""Blocks come out once, whatever pieces the text arrives in."""

from __future__ import annotations

import pytest

from steppe.prose.blocks import Block, BlockReader

TEXT = r"""## Step 1: **Solve** $x^2=4$

So 2*3*4 = 24.
\[
x = \frac{1}{2}
\].
- item one
  1. sub
```python
x = "$5$"

y = 2
```
| a | b |
|---|---|
| 1 | 2 |
---
$$x=
2$$ and more
~~~
never closed
"""


def read(text: str, size: int) -> list[Block]:
    reader = BlockReader()
    blocks: list[Block] = []
    for start in range(0, len(text), size):
        reader.feed(text[start : start + size])
        blocks += reader.closed()
        assert reader.open is None or not reader.open.is_closed
    reader.finish()
    return blocks + reader.closed()


def test_kinds() -> None:
    kinds = [(block.kind, block.level, block.mark) for block in read(TEXT, 10_000)]
    assert kinds == [
        ("heading", 2, ""),
        ("blank", 0, ""),
        ("text", 0, ""),
        ("text", 0, ""),
        ("item", 0, "•"),
        ("item", 1, "1."),
        ("code", 0, ""),
        ("row", 0, ""),
        ("row", 0, ""),
        ("row", 0, ""),
        ("rule", 0, ""),
        ("text", 0, ""),
        ("code", 0, ""),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pieces_of_any_size_give_the_same_blocks(size: int) -> None:
    assert read(TEXT, size) == read(TEXT, 10_000)


def test_windows_line_ends() -> None:
    assert read("a\r\n\r\nb\r\n", 1000) == read("a\n\nb\n", 1000)


def test_what_is_closed_is_given_once() -> None:
    reader = BlockReader()
    reader.feed("one\ntwo")
    assert [block.text for block in reader.closed()] == ["one"]
    assert reader.closed() == []
    assert reader.open == Block("text", "two", is_closed=False)
    reader.feed(" and\n")
    assert [block.text for block in reader.closed()] == ["two and"]
    assert reader.open is None


def test_a_display_that_never_ends_does_not_swallow_the_rest() -> None:
    blocks = read("The interval \\[0, 5) is open.\nNext line.\n\n\nAnother paragraph.\n", 5)
    assert [block.text for block in blocks if block.kind == "text"] == [
        "The interval \\[0, 5) is open.",
        "Next line.",
        "Another paragraph.",
    ]


def test_a_mark_is_not_shown_before_it_is_known_what_it_marks() -> None:
    reader = BlockReader()
    for mark in ("#", "-", "**", "``"):
        reader.feed(mark)
        assert reader.open is None
        reader.finish()
        reader.closed()
