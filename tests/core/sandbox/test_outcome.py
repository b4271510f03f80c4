"""The sentences for people, and the look at a program's imports."""

from __future__ import annotations

import pytest

from steppe.sandbox.outcome import STATUSES, foreign_package, sentence


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_a_sentence(status: str) -> None:
    text = sentence(status, stdout="", stderr="", line=None, seconds=3, memory_mb=512)  # type: ignore[arg-type]
    assert text.endswith(".")
    assert text[0].isupper()
    assert "{" not in text


@pytest.mark.parametrize(
    ("source", "package"),
    [
        ("import numpy", "numpy"),
        ("  import numpy as np", "numpy"),
        ("from scipy.stats import norm", "scipy"),
        ("import math, numpy as np", "numpy"),
        ("import math\nimport sympy\n", None),
        ("# import numpy", None),
        ("x = 'import numpy'", None),
        ("import numpy_like", None),
        ("import numbers", None),
    ],
)
def test_foreign_packages_are_found_in_import_lines(source: str, package: str | None) -> None:
    assert foreign_package(source) == package
