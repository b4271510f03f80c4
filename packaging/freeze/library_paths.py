"""Where the libraries of the frozen tree look for others (RUNPATH, ld.so(8)): beside themselves, nowhere else.

A Python that was compiled into a folder of its own names that folder, and CMake leaves an empty part at the end, which
the loader takes for the current folder. Both would load what somebody else put there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

_ELF = b"\x7fELF"


def kept(told: str) -> str:
    """The parts of a search path that begin at the library's own folder."""
    return ":".join(part for part in told.split(":") if part.split("/")[0] in ("$ORIGIN", "${ORIGIN}"))


def libraries(tree: Path) -> Iterator[Path]:
    """Every file of the tree in ELF form, links left out."""
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == _ELF:
                    yield path


def mend(tree: Path, patchelf: Path) -> int:
    """Take everything else out of the search paths; returns how many files were changed.

    The new path is never longer than the old one, so patchelf writes it in its place and moves nothing.
    """
    changed = 0
    for path in libraries(tree):
        told = _run(patchelf, "--print-rpath", str(path)).strip()
        right = kept(told)
        if told == right:
            continue
        # what is only removed stays in the file as text; setting a path overwrites the old one
        _run(patchelf, "--set-rpath", right or "$ORIGIN", str(path))
        if not right:
            _run(patchelf, "--remove-rpath", str(path))
        changed += 1
    return changed


def _run(patchelf: Path, *arguments: str) -> str:
    done = subprocess.run([str(patchelf), *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"freeze: patchelf failed on {Path(arguments[-1]).name}: {done.stderr.strip()}")
    return done.stdout
