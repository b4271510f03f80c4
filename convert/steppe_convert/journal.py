"""Which slabs of an unfinished file are written: one line each, appended, so that a killed run loses only a few."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

from steppe_convert.part_file import PartFile
from steppe_convert.plan import Plan
from steppe_convert.written import SlabDone, Written
from steppe_models.sources.transfer import disk_errors_told, write_atomically

_VERSION = 1


class Journal:
    """The file beside a part file; its first line says which plan it belongs to."""

    def __init__(self, part: PartFile, digest: str) -> None:
        self.path = part.path.with_name(part.path.name + ".journal")
        self._digest = digest
        self._descriptor = -1

    def read(self, written: Written) -> bool:
        """Add the slabs that a former run of the same plan noted; whether there was one."""
        try:
            with self.path.open(encoding="ascii") as file:
                if json.loads(file.readline()) != {"version": _VERSION, "plan": self._digest}:
                    return False
                slabs = [slab for line in file if (slab := _slab(line)) is not None]
        except (OSError, ValueError):
            return False
        for slab in slabs:  # all or none: of a journal that cannot be read to its end, nothing is believed
            written.add(slab)
        return True

    def start(self, written: Written) -> None:
        """Begin the journal with what is done already; it replaces a former one at once."""
        lines = [json.dumps({"version": _VERSION, "plan": self._digest}) + "\n", *(_line(slab) for slab in written)]
        with disk_errors_told(self.path):
            write_atomically(self.path, "".join(lines))
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND)

    def add(self, slab: SlabDone) -> None:
        """Note one more slab, already written."""
        with disk_errors_told(self.path):
            os.write(self._descriptor, _line(slab).encode("ascii"))

    def close(self) -> None:
        """Close the file; it stays for the next run."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def discard(self) -> None:
        """Remove the file."""
        self.close()
        self.path.unlink(missing_ok=True)


def drop_lost(plan: Plan, part: PartFile, written: Written) -> None:
    """Forget the slabs whose bytes are not in the file after all: a crash of the machine may have lost some."""
    buffer = bytearray()
    for slab in plan.slabs():
        if slab.position not in written:
            continue
        if len(buffer) < slab.size_bytes:
            buffer = bytearray(slab.size_bytes)
        view = memoryview(buffer)[: slab.size_bytes]
        part.read_into(slab.offset, view)
        if zlib.crc32(view) != written[slab.position].checksum:
            written.drop(slab.position)


def part_exists(path: Path, size_bytes: int) -> bool:
    """Whether a part file of the right size is there."""
    return path.is_file() and path.stat().st_size == size_bytes


def _slab(line: str) -> SlabDone | None:
    """A line of the journal; None for half a line, the last words of a killed run."""
    words = line.split()
    if len(words) != 4 or not line.endswith("\n"):
        return None
    try:
        return SlabDone(int(words[0]), int(words[1]), float.fromhex(words[2]), float.fromhex(words[3]))
    except ValueError:
        return None


def _line(slab: SlabDone) -> str:
    return f"{slab.position} {slab.checksum} {slab.squares.hex()} {slab.error_squares.hex()}\n"
