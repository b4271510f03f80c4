"""What goes into the frozen tree and what stays out, each with its reason."""

from __future__ import annotations

import importlib.util
import pkgutil
import sys
from pathlib import Path

from steppe.sandbox.guest import modules as offered

OWN_PACKAGES = ("steppe", "steppe_qt", "steppe_convert", "steppe_models")
# Versions that the code asks for at run time.
METADATA = (
    "steppe",
    "llama-cpp-python",
    "wasmtime",
    "huggingface_hub",
    "gguf",
    "numpy",
    "tqdm",
    "packaging",
    "filelock",
)

# The native sandbox packs the sources of these; base_library.zip has those that Python itself needs to start.
PYTHON_SOURCES = tuple(
    name
    for name in (*offered.STANDARD_READY, *offered.STANDARD_PACKED)
    if name not in sys.builtin_module_names and importlib.util.find_spec(name.partition(".")[0]) is not None
)
SOURCE_PACKAGES = ("numpy",)
COMPILED = offered.STANDARD_COMPILED

EXCLUDED = [
    "sympy", "mpmath",                 # programs get them from the sandbox component, never from here
    "llama_cpp.llama", "llama_cpp.server", "llama_cpp.llama_chat_format", "llama_cpp.mtmd_cpp",  # only its C interface
    "jinja2", "diskcache",             # what those would need
    "hf_xet",                          # 11 MB for a faster transfer; the hub serves plain HTTPS as well
    "tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "ensurepip", "pydoc_data", "venv",
    "PyInstaller", "setuptools", "pip", "pytest", "IPython", "matplotlib", "pandas", "scipy", "torch", "PIL",
    "numpy.f2py", "numpy.distutils", "numpy.testing",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtSql",
    "PySide6.QtTest",
    "gguf.scripts",
]  # fmt: skip

_UNWANTED_MODULES = (
    *("numpy.f2py", "numpy.distutils", "numpy._pyinstaller", "numpy.ctypeslib", "numpy._configtool", "numpy.testing"),
    *("huggingface_hub.cli", "huggingface_hub.inference", "huggingface_hub.templates", "huggingface_hub.commands"),
)
# Files of Qt and of the system that a Widgets application on Linux, macOS and Windows never opens.
_UNWANTED_FILES = (
    "plugins/platforms/libqeglfs", "plugins/platforms/libqvnc", "plugins/platforms/libqlinuxfb",
    "plugins/platforms/libqminimalegl", "plugins/platforms/libqvkkhrdisplay",
    "plugins/egldeviceintegrations", "plugins/platformthemes/libqgtk3", "plugins/generic", "plugins/tls",
    "plugins/networkinformation", "plugins/qmltooling", "plugins/sqldrivers", "plugins/printsupport",
    "plugins/imageformats/libqtiff", "plugins/imageformats/libqwebp", "plugins/imageformats/libqtga",
    "plugins/imageformats/libqwbmp", "plugins/imageformats/libqicns", "plugins/imageformats/libqpdf",
    "plugins/platforminputcontexts/libqtvirtualkeyboard", "plugins/wayland-graphics-integration-server",
    "libQt6Qml", "libQt6Quick", "libQt6VirtualKeyboard", "libQt6Pdf", "libQt6EglFs", "libQt6Sql", "libQt6Test",
    "libgtk-3", "libgdk-3", "libgdk_pixbuf", "libatk-", "libatspi", "libpango", "libcairo", "libepoxy",
    # what only those would have loaded
    "libcups", "libavahi", "libgnutls", "libp11-kit", "libunistring", "libhogweed", "libnettle", "libtasn1", "libidn2",
    "libgssapi", "libkrb5", "libk5crypto", "libcom_err", "libkeyutils", "libgmp", "libpixman", "libthai", "libdatrie",
    "libfribidi", "libharfbuzz", "libgraphite2", "libQt6PrintSupport", "libXcomposite", "libXdamage", "libXinerama",
    "numpy/_core/_operand_flag_tests", "numpy/_core/_struct_ufunc_tests", "numpy/_core/_rational_tests",
    "numpy/_core/_umath_tests", "numpy/_core/_multiarray_tests",  # numpy's own tests
    "direct_url.json", "dist-info/RECORD",  # say where this machine keeps its files
    "llama_cpp/lib/", "llama_cpp\\lib\\",  # engine_libraries.py puts its own there
)  # fmt: skip
_KEPT_TRANSLATIONS = ("qtbase_de.qm", "qtbase_zh_CN.qm")


def own_modules() -> list[str]:
    """Every module of our packages: verbs, workers and pages are imported by name."""
    names = []
    for package in OWN_PACKAGES:
        specification = importlib.util.find_spec(package)
        assert specification is not None
        names.append(package)
        names += [
            found.name for found in pkgutil.walk_packages(specification.submodule_search_locations, f"{package}.")
        ]
    return names


def is_unwanted(name: str) -> bool:
    """Whether a module (dotted) or a file (its place in the tree) stays out."""
    place = name.replace("\\", "/")
    if "/translations/" in place and place.endswith(".qm"):
        return Path(place).name not in _KEPT_TRANSLATIONS
    if any(part.replace("\\", "/") in place for part in _UNWANTED_FILES):
        return True
    return any(f"{name}.".startswith(f"{module}.") for module in _UNWANTED_MODULES) or ".tests" in name
