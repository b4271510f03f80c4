#!/bin/bash
# The whole way to the installer on Windows (Git's bash, Visual Studio's compiler, NSIS): environment, tree, setup.exe.
# Not run by the project's own checks, which have no Windows; makensis compiles steppe.nsi there all the same.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=.venv/Scripts/python.exe
[ -x "$python" ] || python -m venv .venv
lock=.venv/requirements.txt
"$python" - requirements.lock >"$lock" <<'PYTHON'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
print(re.sub(r"^llama-cpp-python==.*?(?=^[a-zA-Z0-9]|\Z)", "", text, flags=re.MULTILINE | re.DOTALL))
PYTHON
"$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
"$python" packaging/llama/build.py
"$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
"$python" packaging/sandbox/build.py --output desktop/steppe/sandbox/component
"$python" packaging/freeze/freeze.py

version=$("$python" -c 'import steppe; print(steppe.__version__)')
mkdir -p dist
cd packaging/windows
makensis -V2 "-DVERSION=$version" "-DTREE=$(cygpath -w ../../build/frozen/tree/steppe)" \
    "-DICON=$(cygpath -w ../../build/frozen/work/pyinstaller/icons/steppe.ico)" \
    "-DOUTPUT=$(cygpath -w ../../dist)\\steppe-$version-setup.exe" steppe.nsi
