"""What the tests of formulas share: one MathJax in its thread, and a way to wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from steppe_qt.maths.mathjax import MathJax
from steppe_qt.maths.typesetter import Typesetter

Settle = Callable[[], None]


@pytest.fixture(scope="session")
def mathjax(qapp: QApplication) -> MathJax:
    """The real bundle, on the test's thread; letters of other fonts need an application."""
    return MathJax()


@pytest.fixture(scope="session")
def typesetter(qapp: QApplication) -> Iterator[Typesetter]:
    """The real typesetter, started once."""
    made = Typesetter()
    yield made
    made.close()


@pytest.fixture
def settle(qapp: QApplication, typesetter: Typesetter) -> Settle:
    """Let events pass until nothing waits to be typeset."""

    def wait() -> None:
        deadline = time.monotonic() + 20
        qapp.processEvents()
        while not typesetter.is_idle:
            assert time.monotonic() < deadline, "a formula was never typeset"
            qapp.processEvents()
            time.sleep(0.001)
        qapp.processEvents()

    return wait
