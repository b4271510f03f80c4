"""Bundles: whole or named piece by piece, resumed where they broke, signed by whom they should be."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from steppe_models import bundle, bundle_import, bundle_pack
from steppe_models.bundle import Bundle, is_bundle, read_bundle
from steppe_models.bundle_import import import_bundle
from steppe_models.bundle_pack import pack
from steppe_models.catalogue import ModelProfile
from steppe_models.errors import BadInputError, IntegrityError, MissingError
from steppe_models.records import InstalledModel
from steppe_models.sources.transfer import Progress
from steppe_models.store import Store

PIECE = 4096
needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bundle, bundle_pack, bundle_import):
        monkeypatch.setattr(module, "PIECE_BYTES", PIECE)


@pytest.fixture
def model(store: Store, profile: ModelProfile, index: object) -> InstalledModel:
    return store.pull(profile)


@pytest.fixture
def other(tmp_path: Path, store: Store) -> Store:
    """The store of the machine without a network."""
    return Store(tmp_path / "other", store.catalogue)


def write(model: InstalledModel, output: Path, key: Path | None = None) -> Bundle:
    return pack([model], output, lambda progress: None, key)


def take(store: Store, path: Path, signers: Path | None = None, fingerprint: str = "") -> list[InstalledModel]:
    return import_bundle(
        store, path, lambda progress: None, lambda text: None, signers=signers, fingerprint=fingerprint
    )


def damage(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 0xFF]))


def make_key(folder: Path, name: str = "key") -> Path:
    key = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)]
    subprocess.run(command, check=True)
    return key


def signers_of(key: Path, *, person: str = "school") -> Path:
    kind, text, *_ = key.with_name(key.name + ".pub").read_text().split()
    path = key.with_name(key.name + ".signers")
    path.write_text(f"{person} {kind} {text}\n")
    return path


def test_a_model_arrives_byte_for_byte_and_verified(model: InstalledModel, other: Store, tmp_path: Path) -> None:
    made = write(model, tmp_path / "b")
    assert is_bundle(tmp_path / "b")
    assert (tmp_path / "b").stat().st_size == made.size_bytes
    (arrived,) = take(other, tmp_path / "b", fingerprint=made.fingerprint)
    assert arrived.path.read_bytes() == model.path.read_bytes()
    assert arrived.verified
    assert arrived.source == "bundle: b"
    assert other.verify(model.id).sha256 == model.sha256
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


def test_the_same_models_give_the_same_bytes(model: InstalledModel, tmp_path: Path) -> None:
    write(model, tmp_path / "first")
    write(model, tmp_path / "second")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_damaged_pieces_are_named_and_come_from_another_copy(
    model: InstalledModel, other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = write(model, tmp_path / "good")
    shutil.copyfile(tmp_path / "good", tmp_path / "bad")
    damage(tmp_path / "bad", made.data_start + PIECE + 7)
    damage(tmp_path / "bad", made.size_bytes - 1)
    last = len(made.models[0].pieces)
    words = rf"pieces 2 \(from byte {PIECE}\), {last} \(from byte .*\) of the {last} of tiny are damaged"
    with pytest.raises(IntegrityError, match=words):
        take(other, tmp_path / "bad")
    assert other.installed() == []
    read: list[int] = []
    ordinary = bundle_import._read_piece

    def counted(source: object, offset: int, size: int) -> bytes:
        read.append(offset)
        return ordinary(source, offset, size)  # type: ignore[arg-type]

    monkeypatch.setattr(bundle_import, "_read_piece", counted)
    take(other, tmp_path / "good")
    assert len(read) == 2
    assert other.verify(model.id).size_bytes == model.size_bytes


def test_a_short_bundle_names_what_is_missing_and_resumes(model: InstalledModel, other: Store, tmp_path: Path) -> None:
    made = write(model, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "b").write_bytes(whole[: made.data_start + PIECE])
    with pytest.raises(IntegrityError, match="damaged or missing"):
        take(other, tmp_path / "b")
    (tmp_path / "b").write_bytes(whole)
    assert take(other, tmp_path / "b")[0].sha256 == model.sha256


def test_packing_goes_on_where_it_was_cut(
    model: InstalledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = write(model, tmp_path / "whole")
    partial = tmp_path / "b.part"
    partial.write_bytes((tmp_path / "whole").read_bytes()[: made.data_start + 2 * PIECE + 100])
    copied: list[Progress] = []
    pack([model], tmp_path / "b", lambda seen: copied.append(seen) if seen.stage == "copying" else None, None)
    assert (tmp_path / "b").read_bytes() == (tmp_path / "whole").read_bytes()
    assert len(copied) == len(made.models[0].pieces) - 2
    partial.write_bytes(b"something else entirely")
    write(model, tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == (tmp_path / "whole").read_bytes()


def test_a_damaged_model_is_not_packed(model: InstalledModel, tmp_path: Path) -> None:
    damage(model.path, model.size_bytes - 3)
    with pytest.raises(IntegrityError, match="is damaged"):
        write(model, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_damaged_list_is_refused_whichever_byte_it_is(model: InstalledModel, other: Store, tmp_path: Path) -> None:
    made = write(model, tmp_path / "b")
    whole = (tmp_path / "b").read_bytes()
    for offset in range(0, made.data_start, 61):
        (tmp_path / "b").write_bytes(whole)
        damage(tmp_path / "b", offset)
        with pytest.raises((IntegrityError, BadInputError)):
            take(other, tmp_path / "b", fingerprint=made.fingerprint)
    assert other.installed() == []


@pytest.mark.parametrize("text", [b"", b"GGUF", bundle.MAGIC, bundle.MAGIC + b"9 9\n", bundle.MAGIC + b"2 0\n{}"])
def test_what_is_no_bundle_is_a_sentence(text: bytes, other: Store, tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(text)
    with pytest.raises((IntegrityError, BadInputError)):
        take(other, tmp_path / "b")
    with pytest.raises(MissingError):
        take(other, tmp_path / "nothing")


def test_another_bundle_than_the_one_expected_is_refused(model: InstalledModel, other: Store, tmp_path: Path) -> None:
    write(model, tmp_path / "b")
    with pytest.raises(IntegrityError, match="fingerprint"):
        take(other, tmp_path / "b", fingerprint="0" * 64)


@needs_ssh
def test_a_signed_bundle_is_taken_from_its_signer_alone(model: InstalledModel, other: Store, tmp_path: Path) -> None:
    key, stranger = make_key(tmp_path), make_key(tmp_path, "stranger")
    write(model, tmp_path / "b", key)
    with pytest.raises(IntegrityError, match="nobody named"):
        take(other, tmp_path / "b", signers_of(stranger))
    notes: list[str] = []
    import_bundle(other, tmp_path / "b", lambda seen: None, notes.append, signers=signers_of(key))
    assert notes[0] == "The bundle is signed by school."


@needs_ssh
def test_a_list_changed_after_signing_and_an_unsigned_bundle_are_refused(
    model: InstalledModel, other: Store, tmp_path: Path
) -> None:
    key = make_key(tmp_path)
    write(model, tmp_path / "unsigned")
    with pytest.raises(IntegrityError, match="not signed"):
        take(other, tmp_path / "unsigned", signers_of(key))
    write(model, tmp_path / "b", key)
    data = (tmp_path / "b").read_bytes()
    changed = data.replace(b'"licence": "', b'"licence": "x', 1)
    with (tmp_path / "b").open("rb") as file:
        found = read_bundle(file, tmp_path / "b")
    sizes = f"{len(found.manifest)} ".encode()
    changed = changed.replace(sizes, f"{len(found.manifest) + 1} ".encode(), 1)
    (tmp_path / "b").write_bytes(changed)
    with pytest.raises(IntegrityError, match="changed after it was signed"):
        take(other, tmp_path / "b", signers_of(key))
    assert other.installed() == []


def test_a_bundles_own_word_for_its_file_is_no_proof(model: InstalledModel, other: Store, tmp_path: Path) -> None:
    own = replace(model, profile=replace(model.profile, id="own"))
    write(own, tmp_path / "b")
    (arrived,) = take(other, tmp_path / "b")
    assert arrived.id == "own"
    assert not arrived.verified
