"""Compiles llama.cpp for every machine of this architecture: one shared base, one small library for each kind of CPU.

Usage: python packaging/freeze/engine_libraries.py --output FOLDER

The source is the one that requirements.lock pins. ggml's own dynamic backends are used (GGML_BACKEND_DL with
GGML_CPU_ALL_VARIANTS): libllama, libggml and libggml-base are compiled once for the oldest machine, and of the
libggml-cpu-* beside them the engine worker loads the best that its CPU can run. Whole folders of libraries for each
CPU would hold libllama (the largest) as often as there are folders, and choosing would be our own code.
The result is kept by source, flags and compiler; the same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "llama"))

from build import LOCK, compiler_identity, locked_block  # noqa: E402 - neighbours in a folder that is no package
from tools import fetch_source  # noqa: E402

HOOK = Path(__file__).with_name("portable.cmake")
# Each stands for the CPUs that can run it and none of the later ones: any x86-64; Celeron and Pentium of the Atom line
# since 2013 and Core since 2008; Core of 2011 and 2012; Core and Ryzen with AVX2; Core with AVX-VNNI (since 2021);
# AVX-512 with VBMI and VNNI (Ice Lake, Tiger Lake, Ryzen 7000 and later).
X86_VARIANTS = ("x64", "sse42", "sandybridge", "haswell", "alderlake", "icelake")
ARM_VARIANTS = ("armv8.0_1", "armv8.2_1", "armv8.2_2", "armv8.6_1")
APPLE_VARIANTS = ("apple_m1", "apple_m2_m3", "apple_m4")


def variants() -> tuple[str, ...]:
    """The kinds of CPU that the libraries of this architecture are made for."""
    if platform.machine().lower() in ("x86_64", "amd64"):
        return X86_VARIANTS
    return APPLE_VARIANTS if sys.platform == "darwin" else ARM_VARIANTS


def flags() -> list[str]:
    """What CMake is told, without paths of this machine."""
    return [
        "-DCMAKE_BUILD_TYPE=Release",
        "-DBUILD_SHARED_LIBS=ON",
        "-DCMAKE_BUILD_RPATH_USE_ORIGIN=ON",
        "-DGGML_BACKEND_DL=ON",
        "-DGGML_CPU_ALL_VARIANTS=ON",
        "-DGGML_NATIVE=OFF",
        "-DGGML_OPENMP=OFF",
        "-DLLAMA_OPENSSL=OFF",
        "-DLLAMA_BUILD_TESTS=OFF",
        "-DLLAMA_BUILD_EXAMPLES=OFF",
        "-DLLAMA_BUILD_TOOLS=OFF",
        "-DLLAMA_BUILD_SERVER=OFF",
        "-DLLAMA_BUILD_UI=OFF",
        "-DLLAMA_USE_PREBUILT_UI=OFF",
        "-DLLAMA_BUILD_APP=OFF",
        *os.environ.get("CMAKE_ARGS", "").split(),
    ]


def cache_folder(block: str) -> Path:
    """Where the libraries of exactly this build are kept."""
    parts = (block, *flags(), *variants(), HOOK.read_text(encoding="utf-8"), compiler_identity(), platform.machine())
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("STEPPE_CACHE_DIR") or Path(home) / "steppe") / "engine-libraries" / key


def compile_into(source: Path, folder: Path) -> None:
    """Compile and strip into `folder`; it appears there only when it is whole."""
    compiled = source / "build"
    environment = {"CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 1)} | os.environ
    environment["PATH"] = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    prefix = f"-ffile-prefix-map={source}=llama.cpp" if os.name == "posix" else ""
    environment["GIT_CEILING_DIRECTORIES"] = str(source.parent)  # no commit of a repository around it in the libraries
    configure = [
        "cmake", "-S", str(source), "-B", str(compiled), "-G", "Ninja", *flags(),
        f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={HOOK}", f"-DCMAKE_C_FLAGS={prefix}", f"-DCMAKE_CXX_FLAGS={prefix}",
    ]  # fmt: skip
    chosen = [f"ggml-cpu-{name}" for name in variants()]
    shared = [_file("ggml-base"), _file("ggml"), _file("llama")]
    build_all = ["cmake", "--build", str(compiled), "--target", "llama", *chosen]
    for command in (configure, build_all):
        if subprocess.run(command, env=environment, check=False, stdout=sys.stderr).returncode != 0:
            raise SystemExit("freeze: llama.cpp could not be built; the messages are above.")
    whole = folder.with_name(f"{folder.name}.{os.getpid()}")
    whole.mkdir(parents=True)
    for name in (*shared, *(_file(name, is_module=True) for name in chosen)):
        shutil.copyfile(compiled / "bin" / name, whole / name)
        if sys.platform.startswith("linux"):
            subprocess.run(["strip", "--strip-unneeded", str(whole / name)], check=True)
    whole.rename(folder)


def _file(name: str, *, is_module: bool = False) -> str:
    if sys.platform == "win32":
        return f"{name}.dll"
    return f"lib{name}.{'dylib' if sys.platform == 'darwin' and not is_module else 'so'}"


def main() -> int:
    """Build what is not there and copy it to the folder asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    output: Path = parser.parse_args().output
    block = locked_block(LOCK.read_text(encoding="utf-8"))
    folder = cache_folder(block)
    if not folder.is_dir():
        print("freeze: compiling llama.cpp for every CPU (10 to 20 minutes on 2 cores, once) ...", file=sys.stderr)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as work:
            compile_into(fetch_source(block, Path(work)), folder)
    shutil.copytree(folder, output, dirs_exist_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
