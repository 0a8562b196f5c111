#!/usr/bin/env bash
# nightly_files_are_opened_with_care.sh - what strace sees of a run, charts and exports: every file that is written is opened without following
# a link, below its folder or as the database; half-made files are new ones with names of their own; nothing outside the study is
# touched; a run without a report looks at no font.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

command -v strace >/dev/null || fail "strace is missing: apt-get install strace"
seen() { # seen LOG COMMAND...
    local log=$1

    shift
    exits 0 strace -f -y -o "$log" -e trace=open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink,symlinkat "$@"
}

written() { # written LOG: opened for writing, with success
    grep -E '\b(open|openat|creat)\(' "$1" | grep -E 'O_WRONLY|O_RDWR|creat\(' | grep -v ' = -1 ' | grep -v '"/dev/'
}

checks "a run with charts and a report, a second one that goes on, exports, and a workbook"
seen run "$saksflyt" run "$small_office" -r 1 -o study
seen more "$saksflyt" run "$small_office" -r 2 --events -o study
seen csv "$saksflyt" export study --format csv
seen json "$saksflyt" export study --format json
seen xlsx "$saksflyt" report study --format xlsx
seen plot "$saksflyt" plot study waits --format pdf
for log in run more csv json plot; do
    written "$log" >opened
    [ -s opened ] || fail "nothing is seen in $log"
    ! grep -vE 'O_NOFOLLOW|O_TMPFILE' opened | tee followed | grep -q . || fail "a link would be followed" followed
    ! grep -v "$PWD/study" opened | tee outside | grep -q . || fail "a file outside the study is written" outside
done
# A workbook is put together by its own library in temporary files; into the study it comes like any other file.
! written xlsx | grep "$PWD/study" | grep -vE 'O_NOFOLLOW|O_TMPFILE' | tee followed | grep -q . || fail "a link would be followed" followed

checks "a link in the place of a file is not written through"
echo mine >mine.txt
for name in summary.csv resolved.cfg manifest.json report.html; do
    rm -f "study/$name"
    ln -s "$PWD/mine.txt" "study/$name"
done
"$saksflyt" run "$small_office" -r 3 -o study >stdout 2>stderr </dev/null || true
same "the file that the links lead to" mine "$(cat mine.txt)"
rm -rf linked && mkdir linked && ln -s "$PWD/mine.txt" linked/results.sqlite
"$saksflyt" run "$small_office" -r 1 --no-report -o linked >stdout 2>stderr </dev/null && fail "a database behind a link is used"
same "the file that the link leads to" mine "$(cat mine.txt)"

checks "a run without a report, and comparing, look at no font"
seen bare "$saksflyt" run "$small_office" -r 1 --no-report -o bare_study
seen compare "$saksflyt" compare study
for log in bare compare; do
    ! grep -iE '\.(otf|ttf)|fonts/' "$log" | tee fonts | grep -q . || fail "$log: a font is opened" fonts
done
