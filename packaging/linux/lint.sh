#!/bin/bash
# Passes every recipe and package through its linter: Linux, the kiosk, Windows, macOS, the workflow of the hosted builds.
# A linter that is not installed is named, and its check left out.
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
silent() { [ -z "$("$@" 2>&1 | tee "$work/said")" ] || { cat "$work/said"; return 1; }; }
# A system that has the unit and stands in for what it names; systemd only warns of a key that it does not know.
# shellcheck disable=SC2317
verified_unit() {
    local system=$work/system
    mkdir -p "$system/usr/bin" "$system/usr/lib/systemd/system" "$system/usr/lib/steppe-kiosk"
    cp ../kiosk/steppe-kiosk-run ../kiosk/steppe-kiosk-session "$system/usr/lib/steppe-kiosk/"
    chmod 755 "$system/usr/lib/steppe-kiosk/"*
    cp ../kiosk/steppe-kiosk.service "$system/usr/lib/systemd/system/"
    install -m755 /dev/null "$system/usr/bin/steppe" && install -m755 /dev/null "$system/usr/bin/cage"
    printf '[Unit]\nDescription=stands in\n' >"$system/usr/lib/systemd/system/sysinit.target"
    systemd-analyze verify --man=no --root="$system" /usr/lib/systemd/system/steppe-kiosk.service || return 1
    # once more with Weston
    install -m755 /dev/null "$system/usr/bin/weston"
    mkdir -p "$system/etc/systemd/system/steppe-kiosk.service.d"
    cp ../kiosk/weston.conf "$system/etc/systemd/system/steppe-kiosk.service.d/"
    systemd-analyze verify --man=no --root="$system" /usr/lib/systemd/system/steppe-kiosk.service
}
# shellcheck disable=SC2317
made_user() {
    mkdir -p "$work/users/etc"
    systemd-sysusers --root="$work/users" "$PWD/../kiosk/steppe-kiosk.sysusers" && grep -q '^steppe-kiosk:' "$work/users/etc/passwd"
}
# shellcheck disable=SC2317
known_apparmor() { sed -e '/^abi /d' -e '/^ *userns,/d' apparmor-steppe >"$work/profile" && apparmor_parser -Q -K "$work/profile"; }

sed -e 's/@VERSION@/0.1.0/' -e 's/@DATE@/2026-01-01/' org.steppe.Steppe.metainfo.xml >"$work/org.steppe.Steppe.metainfo.xml"
check desktop-file-validate "desktop entry" desktop-file-validate steppe.desktop
check appstreamcli "AppStream metadata" appstreamcli validate --no-net "$work/org.steppe.Steppe.metainfo.xml"
check python3 "MIME type, icon" python3 -c "
import xml.dom.minidom as dom
[dom.parse(name) for name in ('steppe-problem.xml', 'steppe.svg')]"
check shellcheck "scripts" shellcheck ./*.sh postinst prerm postrm ../macos/*.sh ../windows/*.sh ../kiosk/postinst \
    ../kiosk/prerm ../kiosk/postrm ../kiosk/steppe-kiosk-run ../kiosk/steppe-kiosk-session
check systemd-analyze "kiosk: service" silent verified_unit
check systemd-sysusers "kiosk: user" made_user
check desktop-file-validate "kiosk: desktop entry for GNOME Kiosk" desktop-file-validate ../kiosk/steppe-kiosk.desktop
check python3 "macOS: entitlements" python3 -c "import plistlib; plistlib.load(open('../macos/entitlements.plist', 'rb'))"
check actionlint "workflow" actionlint ../../.github/workflows/build.yml
check check-jsonschema "workflow (schema)" check-jsonschema --builtin-schema vendor.github-workflows \
    ../../.github/workflows/build.yml
check zizmor "workflow (security)" zizmor --offline --quiet --min-severity medium ../../.github/workflows/build.yml
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
    check mandoc "manual page (mandoc)" mandoc -T lint -W warning "$work/steppe.1"
    for shell in bash zsh fish; do "$python" completions.py "$shell" >"$work/steppe.$shell"; done
    check bash "completion for bash" bash -n "$work/steppe.bash"
    check shellcheck "completion for bash (shellcheck)" shellcheck -s bash "$work/steppe.bash"
    check zsh "completion for zsh" zsh -n "$work/steppe.zsh"
    check fish "completion for fish" fish --no-execute "$work/steppe.fish"
fi
if [ -n "$dist" ]; then
    for package in "$dist"/*.deb; do
        # Debian's own archive takes no zstd yet; its dpkg, and Ubuntu's archive, do
        check lintian "$(basename "$package")" lintian --allow-root --fail-on error,warning \
            --suppress-tags malformed-deb-archive "$package"
    done
    check sha256sum "SHA256SUMS" bash -c "cd '$dist' && sha256sum --quiet --check SHA256SUMS"
fi
exit "$failed"
