#!/bin/bash
# Signs Steppe.app, packs it into a disk image, has Apple notarise it and staples the ticket. Runs on macOS only.
#
# Usage: packaging/macos/dmg.sh [APP]          (default: build/frozen/tree/Steppe.app)
#   STEPPE_SIGNING_IDENTITY  "Developer ID Application: ..."; without it the app is signed ad hoc and not notarised
#   STEPPE_NOTARY_PROFILE    a profile that `xcrun notarytool store-credentials` made; without it nothing is sent
set -euo pipefail
cd "$(dirname "$0")/../.."

app=${1:-build/frozen/tree/Steppe.app}
entitlements=packaging/macos/entitlements.plist
identity=${STEPPE_SIGNING_IDENTITY:--}
profile=${STEPPE_NOTARY_PROFILE:-}

[ "$(uname -s)" = Darwin ] || { echo "dmg: this runs on macOS only." >&2; exit 1; }
[ -d "$app" ] || { echo "dmg: there is no $app. Run \`make freeze\` first." >&2; exit 1; }
version=$("$app/Contents/MacOS/steppe" --version | cut -d' ' -f2)
image=dist/Steppe-$version-$(uname -m).dmg

# Apple wants every library inside signed before what holds it; --deep does not sign what it does not know as code.
sign() {
    local options=(--force --sign "$identity")
    [ "$identity" = - ] || options+=(--timestamp --options runtime)
    codesign "${options[@]}" "$@"
}
find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' \) -print0 | while IFS= read -r -d '' library; do
    sign "$library"
done
find "$app/Contents/Frameworks" -type d -name '*.framework' -prune -print0 2>/dev/null | while IFS= read -r -d '' framework; do
    sign "$framework"
done
sign --entitlements "$entitlements" "$app/Contents/MacOS/steppe"
sign --entitlements "$entitlements" "$app"
codesign --verify --strict --verbose=2 "$app"

mkdir -p dist
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -volname Steppe -srcfolder "$folder" -fs HFS+ -format ULFO -ov "$image"

if [ "$identity" = - ]; then
    echo "dmg: $image is signed ad hoc: it opens on this Mac, elsewhere only past a warning."
elif [ -z "$profile" ]; then
    sign "$image"
    echo "dmg: $image is signed and not notarised (STEPPE_NOTARY_PROFILE is not set)."
else
    sign "$image"
    xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
fi
