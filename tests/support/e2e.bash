# tests/support/e2e.bash - what the scripts in tests/e2e share. Sourced as
#   . "$(dirname "$0")/../support/e2e.bash"
# after which: $saksflyt is the program, $source the tree, and the current folder a fresh one that is removed at the end.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
saksflyt=$(readlink -f "${1:?the path of the saksflyt program}")
source=$(readlink -f "${2:?the source folder}")
# shellcheck disable=SC2034 # used by the scripts
small_office=$source/tests/e2e/small_office.cfg
unset LANGUAGE LC_ALL LC_MESSAGES LANG NO_COLOR # a test says its own language
export LC_ALL=C.UTF-8

work=$(mktemp -d)
clean_up() {
    local code=$?

    cd /
    rm -rf "$work"
    exit "$code"
}
trap clean_up EXIT
cd "$work"

checks() { # checks SENTENCE: what is looked at now
    printf 'checks: %s\n' "$*"
}

fail() { # fail SENTENCE [FILE TO SHOW]...
    printf 'FAILED: %s\n' "$1"
    shift
    for file in "$@"; do
        printf -- '--- %s\n' "$file"
        tail -n 40 -- "$file"
    done
    exit 1
}

# exits CODE COMMAND...: the command must end with CODE; stdout and stderr are in the files stdout and stderr.
exits() {
    local expected=$1 code=0

    shift
    "$@" >stdout 2>stderr </dev/null || code=$?
    [ "$code" -eq "$expected" ] || fail "exit code is $code, not $expected: $*" stdout stderr
}

same() { # same WHAT ONE OTHER
    [ "$2" = "$3" ] || fail "$1 differs: '$2' and '$3'"
}

digest_of() { # digest_of DIR: the line of `saksflyt digest`, which must be 64 hex digits
    local line

    line=$("$saksflyt" digest "$1") || fail "cannot take the digest of $1"
    [[ $line =~ ^[0-9a-f]{64}$ ]] || fail "not a digest: '$line'"
    printf '%s\n' "$line"
}

query() { # query DIR SQL
    sqlite3 -readonly "$1/results.sqlite" "$2"
}

seconds() { # seconds COMMAND...: how long it took, with three decimals
    local start=$EPOCHREALTIME

    "$@" >/dev/null 2>&1 </dev/null || fail "this failed: $*"
    awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", b - a }'
}

# The database must be whole, and hold rows of whole replications only.
is_whole() { # is_whole DIR
    local orphans table

    same "integrity check of $1" ok "$(sqlite3 "$1/results.sqlite" 'PRAGMA integrity_check')"
    for table in observation series histogram transition; do
        orphans=$(query "$1" "SELECT count(*) FROM (SELECT DISTINCT scenario, replication FROM $table
                              EXCEPT SELECT scenario, number FROM replication)")
        same "replications with rows in $table that are not in replication" 0 "$orphans"
    done
}
