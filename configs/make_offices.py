#!/usr/bin/env python3
# configs/make_offices.py OFFICES USERS OUT.csv [DISTRICTS [REGIONS]] - writes a table of offices whose sizes follow a rule, so that no size is invented
# for an office. The rows of configs/nasjon_kontorer.csv and configs/fylke_kontorer.csv are
#   configs/make_offices.py 300 168884 configs/nasjon_kontorer.csv 12
#   configs/make_offices.py 25 14074 configs/fylke_kontorer.csv 1 4
#
# The rule. Three figures are known of AAP users per office: 50 in the smallest and 3,000 in the largest (domain 9.2, P03 and S4: 364 on
# average in 2020, 50..3,000), and the average, USERS / OFFICES. A Pareto distribution bounded by the first two has one parameter left, and
# the average decides it (sizes of places are Pareto-like). Office i of n has the size at the quantile (i - 1/2)/n; whole people add up to
# USERS. With 168,884 users (December 2025, P01) in 300 offices half of them have at most 252, the largest tenth more than 1,619.
#
# Districts: offices are dealt like cards, from the largest down and back again, so that each district has offices of every size and about
# the same number of people. Real counties are not so alike; nothing is known here about how they differ in people, so only two things do:
# labour demand, in even steps from 0.85 to 1.15 between districts (antatt: KVP's own counties run from 39 to 67 % to work, P56, of which an
# unknown part is demand), and the way to an employer, longer where offices are small (antatt). The regions of a single district are dealt in
# the same way and differ in nothing: they are there so that `saksflyt gaps` can tell people apart by where they live, and so that a tiltak can
# be given a catchment.
# SPDX-License-Identifier: GPL-3.0-or-later
import math
import sys

LEAST, LARGEST = 50.0, 3000.0  # domain 9.2, aap.per_office


def mean(a):  # of a Pareto distribution with exponent a, bounded by LEAST and LARGEST
    if abs(a - 1.0) < 1e-9:
        return math.log(LARGEST / LEAST) / (1.0 / LEAST - 1.0 / LARGEST)
    if abs(a) < 1e-9:
        return (LARGEST - LEAST) / math.log(LARGEST / LEAST)
    scale = LEAST**a / (1.0 - (LEAST / LARGEST) ** a)
    return scale * a / (a - 1.0) * (LEAST ** (1.0 - a) - LARGEST ** (1.0 - a))


def quantile(a, q):
    if abs(a) < 1e-9:
        return LEAST * (LARGEST / LEAST) ** q
    return LEAST * (1.0 - q * (1.0 - (LEAST / LARGEST) ** a)) ** (-1.0 / a)


def exponent(wanted):  # the mean falls as the exponent rises: bisection
    low, high = -5.0, 5.0
    for _ in range(200):
        middle = (low + high) / 2.0
        low, high = (middle, high) if mean(middle) > wanted else (low, middle)
    return (low + high) / 2.0


def sizes(n, users):  # whole people, largest first, that add up to users by the largest remainder
    a = exponent(users / n)
    real = [quantile(a, (i + 0.5) / n) for i in reversed(range(n))]
    real = [x * users / sum(real) for x in real]
    whole = [math.floor(x) for x in real]
    by_remainder = sorted(range(n), key=lambda i: whole[i] - real[i])
    for i in by_remainder[: users - sum(whole)]:
        whole[i] += 1
    return whole


def district_of(i, districts):  # there and back again
    lap, place = divmod(i, districts)
    return place if lap % 2 == 0 else districts - 1 - place


def main():
    n, users, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    districts = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    regions = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    rows, counts = [], [0] * districts
    for i, size in enumerate(sizes(n, users)):
        d = district_of(i, districts)
        counts[d] += 1
        demand = 0.85 + 0.30 * d / (districts - 1) if districts > 1 else 1.0
        name = f"f{d + 1:02d}_k{counts[d]:02d}" if districts > 1 else f"k{counts[d]:02d}"
        label = f"Fylke {d + 1}, kontor {counts[d]}" if districts > 1 else f"Kontor {counts[d]}"
        labour = f"{demand:.3f}, 0.7..1.3, antatt" if districts > 1 else "1"
        region = f",f{d + 1:02d}" if districts > 1 else f",d{district_of(i, regions) + 1}" if regions > 1 else ""
        rows.append(f'{name},"{label}","{size}, antatt","{labour}","20 min, 0..60, antatt"{region}')
    with open(out, "w", encoding="utf-8") as file:
        file.write("id,label,users,labour,travel" + (",region" if max(districts, regions) > 1 else "") + "\n" + "".join(row + "\n" for row in sorted(rows)))


main()
