"""sympy for the native engine: the archive keeps modules whole, and serves other versions of Python from their text."""

from __future__ import annotations

import marshal
import zipfile
import zlib
from pathlib import Path

import pytest

from steppe.sandbox import algebra
from steppe.sandbox.component import find_component

SOURCES = [("package", True, b"x = 1\n"), ("package.inner", False, b"from package import x\n")]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    algebra.write_archive(tmp_path / "a.zip", SOURCES)
    return tmp_path / "a.zip"


def check(path: Path) -> None:
    package, inner = algebra.read_archive(path)
    assert (package.name, package.is_package) == ("package", True)
    assert (inner.name, inner.is_package) == ("package.inner", False)
    names: dict[str, object] = {}
    exec(marshal.loads(zlib.decompress(package.code)), names)
    assert names["x"] == 1


def test_modules_come_back(archive: Path) -> None:
    check(archive)


def test_another_version_compiles_the_text(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(algebra, "_TAG", "cpython-999-1")
    check(archive)


def test_without_an_archive_there_is_nothing(tmp_path: Path) -> None:
    assert list(algebra.read_archive(tmp_path / "none.zip")) == []
    (tmp_path / "broken.zip").write_bytes(b"no archive")
    assert list(algebra.read_archive(tmp_path / "broken.zip")) == []


def test_it_is_the_same_each_time(archive: Path, tmp_path: Path) -> None:
    algebra.write_archive(tmp_path / "b.zip", SOURCES)
    assert archive.read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_built_archive_has_the_contract_of_the_component() -> None:
    with zipfile.ZipFile(algebra.ARCHIVE) as archive:
        names = {name.partition("/")[2].removesuffix(".__init__") for name in archive.namelist()}
    contract = {name for name in find_component().modules if name.partition(".")[0] in ("sympy", "mpmath")}
    assert contract - names == {"sympy.mpmath"}, "that one is an alias"
    assert names <= contract
