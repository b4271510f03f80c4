"""Builds the sandbox component: `python packaging/sandbox/build.py --output desktop/steppe/sandbox/component`.

Inputs are pinned: the guest's sources here, sympy and mpmath by hash (requirements.lock), componentize-py by version.
A component built from the same inputs is used as it is, from the output folder or from the cache.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from immortal import LIST_OBJECTS, make_immortal
from packages import prepare
from wasm_sections import without_names

from steppe.sandbox.algebra import ARCHIVE_NAME, write_archive
from steppe.sandbox.component import DESCRIPTION_NAME, WASM_NAME, Component, find_component
from steppe_models.errors import MissingError, SteppeError
from steppe_models.places import cache_dir

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.lock"
WORLD = HERE / "program.wit"
SHARED = HERE.parents[1] / "desktop" / "steppe" / "sandbox" / "guest"  # the same in the native engine
SHARED_NAMES = ("compatibility.py", "modules.py", "packed.py", "runner.py", "warm_up.py")
BUILDER = "componentize-py"
BUILDER_VERSION = "0.25.1"
_LIST_MODULES = "import sys\nprint(sys.version.split()[0])\nprint(*sys.meta_path[-1].names(), sep='\\n')"


def main() -> int:
    """Build, or find that there is nothing to build."""
    parser = argparse.ArgumentParser(description="Build the sandbox component.")
    parser.add_argument("--output", type=Path, required=True, help="folder for program.wasm and component.toml")
    parser.add_argument("--force", action="store_true", help="build even when a component of the same inputs is there")
    options = parser.parse_args()
    try:
        print(build(options.output, is_forced=options.force))
    except SteppeError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return error.exit_code
    return 0


def build(output: Path, *, is_forced: bool = False) -> str:
    """Leave a verified component in `output`; says in one sentence what was done.

    Raises:
        MissingError: componentize-py is not installed.
        SteppeError: a step of the build failed.
    """
    inputs = hash_inputs()
    if not is_forced:
        if _is_built(output, inputs):
            return f"The sandbox component in {output} is up to date."
        kept = cache_dir() / "component" / inputs
        if _is_built(kept, inputs):
            _copy(kept, output)
            return f"The sandbox component was taken from {kept}."
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="steppe-component-") as folder:
        made = _make(Path(folder), inputs)
        _copy(made, output)
        _copy(made, cache_dir() / "component" / inputs)
    _remove_old(cache_dir() / "component")
    size = (output / WASM_NAME).stat().st_size / 1e6
    return f"The sandbox component was built in {time.monotonic() - started:.0f} s: {size:.1f} MB."


def hash_inputs() -> str:
    """One hash over everything that decides what the component is."""
    digest = hashlib.sha256(f"{BUILDER} {BUILDER_VERSION} {sys.implementation.cache_tag}\n".encode())
    shared = [*(SHARED / name for name in SHARED_NAMES), SHARED.parent / "algebra.py"]
    for path in sorted([*HERE.glob("*.py"), *shared, WORLD, LOCK]):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _is_built(folder: Path, inputs: str) -> bool:
    try:
        found = find_component(folder)
        if found.inputs == inputs and (folder / ARCHIVE_NAME).exists():
            found.read_verified()
            return True
    except SteppeError:
        pass
    return False


def _copy(source: Path, target: Path) -> None:
    """Copy the component so that the description, which vouches for it, arrives last."""
    target.mkdir(parents=True, exist_ok=True)
    (target / DESCRIPTION_NAME).unlink(missing_ok=True)
    for name in (ARCHIVE_NAME, WASM_NAME, DESCRIPTION_NAME):
        temporary = target / f".{name}.{os.getpid()}"
        shutil.copyfile(source / name, temporary)
        os.replace(temporary, target / name)
    find_component(target).read_verified()


def _remove_old(folder: Path, keep: int = 3) -> None:
    """Drop all but the newest components from the cache."""
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)[keep:]:
        shutil.rmtree(old)


def _make(folder: Path, inputs: str) -> Path:
    packages = folder / "environment" / "lib" / "python3.14" / "site-packages"
    packages.mkdir(parents=True)
    _install(packages)
    prepare(packages)
    made = folder / "made"
    made.mkdir()
    _componentize(folder, packages, made / WASM_NAME)
    data = without_names((made / WASM_NAME).read_bytes())
    (made / WASM_NAME).write_bytes(data)
    listed = _ask(_component(made, data, inputs), LIST_OBJECTS, is_kept=False)
    data = make_immortal(data, listed)
    (made / WASM_NAME).write_bytes(data)
    contract = _describe(made, _component(made, data, inputs))
    write_archive(made / ARCHIVE_NAME, _sources(packages, contract))
    return made


def _sources(packages: Path, contract: list[str]) -> Iterator[tuple[str, bool, bytes]]:
    """What the archive for the native engine holds: the same modules of these packages as the component offers."""
    for path in sorted(packages.rglob("*.py")):
        parts = path.relative_to(packages).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        if name in contract:
            yield name, is_package, path.read_bytes()


def _install(packages: Path) -> None:
    arguments = ["install", "--quiet", "--require-hashes", "--no-deps", "--target", str(packages)]
    arguments += ["--requirement", str(LOCK)]
    if importlib.util.find_spec("pip"):
        command = [sys.executable, "-m", "pip", *arguments, "--no-compile", "--disable-pip-version-check"]
    elif uv := shutil.which("uv"):
        command = [uv, "pip", *arguments, "--python", sys.executable]
    else:
        raise MissingError("Neither pip nor uv is here to fetch sympy.", "Run `python -m ensurepip`.")
    _run(command, "fetching sympy and mpmath")


def _componentize(folder: Path, packages: Path, target: Path) -> None:
    try:
        version = importlib.metadata.version(BUILDER)
    except importlib.metadata.PackageNotFoundError:
        version = "none"
    program = shutil.which(BUILDER, path=str(Path(sys.executable).parent))
    if program is None or version != BUILDER_VERSION:
        raise MissingError(
            f"{BUILDER} {BUILDER_VERSION} is needed; here is {version}.",
            f"Run `pip install {BUILDER}=={BUILDER_VERSION}`.",
        )
    # componentize-py adds the active environment's packages by itself: give it one that holds nothing else.
    environment = {**os.environ, "VIRTUAL_ENV": str(folder / "environment")}
    command = [program, "--wit-path", str(WORLD), "--world", "program", "componentize", "guest"]
    for path in (HERE, SHARED, packages):
        command += ["--python-path", str(path)]
    command += ["--output", str(target)]
    _run(command, "making the snapshot", environment)


def _run(command: list[str], what: str, environment: dict[str, str] | None = None) -> None:
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, errors="replace")
    if ended.returncode:
        lines = (ended.stdout + ended.stderr).strip().splitlines()
        raise SteppeError(f"Building the sandbox component failed while {what}.", "\n".join(lines[:40]))


def _component(made: Path, data: bytes, inputs: str) -> Component:
    versions = dict(line.split(" ")[0].split("==") for line in LOCK.read_text().splitlines() if "==" in line)
    versions[BUILDER] = BUILDER_VERSION
    return Component(made / WASM_NAME, hashlib.sha256(data).hexdigest(), len(data), inputs, "unknown", versions, ())


def _describe(made: Path, component: Component) -> list[str]:
    """Compile the component, ask it for the modules it offers, write the description beside it; those modules.

    The compiled form is kept where the application looks for it, so that its first start need not compile.
    """
    python, *modules = _ask(component, _LIST_MODULES, is_kept=True).decode().splitlines()
    lines = ["# Written by packaging/sandbox/build.py. `modules` is the contract: what a program can import."]
    lines += [
        f'sha256 = "{component.sha256}"',
        f"size_bytes = {component.size_bytes}",
        f'inputs = "{component.inputs}"',
    ]
    lines += [f'python = "{python}"', f"modules = {json.dumps(modules)}", "", "[versions]"]
    lines += [f'{name} = "{version}"' for name, version in sorted(component.versions.items())]
    (made / DESCRIPTION_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return modules


def _ask(component: Component, source: str, *, is_kept: bool) -> bytes:
    """What a program prints in the component; the compiled form is kept for the application if `is_kept`."""
    from steppe.sandbox.wasm import THREAD_STACK_BYTES, Limits, WasmEngine

    threading.stack_size(THREAD_STACK_BYTES)
    engine = WasmEngine()
    problem = engine.compile(component, cache_dir() / "sandbox" if is_kept else None)
    if problem is not None and is_kept:
        print(f"{problem} The first start will compile again.", file=sys.stderr)
    with ThreadPoolExecutor(1) as pool:
        limits = Limits(wall_s=60, memory_mb=512, stdout_bytes=16 << 20, stderr_bytes=1 << 16)
        ran = pool.submit(engine.run, source, limits).result()
    if ran.status != "ok":
        raise SteppeError("The component that was built does not run.", ran.stderr.decode("utf-8", "replace"))
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
