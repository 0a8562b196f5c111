#!/usr/bin/env bash
# a_full_disk_leaves_old_documents_whole.sh - charts, reports and event logs that cannot be written to their end: a sentence that names the
# file, exit 74, the old document as it was, and no half one. A limit on the size of files stands for the disk.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

exits 0 "$saksflyt" run "$small_office" -o study -r 1 --events
exits 0 "$saksflyt" report study --format html --format pdf --format xlsx
mapfile -t charts < <("$saksflyt" --lang en explain study.charts | sed -n 's/^ *words *//p' | tr '|' '\n')
[ "${#charts[@]}" -ge 14 ] || fail "these are not all the charts: ${charts[*]}"
exits 0 "$saksflyt" plot study "${charts[@]}" --format png --format svg --format pdf
svgs=()
for chart in "${charts[@]}"; do svgs+=("plot study $chart --format svg"); done
exits 0 "$saksflyt" export study --format events-csv
exits 0 "$saksflyt" export study --format xes
exits 0 "$saksflyt" trace "$small_office" --person first -o life.png
printf 'old\n' >life.png
find study life.png -type f ! -name '*.json' -exec sha256sum {} + | sort -k2 >before

nearly_full() { # nearly_full EXIT_CODE ARGUMENT...: files may grow to 8 KiB
    local code=$1

    shift
    exits "$code" bash -c 'trap "" XFSZ; ulimit -f 8; exec "$@"' nearly_full "$saksflyt" --lang en "$@"
}

for command in "plot study waits --format png" "plot study runs --format pdf" "${svgs[@]}" \
    "report study --format html" "report study --format pdf" "report study --format xlsx" \
    "export study --format events-csv" "export study --format xes" "trace $small_office --person first -o life.png"; do
    checks "saksflyt $command"
    read -ra words <<<"$command"
    nearly_full 74 "${words[@]}"
    tail -n 1 stderr | grep -qE '^saksflyt: .*(File too large|workbook could not be made|event log cannot be written)' || fail "no sentence" stderr
    case $command in *xlsx) ;; *) same "lines on stderr" 1 "$(wc -l <stderr)" ;; esac # libxlsxwriter complains by itself, too
done
find study life.png -type f ! -name '*.json' -exec sha256sum {} + | sort -k2 >after
cmp before after || fail "something was harmed: $(diff before after)"
if find . -name '*.tmp' | grep . >half; then fail "half a file is left" half; fi
