"""Saves an exported document: whole or not at all, never over another file unless that is wanted."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from steppe.export.document import Document
from steppe.export.formats import Format, text_of
from steppe_models.errors import BadInputError, DiskFullError, SteppeError


class ExportError(SteppeError):
    """A document cannot be written where it shall be (exit code 1)."""

    code = "export"


def save(document: Document, chosen: Format, path: Path, *, may_replace: bool = False) -> int:
    """Write the document to a file; returns its size in bytes. What stood there before stays until all is written.

    Raises:
        BadInputError: there is a file already, or the path is a folder.
        DiskFullError: there is no room.
        ExportError: the folder is missing or may not be written.
        MissingError: the format needs a part that is not installed.
    """
    _check(path, may_replace)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    except OSError as error:
        raise describe(error, path) from error
    os.close(handle)
    temporary = Path(name)
    try:
        _fill(document, chosen, temporary, path)
        size = temporary.stat().st_size
        temporary.chmod(0o666 & ~_umask())
        _put(temporary, path, may_replace)
    except OSError as error:
        raise describe(error, path) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    return size


def _check(path: Path, may_replace: bool) -> None:
    if path.is_dir():
        raise BadInputError(f"{path} is a folder.", "Name a file.")
    if path.exists() and not may_replace:
        raise _exists(path)


def _exists(path: Path) -> BadInputError:
    return BadInputError(f"There is a file {path} already.", "Give --force to replace it, or another name.")


def _fill(document: Document, chosen: Format, temporary: Path, path: Path) -> None:
    if chosen.is_text:
        with temporary.open("wb") as file:
            file.write(text_of(document, chosen).encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        return
    from steppe.export.pdf import write_pdf

    write_pdf(document, temporary, shown=path)
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())


def _put(temporary: Path, path: Path, may_replace: bool) -> None:
    """Give the file its name; without leave to replace, a file that came meanwhile is not lost."""
    if may_replace or os.name == "nt":
        os.replace(temporary, path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without links
        os.replace(temporary, path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def describe(error: OSError, path: Path) -> SteppeError:
    """The operating system's refusal as a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(f"The disk is full: {path} could not be written.", "Make room, then export it again.")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return ExportError(f"There is no folder {path.parent}.", "Name a folder that is there.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ExportError(f"The folder {path.parent} may not be written.", "Choose another folder.")
    reason = (error.strerror or str(error)).rstrip(".")
    return ExportError(f"{path} could not be written: {reason}.", "Choose another place.")
