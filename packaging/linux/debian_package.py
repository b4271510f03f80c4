"""Makes a .deb of a folder laid out as it will be installed: description, scripts, hashes, one time for everything."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MAINTAINER = "The Steppe developers <steppe@localhost.invalid>"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
SCRIPTS = ("postinst", "prerm", "postrm")


@dataclass(frozen=True, slots=True)
class Package:
    """One binary package. `folder` holds its `control` with @names@ in it, and its scripts."""

    name: str
    version: str
    architecture: str
    folder: Path
    values: Mapping[str, str]


def own_architecture() -> str:
    """Debian's name for the machine that packs."""
    return ARCHITECTURES[os.uname().machine]


def make_deb(root: Path, package: Package, output: Path, seconds: int) -> Path:
    """The .deb of what lies below `root`, compressed with zstd, which Debian 12 and Ubuntu 22.04 read."""
    _describe(root, package)
    settle(root, seconds)
    target = output / f"{package.name}_{package.version}_{package.architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z15", "--threads-max=1", "--build", str(root), str(target)]
    run(command, seconds)
    shutil.rmtree(root / "DEBIAN")
    return target


def _describe(root: Path, package: Package) -> None:
    """The package's own description, its scripts, the files that an administrator may change, and all hashes."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    folder = root / "DEBIAN"
    folder.mkdir()
    text = (package.folder / "control").read_text(encoding="utf-8")
    own = {
        "version": package.version,
        "architecture": package.architecture,
        "size": str(-(-sum(path.stat().st_size for path in files) // 1024)),
        "maintainer": MAINTAINER,
    }
    for name, value in {**own, **package.values}.items():
        text = text.replace(f"@{name}@", value)
    write(folder / "control", text.encode())
    for name in SCRIPTS:
        write(folder / name, (package.folder / name).read_bytes())
        (folder / name).chmod(0o755)
    settings = [f"/{path.relative_to(root)}\n" for path in files if path.is_relative_to(root / "etc")]
    if settings:
        write(folder / "conffiles", "".join(settings).encode())
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root)}\n"
        for path in files
    ]
    write(folder / "md5sums", "".join(sums).encode())


def write(path: Path, data: bytes) -> None:
    """A file that everybody may read, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o644)


def write_changelog(root: Path, name: str, version: str, seconds: int) -> None:
    """Debian's own changelog: one entry, which names the real one."""
    date = datetime.fromtimestamp(seconds, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    entry = "  * See CHANGELOG.md in the source."
    text = f"{name} ({version}) stable; urgency=medium\n\n{entry}\n\n -- {MAINTAINER}  {date}\n"
    write(root / f"usr/share/doc/{name}/changelog.gz", gzip.compress(text.encode(), mtime=0))


def settle(root: Path, seconds: int) -> None:
    """One time and known rights for everything."""
    for path in (root, *root.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        os.utime(path, (seconds, seconds), follow_symlinks=False)


def run(command: list[str], seconds: int) -> None:
    """A command that must succeed."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(seconds), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if subprocess.run(command, env=environment, check=False).returncode != 0:
        raise SystemExit(f"packages: {command[0]} failed; its messages are above.")
