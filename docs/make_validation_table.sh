#!/usr/bin/env bash
# make_validation_table.sh [SAKSFLYT [PAGE]] - writes the table of docs/validation.md anew (or into PAGE), from what `saksflyt validate`
# says, and without PAGE also configs/validering/record.json, which every report shows. Takes some minutes.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
saksflyt=$(readlink -f "${1:-$source/build/saksflyt}")
output=${2:-$source/docs/validation.md}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$saksflyt" --lang en validate --format markdown -o "$work/studies" >"$work/table"
awk -v table="$work/table" '
    /^<!-- the table begins -->$/ { print; while ((getline line < table) > 0) print line; skip = 1 }
    /^<!-- the table ends -->$/ { skip = 0 }
    !skip' "$source/docs/validation.md" >"$work/page"
cp "$work/page" "$output"
if [ $# -lt 2 ]; then
    "$saksflyt" --lang en validate --format record -o "$work/studies" >"$work/record"
    cp "$work/record" "$source/configs/validering/record.json"
fi
