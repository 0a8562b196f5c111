#!/usr/bin/env bash
# bench/run.sh - builds the benchmarks and measures. `./dev bench` calls it: run.sh BUILD_FOLDER [--json FILE]
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
build=$1
shift
cmake --build "$build" --target bench saksflyt >"$build/bench.log" 2>&1 || {
    cat "$build/bench.log" >&2
    exit 70
}
exec python3 "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/measure.py" "$build" "$@"
