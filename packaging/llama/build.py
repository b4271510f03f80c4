"""Builds llama-cpp-python for this machine from the locked source, once: the wheel is kept by version, flags and CPU.

Usage: python packaging/llama/build.py        (inside the virtual environment; `make setup` calls it)
CMAKE_ARGS adds flags of llama.cpp's build, such as -DGGML_CUDA=ON.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
HOOK = Path(__file__).with_name("without_common.cmake")
PACKAGE = "llama-cpp-python"


def locked_block(lock: str) -> str:
    """The lines of the lock file that pin the package with its hashes."""
    match = re.search(rf"^{PACKAGE}==.*?(?=^[a-zA-Z0-9]|\Z)", lock, flags=re.MULTILINE | re.DOTALL)
    if match is None:
        raise SystemExit(f"setup: {PACKAGE} is not in {LOCK.name}. Restore the file from the repository.")
    return match[0]


def cmake_flags() -> str:
    """Native code for this CPU, without image support and llama.cpp's own tools, and with ggml's own threads.

    OpenMP's threads wait for each other by spinning: beside another busy program they lose much more of their speed
    than ggml's own, which are as fast on a quiet machine (docs/ARCHITECTURE.md).
    """
    extra = os.environ.get("CMAKE_ARGS", "")
    return f"-DLLAVA_BUILD=OFF -DGGML_OPENMP=OFF -DCMAKE_PROJECT_llama.cpp_INCLUDE={HOOK} {extra}".strip()


def cpu_identity() -> str:
    """What `-march=native` depends on: the CPU's flags, as far as the system tells."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    flags = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", text, flags=re.MULTILINE)
    return f"{platform.machine()} {flags[1] if flags else ''}"


def compiler_identity() -> str:
    """The compiler's own version line."""
    compiler = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if not compiler:
        raise SystemExit("setup: there is no C++ compiler. Install one (Debian, Ubuntu: apt-get install g++).")
    return subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]


def cache_folder(block: str, flags: str) -> Path:
    """Where the wheel of exactly this build is kept."""
    flags = flags.replace(str(HOOK), HOOK.read_text(encoding="utf-8"))
    parts = (block, flags, cpu_identity(), compiler_identity(), platform.python_implementation())
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("STEPPE_CACHE_DIR") or Path(home) / "steppe") / "wheels" / key


def build(block: str, flags: str, folder: Path) -> Path:
    """Compile the wheel into `folder`; it appears there only when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        lock = Path(work) / "lock.txt"
        lock.write_text(block, encoding="utf-8")
        command = [
            sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--no-build-isolation", "--no-binary", PACKAGE, "--require-hashes", "-r", str(lock), "-w", work,
        ]  # fmt: skip
        scripts = str(Path(sys.executable).parent)
        environment = os.environ | {"CMAKE_ARGS": flags, "PATH": scripts + os.pathsep + os.environ["PATH"]}
        if subprocess.run(command, env=environment, check=False).returncode != 0:
            raise SystemExit("setup: llama.cpp could not be built; the compiler's messages are above.")
        wheel = next(Path(work).glob("*.whl"))
        return Path(os.replace(wheel, folder / wheel.name) or folder / wheel.name)


def main() -> int:
    """Install the wheel from the cache, building it first if need be."""
    block, flags = locked_block(LOCK.read_text(encoding="utf-8")), cmake_flags()
    folder = cache_folder(block, flags)
    wheel = next(folder.glob("*.whl"), None)
    if wheel is None:
        print("setup: compiling llama.cpp for this machine (2 to 5 minutes, once) ...", flush=True)
        wheel = build(block, flags, folder)
    install = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--force-reinstall",
        str(wheel),
    ]
    return subprocess.run([sys.executable, "-m", "pip", *install], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
