/* SPDX-License-Identifier: GPL-3.0-or-later */
/* W2 M/M/20, rho .9, 2 priority classes (30% high), patience exp(mean 5), timers cancelled at service start.
 * mode 0: lazy cancellation (timer stays in the heap, generation check at pop)  mode 1: indexed heap (pos[] kept), true removal */
#include "common.h"
enum { ARR, DEP, REN };
typedef struct {
    double t;
    u32 prev, next, gen;
    u32 pri;
} cust; /* 24 bytes */
static cust *c;
static u32 *fr, nfr;
static u32 *pos; /* pos[slot] = heap index of that customer's timer (mode 1) */
static heap h;
static u64 seq;
static inline u32 slot(ev e)
{
    return (u32)(e.key >> 4) & 0xFFFF;
}
#define KEY(gen, slot, kind) (((seq++) << 28) | ((u64)((gen)&0xFF) << 20) | ((u64)(slot) << 4) | (kind))
/* indexed versions: maintain pos for REN entries (pos has a dummy slot 65535 for others so the store is unconditional) */
static inline void put(u32 i, ev e)
{
    h.a[i] = e;
    pos[slot(e)] = i;
}
static inline void iup(u32 i, ev e)
{
    while (i) {
        u32 p = (i - 1) / D;
        if (!lt(e, h.a[p]))
            break;
        put(i, h.a[p]);
        i = p;
    }
    put(i, e);
}
static inline void idown(u32 i, ev e)
{
    u32 n = h.n;
    for (;;) {
        u32 q = D * i + 1;
        if (q >= n)
            break;
        u32 b = q;
        if (q + 4 <= n) {
            u32 x = q + lt(h.a[q + 1], h.a[q]), y = q + 2 + lt(h.a[q + 3], h.a[q + 2]);
            b = lt(h.a[y], h.a[x]) ? y : x;
        } else
            for (u32 k = q + 1; k < n; k++)
                if (lt(h.a[k], h.a[b]))
                    b = k;
        if (!lt(h.a[b], e))
            break;
        put(i, h.a[b]);
        i = b;
    }
    put(i, e);
}
static inline void irem(u32 i)
{
    ev l = h.a[--h.n];
    if (i == h.n)
        return;
    if (i && lt(l, h.a[(i - 1) / D]))
        iup(i, l);
    else
        idown(i, l);
}
int main(int ac, char **av)
{
    u64 N = ac > 1 ? strtoull(av[1], 0, 0) : 1000000;
    int mode = ac > 2 ? atoi(av[2]) : 0;
    u64 seed = ac > 3 ? strtoull(av[3], 0, 0) : 1;
    zig_init();
    rng r;
    rseed(&r, seed);
    c = big(65536 * sizeof *c);
    fr = big(65536 * 4);
    pos = big(65536 * 4);
    nfr = 0;
    for (int i = 65534; i >= 0; i--)
        fr[nfr++] = i;
    for (int i = 0; i < 65536; i++)
        c[i].gen = 0;
    hinit(&h, 65536);
    u32 head[2] = {~0u, ~0u}, tail[2] = {~0u, ~0u};
    u32 idle = 20;
    u64 narr = 0, nS[2] = {0}, nR[2] = {0}, nc = 0, stale = 0;
    double W[2] = {0};
    const double im = 1 / 18.0;
    double A = now();
#define PUSH(tt, k)           \
    do {                      \
        ev e_ = {k, d2u(tt)}; \
        if (mode)             \
            iup(h.n++, e_);   \
        else                  \
            hpush(&h, e_);    \
    } while (0)
#define REPL(tt, k)           \
    do {                      \
        ev e_ = {k, d2u(tt)}; \
        if (mode)             \
            idown(0, e_);     \
        else                  \
            hreplace(&h, e_); \
    } while (0)
#define POP()         \
    do {              \
        if (mode)     \
            irem(0);  \
        else          \
            hpop(&h); \
    } while (0)
#define UNLINK(s)                        \
    do {                                 \
        cust *x_ = &c[s];                \
        u32 p_ = x_->pri;                \
        if (x_->prev != ~0u)             \
            c[x_->prev].next = x_->next; \
        else                             \
            head[p_] = x_->next;         \
        if (x_->next != ~0u)             \
            c[x_->next].prev = x_->prev; \
        else                             \
            tail[p_] = x_->prev;         \
        x_->gen++;                       \
        fr[nfr++] = s;                   \
    } while (0)
    PUSH(im * rexp(&r), KEY(0, 65535, ARR));
    while (h.n) {
        ev e = h.a[0];
        double t = u2d(e.t);
        u32 k = e.key & 15;
        if (k == ARR) {
            u32 pri = runif(&r) < 0.3;
            if (++narr < N)
                REPL(t + im * rexp(&r), KEY(0, 65535, ARR));
            else
                POP();
            if (idle) {
                idle--;
                nS[pri]++;
                PUSH(t + rexp(&r), KEY(0, 65535, DEP));
            } else {
                u32 s = fr[--nfr];
                cust *x = &c[s];
                x->t = t;
                x->pri = pri;
                x->next = ~0u;
                x->prev = tail[pri];
                if (tail[pri] != ~0u)
                    c[tail[pri]].next = s;
                else
                    head[pri] = s;
                tail[pri] = s;
                PUSH(t + 5 * rexp(&r), KEY(x->gen, s, REN));
            }
        } else if (k == DEP) {
            u32 p = head[1] != ~0u;
            u32 s = head[p];
            if (s == ~0u) {
                idle++;
                POP();
            } else {
                W[p] += t - c[s].t;
                nS[p]++;
                nc++;
                REPL(t + rexp(&r), KEY(0, 65535, DEP));
                if (mode)
                    irem(pos[s]);
                UNLINK(s);
            }
        } else {
            u32 s = slot(e);
            POP();
            if (((e.key >> 20) & 0xFF) == (c[s].gen & 0xFF)) {
                u32 p = c[s].pri;
                W[p] += t - c[s].t;
                nR[p]++;
                UNLINK(s);
            } else
                stale++;
        }
    }
    double B = now();
    u64 n = nS[0] + nS[1] + nR[0] + nR[1];
    printf("RESULT cust=%lu ev=%lu sec=%.6f mode=%d Pab=%.5f Wlo=%.4f Whi=%.4f cancels/cust=%.3f stale/cust=%.3f\n", n,
           2 * n, B - A, mode, (double)(nR[0] + nR[1]) / n, W[0] / (nS[0] + nR[0]), W[1] / (nS[1] + nR[1]),
           (double)nc / n, (double)stale / n);
}
