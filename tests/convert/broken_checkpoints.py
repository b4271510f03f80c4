"""Ways in which checkpoints come broken or hostile; each changes a checkpoint in place."""

from __future__ import annotations

import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from checkpoints import weight_files


def truncate(folder: Path) -> None:
    """The last weight file ends early, as after a broken download."""
    path = weight_files(folder)[-1]
    os.truncate(path, path.stat().st_size * 2 // 3)


def lfs_pointer(folder: Path) -> None:
    """The last weight file is the small text that git-LFS leaves when it has not fetched the file."""
    digest = "a" * 64
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 9976576152\n"
    weight_files(folder)[-1].write_text(text)


def lose_shard(folder: Path) -> None:
    """A shard that the index names is not there."""
    weight_files(folder)[-1].unlink()


def mix_up_index(folder: Path) -> None:
    """The index says of each tensor that it is in another shard."""
    path = next(folder.glob("*.index.json"))
    index = json.loads(path.read_text())
    places = index["weight_map"]
    names = sorted(set(places.values()))
    index["weight_map"] = {key: names[(names.index(value) + 1) % len(names)] for key, value in places.items()}
    path.write_text(json.dumps(index))


def quantized_by(method: str) -> Callable[[Path], None]:
    """The config says that the weights are quantized by `method` (gptq, awq, ...)."""

    def change(folder: Path) -> None:
        path = folder / "config.json"
        config = json.loads(path.read_text())
        config["quantization_config"] = {"quant_method": method, "bits": 4, "group_size": 128}
        path.write_text(json.dumps(config))

    return change


def put_value(folder: Path, tensor: str, value: float, at: int = 0) -> None:
    """Write one value (NaN, infinity, ...) into a float32 or float16 or bfloat16 tensor of a safetensors file."""
    for path in folder.glob("*.safetensors"):
        with path.open("r+b") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            header: dict[str, Any] = json.loads(file.read(length))
            if tensor not in header:
                continue
            entry = header[tensor]
            item = {"F32": np.float32(value).tobytes(), "F16": np.float16(value).tobytes()}.get(entry["dtype"])
            item = item or np.float32(value).tobytes()[2:]
            file.seek(8 + length + entry["data_offsets"][0] + at * len(item))
            file.write(item)
            return
    raise AssertionError(f"{tensor} is in no file of {folder}")


def malicious_pickle(folder: Path, marker: Path) -> None:
    """The last .bin's pickle runs a command when an ordinary unpickler reads it: it would create `marker`."""
    command = f"touch {marker}".encode()
    call = b"cposix\nsystem\n(X" + struct.pack("<I", len(command)) + command + b"tR0"
    replace_pickle(sorted(folder.glob("*.bin"))[-1], lambda data: data[:2] + call + data[2:])


def replace_pickle(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Rewrite a PyTorch zip with another data.pkl."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members:
            archive.writestr(name, change(data) if name.endswith("data.pkl") else data)
