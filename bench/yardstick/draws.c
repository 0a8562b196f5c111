/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sequential generator of the limit programs (xoshiro256++ and ziggurats), for comparison with keyed draws. Argument: draws. */
#include "common.h"
int main(int ac, char **av)
{
    u64 n = ac > 1 ? (u64)atof(av[1]) : 1000000;
    rng r;
    double s = 0, t;
    zig_init();
    rseed(&r, 1);
#define TIME(name, expression)                                                                       \
    do {                                                                                             \
        s = 0;                                                                                       \
        t = now();                                                                                   \
        for (u64 i = 0; i < n; i++)                                                                  \
            s += (expression);                                                                       \
        printf("DRAW %.3f ns %s (mean %.6g)\n", (now() - t) / (double)n * 1e9, name, s / (double)n); \
    } while (0)
    TIME("luck: uniform", runif(&r));
    TIME("luck: exponential", rexp(&r));
    TIME("luck: normal", rnorm(&r));
}
