# tests/support/faults.bash - runs in which the n-th call of a kind fails, and what must be true afterwards. Sourced after e2e.bash.
# SPDX-License-Identifier: GPL-3.0-or-later
shim=$(readlink -f "${3:?the library that lets calls fail}")
run_one() { # run_one FOLDER ARGUMENT...
    local folder=$1

    shift
    "$saksflyt" run "$small_office" -j1 --no-report -o "$folder" "$@"
}

run_one first -r 1 >/dev/null
run_one both -r 2 >/dev/null
first=$(digest_of first)
both=$(digest_of both)

calls_of() { # calls_of KIND ARGUMENT...: how many such calls a run makes
    local kind=$1

    shift
    LD_PRELOAD=$shim SF_FAULT=$kind:1000000000 SF_FAULT_COUNT=$PWD/count run_one counted "$@" >/dev/null 2>&1 ||
        fail "a run in which nothing fails does not end well"
    rm -rf counted
    cat count
}

# The run ended with 0 and the right results, or with one of CODES, a reason, whole replications and whole files; and the same
# command then gives what it would have given.
fault() { # fault KIND N[+] CODES REPLICATIONS DIGEST
    local kind=$1 n=$2 codes=$3 replications=$4 expected=$5 code=0

    LD_PRELOAD=$shim SF_FAULT=$kind:$n timeout 60 "$saksflyt" run "$small_office" -j1 --no-report -o faulty \
        -r "$replications" >stdout 2>stderr </dev/null || code=$?
    if [ "$code" -eq 0 ]; then
        same "digest although $kind $n failed" "$expected" "$(digest_of faulty)"
    else
        [[ " $codes " == *" $code "* ]] || fail "exit code $code when $kind $n fails" stderr
        [ -s stderr ] || fail "no reason is told when $kind $n fails"
    fi
    if [ -e faulty/results.sqlite ]; then
        is_whole faulty
        [ -z "$(find faulty -name '.*.tmp')" ] || fail "half a file is left when $kind $n fails"
    fi
    if [ "$code" -ne 0 ]; then
        run_one faulty -r "$replications" >stdout 2>stderr || fail "it does not go on after $kind $n failed" stderr
        same "digest after going on" "$expected" "$(digest_of faulty)"
    fi
    cmp -s faulty/summary.csv "$(if [ "$replications" -eq 1 ]; then echo first; else echo both; fi)/summary.csv" ||
        fail "summary.csv is another one after $kind $n failed"
}

faults() { # faults KIND CODES STEP [+]: from nothing, and in a study that grows
    local kind=$1 codes=$2 step=$3 later=${4:-} n all

    all=$(calls_of "$kind" -r 1)
    [ "$all" -gt 0 ] || fail "no such call is made: the library that lets them fail does nothing"
    checks "$kind: each $step. of $all calls${later:+ and all later ones}, in a new folder"
    for ((n = 1; n <= all; n += step)); do
        rm -rf faulty
        fault "$kind" "$n$later" "$codes" 1 "$first"
    done
    checks "$kind: the same in a study that grows; what was there stays"
    for ((n = 1; n <= all; n += step * 2)); do
        rm -rf faulty
        cp -r first faulty
        fault "$kind" "$n$later" "$codes" 2 "$both"
    done
}
