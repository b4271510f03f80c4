"""The sandbox component on disk: where it is, what it is, and whether it is whole."""

from __future__ import annotations

import hashlib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from steppe_models.errors import IntegrityError, MissingError

COMMAND = "make setup"
DEFAULT_FOLDER = Path(__file__).parent / "component"
FOLDER_VARIABLE = "STEPPE_COMPONENT_DIR"
WASM_NAME = "program.wasm"
DESCRIPTION_NAME = "component.toml"


@dataclass(frozen=True, slots=True)
class Component:
    """What `component.toml` says about the file beside it."""

    wasm: Path
    sha256: str
    size_bytes: int
    inputs: str
    python: str
    versions: dict[str, str]
    modules: tuple[str, ...]

    def read_verified(self) -> bytes:
        """The component's bytes, checked against their hash.

        Raises:
            IntegrityError: the file is damaged.
        """
        data = self.wasm.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise _damaged(self.wasm, "its SHA-256 differs")
        return data


def find_component(folder: Path | None = None) -> Component:
    """Read the description in `folder` and check the component's size.

    Without `folder` it is the one that the environment's STEPPE_COMPONENT_DIR names, else the one beside this module.

    Raises:
        MissingError: there is no component.
        IntegrityError: the description cannot be read, or the component has another size.
    """
    place = folder or Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)
    wasm, description = place / WASM_NAME, place / DESCRIPTION_NAME
    try:
        table = tomllib.loads(description.read_text(encoding="utf-8"))
        size_bytes = wasm.stat().st_size
    except FileNotFoundError as error:
        raise MissingError("The sandbox component is not built.", f"Run `{COMMAND}`.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _damaged(description, "it is not readable TOML") from error
    found = _from_table(wasm, table, description)
    if found.size_bytes != size_bytes:
        raise _damaged(wasm, f"it has {size_bytes} bytes instead of {found.size_bytes}")
    return found


def _from_table(wasm: Path, table: dict[str, object], description: Path) -> Component:
    sha256, size, inputs, python = (table.get(key) for key in ("sha256", "size_bytes", "inputs", "python"))
    versions, modules = table.get("versions"), table.get("modules")
    if not (
        isinstance(sha256, str)
        and isinstance(size, int)
        and isinstance(inputs, str)
        and isinstance(python, str)
        and isinstance(versions, dict)
        and isinstance(modules, list)
    ):
        raise _damaged(description, "an entry is missing")
    texts = {str(name): str(version) for name, version in versions.items()}
    return Component(wasm, sha256, size, inputs, python, texts, tuple(str(name) for name in modules))


def _damaged(path: Path, why: str) -> IntegrityError:
    return IntegrityError(
        f"The sandbox component is damaged ({path.name}: {why}).", f"Run `{COMMAND}` to build it again."
    )
