#!/usr/bin/env bash
# a_config_that_memory_has_no_room_for_is_told.sh - whichever allocation fails while a config is read, compiled and told about on paper,
# `check` says that memory is gone and ends with 71, or says what it would have said: it neither crashes nor goes on with half a model.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
shim=$(readlink -f "${3:?the library that lets calls fail}")

told() { # told CONFIG STEP
    local all n code

    LD_PRELOAD=$shim SF_FAULT=malloc:1000000000 SF_FAULT_COUNT=$PWD/count "$saksflyt" check "$1" >whole 2>stderr || fail "$1 is refused" stderr
    all=$(cat count)
    [ "$all" -gt 100 ] || fail "hardly anything is allocated: the library that lets calls fail does nothing"
    checks "${1##*/}: each $2. of $all allocations"
    for ((n = 1; n <= all; n += $2)); do
        code=0
        LD_PRELOAD=$shim SF_FAULT=malloc:$n "$saksflyt" check "$1" >stdout 2>stderr </dev/null || code=$?
        [ "$code" -ne 0 ] || ! cmp -s whole stdout || continue # a place for a warning more, perhaps
        [ "$code" -eq 71 ] || fail "exit code $code when allocation $n fails" stderr
        [ -s stderr ] || fail "no reason is told when allocation $n fails"
    done
}

told "$small_office" "${SAKSFLYT_FAULT_STEP:-3}"
told "$source/tests/fault/everything.cfg" "${SAKSFLYT_FAULT_STEP:-17}"
