/* SPDX-License-Identifier: GPL-3.0-or-later */
/* W1 M/M/1 in C. mode 0 Lindley recursion (no events at all), 1 two-clock event loop, 2 generic 4-ary heap engine, 3 generic heap engine + time-weighted stats (queue length, utilisation) */
#include "common.h"
enum { ARR, DEP };
int main(int ac, char **av)
{
    u64 N = ac > 1 ? strtoull(av[1], 0, 0) : 1000000;
    int mode = ac > 2 ? atoi(av[2]) : 2;
    u64 seed = ac > 3 ? strtoull(av[3], 0, 0) : 1;
    zig_init();
    rng r;
    rseed(&r, seed);
    double sumT = 0;
    u64 n = 0;
    const double im = 1 / 0.9;
    double a = now();
    double L = 0, U = 0;
    if (mode == 0) {
        double w = 0;
        for (u64 i = 0; i < N; i++) {
            double s = rexp(&r);
            sumT += w + s;
            w = fmax(0, w + s - im * rexp(&r));
        }
        n = N;
    } else {
        static double fifo[1 << 20];
        u32 qh = 0, qt = 0;
        const u32 M = (1 << 20) - 1;
        u64 narr = 0;
        if (mode == 1) {
            double ta = im * rexp(&r), td = INFINITY;
            while (n < N) {
                if (ta < td) {
                    fifo[qt++ & M] = ta;
                    if (qt - qh == 1)
                        td = ta + rexp(&r);
                    narr++;
                    ta = narr < N ? ta + im * rexp(&r) : INFINITY;
                } else {
                    sumT += td - fifo[qh++ & M];
                    n++;
                    td = qt != qh ? td + rexp(&r) : INFINITY;
                }
            }
        } else {
            heap h;
            hinit(&h, 1024);
            u64 seq = 0;
            double tl = 0;
#define PUSH(tt, k) hpush(&h, (ev){((seq++) << 28) | (k), d2u(tt)})
#define REPL(tt, k) hreplace(&h, (ev){((seq++) << 28) | (k), d2u(tt)})
            PUSH(im * rexp(&r), ARR);
            while (h.n) {
                ev e = h.a[0];
                double t = u2d(e.t);
                if (mode == 3) {
                    L += (qt - qh) * (t - tl);
                    U += (qt != qh) * (t - tl);
                    tl = t;
                }
                if ((e.key & 15) == ARR) {
                    fifo[qt++ & M] = t;
                    int st = (qt - qh == 1);
                    if (++narr < N)
                        REPL(t + im * rexp(&r), ARR);
                    else
                        hpop(&h);
                    if (st)
                        PUSH(t + rexp(&r), DEP);
                } else {
                    sumT += t - fifo[qh++ & M];
                    n++;
                    if (qt != qh)
                        REPL(t + rexp(&r), DEP);
                    else
                        hpop(&h);
                }
            }
            L /= tl ? tl : 1;
        }
    }
    double b = now();
    printf("RESULT cust=%lu ev=%lu sec=%.6f mode=%d T=%.3f L=%.3f\n", n, 2 * n, b - a, mode, sumT / n, L);
}
