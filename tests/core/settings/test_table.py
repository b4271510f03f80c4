"""The table itself: every default is fit for its own setting, and the page of the docs says what the table says."""

from __future__ import annotations

from pathlib import Path

import pytest

from steppe.sandbox.budget import MAX_MEMORY_MB, MIN_MEMORY_MB
from steppe.settings_page import main, with_table
from steppe.settings_table import (
    BY_KEY,
    FONT_PERCENT,
    GROUPS,
    HISTORY_KEEP,
    MAX_TOKENS,
    MODE,
    MODEL,
    PROGRAM_MEMORY,
    SETTINGS,
    TEMPERATURE,
    THEME,
)

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_every_setting_is_whole() -> None:
    assert len(BY_KEY) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.accept(setting.default) == setting.default
        assert setting.group in GROUPS
        assert setting.meaning.endswith(".")
        assert setting.label[0].isupper()
        assert setting.variable.startswith("STEPPE_")
        assert len(setting.variable.split("_")) >= 3


def test_people_can_always_make_the_window_readable() -> None:
    assert {setting.key for setting in SETTINGS if not setting.is_lockable} == {THEME.key, FONT_PERCENT.key}


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (MAX_TOKENS, " 2048 ", 2048),
        (TEMPERATURE, "1", 1.0),
        (TEMPERATURE, "0.25", 0.25),
        (HISTORY_KEEP, "No", False),
        (HISTORY_KEEP, "on", True),
        (MODE, "pot", "pot"),
        (MODEL, "", ""),
    ],
)
def test_texts_are_read(setting, text, value) -> None:  # type: ignore[no-untyped-def]
    read = setting.parse(text)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("setting", "text", "wanted"),
    [
        (MAX_TOKENS, "many", "a whole number from 16 to 32768"),
        (MAX_TOKENS, "15", "a whole number from 16 to 32768"),
        (MAX_TOKENS, "1e3", "a whole number"),
        (MAX_TOKENS, "9" * 5000, "a whole number"),
        (TEMPERATURE, "nan", "a number from 0 to 2"),
        (TEMPERATURE, "inf", "a number from 0 to 2"),
        (HISTORY_KEEP, "perhaps", "true or false"),
        (MODE, "guess", "one of auto, cot, pot, interleaved, hybrid, vote"),
        (MODEL, "a\0b", "text"),
    ],
)
def test_wrong_texts_say_what_is_wanted(setting, text, wanted) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=wanted):
        setting.parse(text)


@pytest.mark.parametrize("value", [True, 1.5, "1024", None, [1], {"a": 1}])
def test_a_number_is_not_another_kind(value: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        MAX_TOKENS.accept(value)


def test_the_page_is_up_to_date(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "run: python -m steppe.settings_page docs/settings.md"
    stale = tmp_path / "page.md"
    stale.write_text(page.replace("solve.mode", "solve.mood"), encoding="utf-8")
    assert main([str(stale)]) == 0
    assert "| `solve.mode` |" in stale.read_text(encoding="utf-8")


def test_a_program_cannot_be_given_more_memory_than_the_sandbox_has() -> None:
    assert PROGRAM_MEMORY.most == MAX_MEMORY_MB
    assert PROGRAM_MEMORY.least == MIN_MEMORY_MB
