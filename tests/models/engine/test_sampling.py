"""What is chosen from the likeliest tokens alone is what llama.cpp chooses from the whole vocabulary."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy
import pytest

from steppe_models.engine.logits import candidates, greatest
from steppe_models.records import InstalledModel

BOTH_WAYS = """
import json, sys
from pathlib import Path
from steppe_models.engine.loading import load_model
from steppe_models.engine.protocol import EngineSettings, Sampling
from steppe_models.engine.sampling import Sampler, _links
model = load_model(EngineSettings(Path(sys.argv[1]), context=512, threads=1))
native, size = model.bindings, model.info.vocabulary
tokens = model.tokenize("A keeper counted 12 ships and 7 boats on a stormy night, and then he went to bed.")[:12]
model.put(tokens, 0, 0, 0)
assert model.decode() == 0
def whole(sampling):
    chain = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
    for link in _links(native, sampling) if sampling.temperature else [native.llama_sampler_init_greedy()]:
        native.llama_sampler_chain_add(chain, link)
    return chain
found = []
for sampling in [Sampling(*values) for values in json.loads(sys.argv[2])]:
    chain, sampler = whole(sampling), Sampler(native, sampling, size)
    rows = [row for row in range(len(tokens)) for _ in range(8)]
    theirs = [int(native.llama_sampler_sample(chain, model.context, row)) for row in rows]
    found.append([theirs, [sampler.sample(model.context, row) for row in rows]])
    sampler.close()
print(json.dumps(found))
"""


def test_choices_are_those_of_the_whole_vocabulary(small_model: InstalledModel) -> None:
    wanted = [(0.0,), (0.7, 40, 0.95, 0.05, 3), (1.5, 40, 1.0, 0.0, 4), (1.0, 5, 0.9, 0.0, 5), (1.0, 0, 0.9, 0.0, 6)]
    command = [sys.executable, "-c", BOTH_WAYS, str(small_model.path), json.dumps(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    pairs = json.loads(done.stdout)
    assert len(pairs) == len(wanted)
    for whole, ours in pairs:
        assert ours == whole
    assert len(set(pairs[2][1])) > len(set(pairs[0][1]))


@pytest.mark.parametrize("size", [6400, 49152, 49152 + 37, 151936])
def test_candidates_hold_the_greatest_and_hardly_more(size: int) -> None:
    dice = numpy.random.default_rng(size)
    for _ in range(20):
        logits = dice.standard_normal(size).astype(numpy.float32)
        logits[dice.integers(size, size=30)] += 6  # also side by side, in one group, and in the rest behind the last
        logits[-3:] += 5
        tokens = candidates(logits, 40)
        assert tokens is not None
        assert len(set(tokens)) == len(tokens) < 120
        assert set(numpy.argsort(logits)[-40:]) <= set(tokens)
        assert greatest(logits) == int(numpy.argmax(logits))


def test_where_nothing_can_be_left_out_nothing_is() -> None:
    even = numpy.zeros(49152, dtype=numpy.float32)
    broken = numpy.full(49152, numpy.nan, dtype=numpy.float32)
    assert candidates(even, 40) is None
    assert candidates(broken, 40) is None
    assert candidates(even[:1000], 40) is None
    assert candidates(even, 0) is None
