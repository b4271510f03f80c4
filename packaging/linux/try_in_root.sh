#!/bin/bash
# Installs the packages in a fresh minimal system, solves a problem there without a network, removes them, and names
# every file that is left or changed outside the places of the packages.
#
# Usage: sudo packaging/linux/try_in_root.sh [--suite bookworm|noble|...] [--root TAR] [--model ID] [--models FOLDER]
#        [--keyring FILE] [DIST]
#   --suite    which Debian or Ubuntu (default: bookworm, Debian 12)
#   --root     a tar of the minimal system: used if it is there, else written, so that the next run is quicker
#   --model    the model that solves (default: qwen2.5-coder-1.5b-instruct), as it lies in ...
#   --models   ... this store (default: ~/.local/share/steppe/models of whoever runs this)
#   --keyring  the keys of the archive, where debootstrap does not know them (an Ubuntu made on Debian: ubuntu-keyring)
#   DIST       where the .debs are (default: dist)
# Needs root, debootstrap, unshare, and the archive of the suite for what the packages depend on. Exit code 0 if everything
# held. /proc is mounted in a mount namespace of its own only.
set -euo pipefail
cd "$(dirname "$0")/../.."

suite=bookworm
tar=
model=qwen2.5-coder-1.5b-instruct
keyring=
models=${STEPPE_MODELS_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/steppe/models}
fail() { echo "try_in_root: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
    case "$1" in
        --suite) suite=$2; shift 2 ;;
        --root) tar=$2; shift 2 ;;
        --model) model=$2; shift 2 ;;
        --models) models=$2; shift 2 ;;
        --keyring) keyring=$2; shift 2 ;;
        -*) fail "$1 is no option of this script; its first lines name them." ;;
        *) break ;;
    esac
done
dist=$(realpath "${1:-dist}")
[ "$(id -u)" = 0 ] || fail "only root can make a system in a folder. Run it with sudo."
command -v debootstrap >/dev/null || fail "debootstrap is not installed."
[ -d "$models/$model" ] || fail "the model $model is not in $models. Fetch it: steppe models pull $model"
architecture=$(dpkg --print-architecture)
application=$(find "$dist" -name "steppe_*_$architecture.deb") kiosk=$(find "$dist" -name "steppe-kiosk_*_all.deb")
[ -n "$application" ] || fail "the packages are not in $dist. Run \`make deb\` first."

work=$(mktemp -d "${TMPDIR:-/tmp}/steppe-root.XXXXXX")
root=$work/root
# Nothing is ever mounted here but in the namespace below, which is gone by then; if something is, it is left alone.
remove_work() {
    if grep -q " $work" /proc/self/mounts; then
        echo "try_in_root: something is mounted in $work; it is left as it is." >&2
    else
        rm -rf --one-file-system "$work"
    fi
}
trap remove_work EXIT

mkdir "$root"
if [ -n "$tar" ] && [ -e "$tar" ]; then
    tar -C "$root" --numeric-owner -xf "$tar"
else
    arguments=(--variant=minbase ${keyring:+"--keyring=$keyring"})
    script=/usr/share/debootstrap/scripts/$suite
    if ! [ -e "$script" ] || [ "$(readlink "$script")" = gutsy ]; then
        # every Ubuntu since; an empty mirror is the one that the script names
        arguments+=("--components=main,universe" "$suite" "$root" "" /usr/share/debootstrap/scripts/gutsy)
    else
        arguments+=("$suite" "$root")
    fi
    echo "== a minimal $suite"
    debootstrap "${arguments[@]}" >"$work/debootstrap.log" 2>&1 || { tail -20 "$work/debootstrap.log" >&2; fail "debootstrap failed."; }
    if [ -n "$tar" ]; then
        tar -C "$root" --numeric-owner -cf "$tar.new" .
        mv "$tar.new" "$tar"
    fi
fi
cp "$application" "$root/var/tmp/steppe.deb"
cp "$kiosk" "$root/var/tmp/steppe-kiosk.deb"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mkdir -p "$root/var/tmp/models"
cp -a "$models/$model" "$root/var/tmp/models/"
chmod -R a+rX "$root/var/tmp/models"
install -m755 packaging/linux/try_inside.sh "$root/var/tmp/try_inside.sh"

# Two entries into the same system: one has the network, for apt; the solve has none.
enter() { # network or none, what to do
    local namespaces=(--mount --pid --ipc --fork)
    [ "$1" = network ] || namespaces+=(--net)
    # shellcheck disable=SC2016 # for the inner shell
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive MODEL="$model" \
        unshare "${namespaces[@]}" bash -c '
            mount -t proc proc "$1/proc"
            [ "$2" = network ] || ! command -v ip >/dev/null || ip link set lo up
            exec chroot "$1" /var/tmp/try_inside.sh "$3"' - "$root" "$1" "$2"
}
enter network install
enter none use
enter network remove
echo "fine: $(basename "$application") and $(basename "$kiosk") in a minimal $suite"
