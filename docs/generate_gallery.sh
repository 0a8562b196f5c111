#!/usr/bin/env bash
# docs/generate_gallery.sh SAKSFLYT SOURCE_DIR - draws every chart from the shipped configs into docs/gallery/ and writes docs/gallery.md.
# `./dev docs` calls it. Few replications: a gallery shows what charts look like, and its figures are not to be quoted.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
saksflyt=$1 source=$2
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source"
rm -rf docs/gallery
mkdir docs/gallery

"$saksflyt" run configs/kontor.cfg -r 5 -o "$work/kontor" >/dev/null
rm "$work"/kontor/charts/*
"$saksflyt" --lang en plot "$work/kontor" --format png --size 1000
cp "$work"/kontor/charts/*.png docs/gallery/
"$saksflyt" --lang en trace configs/kontor.cfg --person worst-wait --scenario today --scenario p60_pool -o "$work/timeline.png" >/dev/null
cp "$work/timeline.png" docs/gallery/

"$saksflyt" sweep configs/kontor.cfg --vary teams.aap.veiledere=4:10:1 --until "wait.meeting p90 <= 21 d" -r 5 -o "$work/sweep" --no-report >/dev/null
"$saksflyt" gaps configs/fylke.cfg -r 2 -o "$work/gaps" --no-report >/dev/null
for name in sweep gaps; do
    "$saksflyt" --lang en plot "$work/$name" "$name" --format png --size 1000
    cp "$work/$name/charts/$name.png" docs/gallery/
done
# What is made of very many runs is shown with a small office.
(
    cd "$work"
    "$saksflyt" new office >/dev/null
    sed -i 's/length = "[^"]*"/length = "5 y"/; s/warm_up = "[^"]*"/warm_up = "5 y"/' office.cfg
    "$saksflyt" sensitivity office.cfg --scenario more_places -r 20 -o tornado --no-report >/dev/null
    "$saksflyt" sensitivity office.cfg --method morris --scenario more_places -r 20 -o morris --no-report >/dev/null
    "$saksflyt" sensitivity office.cfg --method hypercube -r 10 -o hypercube --no-report >/dev/null
    for method in tornado morris hypercube; do
        "$saksflyt" --lang en plot "$method" "$method" --format png --size 1000
        cp "$method/charts/$method.png" "$source/docs/gallery/"
    done
)

show() { # show NAME TITLE WHAT
    printf '\n## %s\n\n%s\n\n![%s](gallery/%s.png)\n' "$2" "$3" "$2" "$1"
}

{
    cat <<'END'
# Gallery

Every chart, drawn from `configs/kontor.cfg` with five replications in each scenario where nothing else is said. The figures only show what the charts look like. `./dev docs` makes this page again; the
charts of a study are made by `saksflyt run`, and again by `saksflyt plot`, as PNG, SVG or PDF, in Norwegian or English.
END
    show waits "How long people wait (waits)" "Within which time half and nine of ten were served, by kind of wait, segment and scenario; who left unserved; how many within the declared target."
    show over_time "Over time (over_time)" "People, portfolios, queues and hours by calendar date, with the uncertainty of the mean and how much one office varies. Dates on which a scenario changes something are marked and explained."
    show clock "Legal time lost (clock)" "The share of the legal time that went by in queues, by cause and segment."
    show contact "Contact held (contact)" "Contacts for each person and month, by phase of the spell and segment."
    show hours "Veileder hours (hours)" "How full each team's hours are, what the hours go to, and which tasks lie open."
    show costs "Costs (costs)" "By payer and kind, with what would pay for the difference."
    show whereabouts "Where people are (whereabouts)" "Of a hundred who entered: where they are, month by month."
    show runs "Every replication as a line (runs)" "How much luck alone moves an office: one run could have been any of these."
    show forest "Differences (forest)" "Each scenario minus the baseline, on the same people and the same luck, with the verdict on each declared target."
    show gainers "Gainers and losers (gainers)" "Of the same people under both policies: how many are better and how many worse off, by segment, beside what chance alone does (placebo)."
    show warm_up "Settled or not (warm_up)" "Whether the baseline had settled when measuring began: Welch's moving averages, the cut of MSER-5, trends in arrivals."
    show sweep "What changes with what was varied (sweep)" "From \`saksflyt sweep configs/kontor.cfg --vary teams.aap.veiledere=4:10:1 --until \"wait.meeting p90 <= 21 d\"\`: each measure against the number of veiledere, with its uncertainty, where the curve bends, and what was wished for."
    show gaps "Which tiltak are waited for, and by whom (gaps)" "From \`saksflyt gaps configs/fylke.cfg\`: waits by segment, region and tiltak, the tiltak in which a place is worth most first."
    show timeline "One person under two policies (trace)" "From \`saksflyt trace configs/kontor.cfg --person worst-wait --scenario today --scenario p60_pool -o timeline.png\`."
    show tornado "What would overturn it alone (tornado)" "From \`saksflyt sensitivity\` on the small office that \`saksflyt new\` writes, as the next two: each number with a range at both its ends."
    show morris "What moves the answer at all (morris)" "From \`saksflyt sensitivity --method morris\`: how much each number moves the difference, and how much that depends on the others."
    show hypercube "Does the answer stand? (hypercube)" "From \`saksflyt sensitivity --method hypercube\`: the difference in each of 200 draws of all numbers at once, beside what chance alone does to it."
} >docs/gallery.md
