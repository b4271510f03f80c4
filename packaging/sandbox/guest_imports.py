"""Build time: how modules get into the snapshot, hot ones ready made, rare ones packed until a program asks.

At run time there are no files, so whatever is not in the snapshot cannot be imported: the names gathered here are
the contract.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import os
import sys
import zlib

_folders = {}  # packed package -> its folders, for what lies below
_packed = {}  # full module name -> (is a package, marshalled and compressed code)


class PackedFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Modules that few programs need: unpacked and run when they are imported."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in _packed:
            return None
        return importlib.util.spec_from_loader(name, cls, is_package=_packed[name][0])

    @staticmethod
    def names():
        """The contract: every module that a program can import, but for the interpreter's and our own inner ones."""
        inner = ("_", "guest", "wit_world", "componentize_py")
        names = {*sys.modules, *sys.builtin_module_names, *_packed}
        return sorted(name for name in names if not name.startswith(inner) or name == "__future__")

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        exec(marshal.loads(zlib.decompress(_packed[module.__spec__.name][1])), module.__dict__)


def pack(name):
    """Keep `name` compressed, with the packages above it, unless it is in the snapshot already; nothing is imported."""
    if name in sys.modules or name in _packed:
        return
    if importlib.machinery.BuiltinImporter.find_spec(name) or importlib.machinery.FrozenImporter.find_spec(name):
        return
    parent = name.rpartition(".")[0]
    if parent:
        pack(parent)
    folders = _folders.get(parent) or (list(sys.modules[parent].__path__) if parent else None)
    spec = importlib.machinery.PathFinder.find_spec(name, folders)
    if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
        raise ImportError("cannot pack " + name)
    folders = spec.submodule_search_locations
    if folders is not None:
        _folders[name] = list(folders)
    _packed[name] = (folders is not None, zlib.compress(marshal.dumps(spec.loader.get_code(name)), 9))


def modules_below(package, is_left_out):
    """Full names of all modules in `package`'s folder, in a fixed order; nothing is imported."""
    root = os.path.dirname(sys.modules[package].__file__)
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


def seal():
    """After the last import from a file: what is here is all there is."""
    sys.meta_path[:] = [importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter, PackedFinder]
    sys.path[:] = []
    sys.path_hooks[:] = []
    sys.path_importer_cache.clear()
