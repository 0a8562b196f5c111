/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the limit programs: RNG (xoshiro256++), ziggurat exponential/normal (256 layers), timers, heaps. */
#pragma once
#ifdef SPLIT
#define SPLIT_NI __attribute__((noinline))
#else
#define SPLIT_NI inline
#endif
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
typedef uint64_t u64;
typedef uint32_t u32;
typedef unsigned __int128 u128;
static inline double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}
static inline u64 rotl(u64 x, int k)
{
    return (x << k) | (x >> (64 - k));
}
typedef struct {
    u64 s[4];
} rng;
static inline u64 rnext(rng *r)
{
    u64 *s = r->s, v = rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return v;
}
static inline u64 splitmix(u64 *x)
{
    u64 z = (*x += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}
static void rseed(rng *r, u64 seed)
{
    for (int i = 0; i < 4; i++)
        r->s[i] = splitmix(&seed);
}
static SPLIT_NI double runif(rng *r)
{
    return (rnext(r) >> 11) * 0x1p-53;
}
/* --- ziggurat, Marsaglia-Tsang layout, 256 layers, 53-bit x --- */
static struct {
    double w;
    u64 k;
} ZE[256];
static double FE[256];
static struct {
    double w;
    u64 k;
} ZN[256];
static double FN[256];
static void zig_init(void)
{
    {
        double m = 9007199254740992.0, de = 7.69711747013104972, te = de, ve = 3.949659822581572e-3, q = ve / exp(-de);
        ZE[0].k = (u64)((de / q) * m);
        ZE[1].k = 0;
        ZE[0].w = q / m;
        ZE[255].w = de / m;
        FE[0] = 1;
        FE[255] = exp(-de);
        for (int i = 254; i >= 1; i--) {
            de = -log(ve / de + exp(-de));
            ZE[i + 1].k = (u64)((de / te) * m);
            te = de;
            FE[i] = exp(-de);
            ZE[i].w = de / m;
        }
    }
    {
        double m = 4503599627370496.0, dn = 3.6541528853610088, tn = dn, vn = 4.92867323399e-3,
               q = vn / exp(-.5 * dn * dn);
        ZN[0].k = (u64)((dn / q) * m);
        ZN[1].k = 0;
        ZN[0].w = q / m;
        ZN[255].w = dn / m;
        FN[0] = 1;
        FN[255] = exp(-.5 * dn * dn);
        for (int i = 254; i >= 1; i--) {
            dn = sqrt(-2. * log(vn / dn + exp(-.5 * dn * dn)));
            ZN[i + 1].k = (u64)((dn / tn) * m);
            tn = dn;
            FN[i] = exp(-.5 * dn * dn);
            ZN[i].w = dn / m;
        }
    }
}
static double __attribute__((noinline)) rexp_slow(rng *r, u64 j, u32 i)
{
    double x = j * ZE[i].w;
    for (;;) {
        if (i == 0)
            return 7.69711747013104972 - log(1 - runif(r));
        if (FE[i] + runif(r) * (FE[i - 1] - FE[i]) < exp(-x))
            return x;
        u64 u = rnext(r);
        i = u & 255;
        j = u >> 11;
        x = j * ZE[i].w;
        if (j < ZE[i].k)
            return x;
    }
}
static SPLIT_NI double rexp(rng *r)
{
    u64 u = rnext(r);
    u32 i = u & 255;
    u64 j = u >> 11;
    if (__builtin_expect(j < ZE[i].k, 1))
        return j * ZE[i].w;
    return rexp_slow(r, j, i);
}
static double __attribute__((noinline)) rnorm_slow(rng *r, u64 u)
{
    for (;;) {
        u32 i = u & 255;
        u64 j = u >> 12;
        double s = (u & 256) ? -1 : 1, x = j * ZN[i].w;
        if (j < ZN[i].k)
            return s * x;
        if (i == 0) {
            double a, b;
            do {
                a = -log(1 - runif(r)) / 3.6541528853610088;
                b = -log(1 - runif(r));
            } while (b + b < a * a);
            return s * (3.6541528853610088 + a);
        }
        if (FN[i] + runif(r) * (FN[i - 1] - FN[i]) < exp(-.5 * x * x))
            return s * x;
        u = rnext(r);
    }
}
static SPLIT_NI double rnorm(rng *r)
{
    u64 u = rnext(r);
    u32 i = u & 255;
    u64 j = u >> 12;
    if (__builtin_expect(j < ZN[i].k, 1)) {
        double x = j * ZN[i].w;
        u64 b;
        memcpy(&b, &x, 8);
        b ^= (u & 256) << 55;
        memcpy(&x, &b, 8);
        return x;
    }
    return rnorm_slow(r, u);
}
/* --- 16-byte event: (time bits, key). Non-negative doubles order as integers, so one 128-bit compare gives a total, deterministic order. --- */
typedef struct {
    u64 key;
    u64 t;
} ev; /* key = seq<<28 | id<<4 | kind ; t = bits of a double >= 0 */
static inline u64 d2u(double d)
{
    u64 u;
    memcpy(&u, &d, 8);
    return u;
}
static inline double u2d(u64 u)
{
    double d;
    memcpy(&d, &u, 8);
    return d;
}
static inline u128 ev128(ev e)
{
    return ((u128)e.t << 64) | e.key;
}
static inline int lt(ev a, ev b)
{
    return ev128(a) < ev128(b);
}
static void *big(size_t n)
{
    size_t a = 2u << 20;
    n = (n + a - 1) & ~(a - 1);
    void *p = aligned_alloc(a, n);
    if (!p)
        abort();
    madvise(p, n, MADV_HUGEPAGE);
    return p;
}
#ifndef D
#define D 4
#endif
typedef struct {
    ev *a;
    u32 n, cap;
} heap; /* a[] offset so that children of i (D*i+1..) are 64-byte aligned for D=4 */
static void hinit(heap *h, u32 cap)
{
    char *p = big(((size_t)cap + 2 * D + 8) * sizeof(ev) + 64);
    h->a = (ev *)(p + ((D - 1) * 16));
    h->n = 0;
    h->cap = cap;
}
static inline void hup(ev *a, u32 i, ev e)
{
    while (i) {
        u32 p = (i - 1) / D;
        if (!lt(e, a[p]))
            break;
        a[i] = a[p];
        i = p;
    }
    a[i] = e;
}
static SPLIT_NI void hpush(heap *h, ev e)
{
    hup(h->a, h->n++, e);
}
static inline void hdown(ev *a, u32 n, ev e)
{
    u32 i = 0;
    for (;;) {
        u32 c = D * i + 1;
        if (c >= n)
            break;
        u32 b = c;
#if D == 2
        if (c + 1 < n)
            b = c + lt(a[c + 1], a[c]);
#else
        if (__builtin_expect(c + D <= n, 1)) {
#if D == 4
            u32 x = c + lt(a[c + 1], a[c]), y = c + 2 + lt(a[c + 3], a[c + 2]);
            b = lt(a[y], a[x]) ? y : x;
#else
            u32 bb[D / 2];
            for (int k = 0; k < D / 2; k++)
                bb[k] = c + 2 * k + lt(a[c + 2 * k + 1], a[c + 2 * k]);
            for (int w = D / 4; w; w /= 2)
                for (int k = 0; k < w; k++)
                    bb[k] = lt(a[bb[k + w]], a[bb[k]]) ? bb[k + w] : bb[k];
            b = bb[0];
#endif
        } else
            for (u32 k = c + 1; k < n; k++)
                if (lt(a[k], a[b]))
                    b = k;
#endif
        if (!lt(a[b], e))
            break;
        a[i] = a[b];
        i = b;
    }
    a[i] = e;
}
static SPLIT_NI void hpop(heap *h)
{
    u32 n = --h->n;
    if (n)
        hdown(h->a, n, h->a[n]);
}
static SPLIT_NI void hreplace(heap *h, ev e)
{
    hdown(h->a, h->n, e);
} /* pop + push fused */
