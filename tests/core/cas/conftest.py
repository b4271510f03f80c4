"""What algebra finds is tested here, not how quickly: a busy machine gets the time that it needs."""

from __future__ import annotations

import pytest

import steppe.cas.solving


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steppe.cas.solving, "WALL_S", 60.0)
