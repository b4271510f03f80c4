"""The catalogue: complete, consistent, and strict about entries of the user's own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from steppe_models.catalogue import Catalogue, load_catalogue, profile_from_dict, profile_to_dict
from steppe_models.errors import BadInputError, MissingError

WANTED = [
    "mammoth-7b",
    "mammoth-13b",
    "mammoth-70b",
    "mammoth-coder-7b",
    "mammoth-coder-13b",
    "mammoth-coder-34b",
    "mammoth-7b-mistral",
    "mammoth2-7b-plus",
    "mammoth2-8b-plus",
    "mammoth2-8x7b-plus",
    "qwen2.5-math-1.5b-instruct",
    "qwen2.5-math-7b-instruct",
    "qwen2.5-coder-0.5b-instruct",
    "qwen2.5-coder-1.5b-instruct",
    "qwen2.5-coder-7b-instruct",
    "smollm2-135m-instruct",
]
OWN = """
[[model]]
id = "mine"
name = "Mine"
licence = "MIT"
parameters = 1
quantization = "Q8_0"
context = 1024
prompt_format = "chatml"
modes = ["cot"]
stop = ["<|im_end|>"]
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return load_catalogue(tmp_path / "none.toml")


def own(tmp_path: Path, text: str) -> Catalogue:
    path = tmp_path / "catalogue.toml"
    path.write_text(text)
    return load_catalogue(path)


def test_every_model_is_there_and_the_default_is_the_small_coder(catalogue: Catalogue) -> None:
    assert sorted(profile.id for profile in catalogue.profiles) == sorted(WANTED)
    assert catalogue.default.id == "qwen2.5-coder-1.5b-instruct"
    assert catalogue.default.file_name == "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    assert len(catalogue.default.wheels.packages) == 22 if catalogue.default.wheels else False


def test_only_the_mammoth_coder_models_override_the_rope_base(catalogue: Catalogue) -> None:
    overrides = {profile.id: profile.rope_freq_base for profile in catalogue.profiles if profile.rope_freq_base}
    assert overrides == {f"mammoth-coder-{size}": 10000.0 for size in ("7b", "13b", "34b")}


def test_the_first_mammoth_models_stay_within_what_they_were_trained_with(catalogue: Catalogue) -> None:
    for profile in catalogue.profiles:
        if profile.id.startswith("mammoth-"):
            assert (profile.context, profile.prompt_format) == (2048, "alpaca")
        assert profile.context <= profile.file_context
        assert profile.shape is not None


def test_models_without_a_published_gguf_say_what_to_convert(catalogue: Catalogue) -> None:
    without = [profile for profile in catalogue.profiles if not profile.has_source]
    assert [profile.id for profile in without] == ["mammoth-coder-7b", "mammoth-7b-mistral"]
    assert all(profile.base in profile.note for profile in without)


def test_estimated_sizes_are_near_the_known_ones(catalogue: Catalogue) -> None:
    for profile in catalogue.profiles:
        if profile.size_bytes and profile.parameters > 1:
            estimate = replace(profile, size_bytes=0).expected_bytes
            assert 0.8 < estimate / profile.size_bytes < 1.2


def test_an_unknown_model_names_the_nearest(catalogue: Catalogue) -> None:
    with pytest.raises(MissingError, match=r"no model called 'mamoth-7'") as caught:
        catalogue.get("mamoth-7")
    assert "mammoth-7b" in caught.value.hint
    assert caught.value.exit_code == 3
    with pytest.raises(MissingError) as caught:
        catalogue.get("my-modle", also_known=("my-model",))
    assert "my-model" in caught.value.hint
    assert catalogue.get("MAmmoTH-7B").id == "mammoth-7b"


def test_an_entry_of_ones_own_is_added(tmp_path: Path) -> None:
    catalogue = own(tmp_path, OWN)
    assert len(catalogue.profiles) == len(WANTED) + 1
    assert catalogue.get("mine").origin == "user"
    assert catalogue.get("mine").parameters == 1.0


def test_an_entry_of_ones_own_replaces_a_built_in_one_which_stays_the_default(tmp_path: Path) -> None:
    catalogue = own(tmp_path, OWN.replace('"mine"', '"qwen2.5-coder-1.5b-instruct"'))
    assert len(catalogue.profiles) == len(WANTED)
    assert catalogue.default.name == "Mine"
    assert own(tmp_path, OWN + "default = true\n").default.id == "mine"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("modes", 'modes = "cot"'), "the key 'modes' must be a list"),
        (("modes", 'modes = ["tot"]'), "the key 'modes' must consist of cot, pot, interleaved, not 'tot'"),
        (("stop", "stop = [1]"), "the key 'stop' must be a list of words"),
        (("id", 'id = "../up"'), "the key 'id' must consist of"),
        (("id", "id = 7"), "the key 'id' must be text"),
        (("context", "context = 0"), "the key 'context' must not be zero"),
        (("context", "context = -1"), "the key 'context' must not be negative"),
        (("context", "context = true"), "the key 'context' must be a whole number"),
        (("licence", ""), "the key 'licence' is missing"),
        (("licence", 'licence = "MIT"\ncolour = "red"'), "the key 'colour' is not known"),
        (("prompt_format", 'prompt_format = "jinja"'), "the key 'prompt_format' must be one of"),
        (("quantization", 'quantization = "../x"'), "the key 'quantization' must be a name"),
        (("stop", 'stop = ["x"]\nsha256 = "abc"'), "the key 'sha256' must be 64"),
        (("stop", 'stop = ["x"]\nhub = { repo = "a/b" }'), "model mine, hub, the key 'file' is missing"),
        (
            ("stop", 'stop = ["x"]\nwheels = { packages = ["a"], version = "1", member = "*" }'),
            "the key 'wheels' needs sha256",
        ),
    ],
)
def test_a_wrong_entry_is_named_with_its_file_and_key(tmp_path: Path, change: tuple[str, str], problem: str) -> None:
    key, line = change
    text = re.sub(rf"^{key} = .*$", line.replace("\\", "\\\\"), OWN, flags=re.MULTILINE)
    with pytest.raises(BadInputError) as caught:
        own(tmp_path, text)
    assert "catalogue.toml" in caught.value.message
    assert problem in caught.value.message


@pytest.mark.parametrize("text", ["[[model", "model = 3", "[other]\nx = 1", "[[model]]\n"])
def test_a_wrong_file_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInputError, match=r"catalogue\.toml"):
        own(tmp_path, text)


def test_a_profile_survives_being_written_down(catalogue: Catalogue) -> None:
    for profile in catalogue.profiles:
        back = profile_from_dict(profile_to_dict(profile), "here", profile.origin)
        assert back == replace(profile, hub=None, wheels=None, is_default=False)
