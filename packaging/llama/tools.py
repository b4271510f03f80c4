"""Builds llama-server and llama-batched-bench from the very source and with the flags of our llama.cpp, once.

Usage: python packaging/llama/tools.py        (inside the virtual environment; `make llama-tools` calls it)
Prints the folder that holds them. Only measurements and slow tests use them; set-up does not build them.
CMAKE_ARGS adds flags as in build.py, CMAKE_BUILD_PARALLEL_LEVEL sets the number of compilers at once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from build import LOCK, PACKAGE, cache_folder, locked_block

TARGETS = ("llama-server", "llama-batched-bench")


def tool_flags() -> list[str]:
    """The flags of build.py that llama.cpp itself knows, and what the tools can do without.

    No HTTPS and no web page in the server: it serves tests on this machine, and nothing is fetched while it is built.
    """
    return [
        "-DCMAKE_BUILD_TYPE=Release",
        "-DBUILD_SHARED_LIBS=ON",
        "-DCMAKE_BUILD_RPATH_USE_ORIGIN=ON",
        "-DGGML_OPENMP=OFF",
        "-DLLAMA_OPENSSL=OFF",
        "-DLLAMA_BUILD_UI=OFF",
        "-DLLAMA_USE_PREBUILT_UI=OFF",
        "-DLLAMA_BUILD_TESTS=OFF",
        "-DLLAMA_BUILD_EXAMPLES=OFF",
        "-DLLAMA_BUILD_APP=OFF",
        *os.environ.get("CMAKE_ARGS", "").split(),
    ]


def tools_folder(block: str) -> Path:
    """Where the tools of exactly this build are kept."""
    folder = cache_folder(block, " ".join(tool_flags()))
    return folder.parents[1] / "tools" / folder.name


def fetch_source(block: str, work: Path) -> Path:
    """The source distribution that the lock file pins, its hash checked, unpacked; returns llama.cpp's own folder."""
    lock = work / "lock.txt"
    lock.write_text(block, encoding="utf-8")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "--no-binary", PACKAGE, "--require-hashes", "-r", str(lock), "-d", str(work),
    ]  # fmt: skip
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode != 0:
        raise SystemExit("llama-tools: the source could not be fetched; pip's messages are above.")
    with tarfile.open(next(work.glob("*.tar.gz"))) as archive:
        archive.extractall(work / "source", filter="data")
    return next((work / "source").glob("*/vendor/llama.cpp"))


def build(source: Path, folder: Path) -> None:
    """Compile into `folder`; it appears there only when it is whole."""
    compiled = source / "build"
    environment = {"CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 1)} | os.environ
    environment["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    configure = ["cmake", "-S", str(source), "-B", str(compiled), "-G", "Ninja", *tool_flags()]
    compile_all = ["cmake", "--build", str(compiled), "--target", *TARGETS]
    for command in (configure, compile_all):
        if subprocess.run(command, env=environment, check=False, stdout=sys.stderr).returncode != 0:
            raise SystemExit("llama-tools: llama.cpp's tools could not be built; the messages are above.")
    whole = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.copytree(compiled / "bin", whole, symlinks=True)
    try:
        whole.rename(folder)
    except OSError:  # another build was quicker
        shutil.rmtree(whole)


def main() -> int:
    """Build what is not there and print where it is."""
    block = locked_block(LOCK.read_text(encoding="utf-8"))
    folder = tools_folder(block)
    if not folder.is_dir():
        print("llama-tools: compiling llama.cpp's server and bench (5 to 15 minutes, once) ...", file=sys.stderr)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as work:
            build(fetch_source(block, Path(work)), folder)
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
