/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-tier event set ("sorted run + now-heap + coarse wheel", a ladder-queue relative).
 *  - coarse wheel: NB buckets of width w (in time), each an unsorted chunk list of 16-byte events: insert = append.
 *  - current bucket is counting-sorted once into a flat run and read sequentially (so client records can be prefetched).
 *  - events scheduled into the current bucket's interval go to a small 4-ary heap. Beyond the horizon: far heap.
 * Order is exactly the same total order as the heap (time bits, key). */
#include "common.h"
#define CH 255
typedef struct {
    u32 n, next;
    u64 pad;
    ev e[CH];
} chunk; /* 4096 B */
typedef struct {
    u32 nb;
    double inv, w;
    u64 cur;
    u32 *head;
    chunk *pool;
    u32 npool, capool, freec;
    ev *run, *tmp;
    u32 *cnt;
    u32 rp, rn, rcap;
    heap nowh, far;
    u64 n;
} wheel;
#define NIL 0xFFFFFFFFu
static void winit(wheel *q, u32 nb, double w, u32 cap)
{
    memset(q, 0, sizeof *q);
    q->nb = nb;
    q->w = w;
    q->inv = 1 / w;
    q->head = malloc(nb * 4);
    for (u32 i = 0; i < nb; i++)
        q->head[i] = NIL;
    q->capool = cap / CH + 2 * nb + 64;
    q->pool = big((size_t)q->capool * sizeof(chunk));
    q->freec = NIL;
    q->rcap = 4096;
    q->run = malloc(q->rcap * 16);
    q->tmp = malloc(q->rcap * 16);
    q->cnt = malloc((q->rcap + 1) * 4 * 2);
    hinit(&q->nowh, 1 << 20);
    hinit(&q->far, cap / 4 + 1024);
}
static inline u32 calloc_chunk(wheel *q)
{
    u32 c = q->freec;
    if (c != NIL) {
        q->freec = q->pool[c].next;
    } else {
        c = q->npool++;
        if (c >= q->capool)
            abort();
    }
    q->pool[c].n = 0;
    return c;
}
static inline void wput(wheel *q, ev e, u64 b)
{
    u32 *hd = &q->head[b & (q->nb - 1)];
    u32 c = *hd;
    if (__builtin_expect(c == NIL || q->pool[c].n == CH, 0)) {
        u32 d = calloc_chunk(q);
        q->pool[d].next = c;
        *hd = c = d;
    }
    chunk *k = &q->pool[c];
    k->e[k->n++] = e;
}
static SPLIT_NI void wpush(wheel *q, ev e)
{
    u64 b = (u64)(u2d(e.t) * q->inv);
    q->n++;
    if (__builtin_expect(b <= q->cur, 0))
        hpush(&q->nowh, e);
    else if (__builtin_expect(b - q->cur < q->nb, 1))
        wput(q, e, b);
    else
        hpush(&q->far, e);
}
static void __attribute__((noinline)) wopen(wheel *q)
{ /* advance to next non-empty bucket and sort it */
    for (;;) {
        q->cur++;
        while (q->far.n && (u64)(u2d(q->far.a[0].t) * q->inv) - q->cur < q->nb) {
            ev e = q->far.a[0];
            hpop(&q->far);
            u64 b = (u64)(u2d(e.t) * q->inv);
            wput(q, e, b);
        }
        if (q->head[q->cur & (q->nb - 1)] != NIL)
            break;
    }
    u32 *hd = &q->head[q->cur & (q->nb - 1)];
    u32 n = 0;
    for (u32 c = *hd; c != NIL; c = q->pool[c].next)
        n += q->pool[c].n;
    if (n > q->rcap) {
        while (q->rcap < n)
            q->rcap *= 2;
        free(q->run);
        free(q->tmp);
        free(q->cnt);
        q->run = malloc(q->rcap * 16);
        q->tmp = malloc(q->rcap * 16);
        q->cnt = malloc((q->rcap + 1) * 8);
    }
    u32 m = 0;
    ev *T = n > 24 ? q->tmp : q->run;
    for (u32 c = *hd; c != NIL;) {
        chunk *k = &q->pool[c];
        memcpy(T + m, k->e, k->n * 16);
        m += k->n;
        u32 nx = k->next;
        k->next = q->freec;
        q->freec = c;
        c = nx;
    }
    *hd = NIL;
    if (n > 24) {
        u32 S = n / 2;
        double t0 = q->cur * q->w, f = S * q->inv;
        memset(q->cnt, 0, (S + 1) * 4);
        u32 *ix = q->cnt + S + 1;
        for (u32 i = 0; i < n; i++) {
            double x = (u2d(T[i].t) - t0) * f;
            u32 s = x <= 0 ? 0 : (u32)x;
            if (s >= S)
                s = S - 1;
            ix[i] = s;
            q->cnt[s + 1]++;
        }
        for (u32 s = 0; s < S; s++)
            q->cnt[s + 1] += q->cnt[s];
        for (u32 i = 0; i < n; i++)
            q->run[q->cnt[ix[i]]++] = T[i];
    }
    for (u32 i = 1; i < n; i++) {
        ev e = q->run[i];
        u32 j = i;
        while (j && lt(e, q->run[j - 1])) {
            q->run[j] = q->run[j - 1];
            j--;
        }
        q->run[j] = e;
    }
    q->rp = 0;
    q->rn = n;
}
static SPLIT_NI ev wpop(wheel *q)
{
    for (;;) {
        if (__builtin_expect(q->rp < q->rn, 1)) {
            q->n--;
            ev e = q->run[q->rp];
            if (__builtin_expect(q->nowh.n && lt(q->nowh.a[0], e), 0)) {
                e = q->nowh.a[0];
                hpop(&q->nowh);
                return e;
            }
            q->rp++;
            return e;
        }
        if (q->nowh.n) {
            q->n--;
            ev e = q->nowh.a[0];
            hpop(&q->nowh);
            return e;
        }
        wopen(q);
    }
}
#define WPREFETCH(q, k, BASE, SZ)                                                                             \
    do {                                                                                                      \
        u32 i_ = (q)->rp + (k);                                                                               \
        if (i_ < (q)->rn)                                                                                     \
            __builtin_prefetch((char *)(BASE) + (size_t)((u32)((q)->run[i_].key >> 4) & 0xFFFFFF) * (SZ), 1); \
    } while (0)
