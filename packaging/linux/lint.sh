#!/bin/bash
# Passes every recipe and package of this folder through its linter; what is not installed is named and left out.
#
# Usage: packaging/linux/lint.sh [FOLDER WITH THE PACKAGES]
set -euo pipefail
dist=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check() { # name of the program, what is checked, command
    local program=$1 what=$2
    shift 2
    if ! command -v "$program" >/dev/null; then
        echo "not checked: $what ($program is not installed)"
    elif "$@" >"$work/out" 2>&1; then
        echo "fine: $what"
    else
        echo "WRONG: $what"
        cat "$work/out"
        failed=1
    fi
}

# shellcheck disable=SC2317 # called through `check`
quiet_man() { [ -z "$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$1" 2>&1 >/dev/null)" ]; }
# shellcheck disable=SC2317
known_apparmor() { sed -e '/^abi /d' -e '/^ *userns,/d' apparmor-steppe >"$work/profile" && apparmor_parser -Q -K "$work/profile"; }

sed -e 's/@VERSION@/0.1.0/' -e 's/@DATE@/2026-01-01/' org.steppe.Steppe.metainfo.xml >"$work/org.steppe.Steppe.metainfo.xml"
check desktop-file-validate "desktop entry" desktop-file-validate steppe.desktop
check appstreamcli "AppStream metadata" appstreamcli validate --no-net "$work/org.steppe.Steppe.metainfo.xml"
check python3 "MIME type, icon" python3 -c "
import xml.dom.minidom as dom
[dom.parse(name) for name in ('steppe-problem.xml', 'steppe.svg')]"
check shellcheck "scripts" shellcheck ./*.sh postinst prerm postrm ../macos/*.sh ../windows/*.sh
check flatpak-builder "Flatpak recipe" flatpak-builder --show-manifest org.steppe.Steppe.yml
# An AppArmor before 4.0 knows neither the rule nor its version: there everything else is read.
if [ -e /etc/apparmor.d/abi/4.0 ]; then
    check apparmor_parser "AppArmor profile" apparmor_parser -Q -K apparmor-steppe
else
    check apparmor_parser "AppArmor profile, without the rule of 4.0" known_apparmor
fi
check makensis "Windows installer" bash -c "mkdir -p '$work/tree/lib' && touch '$work/tree/steppe.exe' '$work/tree/lib/file' &&
    cd ../windows && makensis -V2 -DVERSION=0.1.0 -DTREE='$work/tree' -DOUTPUT='$work/steppe-setup-check.exe' steppe.nsi"
python=../../.venv/bin/python
if [ -x "$python" ]; then
    "$python" man_page.py 0.1.0 2026-01-01 >"$work/steppe.1"
    check man "manual page" quiet_man "$work/steppe.1"
    for shell in bash zsh fish; do "$python" completions.py "$shell" >"$work/steppe.$shell"; done
    check bash "completion for bash" bash -n "$work/steppe.bash"
    check shellcheck "completion for bash (shellcheck)" shellcheck -s bash "$work/steppe.bash"
    check zsh "completion for zsh" zsh -n "$work/steppe.zsh"
    check fish "completion for fish" fish --no-execute "$work/steppe.fish"
fi
if [ -n "$dist" ]; then
    for package in "$dist"/*.deb; do
        # Debian's own archive takes no zstd yet; its dpkg, and Ubuntu's archive, do
        check lintian "$(basename "$package")" lintian --allow-root --fail-on error --suppress-tags malformed-deb-archive "$package"
    done
    check sha256sum "SHA256SUMS" bash -c "cd '$dist' && sha256sum --quiet --check SHA256SUMS"
fi
exit "$failed"
