#!/usr/bin/env bash
# make_oracle_table.sh [BUILD] - writes the table of docs/oracles.md anew: the nightly oracle tests with the full gate, seed 20260101. Takes
# a quarter of an hour or more; the figures are the same on every machine whose mathematical library rounds alike.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export SAKSFLYT_ORACLE_SEED=20260101 SAKSFLYT_ORACLE_TABLE=$work/rows
for test in textbook_queues textbook_spells textbook_work engine_queues; do
    "$build/tests/oracle_nightly_$test" >"$work/log" 2>&1 || {
        cat "$work/log"
        echo "$test does not hold"
        exit 1
    }
done
{
    echo "| oracle | system | what | exact | estimate | standard errors apart | standard error |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    sort -V -s -t '|' -k 2,2 "$work/rows"
} >"$work/table"
awk -v table="$work/table" '
    /^<!-- the table begins -->$/ { print; while ((getline line < table) > 0) print line; skip = 1 }
    /^<!-- the table ends -->$/ { skip = 0 }
    !skip' docs/oracles.md >"$work/page"
cp "$work/page" docs/oracles.md
