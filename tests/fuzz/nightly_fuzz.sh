#!/usr/bin/env bash
# nightly_fuzz.sh TARGET SOURCE_DIR - one libFuzzer target for FUZZ_SECONDS (600), from the corpus and, for fuzz_config, every config of
# the tree, with the words of the key table as dictionary. What it finds is left in the folder it ran in, which it names.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
target=$(readlink -f "$1") source=$(readlink -f "$2")
name=${target##*/fuzz_}
work=$(dirname "$target")/found_$name
mkdir -p "$work/corpus"
cd "$work"

# Every name of the key table, its words and its examples are words of the language.
sed -nE 's/^    \{"([^"]+)".*/\1/p' "$source/models/keys.c" | sed -E 's/.*\.//' | sort -u | sed 's/.*/"&"/' >words.dict
grep -ohE '"[a-z_]+(\|[a-z_]+)+"' "$source/models/keys.c" | tr -d '"' | tr '|' '\n' | sort -u | sed 's/.*/"&"/' >>words.dict
printf '"%s"\n' antatt rest unlimited ' from 2025-07-01' ' from always' '%/mo' ' h/week' 'gamma(mean 9 mo, sd 4 mo)' 'empirical(fuzz.csv, d)' \
    '\x0a%%csv\x0a' '@include \"' >>words.dict

seeds=("$source/tests/fuzz/corpus/$name")
largest=1500 # bytes of choices: more than any config takes
if [ "$name" = config ]; then
    largest=65536
    mkdir -p configs
    find "$source/configs" "$source/tests/e2e" "$source/app" -name '*.cfg' -exec cp -t configs --backup=numbered {} +
    seeds+=("$work/configs")
fi
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=0 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
echo "fuzzing $name in $work"
"$target" -max_total_time="${FUZZ_SECONDS:-600}" -timeout=20 -rss_limit_mb=2500 -max_len="$largest" -len_control=$([ "$name" = config ] && echo 100 || echo 0) -dict="$work/words.dict" -print_final_stats=1 \
    -artifact_prefix="$work/" "$work/corpus" "${seeds[@]}" >log 2>&1 || {
    tail -n 60 log
    exit 1
}
tail -n 12 log
