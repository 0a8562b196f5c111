#!/usr/bin/env bash
# documented_queue.sh - the worked example of docs/oracles.md runs as it is written there and gives what Erlang's loss formula says.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
page=$source/docs/oracles.md
exact=0.064410924782

mkdir -p out build
ln -s "$saksflyt" build/saksflyt
sed -n '/^```cfg$/,/^```$/{/^```/!p}' "$page" >out/loss.cfg
sed -n '/^```sh$/,/^```$/{/^```/!p}' "$page" >commands.sh
[ -s out/loss.cfg ] && [ -s commands.sh ] || fail "docs/oracles.md has no example"
row=$(LC_ALL=C bash commands.sh 2>messages | tail -n 1) || fail "the commands fail: $(cat messages)"
grep -qxF "    $row" "$page" || fail "the page says something else than the program: $row"
awk -F, -v exact=$exact '{ se = ($9 - $8) / 2 / 1.9634; off = ($7 - exact) / se; if (off < 0) off = -off; exit !(off <= 4.4 && se <= 0.0025 * exact) }' <<<"$row" ||
    fail "not within 4.4 standard errors of $exact: $row"
