"""`steppe bench` gives the figures of the contract; their values are for people, not for tests."""

from __future__ import annotations

import json


def test_startup_has_the_contract_keys(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", "startup", "--model", "smollm2-135m-instruct", "--repeats", "1", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert {"window_s", "help_cpu_s", "first_token_ratio", "machine", "load", "repeats"} <= set(figures)
    assert figures["first_token_ratio"] > 0
    assert figures["peer_first_token_s"] > 0


def test_sandbox_has_the_contract_keys(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", "sandbox", "--repeats", "3", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert {"trivial_ms", "solve_ms", "sixteen_ms", "ready_ms"} <= set(figures["wasm"])
    assert figures["wasm"]["trivial_ms"]["p50"] > 0
    assert figures["spawn"]["trivial_ms"]["p50"] > 0


def test_no_repeats_are_refused(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", "sandbox", "--repeats", "0")
    assert done.returncode == 2
    assert "at least 1" in done.stderr
