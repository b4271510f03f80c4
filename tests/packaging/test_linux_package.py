"""The Linux package: pages follow the command line, recipes pass their linters, the same tree gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from steppe import __version__
from steppe.cli.main import VERBS

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
SECONDS = "1700000000"
needs_dpkg = pytest.mark.skipif(
    not all(shutil.which(name) for name in ("dpkg-deb", "zstd", "tar")), reason="dpkg-deb, zstd and tar are needed"
)


def generated(script: str, *arguments: str) -> str:
    command = [sys.executable, str(LINUX / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder in the form of the frozen tree."""
    folder = tmp_path_factory.mktemp("frozen") / "tree" / "steppe"
    (folder / "lib" / "llama_cpp").mkdir(parents=True)
    (folder / "steppe").write_text("#!/bin/sh\n")
    (folder / "steppe").chmod(0o755)
    (folder / "lib" / "llama_cpp" / "part.so").write_bytes(bytes(range(256)))
    (folder / "lib" / "libpython.so").symlink_to("llama_cpp/part.so")
    return folder


def build(tree: Path, output: Path) -> list[str]:
    command = [sys.executable, str(LINUX / "build.py"), "--tree", str(tree), "--output", str(output)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": SECONDS}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return (output / "SHA256SUMS").read_text().splitlines()


def test_the_manual_page_names_every_verb_and_option() -> None:
    page = generated("man_page.py", __version__, "2026-01-01")
    for verb in VERBS:
        assert f'.SH "steppe {verb}"' in page
    assert '.SS "steppe models pack"' in page
    assert "\\fB\\-\\-offline\\fR" in page
    assert not [line for line in page.splitlines() if line.startswith("'")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_know_every_verb(shell: str) -> None:
    text = generated("completions.py", shell)
    for verb in VERBS:
        assert verb in text
    if shutil.which(shell):
        check = [shell, "--no-execute"] if shell == "fish" else [shell, "-n"]
        subprocess.run(check, input=text, text=True, check=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is needed")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("steppe sol", ["solve"]),
        ("steppe models pu", ["pull"]),
        ("steppe models pack --o", ["--output"]),
        ("steppe doctor --off", ["--offline"]),
        ("steppe solve --mode ", []),
    ],
)
def test_bash_completes(line: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "completion").write_text(generated("completions.py", "bash"))
    words = line.split(" ")
    script = (
        f"source {tmp_path / 'completion'}; COMP_WORDS=({' '.join(words[:-1])} '{words[-1]}');"
        f" COMP_CWORD={len(words) - 1}; _steppe; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is needed")
def test_every_recipe_passes_the_linters_that_are_here() -> None:
    done = subprocess.run(["bash", str(LINUX / "lint.sh")], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


@needs_dpkg
def test_two_builds_are_the_same_byte_for_byte(tree: Path, tmp_path: Path) -> None:
    first, second = build(tree, tmp_path / "one"), build(tree, tmp_path / "two")
    assert first == second
    assert len(first) == 4  # two packages, the archive, the list of parts
    for line in first:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "one" / name).read_bytes()).hexdigest() == digest


@needs_dpkg
def test_the_deb_holds_the_tree_and_nothing_of_this_machine(tree: Path, tmp_path: Path) -> None:
    build(tree, tmp_path)
    package = next(tmp_path.glob("steppe_*.deb"))
    listed = subprocess.run(["dpkg-deb", "--contents", str(package)], capture_output=True, text=True, check=True).stdout
    assert "root/root" in listed
    places = [line.split()[5] for line in listed.splitlines()]
    assert "./usr/lib/steppe/steppe" in places
    assert "./usr/bin/steppe" in places
    assert all(place.startswith("./usr/") or place == "./" for place in places)
    assert not [place for place in places if "kiosk" in place], "the application alone makes no kiosk"
    subprocess.run(["dpkg-deb", "--extract", str(package), str(tmp_path / "root")], check=True)
    page = subprocess.run(
        ["dpkg-deb", "--field", str(package), "Version"], capture_output=True, text=True, check=True
    ).stdout
    assert page.strip() == __version__
    bill = json.loads((tmp_path / "root/usr/share/doc/steppe/sbom.cdx.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["version"] == __version__
    for path in (tmp_path / "root/usr/share").rglob("*"):
        if path.is_file():
            assert str(ROOT).encode() not in path.read_bytes()
            assert path.stat().st_mtime == int(SECONDS)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is needed")
def test_the_appdir_starts_the_program_wherever_it_lies(tree: Path, tmp_path: Path) -> None:
    program = tmp_path / "tree" / "steppe"
    shutil.copytree(tree, program.parent)
    program.write_text(f'#!/bin/sh\necho "steppe {__version__} $*"\n')
    command = ["bash", str(LINUX / "appimage.sh"), str(program.parent), str(tmp_path / "Steppe.AppDir")]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": SECONDS, "PATH": "/usr/bin:/bin"}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    moved = (tmp_path / "Steppe.AppDir").rename(tmp_path / "elsewhere")
    said = subprocess.run([str(moved / "AppRun"), "doctor"], capture_output=True, text=True, check=True).stdout
    assert said == f"steppe {__version__} doctor\n"
    metadata = (moved / "usr/share/metainfo/org.steppe.Steppe.metainfo.xml").read_text()
    assert f'version="{__version__}" date="2023-11-14"' in metadata
    assert (moved / "steppe.desktop").is_file()
    assert (moved / ".DirIcon").resolve() == (moved / "steppe.svg").resolve()
