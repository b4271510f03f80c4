"""Makes the environment of the converter that Steppe is compared with: llama.cpp's script, with torch, apart from ours.

Usage: .venv/bin/python packaging/reference/make.py        (`make reference-environment` calls it; 1.2 GB or more)
The script comes from the source of llama-cpp-python that requirements.lock pins. `steppe bench convert` finds the
environment in Steppe's cache folder; nothing else uses it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

from steppe_models.places import cache_dir

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "llama-cpp-python"
WANTED = re.compile(r"[^/]+/vendor/llama\.cpp/(conversion/|gguf-py/gguf/|convert_hf_to_gguf\.py$)")


def locked_block(lock: str) -> str:
    """The lines of requirements.lock that pin llama-cpp-python with its hashes."""
    match = re.search(rf"^{PACKAGE}==.*?(?=^[a-zA-Z0-9]|\Z)", lock, flags=re.MULTILINE | re.DOTALL)
    if match is None:
        raise SystemExit(f"reference: {PACKAGE} is not in requirements.lock. Restore the file from the repository.")
    return match[0]


def pip(python: Path, *arguments: str) -> None:
    """Run pip with `python`; its messages go to the terminal."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, check=False).returncode != 0:
        raise SystemExit("reference: a package could not be had; pip's messages are above.")


def fetch_source(folder: Path) -> str:
    """Put the converter's files into `folder`; returns the version of llama-cpp-python that they come from."""
    block = locked_block((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "lock.txt").write_text(block, encoding="utf-8")
        options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-binary", PACKAGE, "--require-hashes"]
        pip(Path(sys.executable), "download", *options, "-r", str(work / "lock.txt"), "-d", name)
        archive = next(work.glob("*.tar.gz"))
        with tarfile.open(archive) as source:
            members = [member for member in source.getmembers() if WANTED.match(member.name)]
            for member in members:
                member.name = member.name.split("/vendor/llama.cpp/", 1)[1]
            source.extractall(folder, members, filter="data")
    version = re.match(rf"{PACKAGE}==(\S+)", block)
    assert version
    return version[1]


def main() -> int:
    """Make the environment anew; it counts as made when `reference.json` is there, which is written last."""
    target = cache_dir() / "reference"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    print("reference: fetching llama.cpp's converter", flush=True)
    version = fetch_source(target / "llama.cpp")
    print("reference: installing torch and transformers (this takes some minutes)", flush=True)
    venv.create(target / "venv", with_pip=True)
    folder = "Scripts" if sys.platform == "win32" else "bin"
    python = target / "venv" / folder / ("python.exe" if sys.platform == "win32" else "python")
    pip(python, "install", "--quiet", "-r", str(Path(__file__).with_name("requirements.txt")))
    script = target / "llama.cpp" / "convert_hf_to_gguf.py"
    subprocess.run([str(python), str(script), "--help"], stdout=subprocess.DEVNULL, check=True)
    record = {"python": str(python), "script": str(script), "version": f"llama.cpp of {PACKAGE} {version}"}
    (target / "reference.json").write_text(json.dumps(record, indent=2), encoding="utf-8")
    print(f"reference: ready in {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
