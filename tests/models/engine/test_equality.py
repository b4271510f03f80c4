"""Greedy text of a sequence alone equals that of llama-cpp-python's high-level class, token for token."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from steppe_models.catalogue import load_catalogue
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import EngineSettings, GenerateRequest
from steppe_models.places import models_dir
from steppe_models.prompts import render
from steppe_models.records import InstalledModel
from steppe_models.store import Store

TOKENS = 24
QWEN2 = ("qwen2.5-coder-0.5b-instruct", "qwen2.5-coder-1.5b-instruct")
PROBLEMS = [
    f"A box holds {3 * number + 5} pencils. How many pencils are in {number + 2} boxes?" for number in range(10)
]
PROBLEMS += [f"Solve {number + 2}x + {7 * number + 1} = {9 * number + 20} for x." for number in range(10)]
PEER = """
import json, sys
from llama_cpp import Llama
model = Llama(sys.argv[1], n_ctx=1024, n_threads=1, n_threads_batch=1, verbose=False, flash_attn=True)
for prompt in json.load(sys.stdin):
    model.reset()
    out = model(prompt, max_tokens=int(sys.argv[2]), temperature=0, stop=["<|im_end|>"])
    print(json.dumps([out["choices"][0]["text"], out["usage"]["completion_tokens"]]))
"""


def differing(model: InstalledModel) -> list[str]:
    """The prompts whose texts are not the same."""
    prompts = [
        render("chatml", "pot" if number % 2 else "cot", problem).text for number, problem in enumerate(PROBLEMS)
    ]
    command = [sys.executable, "-W", "ignore", "-c", PEER, str(model.path), str(TOKENS)]
    peer = subprocess.run(command, input=json.dumps(prompts), capture_output=True, text=True, check=True)
    expected = [json.loads(line)[0] for line in peer.stdout.splitlines()]
    assert len(expected) == len(prompts)
    found: list[str] = []
    # The high-level class has the weights repacked; without, another kernel's last digits decide where two are close.
    with Engine(EngineSettings(model.path, context=1024, threads=1, repack=True)) as engine:
        for prompt, text in zip(prompts, expected, strict=True):
            generation = engine.generate(GenerateRequest(prompt, ("<|im_end|>",), TOKENS, fresh=True))
            if "".join(item.text for item in generation) != text:
                found.append(prompt)
    return found


def test_twenty_prompts_on_a_llama(small_model: InstalledModel) -> None:
    assert differing(small_model) == []


@pytest.fixture(scope="session")
def qwen2_model() -> InstalledModel:
    """A qwen2 of the user's own store, found before a test's environment hides that."""
    store = Store(models_dir(), load_catalogue())
    installed = {model.id for model in store.installed()}
    chosen = next((each for each in QWEN2 if each in installed), None)
    if chosen is None:
        pytest.skip(f"needs a qwen2 model: `steppe models pull {QWEN2[0]}`")
    return store.resolve(chosen)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_prompts_on_a_qwen2(qwen2_model: InstalledModel) -> None:
    assert differing(qwen2_model) == []
