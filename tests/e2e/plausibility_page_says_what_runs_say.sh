#!/usr/bin/env bash
# plausibility_page_says_what_runs_say.sh - docs/plausibility.md does not rot: its columns of the small and the mid-sized office are made again,
# and every figure is within 6 % of the page's, which is what other luck would do; the same rows miss.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "two columns of docs/plausibility.md"
"$source/docs/make_plausibility.py" "$saksflyt" "$source" "$work/made.md" lite_kontor kontor
python3 - "$source/docs/plausibility.md" made.md <<'END' >said || fail "docs/plausibility.md is behind: run docs/make_plausibility.py build/saksflyt ." said
import re, sys

def columns(path):
    rows, names = {}, []
    for line in open(path, encoding="utf-8"):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if line.startswith("| what"):
            names = [c.split(" ")[0] for c in cells]
        elif line.startswith("| ") and not line.startswith("| ---"):
            rows[cells[0]] = {n: c for n, c in zip(names, cells) if n in ("lite_kontor", "kontor")}
    return rows

def number(cell):
    text = cell.strip("*").replace(",", "")
    return None if text == "–" else float(text)

page, made = columns(sys.argv[1]), columns(sys.argv[2])
wrong = [] if list(page) == list(made) and len(page) >= 20 else ["the rows differ"]
for what in page:
    for config, cell in page[what].items():
        other = made.get(what, {}).get(config, "–")
        a, b = number(cell), number(other)
        if (a is None) != (b is None) or (a is not None and abs(a - b) > 0.06 * max(abs(a), abs(b)) + 0.011):
            wrong.append(f"{what}, {config}: the page says {cell}, the run {other}")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
END
