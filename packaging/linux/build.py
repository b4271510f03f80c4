"""Makes the Linux packages out of the frozen tree: two .debs, tar.zst, the list of parts (SBOM) and SHA256SUMS.

Usage: python packaging/linux/build.py [--tree FOLDER] [--output FOLDER]        (inside the virtual environment)

Every time in them is SOURCE_DATE_EPOCH (else the last commit's), every owner root, every list sorted, so that the same
tree gives the same bytes. Needs dpkg-deb, zstd, gzip and tar; nothing is asked of a network.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from completions import SHELLS
from debian_package import Package, make_deb, own_architecture, run, settle, write, write_changelog
from kiosk_package import KIOSK, stage_kiosk
from man_page import page
from sbom import bill_of_materials

from steppe import __version__ as VERSION

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# What a program outside the tree brings; the tree has everything else. libc6: what it was compiled against.
DEPENDS = "libc6 (>= {libc}), libgl1, libegl1, libfontconfig1, fontconfig-config, fonts-dejavu-core | fonts-noto-core"
RECOMMENDS = "openssh-client, ca-certificates"
COMPLETIONS = {
    "bash": "usr/share/bash-completion/completions/steppe",
    "zsh": "usr/share/zsh/vendor-completions/_steppe",
    "fish": "usr/share/fish/vendor_completions.d/steppe.fish",
}


def commit_time() -> int:
    """Seconds since 1970 that every time in the packages is set to."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return int(told)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def stage(tree: Path, root: Path, seconds: int) -> None:
    """Lay out what gets installed below `root`."""
    shutil.copytree(tree, root / "usr/lib/steppe", symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/steppe").symlink_to("../lib/steppe/steppe")
    date = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    metadata = (HERE / "org.steppe.Steppe.metainfo.xml").read_text(encoding="utf-8")
    texts = {
        "usr/share/metainfo/org.steppe.Steppe.metainfo.xml": metadata.replace("@VERSION@", VERSION).replace(
            "@DATE@", date
        ),
        "usr/share/doc/steppe/copyright": _copyright(),
        "usr/share/doc/steppe/sbom.cdx.json": bill_of_materials(tree, VERSION),
        **{place: SHELLS[shell]() for shell, place in COMPLETIONS.items()},
    }
    for place, text in texts.items():
        write(root / place, text.encode())
    copies = {
        "steppe.desktop": "usr/share/applications/steppe.desktop",
        "steppe.svg": "usr/share/icons/hicolor/scalable/apps/steppe.svg",
        "steppe-problem.xml": "usr/share/mime/packages/steppe.xml",
        "apparmor-steppe": "usr/share/steppe/apparmor/steppe",
        "lintian-overrides": "usr/share/lintian/overrides/steppe",
    }
    for name, place in copies.items():
        write(root / place, (HERE / name).read_bytes())
    write(root / "usr/share/man/man1/steppe.1.gz", gzip.compress(page(VERSION, date).encode(), mtime=0))
    write_changelog(root, "steppe", VERSION, seconds)


def _copyright() -> str:
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: Steppe\n\n"
        "Files: *\nCopyright: 2026 The Steppe developers\nLicense: Apache-2.0\n"
        " On Debian systems the text of this licence is in /usr/share/common-licenses/Apache-2.0.\n"
        "Comment:\n The tree in /usr/lib/steppe holds Python, Qt (LGPL-3), llama.cpp (MIT), wasmtime (Apache-2.0) and\n"
        " other parts; sbom.cdx.json beside this file names all of them with their versions and licences. Qt's\n"
        " libraries are separate files and may be replaced, as the LGPL asks.\n"
    )


def make_debs(root: Path, output: Path, seconds: int) -> list[Path]:
    """The application, and beside it what makes a machine a kiosk."""
    architecture = own_architecture()
    libc = "2.36" if architecture == "amd64" else "2.39"
    values = {"depends": DEPENDS.format(libc=libc), "recommends": RECOMMENDS}
    made = [make_deb(root, Package("steppe", VERSION, architecture, HERE, values), output, seconds)]
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work, "root")
        stage_kiosk(folder, VERSION, seconds, _copyright())
        made.append(make_deb(folder, Package("steppe-kiosk", VERSION, "all", KIOSK, {}), output, seconds))
    return made


def make_archive(root: Path, output: Path, seconds: int) -> Path:
    """A folder to unpack anywhere: the tree, and its desktop files for those who want them."""
    architecture = os.uname().machine
    name = f"steppe-{VERSION}-linux-{architecture}"
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work, name)
        shutil.copytree(root / "usr/lib/steppe", folder, symlinks=True)
        shutil.copytree(root / "usr/share", folder / "share", symlinks=True)
        settle(folder, seconds)
        target = output / f"{name}.tar.zst"
        tar = ["tar", "--create", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{seconds}"]
        archive = Path(work, "archive.tar")
        run([*tar, "--format=gnu", "-C", work, "-f", str(archive), name], seconds)
        run(["zstd", "--quiet", "--force", "-19", "-T1", str(archive), "-o", str(target)], seconds)
    return target


def main() -> int:
    """Build all of it into the folder asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tree", type=Path, default=ROOT / "build/frozen/tree/steppe", metavar="FOLDER")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", metavar="FOLDER")
    parser.add_argument("--only", choices=("deb", "tar"), help="one of the two")
    options = parser.parse_args()
    if not (options.tree / "steppe").exists():
        raise SystemExit(f"packages: there is no frozen tree in {options.tree}. Run `make freeze` first.")
    options.output.mkdir(parents=True, exist_ok=True)
    seconds = commit_time()
    made = []
    with tempfile.TemporaryDirectory() as work:
        root = Path(work, "root")
        stage(options.tree, root, seconds)
        if options.only != "tar":
            made += make_debs(root, options.output, seconds)
        if options.only != "deb":
            made.append(make_archive(root, options.output, seconds))
        listed = options.output / f"steppe-{VERSION}.cdx.json"
        shutil.copyfile(root / "usr/share/doc/steppe/sbom.cdx.json", listed)
        made.append(listed)
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(made)]
    (options.output / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    for path in made:
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
