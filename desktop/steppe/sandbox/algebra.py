"""sympy and mpmath for the native engine, in one file beside the component: made by its build, from the same sources.

A zip file: under a Python version's tag the compressed code of every module, made by that version, and under `source`
its text for all other versions.
"""

from __future__ import annotations

import importlib.util
import marshal
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from steppe.sandbox.component import DEFAULT_FOLDER

ARCHIVE_NAME = "algebra.zip"
ARCHIVE = DEFAULT_FOLDER / ARCHIVE_NAME
_SOURCE = "source"
_INITIAL = ".__init__"
_BEST = 9
# The tag alone is the same for release candidates, whose code differs.
_TAG = f"{sys.implementation.cache_tag}-{int.from_bytes(importlib.util.MAGIC_NUMBER[:2], 'little')}"


@dataclass(frozen=True, slots=True)
class Module:
    """A module's full name and its compressed, marshalled code."""

    name: str
    is_package: bool
    code: bytes


def read_archive(path: Path) -> Iterator[Module]:
    """The modules in the archive, compiled now if it was made by another version of Python; none without an archive."""
    try:
        archive = zipfile.ZipFile(path)
    except (FileNotFoundError, zipfile.BadZipFile):
        return  # the engine then says that it has no sympy
    with archive:
        names = [name.split("/", 1) for name in archive.namelist()]
        tag = _TAG if any(folder == _TAG for folder, _ in names) else _SOURCE
        for full in [full for folder, full in names if folder == tag]:
            data = archive.read(f"{tag}/{full}")
            code = data if tag != _SOURCE else _packed_code(data, full)
            yield Module(full.removesuffix(_INITIAL), full.endswith(_INITIAL), code)


def write_archive(path: Path, sources: Iterable[tuple[str, bool, bytes]]) -> None:
    """Make the archive of modules given by full name, whether they are packages, and text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, is_package, text in sources:
            full = f"{name}{_INITIAL}" if is_package else name
            for folder, data, method in (
                (_TAG, _packed_code(text, full), zipfile.ZIP_STORED),
                (_SOURCE, text, zipfile.ZIP_DEFLATED),
            ):
                entry = zipfile.ZipInfo(f"{folder}/{full}")  # without the time, so that it is the same each time
                archive.writestr(entry, data, method)


def _packed_code(source: bytes, full: str) -> bytes:
    code = compile(source, full.replace(".", "/") + ".py", "exec", dont_inherit=True)
    return zlib.compress(marshal.dumps(code), _BEST)
