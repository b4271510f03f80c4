"""The kiosk's package: files at their places, settings that the application accepts, a service that survives kills."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from steppe.settings import load_settings
from steppe.settings_table import KIOSK_IDLE, SETTINGS
from steppe_models.places import models_dir
from steppe_models.records import InstalledModel

ROOT = Path(__file__).resolve().parents[2]
KIOSK = ROOT / "packaging" / "kiosk"
BUILD = """
import sys
from pathlib import Path
from debian_package import Package, make_deb
from kiosk_package import KIOSK, stage_kiosk
root, output = Path(sys.argv[1], "root"), Path(sys.argv[1])
stage_kiosk(root, "1.2.3", 1700000000, "Licence\\n")
print(make_deb(root, Package("steppe-kiosk", "1.2.3", "all", KIOSK, {}), output, 1700000000))
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, made without a frozen tree."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is needed")
    folder = tmp_path_factory.mktemp("kiosk")
    command = [sys.executable, "-c", BUILD, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT / "packaging" / "linux")
    return Path(done.stdout.splitlines()[-1])


def ask(package: Path, *arguments: str) -> str:
    command = ["dpkg-deb", arguments[0], str(package), *arguments[1:]]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_file_lies_where_its_reader_looks_for_it(package: Path) -> None:
    rows = {line.split()[5]: line.split()[0] for line in ask(package, "--contents").splitlines()}
    for place in (
        "./usr/lib/systemd/system/steppe-kiosk.service",
        "./usr/lib/sysusers.d/steppe-kiosk.conf",
        "./usr/lib/tmpfiles.d/steppe-kiosk.conf",
        "./etc/pam.d/steppe-kiosk",
        "./usr/share/doc/steppe-kiosk/examples/settings.toml",
        "./usr/share/doc/steppe-kiosk/examples/weston.ini",
    ):
        assert rows[place] == "-rw-r--r--"
    for name in ("steppe-kiosk-run", "steppe-kiosk-session"):
        assert rows[f"./usr/lib/steppe-kiosk/{name}"] == "-rwxr-xr-x"
    assert not [place for place in rows if place.startswith("./etc/steppe")], (
        "a locked machine is an administrator's wish"
    )


def test_the_package_says_what_it_needs_and_what_may_be_changed(package: Path, tmp_path: Path) -> None:
    assert "steppe (= 1.2.3), cage" in ask(package, "--field", "Depends")
    subprocess.run(["dpkg-deb", "--control", str(package), str(tmp_path)], check=True)
    assert (tmp_path / "conffiles").read_text() == "/etc/pam.d/steppe-kiosk\n"
    for name in ("postinst", "prerm", "postrm"):
        assert subprocess.run(["sh", "-n", str(tmp_path / name)], check=False).returncode == 0
        assert (tmp_path / name).stat().st_mode & 0o111
    assert "@" not in (tmp_path / "control").read_text().replace("steppe@localhost.invalid", "")


def test_the_scripts_do_nothing_for_an_action_that_is_not_theirs() -> None:
    # with no PATH at all every command would fail
    for name in ("postinst", "prerm", "postrm"):
        done = subprocess.run(["/bin/sh", str(KIOSK / name), "failed-upgrade", "0.1"], env={"PATH": ""}, check=False)
        assert done.returncode == 0


def test_the_template_is_accepted_as_it_is_and_locks_what_exists(tmp_path: Path) -> None:
    template = KIOSK / "settings.toml"
    settings = load_settings(user=tmp_path / "none.toml", system=[template], environment={})
    assert settings.problems == ()
    assert settings[KIOSK_IDLE] == 3
    assert settings.is_locked(KIOSK_IDLE)
    locked = {setting.key for setting in SETTINGS if settings.is_locked(setting)}
    assert {setting.key for setting in SETTINGS if setting.key.startswith("kiosk.")} <= locked


def test_what_the_recipes_start_is_what_the_packages_install(package: Path) -> None:
    installed = {line.split()[5].removeprefix(".") for line in ask(package, "--contents").splitlines()}
    installed |= {"/usr/bin/steppe", "/usr/bin/cage", "/usr/bin/weston"}
    for name in ("steppe-kiosk.service", "weston.ini", "weston.conf", "steppe-kiosk.desktop", "steppe-kiosk-run"):
        text = (KIOSK / name).read_text()
        lines = [line for line in text.splitlines() if not line.startswith(("#", "InaccessiblePaths"))]
        for program in re.findall(r"/usr/(?:s?bin|lib)/[\w/.-]+", "\n".join(lines)):
            assert program in installed or program == "/usr/sbin/nologin", f"{name}: {program}"


@pytest.mark.parametrize(
    ("compositor", "code"),
    [
        ("exit 0", 1),  # cage 0.1 ends so whatever became of its program
        ("exit 3", 3),
        ('touch "$RUNTIME_DIRECTORY/ended-by-pin"', 0),
        ('touch "$RUNTIME_DIRECTORY/ended-by-pin"; exit 3', 0),
        ("kill -KILL $$", 137),
    ],
)
def test_a_session_ends_well_only_by_the_pin(compositor: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "ended-by-pin").touch()  # of an earlier session
    command = [str(KIOSK / "steppe-kiosk-session"), "/bin/sh", "-c", compositor]
    environment = {"RUNTIME_DIRECTORY": str(tmp_path), "PATH": "/usr/bin:/bin"}
    assert subprocess.run(command, env=environment, check=False).returncode == code


def test_the_window_is_begun_anew_until_the_pin_is_given(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(
        '#!/bin/sh\necho "$1" >>"$RUNTIME_DIRECTORY/starts"\n[ "$(wc -l <"$RUNTIME_DIRECTORY/starts")" = 2 ]\n'
    )
    program.chmod(0o755)
    environment = {"RUNTIME_DIRECTORY": str(tmp_path), "STEPPE_PROGRAM": str(program), "PATH": "/usr/bin:/bin"}
    assert subprocess.run([str(KIOSK / "steppe-kiosk-run")], env=environment, check=False).returncode == 0
    assert (tmp_path / "starts").read_text() == "kiosk\nkiosk\n"
    assert (tmp_path / "ended-by-pin").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the service is systemd's")
@pytest.mark.parametrize(
    ("parts", "watchdog_s"),
    [
        (("window", "compositor"), 30),
        pytest.param(("engine", "hang"), 12, marks=pytest.mark.slow),  # a hang is found by the watchdog only
    ],
)
def test_killed_and_hanging_parts_are_back(
    small_model: InstalledModel, parts: tuple[str, ...], watchdog_s: int
) -> None:
    program = Path(sys.executable).with_name("steppe")
    if not program.exists():
        pytest.skip("steppe is not installed as a command beside this Python")
    options = ["--models", str(models_dir()), "--model", small_model.profile.id, "--screen", "none", "--kills", "1"]
    trial = ["--pause", "1", "--watchdog", str(watchdog_s), "--parts", ",".join(parts)]
    command = [sys.executable, str(KIOSK / "try_watchdog.py"), "--program", str(program), *options, *trial]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=170)
    assert done.returncode == 0, done.stdout + done.stderr
    for part in parts:
        assert {"hang": "window stopped"}.get(part, f"{part} killed") in done.stdout
    assert f"{len(parts)} strikes" in done.stdout
    assert "did not come back: 0" in done.stdout
