"""Files of one's own: recognised by hash or name, given an entry of their own, or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from steppe_models.catalogue import ModelProfile, is_id
from steppe_models.errors import BadInputError, IntegrityError
from steppe_models.guess import id_from_name
from steppe_models.sources.transfer import Progress
from steppe_models.store import Store


def test_an_import_is_recognised_by_its_hash(store: Store, profile: ModelProfile, file: Path) -> None:
    seen: list[Progress] = []
    model = store.import_file(file, on_progress=seen.append)
    assert (model.id, model.verified, model.source) == ("tiny", True, "file: carried.gguf")
    assert seen[-1].stage == "copying"
    assert file.is_file()
    assert store.import_file(file) == model
    assert store.verify("tiny").verified


def test_an_import_is_recognised_by_its_name_when_no_hash_is_known(
    store: Store, gguf_bytes: Callable[..., bytes], tmp_path: Path
) -> None:
    path = tmp_path / "MAmmoTH-7B-Mistral.Q4_K_M.gguf"
    path.write_bytes(gguf_bytes(llama__block_count=32, llama__embedding_length=4096))
    model = store.import_file(path)
    assert (model.id, model.verified) == ("mammoth-7b-mistral", False)
    assert store.verify("mammoth-7b-mistral").sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_unknown_file_gets_an_entry_of_its_own(
    store: Store, gguf_bytes: Callable[..., bytes], tmp_path: Path
) -> None:
    path = tmp_path / "My Model (v2).gguf"
    path.write_bytes(gguf_bytes(general__name="Tinytiny", general__license="mit", llama__context_length=8192))
    model = store.import_file(path)
    assert (model.id, model.profile.origin, model.profile.licence) == ("my-model-v2", "imported", "mit")
    assert (model.profile.context, model.profile.file_context) == (4096, 8192)
    assert store.find("my-model-v2") == model
    assert store.import_file(path, "other-name").id == "other-name"


def test_an_import_under_a_wrong_id_is_refused(
    store: Store, file: Path, gguf_bytes: Callable[..., bytes], tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match="layers or width differ"):
        store.import_file(file, "mammoth-7b")
    other = tmp_path / "other.gguf"
    other.write_bytes(gguf_bytes(seed=1))
    with pytest.raises(IntegrityError, match="is not the tiny that the catalogue knows"):
        store.import_file(other, "tiny")
    with pytest.raises(BadInputError, match="cannot be an id"):
        store.import_file(file, "../up")
    store.import_file(other, "mine")
    with pytest.raises(BadInputError, match="Another file is installed as mine"):
        store.import_file(file, "mine")
    assert [model.id for model in store.installed()] == ["mine"]


@pytest.mark.parametrize("spoil", [lambda data: data[: len(data) // 2], lambda _: b"text"])
def test_an_import_of_a_broken_file_is_refused(
    store: Store, file: Path, content: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    file.write_bytes(spoil(content))
    with pytest.raises(IntegrityError):
        store.import_file(file)
    assert store.installed() == []


def test_a_file_called_import_gets_an_id_that_can_be_removed_again() -> None:
    for name in ("import.gguf", "Import.gguf", "..gguf", "UPPER case!.gguf"):
        assert is_id(id_from_name(Path(name)))
