"""Lays out steppe-kiosk: the user, the service and its rights, and the recipes that an administrator chooses from.

It starts nothing by itself: `systemctl enable --now steppe-kiosk.service` makes the machine a kiosk.
"""

from __future__ import annotations

from pathlib import Path

from debian_package import write, write_changelog

KIOSK = Path(__file__).resolve().parents[1] / "kiosk"
INSTALLED = {
    "steppe-kiosk.service": "usr/lib/systemd/system/steppe-kiosk.service",
    "steppe-kiosk.sysusers": "usr/lib/sysusers.d/steppe-kiosk.conf",
    "steppe-kiosk.tmpfiles": "usr/lib/tmpfiles.d/steppe-kiosk.conf",
    "steppe-kiosk.pam": "etc/pam.d/steppe-kiosk",
    "steppe-kiosk-run": "usr/lib/steppe-kiosk/steppe-kiosk-run",
    "steppe-kiosk-session": "usr/lib/steppe-kiosk/steppe-kiosk-session",
    "lintian-overrides": "usr/share/lintian/overrides/steppe-kiosk",
}
EXECUTABLE = ("steppe-kiosk-run", "steppe-kiosk-session")
# What is copied by hand, if at all: each file says where to.
EXAMPLES = (
    "settings.toml",
    "watchdog.conf",
    "weston.ini",
    "weston.conf",
    "gnome-kiosk.session",
    "steppe-kiosk.desktop",
)


def stage_kiosk(root: Path, version: str, seconds: int, copyright_text: str) -> None:
    """Lay out below `root` what gets installed."""
    for name, place in INSTALLED.items():
        write(root / place, (KIOSK / name).read_bytes())
        if name in EXECUTABLE:
            (root / place).chmod(0o755)
    for name in EXAMPLES:
        write(root / "usr/share/doc/steppe-kiosk/examples" / name, (KIOSK / name).read_bytes())
    write(root / "usr/share/doc/steppe-kiosk/copyright", copyright_text.encode())
    write_changelog(root, "steppe-kiosk", version, seconds)
