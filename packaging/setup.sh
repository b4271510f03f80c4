#!/bin/bash
# Makes .venv ready: Python, locked packages, llama.cpp compiled for this machine, the sandbox component.
# Run by `make setup`; safe to run again. Needs a C++ compiler and Python 3.11 or newer; as root on Debian or Ubuntu
# it installs what is missing, otherwise it names it.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 1; }

find_python() {
    local name
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        if [ -n "$name" ] && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install_debian() {
    say "installing system packages: $1"
    apt-get update -qq
    # shellcheck disable=SC2086 # the names are words of our own
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 >/dev/null
}

missing_packages() {
    command -v c++ >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null || echo g++
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        if apt-cache show python3.12 >/dev/null 2>&1; then echo python3.12 python3.12-venv; else echo python3.11 python3.11-venv; fi
    elif ! command -v uv >/dev/null && ! "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -c 'import sys; print("python3.%d-venv" % sys.version_info.minor)'
    fi
}

install_system_packages() {
    local packages
    packages=$(missing_packages | tr '\n' ' ')
    [ -n "${packages// /}" ] || return 0
    if is_debian_root; then
        install_debian "$packages"
    else
        fail "these system packages are missing: ${packages}- install them (Debian, Ubuntu: sudo apt-get install ${packages% }), then run this again."
    fi
}

# The window needs a few libraries of the desktop; without them everything but the window works.
install_window_libraries() {
    bash packaging/dev/debian_packages.sh window
}

make_environment() {
    local python
    python=$(find_python)
    [ -n "$python" ] || fail "Python 3.11 or newer is needed. Install it, or name it: make setup PYTHON=/path/to/python3.12"
    if [ -x .venv/bin/python ] && ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        say "replacing a .venv whose Python no longer works"
        rm -rf .venv
    fi
    if command -v uv >/dev/null; then
        [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    else
        [ -x .venv/bin/pip ] || "$python" -m venv .venv
    fi
}

install_locked() {
    local lock=.venv/requirements.txt
    # llama-cpp-python is compiled separately, with flags of its own; everything else comes as it is locked.
    .venv/bin/python - requirements.lock > "$lock" <<'PYTHON'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
print(re.sub(r"^llama-cpp-python==.*?(?=^[a-zA-Z0-9]|\Z)", "", text, flags=re.MULTILINE | re.DOTALL))
PYTHON
    if command -v uv >/dev/null; then
        uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    fi
}

install_system_packages
install_window_libraries
say "installing the locked packages"
make_environment
install_locked
.venv/bin/python packaging/llama/build.py
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
.venv/bin/python packaging/sandbox/build.py --output desktop/steppe/sandbox/component
say "compiling the sandbox for this machine"
echo 'print("ok")' | .venv/bin/steppe run - --timeout 60 >/dev/null || say "the sandbox does not run here; \`.venv/bin/steppe doctor\` says why"
touch .venv/.steppe-ready
say "ready"
