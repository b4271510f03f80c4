#!/bin/bash
# Lays out Steppe.AppDir (in build/) from the frozen tree and, where appimagetool is installed, makes the AppImage of it.
#
# Usage: packaging/linux/appimage.sh [TREE [FOLDER]]
# appimagetool is in no package archive; it comes from its project's release page. Without it the AppDir is made all the
# same, and its AppRun starts the program as the AppImage would.
set -euo pipefail
cd "$(dirname "$0")/../.."

tree=${1:-build/frozen/tree/steppe}
folder=${2:-build/Steppe.AppDir}
here=packaging/linux
[ -x "$tree/steppe" ] || { echo "appimage: there is no frozen tree in $tree. Run \`make freeze\` first." >&2; exit 1; }
version=$("$tree/steppe" --version | cut -d' ' -f2)
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)

rm -rf "$folder"
mkdir -p "$folder/usr/lib" "$folder/usr/bin"
cp -a "$tree" "$folder/usr/lib/steppe"
ln -s ../lib/steppe/steppe "$folder/usr/bin/steppe"
install -Dm644 "$here/steppe.desktop" "$folder/usr/share/applications/steppe.desktop"
install -Dm644 "$here/steppe.svg" "$folder/usr/share/icons/hicolor/scalable/apps/steppe.svg"
install -d "$folder/usr/share/metainfo"
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$day/" "$here/org.steppe.Steppe.metainfo.xml" \
    >"$folder/usr/share/metainfo/org.steppe.Steppe.metainfo.xml"
cp "$here/steppe.desktop" "$here/steppe.svg" "$folder/" # where appimagetool and desktops look first
ln -s steppe.svg "$folder/.DirIcon"
cat >"$folder/AppRun" <<'RUN'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/usr/lib/steppe/steppe" "$@"
RUN
chmod 755 "$folder/AppRun"
find "$folder" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

if command -v appimagetool >/dev/null; then
    mkdir -p dist
    ARCH=$(uname -m) VERSION=$version appimagetool "$folder" "dist/Steppe-$version-$(uname -m).AppImage"
else
    echo "appimage: $folder is made; appimagetool is not installed, so the AppImage itself is not."
fi
