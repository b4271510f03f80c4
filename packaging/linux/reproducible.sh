#!/bin/bash
# Makes the packages twice from what lies here, in two folders under different circumstances, and compares them byte by byte.
#
# Usage: packaging/linux/reproducible.sh [--from-nothing] [--keep] [FOLDER]     (make reproducible)
#   --from-nothing  compiles llama.cpp and the sandbox component anew in both, each with a cache of its own (an hour or two
#                   on 2 cores); otherwise both take them from this user's cache
#   --keep          leaves the two folders where they are
#   FOLDER          where to work (default: a new one in $TMPDIR); it must be empty
# The two differ in the length of their path, in umask, time zone, language, user's home and in the order in which the
# files were written. Exit code 0 if every package has the same bytes.
set -euo pipefail
cd "$(dirname "$0")/../.."

own_caches=''
keep=''
while [ $# -gt 0 ]; do
    case "$1" in
        --from-nothing) own_caches=yes; shift ;;
        --keep) keep=yes; shift ;;
        -*) echo "reproducible: $1 is no option of this script; its first lines name them." >&2; exit 2 ;;
        *) break ;;
    esac
done
work=${1:-$(mktemp -d "${TMPDIR:-/tmp}/steppe-twice.XXXXXX")}
mkdir -p "$work"
work=$(realpath "$work")
[ -z "$(ls -A "$work")" ] || { echo "reproducible: $work is not empty." >&2; exit 2; }
[ -n "$keep" ] || trap 'rm -rf "$work"' EXIT
cache=${STEPPE_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/steppe}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
git diff --quiet HEAD || echo "reproducible: there are changes that are not committed; they are built as well."

# What git knows or would take, each name ended by a zero byte; a file that was deleted is not there to be copied.
sources() {
    git ls-files --cached --others --exclude-standard -z | while IFS= read -r -d '' path; do
        [ ! -e "$path" ] || printf '%s\0' "$path"
    done
}

copy() { # name, order of the files
    mkdir -p "$work/$1/home" "$work/$1/source"
    sources | sort -z ${2:+"$2"} | tar --create --null --files-from=- | tar --extract -C "$work/$1/source"
}

build() { # name, umask, time zone, language
    local folder=$work/$1
    (
        umask "$2"
        export TZ=$3 LC_ALL=$4 XDG_CONFIG_HOME=$folder/home STEPPE_CACHE_DIR=$cache
        [ -z "$own_caches" ] || STEPPE_CACHE_DIR=$folder/cache
        cd "$folder/source"
        echo "reproducible: $1 ..."
        bash packaging/setup.sh >"$folder/log" 2>&1 &&
            .venv/bin/python packaging/freeze/freeze.py >>"$folder/log" 2>&1 &&
            .venv/bin/python packaging/linux/build.py >>"$folder/log" 2>&1
    ) || { tail -30 "$folder/log" >&2; echo "reproducible: the build in $folder failed." >&2; exit 1; }
}

first=one second=a-second-place-with-a-much-longer-name
copy "$first"
copy "$second" --reverse
build "$first" 022 UTC C.UTF-8
build "$second" 077 Asia/Kathmandu C

different=0
first=$work/$first/source second=$work/$second/source
for path in "$first"/dist/*; do
    name=$(basename "$path")
    if cmp -s "$path" "$second/dist/$name"; then
        echo "the same: $name  $(stat -c %s "$path") bytes  $(sha256sum "$path" | cut -d' ' -f1)"
    else
        echo "DIFFERENT: $name"
        different=1
    fi
done
if [ "$different" = 1 ]; then
    echo "files that differ in the frozen trees:"
    diff --recursive --brief "$first/build/frozen/tree" "$second/build/frozen/tree" || true
    diff <(cd "$first/build/frozen/tree" && find . -printf '%y %m %T@ %p\n' | sort -k4) \
        <(cd "$second/build/frozen/tree" && find . -printf '%y %m %T@ %p\n' | sort -k4) || true
fi
exit "$different"
