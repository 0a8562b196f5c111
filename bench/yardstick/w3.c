/* SPDX-License-Identifier: GPL-3.0-or-later */
/* W3 'welfare office' surrogate in C: struct clients addressed by 32-bit index, <=1 pending event per client.
 * usage: w3 days seed offices queue shard NC K LAM    queue: 0 = 4-ary heap, 1 = two-tier wheel ; shard: 0 one global event set, 1 offices one after another
 * compile-time: -DSTATS=0/1/2 (2 adds time integrals per counsellor queue + tiltak queue + wait histograms) -DXRNG (every draw made twice: marginal RNG cost) */
#include "wheel.h"
#ifndef STATS
#define STATS 1
#endif
enum { ARR, MEET, WAIT, PLACE, REN };
typedef struct {
    double t0, tq;
    u32 next, prev;
    uint16_t couns;
    uint8_t pri, busy;
    u32 gen;
} client; /* 32 bytes */
typedef struct {
    u32 h[2], t[2];
    u32 cur;
    u32 nq;
    double area, tl;
} couns; /* two FIFO lists, current client */
typedef struct {
    u32 th, tt;
    u32 freep, rr;
    u32 ntq;
    double area, tl;
} office;
static client *c;
static u32 nfree = NIL, ncl, ccap;
static couns *co;
static office *of;
static heap h;
static wheel q;
static int QM;
static u64 seq;
static rng r;
static u64 nin, nout, nfu, nplace, nren, ncancel, nstale;
static double sumS, sumWc, sumWt, area, tl;
static long live, maxlive;
static int NC = 10, K = 50;
static double LAM = 2.75;
#if STATS == 2
static u64 hist[64];
static inline void hadd(double w)
{
    u64 b = d2u(w + 1e-3) >> 51;
    hist[b & 63]++;
}
#define COAREA(k)                             \
    do {                                      \
        (k)->area += (k)->nq * (t - (k)->tl); \
        (k)->tl = t;                          \
    } while (0)
#define OFAREA(o)                              \
    do {                                       \
        (o)->area += (o)->ntq * (t - (o)->tl); \
        (o)->tl = t;                           \
    } while (0)
#else
#define hadd(w) ((void)0)
#define COAREA(k) ((void)0)
#define OFAREA(o) ((void)0)
#endif
#ifdef XRNG
static inline double E(void)
{
    static volatile double sink;
    sink = rexp(&r);
    return rexp(&r);
}
static inline double U(void)
{
    static volatile double sink;
    sink = runif(&r);
    return runif(&r);
}
static inline double LN(void)
{
    static volatile double s;
    s = exp(4.3748096703290875 + 0.5 * rnorm(&r));
    return exp(4.3748096703290875 + 0.5 * rnorm(&r));
}
#else
static inline double E(void)
{
    return rexp(&r);
}
static inline double U(void)
{
    return runif(&r);
}
static inline double LN(void)
{
    return exp(4.3748096703290875 + 0.5 * rnorm(&r));
}
#endif
#define KEY(id, k) (((seq++) << 28) | ((u64)(id) << 4) | (k))
static inline void sched(double t, u32 id, u32 k)
{
    ev e = {KEY(id, k), d2u(t)};
    if (QM)
        wpush(&q, e);
    else
        hpush(&h, e);
}
static inline void chg(double t, int d)
{
#if STATS
    area += live * (t - tl);
    tl = t;
#endif
    live += d;
    if (live > maxlive)
        maxlive = live;
}
#define MT(p) ((p) ? 0.5 : 0.25)
static inline double ask(u32 id, double t, int pri, int *start)
{
    client *x = &c[id];
    couns *k = &co[x->couns];
    x->pri = pri;
    x->tq = t;
    if (k->cur == NIL) {
        k->cur = id;
        *start = 1;
        hadd(0);
        return t + MT(pri);
    }
    COAREA(k);
    k->nq++;
    x->next = NIL;
    if (k->t[pri] != NIL)
        c[k->t[pri]].next = id;
    else
        k->h[pri] = id;
    k->t[pri] = id;
    *start = 0;
    return 0;
}
int main(int ac, char **av)
{
    double T = ac > 1 ? atof(av[1]) : 20000;
    u64 seed = ac > 2 ? strtoull(av[2], 0, 0) : 1;
    int NO = ac > 3 ? atoi(av[3]) : 1;
    QM = ac > 4 ? atoi(av[4]) : 0;
    int shard = ac > 5 ? atoi(av[5]) : 0;
    if (ac > 6)
        NC = atoi(av[6]);
    if (ac > 7)
        K = atoi(av[7]);
    if (ac > 8)
        LAM = atof(av[8]);
    zig_init();
    rseed(&r, seed);
    double est = LAM * 370;
    ccap = (u32)(NO * est * 1.6) + 4096;
    if (ccap < NO * 1)
        ccap = NO * 64;
    c = big((size_t)ccap * sizeof *c);
    co = big((size_t)NO * NC * sizeof *co);
    of = big((size_t)NO * sizeof *of);
    u64 EV = 0;
    double A = now();
    double simend = 0;
    int runs = shard ? NO : 1, per = shard ? 1 : NO;
    if (QM) {
        u32 n = (u32)(per * est);
        double rate = per * est * 0.065;
        double w = (n < 4000 ? 8 : n / 8192 + 24) / rate;
        if (ac > 9)
            w = atof(av[9]);
        u32 nb = 512;
        while (nb * w < 200)
            nb *= 2;
        winit(&q, nb, w, ccap * 2);
    } else
        hinit(&h, ccap * 2);
    for (int rr = 0; rr < runs; rr++) {
        u32 obase = rr * per;
        h.n = 0;
        ncl = 0;
        nfree = NIL;
        area += 0;
        tl = 0;
        live = 0;
        seq = 0;
        if (QM && rr) {
            q.n = 0;
            q.cur = 0;
            q.rp = q.rn = 0;
            q.nowh.n = q.far.n = 0;
            q.npool = 0;
            q.freec = NIL;
            for (u32 i = 0; i < q.nb; i++)
                q.head[i] = NIL;
        }
        for (int o = obase; o < (int)obase + per; o++) {
            of[o] = (office){NIL, NIL, (u32)K, 0, 0, 0, 0};
            for (int j = 0; j < NC; j++)
                co[o * NC + j] = (couns){{NIL, NIL}, {NIL, NIL}, NIL, 0, 0, 0};
            sched(E() / LAM, o, ARR);
        }
        for (;;) {
            ev e;
            if (QM) {
                e = wpop(&q);
                WPREFETCH(&q, 10, c, sizeof(client));
            } else {
                e = h.a[0];
            }
            double t = u2d(e.t);
            if (t > T)
                break;
            u32 k = e.key & 15, id = (u32)(e.key >> 4) & 0xFFFFFF;
            EV++;
            double nt = 0;
            u32 nid = id, nk = 0;
            int st; /* nt>0: the one follow-on event, fused with the pop (replace-top) */
            switch (k) {
            case ARR: {
                u32 o = id;
                u32 s;
                if (nfree != NIL) {
                    s = nfree;
                    nfree = c[s].next;
                } else {
                    s = ncl++;
                    if (s >= ccap)
                        abort();
                    c[s].gen = NIL;
                }
                client *x = &c[s];
                x->t0 = t;
                x->couns = o * NC + of[o].rr;
                if (++of[o].rr == (u32)NC)
                    of[o].rr = 0;
                nin++;
                chg(t, 1);
                double m = ask(s, t, 1, &st);
                if (st)
                    sched(m, s, MEET);
                nt = t + E() / LAM;
                nk = ARR;
                break;
            }
            case MEET: {
                client *x = &c[id];
                couns *kk = &co[x->couns];
                int pri = x->pri;
                /* counsellor takes next */ u32 p = kk->h[1] != NIL;
                u32 s = kk->h[p];
                kk->cur = s;
                if (s != NIL) {
                    COAREA(kk);
                    kk->nq--;
                    kk->h[p] = c[s].next;
                    if (kk->h[p] == NIL)
                        kk->t[p] = NIL;
#if STATS
                    sumWc += t - c[s].tq;
                    hadd(t - c[s].tq);
#endif
                    sched(t + MT(p), s, MEET);
                }
                if (pri == 0) {
                    nfu++;
                    if (U() < 0.1) {
#if STATS
                        sumS += t - x->t0;
#endif
                        nout++;
                        chg(t, -1);
                        x->next = nfree;
                        nfree = id;
                        break;
                    }
                    if (U() < 0.2) {
                        office *o = &of[x->couns / NC];
                        if (o->freep) {
                            o->freep--;
                            nplace++;
                            nt = t + LN();
                            nk = PLACE;
                            break;
                        }
                        OFAREA(o);
                        o->ntq++;
                        x->tq = t;
                        x->next = NIL;
                        x->prev = o->tt;
                        if (o->tt != NIL)
                            c[o->tt].next = id;
                        else
                            o->th = id;
                        o->tt = id;
                        nt = t + 30 * E();
                        nk = REN;
                        x->gen = (u32)seq; /* seq of the REN event pushed below identifies the valid timer */
                        break;
                    }
                }
                nt = t + 30 * E();
                nk = WAIT;
                break;
            }
            case WAIT: {
                double m = ask(id, t, 0, &st);
                if (st) {
                    nt = m;
                    nk = MEET;
                }
                break;
            }
            case PLACE: {
                office *o = &of[c[id].couns / NC];
                u32 s = o->th;
                if (s != NIL) {
                    OFAREA(o);
                    o->ntq--;
                    ncancel++;
                    nplace++;
                    o->th = c[s].next;
                    if (o->th != NIL)
                        c[o->th].prev = NIL;
                    else
                        o->tt = NIL;
#if STATS
                    sumWt += t - c[s].tq;
#endif
                    c[s].gen = NIL; /* its REN event is now stale: dropped when it surfaces */
                    double d = t + LN();
                    sched(d, s, PLACE);
                } else
                    o->freep++;
                nt = t + 30 * E();
                nk = WAIT;
                break;
            }
            case REN: {
                client *x = &c[id];
                if (x->gen != (u32)(e.key >> 28)) {
                    nstale++;
                    EV--;
                    break;
                }
                x->gen = NIL;
                office *o = &of[x->couns / NC];
                OFAREA(o);
                o->ntq--;
                if (x->prev != NIL)
                    c[x->prev].next = x->next;
                else
                    o->th = x->next;
                if (x->next != NIL)
                    c[x->next].prev = x->prev;
                else
                    o->tt = x->prev;
#if STATS
                sumWt += t - x->tq;
#endif
                nren++;
                nt = t + 30 * E();
                nk = WAIT;
                break;
            }
            }
            if (QM) {
                if (nt > 0)
                    wpush(&q, (ev){KEY(nid, nk), d2u(nt)});
            } else {
                if (nt > 0) {
                    ev f = {KEY(nid, nk), d2u(nt)};
                    hreplace(&h, f); /* e is still the top: everything pushed meanwhile is later */
                } else
                    hpop(&h);
            }
        }
        simend = T;
        chg(T, 0);
    }
    double B = now();
    (void)simend;
    printf(
        "RESULT cust=%lu ev=%lu sec=%.6f N=%.1f max=%ld S=%.1f Wc=%.3f Wt=%.2f placed=%lu ren=%lu cancels=%lu stale=%lu\n",
        nout, EV, B - A, area / T, maxlive, sumS / nout, sumWc / (nin + nfu), sumWt / (nplace + nren), nplace, nren,
        ncancel, nstale);
#if STATS == 2
    double s = 0;
    for (int i = 0; i < NO * NC; i++)
        s += co[i].area;
    double s2 = 0;
    for (int i = 0; i < NO; i++)
        s2 += of[i].area;
    fprintf(stderr, "Lq couns %.3f tiltak queue %.2f\n", s / T / NO, s2 / T / NO);
#endif
}
