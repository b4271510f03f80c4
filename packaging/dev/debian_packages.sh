#!/bin/bash
# Debian packages beyond Python: `window`, what Qt needs to open a window; `tests`, what drives it and reads its
# windows, LaTeX and PDF in tests.
# As root on Debian or Ubuntu it installs what is missing; otherwise it names it and goes on, since all else works without.
set -euo pipefail

window=(libgl1 libegl1 libfontconfig1 libglib2.0-0 libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4
    libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 fonts-dejavu-core)
tests=(xvfb xdotool at-spi2-core dbus python3-gi gir1.2-atspi-2.0 texlive-latex-base texlive-latex-recommended lmodern poppler-utils)

case "${1:-}" in
    window) wanted=("${window[@]}"); purpose="the window" ;;
    tests) wanted=("${window[@]}" "${tests[@]}"); purpose="the window's tests" ;;
    *) echo "usage: debian_packages.sh window|tests" >&2; exit 2 ;;
esac

command -v dpkg-query >/dev/null || exit 0 # not Debian: nothing that this script knows

missing=()
for name in "${wanted[@]}"; do
    # Ubuntu 24.04 has some of them under a name that ends in t64
    state=$(dpkg-query -W -f '${Status}\n' "$name" "${name}t64" 2>/dev/null || true)
    [[ $state == *"ok installed"* ]] || missing+=("$name")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    echo "setup: installing system packages for $purpose: ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
    echo "setup: $purpose needs more system packages: sudo apt-get install ${missing[*]}" >&2
fi
