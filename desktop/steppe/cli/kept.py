"""The history of commands that solve: opened if it can be, freed of what is too old; a solve never fails of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from steppe_models.errors import SteppeError

if TYPE_CHECKING:
    from steppe.history.store import History
    from steppe.settings import Settings

Tell = Callable[[str], None]


def open_history(stack: ExitStack, settings: Settings, tell: Tell, lost: str) -> History | None:
    """The history, closed with `stack`; None where it is switched off or its place cannot be used.

    `tell` gets sentences for the user, and `lost` says what is not kept then.
    """
    from steppe.history.store import History
    from steppe.settings_table import HISTORY_KEEP

    if not settings[HISTORY_KEEP]:
        return None
    try:
        history = History.open(tell=tell)
    except SteppeError as error:
        tell(f"{error.message} {lost}")
        return None
    stack.callback(history.close)
    return history


def forget_old(history: History, settings: Settings, tell: Tell) -> None:
    """Delete what is older than it shall be; where that cannot be, a sentence says so."""
    from steppe.settings_table import HISTORY_DAYS

    try:
        history.forget_older_than(settings[HISTORY_DAYS])
    except SteppeError as error:
        tell(f"Old solves were not deleted: {error.message}")
