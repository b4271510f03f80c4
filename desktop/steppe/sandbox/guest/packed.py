"""Modules kept compressed in memory until a program imports them: inside a box there are no files to import from."""

from __future__ import annotations

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
_LEVEL = 1  # twice as fast as the best, a tenth larger


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
    def create_module(spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """The usual kind of module."""
        return None

    @staticmethod
    def exec_module(module: Any) -> None:
        """Run the module's code in it."""
        exec(marshal.loads(zlib.decompress(_packed[module.__spec__.name][1])), module.__dict__)  # noqa: S102, S302


def pack(name: str) -> None:
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
        pack(parent)
    folders = _folders.get(parent) or (list(getattr(sys.modules[parent], "__path__", ())) if parent else None)
    spec = importlib.machinery.PathFinder.find_spec(name, folders)
    if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
        raise ImportError("cannot pack " + name)
    if spec.submodule_search_locations is not None:
        _folders[name] = list(spec.submodule_search_locations)
    code = zlib.compress(marshal.dumps(spec.loader.get_code(name)), _LEVEL)
    _packed[name] = (spec.submodule_search_locations is not None, code)


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
