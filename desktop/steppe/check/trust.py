"""What was measured of a model's answers: reliability per path, and how often each kind of answer was right.

The figures are data (trust.toml) for one model file each. A model without any is neither trusted nor distrusted.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from steppe_models.catalogue import ModelProfile

LEAST_COUNT = 8  # fewer answers of a kind are no evidence
FEW = 30  # below this the words beside a confidence say that few were tried
_UNMEASURED = 0.5


@dataclass(frozen=True, slots=True)
class Rules:
    """What an answer counts in a vote; the comments in trust.toml say what each factor is for."""

    greedy: float
    sharpness: float
    least_likely: float
    most_likely: float
    wrong_step: float
    cut_off: float
    doubt: float
    nearest: float
    satisfied: float
    unsatisfied: float
    both_paths: float


@dataclass(frozen=True, slots=True)
class Rate:
    """`right` of `count` were right."""

    right: int
    count: int

    @property
    def share(self) -> float:
        """The rate to expect: the mean of Beta(right + 1, count - right + 1), Laplace's rule of succession."""
        return (self.right + 1) / (self.count + 2)


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of one model file; all empty for one that was not measured."""

    rules: Rules
    paths: Mapping[str, Rate] = field(default_factory=dict)
    logprobs: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, Rate] = field(default_factory=dict)

    def reliability(self, path: str) -> float:
        """How often a greedy path was right; one half where that was not measured."""
        return self.paths[path].share if path in self.paths else _UNMEASURED

    @property
    def mean_reliability(self) -> float:
        """The mean of the two paths."""
        return (self.reliability("cot") + self.reliability("pot")) / 2

    def usual_logprob(self, path: str, *, is_greedy: bool = True) -> float | None:
        """The mean log-probability of a token on this path, if it was measured; that of samples is lower."""
        return self.logprobs.get(path if is_greedy else f"sampled_{path}")

    def evidence(self, kinds: Sequence[str]) -> tuple[str, Rate] | None:
        """The first of `kinds` of which enough answers were tried, and how often these were right."""
        for kind in kinds:
            rate = self.kinds.get(kind)
            if rate is not None and rate.count >= LEAST_COUNT:
                return kind, rate
        return None


def trust_of(profile: ModelProfile, sha256: str = "") -> Trust:
    """What was measured of this model; `sha256` is its file's own hash where that is known."""
    data = _data()
    rules = Rules(**data["rules"])
    for entry in data.get("model", ()):
        hashes = {each for each in (sha256, profile.sha256) if each}
        if entry["id"] == profile.id and hashes <= {entry["sha256"]}:
            return Trust(
                rules,
                {path: Rate(*each) for path, each in entry["reliability"].items()},
                dict(entry["usual_logprob"]),
                {kind: Rate(*each) for kind, each in entry["kind"].items()},
            )
    return Trust(rules)


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("steppe.check").joinpath("trust.toml").read_text(encoding="utf-8"))
