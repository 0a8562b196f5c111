#!/usr/bin/env python3
# sim/ziggurat_tables.py - writes sim/ziggurat_tables.h: the 256 layers of the exponential and of the normal density.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#     python3 sim/ziggurat_tables.py > sim/ziggurat_tables.h
#
# Marsaglia & Tsang (2000), "The ziggurat method for generating random variables", J. Stat. Software 5(8). Forty-digit decimals,
# rounded once, so that the table is the same whatever the machine. tests/unit/test_luck.c recomputes what the table promises.
from decimal import Decimal, getcontext

getcontext().prec = 40
LAYERS = 256
ONE, TWO = Decimal(1), Decimal(2)


def pi():
    """Gauss and Legendre's arithmetic-geometric mean."""
    a, b, t, p = ONE, ONE / TWO.sqrt(), ONE / 4, ONE
    for _ in range(8):
        mean = (a + b) / 2
        b, t, p, a = (a * b).sqrt(), t - p * (a - mean) ** 2, 2 * p, mean
    return (a + b) ** 2 / (4 * t)


def normal_tail(r):
    """The integral of exp(-x^2/2) from r to infinity: half of sqrt(2 pi) less the Taylor series from 0 to r."""
    term, total, n = r, r, 0
    while abs(term) > Decimal(10) ** -45:
        n += 1
        term *= -r * r / (2 * n)
        total += term / (2 * n + 1)
    return (pi() / 2).sqrt() - total


def edges(density, inverse, tail, r):
    """Right edges of the layers for a base that ends at r: [v / f(r), r, x2, ...]; None when the top is passed too early."""
    v = r * density(r) + tail(r)
    x = [v / density(r), r]
    while len(x) < LAYERS:
        top = density(x[-1]) + v / x[-1]
        if top >= 1:
            return None, v
        x.append(inverse(top))
    return x, v


def solve(density, inverse, tail, low, high):
    """Bisects on r until the last layer ends exactly at the top of the density, 1."""
    for _ in range(125):
        r = (low + high) / 2
        x, v = edges(density, inverse, tail, r)
        if x is None or density(x[-1]) + v / x[-1] > 1:
            low = r  # layers too thick: the base must reach further out
        else:
            high = r
    return edges(density, inverse, tail, high)[0]


def print_table(name, meaning, values):
    print(f"/* {meaning} */")
    print(f"static const double {name}[{len(values)}] = {{")
    words = [f"{float(v).hex()}," for v in values]
    for i in range(0, len(words), 4):
        print("    " + " ".join(words[i : i + 4]))
    print("};\n")


def print_density(name, density, inverse, tail, low, high):
    x = solve(density, inverse, tail, Decimal(low), Decimal(high))
    print_table(f"{name}_edge", f"Right edges of the layers of the {name} density; [1] is where the tail begins.", x + [Decimal(0)])
    print_table(f"{name}_height", f"The {name} density at those edges; [0] is the floor.", [Decimal(0)] + [density(v) for v in x[1:]] + [ONE])


print(
    """/* sim/ziggurat_tables.h - 256 layers of equal area under exp(-x) and exp(-x^2/2). Written by sim/ziggurat_tables.py.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_SIM_ZIGGURAT_TABLES_H
#define SF_SIM_ZIGGURAT_TABLES_H

/* clang-format off */"""
)
print_density("exponential", lambda x: (-x).exp(), lambda y: -y.ln(), lambda r: (-r).exp(), "7.6", "7.8")
print_density("normal", lambda x: (-x * x / 2).exp(), lambda y: (-2 * y.ln()).sqrt(), normal_tail, "3.6", "3.7")
print("/* clang-format on */\n\n#endif")
