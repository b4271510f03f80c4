"""The measurement of stalls runs and counts; how long they are is for the bench, on a quiet machine."""

from __future__ import annotations

from steppe_qt.maths.stall import measure


def test_measure(qapp) -> None:
    stall = measure(seconds=0.6, tokens_per_second=1000)
    assert stall.tokens == 600
    assert stall.formulas > 30
    assert stall.longest_ms >= stall.p99_ms > 0
    assert stall.memory_mb > 10
