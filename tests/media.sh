#!/usr/bin/env bash
# Fetches the pictures, recordings and documents that exiftool's own tests read (Debian's source of
# libimage-exiftool-perl) into target/test-media: real files of cameras and programs, to compare with exiftool on.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=target/test-media
[ -d "$folder/images" ] && exit
mkdir -p "$folder"
# The source lies beside the package.
package="$(apt-get download --print-uris libimage-exiftool-perl | sed "s/^'\([^']*\)'.*/\1/")"
version="$(apt-cache show libimage-exiftool-perl | sed -n 's/^Version: \([^-]*\).*/\1/p' | head -1)"
curl -fsSL --retry 3 -o "$folder/source.tar.xz" "$(dirname "$package")/libimage-exiftool-perl_$version.orig.tar.xz"
mkdir "$folder/unpacked"
tar -xJf "$folder/source.tar.xz" -C "$folder/unpacked" --strip-components=1
mv "$folder/unpacked/t/images" "$folder/images"
rm -rf "$folder/unpacked" "$folder/source.tar.xz"
