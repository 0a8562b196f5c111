/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hold model: N pending events; repeat { pop min; touch client record; schedule t+Exp(1) (or mix) }.  -DD=2/4/8, mode 0 heap pop+push, 1 heap replace-top, 2 wheel ; touch 0/1; dist 0 exp, 1 bimodal (90% Exp(1), 10% Exp(30)) */
#include "wheel.h"
typedef struct {
    u64 a, b, c, d;
} rec;
int main(int ac, char **av)
{
    u32 N = atof(av[1]);
    int mode = atoi(av[2]);
    int touch = ac > 3 ? atoi(av[3]) : 1;
    u64 ops = ac > 4 ? atof(av[4]) : 2e7;
    int dist = ac > 5 ? atoi(av[5]) : 0;
    zig_init();
    rng r;
    rseed(&r, 1);
    rec *c = big((size_t)N * sizeof *c);
    memset(c, 0, (size_t)N * sizeof *c);
    u64 seq = 0;
    double chk = 0;
    heap h;
    wheel q;
    double mean = dist ? 3.9 : 1.0;
    if (mode < 2)
        hinit(&h, N + 8);
    else {
        u32 per = N < 2000 ? 16 : (N < 200000 ? 32 : N / 8192 + 32);
        double w = mean * per / N;
        u32 nb = 1024;
        while (nb * w < (dist ? 60 : 14) * 1.0 && nb < (1u << 22))
            nb *= 2;
        winit(&q, nb, w, N);
    }
#define DRAW() (dist && (rnext(&r) & 1023) < 102 ? 30 * rexp(&r) : rexp(&r))
#define KEY(id) (((seq++) << 28) | ((u64)(id) << 4))
    for (u32 i = 0; i < N; i++) {
        ev e = {KEY(i), d2u(DRAW())};
        if (mode < 2)
            hpush(&h, e);
        else
            wpush(&q, e);
    }
    double best = 1e18, A, B;
    for (int rep = 0; rep < 4; rep++) {
        A = now();
        for (u64 k = 0; k < ops; k++) {
            ev e;
            if (mode < 2)
                e = h.a[0];
            else {
                e = wpop(&q);
                if (touch)
                    WPREFETCH(&q, 12, c, sizeof(rec));
            }
            u32 id = (u32)(e.key >> 4) & 0xFFFFFF;
            double t = u2d(e.t);
            if (touch) {
                rec *x = &c[id];
                x->a++;
                x->b += e.key;
            }
            ev f = {KEY(id), d2u(t + DRAW())};
            if (mode == 0) {
                hpop(&h);
                hpush(&h, f);
            } else if (mode == 1)
                hreplace(&h, f);
            else
                wpush(&q, f);
            chk = t;
        }
        B = now();
        if (rep)
            best = fmin(best, B - A);
    }
    printf("N=%-9u D=%d mode=%d touch=%d dist=%d  %.2f ns/hold  (t=%.6g)\n", N, D, mode, touch, dist, best / ops * 1e9,
           chk);
}
