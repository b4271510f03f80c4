"""Modules kept compressed in memory until a program imports them: inside a box there are no files to import from."""

from __future__ import annotations

import _imp
import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import os
import sys
import zlib
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

_folders: dict[str, list[str]] = {}  # packed package -> its folders, for what lies below
_packed: dict[str, tuple[bool, bytes]] = {}  # full module name -> (is a package, marshalled and compressed code)
after_import: dict[str, Callable[[], None]] = {}  # full module name -> what to do once it was imported
_FAST = 1  # compresses twice as fast as the best, a tenth larger
_INNER = ("_", "guest", "wit_world", "componentize_py", "steppe")


class PackedFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what is packed, unpacks and runs it."""

    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The packed module of this name."""
        if name not in _packed:
            return None
        return importlib.util.spec_from_loader(name, cls, is_package=_packed[name][0])  # type: ignore[arg-type]

    @staticmethod
    def names() -> list[str]:
        """The contract: every module that a program can import, but for the interpreter's and our own inner ones."""
        names = {*sys.modules, *sys.builtin_module_names, *_packed}
        return sorted(name for name in names if not name.startswith(_INNER) or name == "__future__")

    @staticmethod
    def create_module(spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """The usual kind of module."""
        return None

    @staticmethod
    def exec_module(module: Any) -> None:
        """Run the module's code in it."""
        name = module.__spec__.name
        exec(marshal.loads(zlib.decompress(_packed[name][1])), module.__dict__)  # noqa: S102, S302
        if name in after_import:
            after_import[name]()


def pack(name: str, level: int = _FAST) -> None:
    """Keep `name` compressed, with the packages above it, unless it is loaded or built in; nothing is imported.

    Raises:
        ImportError: there is no such module in a source file.
    """
    if name in sys.modules or name in _packed:
        return
    if importlib.machinery.BuiltinImporter.find_spec(name) or importlib.machinery.FrozenImporter.find_spec(name):
        return
    parent = name.rpartition(".")[0]
    if parent:
        pack(parent, level)
    folders = _folders.get(parent) or (list(getattr(sys.modules[parent], "__path__", ())) if parent else None)
    spec = importlib.machinery.PathFinder.find_spec(name, folders)
    if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
        raise ImportError("cannot pack " + name)
    if spec.submodule_search_locations is not None:
        _folders[name] = list(spec.submodule_search_locations)
    code = spec.loader.get_code(name)
    if code is None:
        raise ImportError("cannot pack " + name)
    place = name.replace(".", "/") + ".py"  # where it lies on this machine is nobody's business
    _imp._fix_co_filename(code, place)  # type: ignore[attr-defined]  # private, and what importlib itself uses
    is_package = spec.submodule_search_locations is not None
    _packed[name] = (is_package, zlib.compress(marshal.dumps(code), level))


def keep(name: str, is_package: bool, code: bytes) -> None:
    """Keep a module that was packed elsewhere: `code` as `pack` makes it, by this version of Python."""
    _packed.setdefault(name, (is_package, code))


def modules_below(package: str, is_left_out: Callable[[str], bool]) -> list[str]:
    """Full names of all modules in `package`'s folder, in a fixed order; nothing is imported."""
    root = sys.modules[package].__path__[0]
    names = []
    for folder, folders, files in os.walk(root):
        folders.sort()
        inner = os.path.relpath(folder, root)
        prefix = package if inner == "." else ".".join([package, *inner.split(os.sep)])
        for file in sorted(files):
            name = prefix if file == "__init__.py" else prefix + "." + file.removesuffix(".py")
            if file.endswith(".py") and not is_left_out(name):
                names.append(name)
    return names


def seal() -> None:
    """After the last import from a file: what is here is all there is."""
    finders: list[Any] = [importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter, PackedFinder]
    sys.meta_path[:] = finders
    sys.path[:] = []
    sys.path_hooks[:] = []
    sys.path_importer_cache.clear()
