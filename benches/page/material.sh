#!/bin/sh
# Unpacks the Debian packages that packages.txt lists as material (texts, photographs) into a folder, without
# installing them: containers often leave documentation out when they install.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:?folder}
mkdir -p "$to/.deb"
cd "$to/.deb"
for package in $(sed -n 's/^material //p' "$here/packages.txt"); do
    [ -e "$to/.deb/$package.done" ] && continue
    apt-get download -qq "$package" && dpkg -x "$package"_*.deb "$to" && rm -f "$package"_*.deb && touch "$package.done" \
        || echo "left out: $package" >&2
done
