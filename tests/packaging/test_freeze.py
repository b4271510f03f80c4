"""What goes into the frozen tree, and the libraries that the engine's worker chooses from."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from loading import load

ROOT = Path(__file__).resolve().parents[2]
FREEZE = ROOT / "packaging" / "freeze"
FROZEN = ROOT / "build" / "frozen" / "tree" / "steppe"


def freezer(name: str) -> ModuleType:
    return load(f"packaging/freeze/{name}.py")


def test_every_module_of_ours_is_collected() -> None:
    names = freezer("contents").own_modules()
    for name in ("steppe.cli.solve", "steppe_qt.measure", "steppe_models.engine.worker", "steppe_convert.worker"):
        assert name in names


def test_parts_that_nothing_opens_stay_out() -> None:
    is_unwanted = freezer("contents").is_unwanted
    assert is_unwanted("PySide6/Qt/lib/libQt6Quick.so.6")
    assert is_unwanted("PySide6/Qt/translations/qtbase_fr.qm")
    assert not is_unwanted("PySide6/Qt/translations/qtbase_de.qm")
    assert not is_unwanted("PySide6/Qt/translations/qtbase_zh_CN.qm")
    assert not is_unwanted("PySide6/Qt/lib/libQt6Widgets.so.6")
    assert is_unwanted("numpy.f2py.rules")
    assert not is_unwanted("numpy.linalg")


def test_what_is_needed_at_run_time_is_locked_by_hash() -> None:
    freeze = freezer("freeze")
    names = freeze.needed("steppe", freeze.EXTRAS)
    assert {"pyside6-essentials", "wasmtime", "numpy", "unearth", "quickjax"} <= names
    assert not {"pytest", "ruff", "sympy"} & names
    lock = freeze.locked(names)
    for name in names - {"jaraco-classes"}:
        assert f"\n{name}==" in f"\n{lock}", name
    assert lock.count("==") <= lock.count("--hash=sha256:")


def test_a_package_that_is_not_installed_is_a_sentence() -> None:
    with pytest.raises(SystemExit, match="make setup"):
        freezer("freeze").needed("no-such-package-at-all")


@pytest.mark.parametrize(
    ("told", "right"),
    [
        ("", ""),
        ("$ORIGIN", "$ORIGIN"),
        ("$ORIGIN/../lib:$ORIGIN", "$ORIGIN/../lib:$ORIGIN"),
        ("$ORIGIN:", "$ORIGIN"),  # an empty part is the current folder
        ("/home/somebody/python/lib", ""),
        ("/opt/lib:${ORIGIN}/../lib:lib:.", "${ORIGIN}/../lib"),
        ("$ORIGINAL/lib", ""),
    ],
)
def test_search_paths_begin_at_the_library_itself(told: str, right: str) -> None:
    assert freezer("library_paths").kept(told) == right


@pytest.mark.skipif(
    not all(map(shutil.which, ("cc", "patchelf", "readelf"))), reason="cc, patchelf, readelf are needed"
)
def test_a_foreign_search_path_is_gone_from_the_bytes_too(tmp_path: Path) -> None:
    (tmp_path / "part.c").write_text("int part(void) { return 7; }\n")
    library = tmp_path / "libpart.so"
    foreign = "-Wl,--enable-new-dtags,-rpath,/home/somebody/python/lib"
    compile_it = ["cc", "-shared", "-fPIC", "-o", str(library), str(tmp_path / "part.c"), foreign]
    subprocess.run(compile_it, check=True)
    (tmp_path / "link.so").symlink_to(library)
    assert b"somebody" in library.read_bytes()
    mend = freezer("library_paths").mend
    patchelf = Path(str(shutil.which("patchelf")))
    assert mend(tmp_path, patchelf) == 1
    assert mend(tmp_path, patchelf) == 0
    assert b"somebody" not in library.read_bytes()
    assert ctypes.CDLL(str(library)).part() == 7


@pytest.mark.slow
@pytest.mark.skipif(not (FROZEN / "steppe").exists(), reason="run `make freeze` first")
@pytest.mark.parametrize("worker", ["engine"])
def test_the_frozen_engine_names_its_processor(worker: str) -> None:
    command = [str(FROZEN / "steppe"), "--worker", worker, "--probe"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]})
    assert '"build"' in done.stdout
    assert len(list((FROZEN / "lib/llama_cpp/lib").glob("*ggml-cpu-*"))) > 1
