#!/bin/sh
# Print the URL of the file of a project that this machine gets; why, on standard error.
#
#     choose.sh FOLDER|PAGE|URL PROJECT
#
# An installer in another language does the same: it asks for the machine once, and
# keeps the answer; it hands that on with a page that it has fetched itself.
#
# It needs jq, curl for URLs, and a Python with `variantlib` and the provider plugins,
# whose name is in $PYTHON.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: choose.sh FOLDER|PAGE|URL PROJECT" >&2
    exit 2
fi
place=$1
project=$(printf '%s' "$2" | tr 'A-Z_.' 'a-z--')
machine=${XDG_CACHE_HOME:-$HOME/.cache}/choose-by-shell/machine.json
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# $1: the arguments after "python -m variantlib"
variantlib() {
    "${PYTHON:-python3}" -m variantlib "$@"
}

# Plugins take their time, and a machine changes seldom.
if [ ! -s "$machine" ]; then
    mkdir -p "${machine%/*}"
    variantlib detect --json >"$folder/machine.json"
    mv "$folder/machine.json" "$machine"
fi

# What is chosen of the project, as JSON. Status 1 says that some project has nothing.
choose() {
    variantlib choose "$@" --machine "$machine" --json >"$folder/all" || [ $? -eq 1 ]
    jq --arg project "$project" '.projects[] | select(.project == $project)' "$folder/all"
}

case $place in
http://* | https://*)
    curl --fail --silent --show-error --location "$place" --output "$folder/page"
    chosen=$(choose "$folder/page" --page-url "$place")
    # The names are plain: they are made of a project and a version.
    printf '%s' "$chosen" | jq --raw-output '.missing[] | .filename, .url' |
        while read -r name && read -r url; do
            curl --fail --silent --show-error --location "$url" --output "$folder/$name"
        done
    chosen=$(choose "$folder/page" --page-url "$place")
    ;;
*) chosen=$(choose "$place") ;;
esac

if ! printf '%s' "$chosen" | jq --exit-status .file >/dev/null; then
    echo "error: no file of $project fits this machine" >&2
    exit 1
fi
printf '%s' "$chosen" | jq --raw-output .reason >&2
printf '%s' "$chosen" | jq --raw-output .file.url
