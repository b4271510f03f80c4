"""Files are whole or not there, and nothing is replaced unasked; every refusal is a sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from steppe.export import saving
from steppe.export.formats import FORMATS, format_of
from steppe.export.gathering import document_of
from steppe.export.saving import ExportError, save
from steppe_models.errors import BadInputError, DiskFullError

TEXT = format_of("md", None)


def test_the_name_says_the_format():
    assert [format_of("", Path(f"x{each.endings[0]}")) for each in FORMATS] == list(FORMATS)
    for name, path in (("docx", None), ("", None), ("", Path("x.docx"))):
        with pytest.raises(BadInputError):
            format_of(name, path)


def test_a_file_is_written_and_not_replaced_unasked(solves, tmp_path):
    path = tmp_path / "made.md"
    document = document_of([solves["quadratic"]])
    assert save(document, TEXT, path) == path.stat().st_size
    before = path.read_text(encoding="utf-8")
    with pytest.raises(BadInputError):
        save(document_of([solves["choice"]]), TEXT, path)
    assert path.read_text(encoding="utf-8") == before
    save(document_of([solves["choice"]]), TEXT, path, may_replace=True)
    assert path.read_text(encoding="utf-8") != before
    assert os.listdir(tmp_path) == ["made.md"]


def test_a_missing_folder_a_folder_and_a_closed_folder(solves, tmp_path):
    document = document_of([solves["quadratic"]])
    with pytest.raises(ExportError, match="There is no folder"):
        save(document, TEXT, tmp_path / "none" / "made.md")
    with pytest.raises(BadInputError, match="is a folder"):
        save(document, TEXT, tmp_path)
    refused = saving.describe(PermissionError(errno.EACCES, "no"), tmp_path / "x.md")
    assert "may not be written" in refused.message
    if os.geteuid() != 0:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o500)
        with pytest.raises(ExportError, match="may not be written"):
            save(document, TEXT, closed / "made.md")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_leaves_nothing(solves, tmp_path, monkeypatch):
    """The temporary file is the device that is always full."""
    monkeypatch.setattr(
        saving.tempfile, "mkstemp", lambda **_: (os.open(os.devnull, os.O_WRONLY), str(tmp_path / "link"))
    )
    (tmp_path / "link").symlink_to("/dev/full")
    with pytest.raises(DiskFullError, match="disk is full"):
        save(document_of([solves["quadratic"]]), TEXT, tmp_path / "made.md")
    assert os.listdir(tmp_path) == []
