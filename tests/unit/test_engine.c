/* tests/unit/test_engine.c - time, timers and the order in which things happen.
 * Expected orders: by hand, or a sorted list of (time, priority, order of the schedule calls).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "saksflyt/engine.h"
#include "saksflyt/luck.h"

#define SEED 20260101

enum { MOST_SLOTS = 4096, MOST_EVENTS = 16384, MOST_HEARD = 20000 };

/* A model that only listens. */
typedef struct listener {
    sf_engine engine;
    sf_timer timers[MOST_SLOTS];
    uint8_t what[MOST_SLOTS]; /* what the event of a slot does */
    uint32_t name[MOST_SLOTS];
    void *events; /* sf_engine_memory(MOST_EVENTS) bytes */
    uint32_t heard[MOST_HEARD];
    double at[MOST_HEARD];
    size_t n, announced, next_announced, opened, buckets;
    uint32_t cancels, moves; /* slots that a handler cancels or moves; 0: none */
    volatile sig_atomic_t stop;
} listener;

enum { HEARS, CANCELS, MOVES, STOPS };

static void sets(listener *l, uint32_t slot, double time, uint32_t priority, uint8_t what, uint32_t name)
{
    l->what[slot] = what;
    l->name[slot] = name;
    sf_engine_schedule(&l->engine, slot, time, priority);
}

static void hears(void *model, uint32_t slot)
{
    listener *l = model;

    assert_true(l->n < MOST_HEARD);
    l->heard[l->n] = l->name[slot];
    l->at[l->n++] = l->engine.now;
    switch (l->what[slot]) {
    case CANCELS:
        sf_engine_cancel(&l->engine, l->cancels);
        break;
    case MOVES:
        sets(l, l->moves, l->engine.now + 1.0, 0, HEARS, l->moves);
        break;
    case STOPS:
        l->stop = 1;
        sets(l, slot, l->engine.now + 1.0, 0, STOPS, slot);
        break;
    default:
        break;
    }
}

static listener *listener_new(size_t slots, size_t capacity)
{
    listener *l = calloc(1, sizeof *l);

    assert_non_null(l);
    l->events = aligned_alloc(64, (sf_engine_memory(MOST_EVENTS) + 63) / 64 * 64);
    assert_non_null(l->events);
    sf_engine_start(&l->engine, l->timers, slots, l->events, capacity);
    return l;
}

static void listener_free(listener *l)
{
    free(l->events);
    free(l);
}

static void runs(listener *l, double until)
{
    assert_int_equal(sf_engine_run(&l->engine, until, hears, l, NULL), SF_OK);
}

static void heard(const listener *l, size_t n, const uint32_t *expected)
{
    assert_int_equal(l->n, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(l->heard[i], expected[i]);
}

#define HEARD(l, ...) heard(l, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (uint32_t[]){__VA_ARGS__})

static void ties_go_by_priority_and_then_by_the_order_of_the_schedule_calls(void **state)
{
    listener *l = listener_new(16, 64);

    (void)state;
    sets(l, 0, 2.0, 5, HEARS, 0);
    sets(l, 9, 2.0, 3, HEARS, 9);
    sets(l, 1, 2.0, 3, HEARS, 1);
    sets(l, 2, 1.0, 9, HEARS, 2);
    sets(l, 3, 2.0, 0, HEARS, 3);
    runs(l, 10.0);
    HEARD(l, 2, 3, 9, 1, 0);
    listener_free(l);
}

static void a_moved_timer_counts_from_the_call_that_moved_it(void **state)
{
    listener *l = listener_new(4, 64);

    (void)state;
    sets(l, 0, 2.0, 0, HEARS, 0);
    sets(l, 1, 2.0, 0, HEARS, 1);
    sets(l, 0, 2.0, 0, HEARS, 7); /* the same moment, but asked for later */
    runs(l, 10.0);
    HEARD(l, 1, 7);
    assert_int_equal(l->engine.handled, 2);
    listener_free(l);
}

static void a_cancelled_timer_never_strikes(void **state)
{
    listener *l = listener_new(4, 64);

    (void)state;
    sets(l, 0, 1.0, 0, HEARS, 0);
    sets(l, 1, 1.0, 0, HEARS, 1);
    assert_true(sf_engine_is_pending(&l->engine, 0));
    sf_engine_cancel(&l->engine, 0);
    sf_engine_cancel(&l->engine, 0); /* twice is once */
    sf_engine_cancel(&l->engine, 3); /* idle */
    assert_false(sf_engine_is_pending(&l->engine, 0));
    runs(l, 10.0);
    HEARD(l, 1);
    assert_int_equal(l->engine.stale, 0);
    listener_free(l);
}

static void who_is_cancelled_or_moved_at_the_very_instant_does_not_strike_then(void **state)
{
    listener *l = listener_new(8, 64);

    (void)state;
    l->cancels = 1;
    l->moves = 2;
    sets(l, 0, 1.0, 0, CANCELS, 0);
    sets(l, 3, 1.0, 0, MOVES, 3);
    sets(l, 1, 1.0, 0, HEARS, 1);
    sets(l, 2, 1.0, 0, HEARS, 2);
    runs(l, 10.0);
    HEARD(l, 0, 3, 2);
    assert_true(l->at[2] >= 2.0 && l->at[2] <= 2.0);
    listener_free(l);
}

static void a_handler_may_set_its_own_timer_again(void **state)
{
    listener *l = listener_new(2, 64);

    (void)state;
    sets(l, 0, 1.0, 0, STOPS, 0); /* once a day; nobody asks whether to stop */
    sets(l, 1, 1.0, 15, HEARS, 1);
    runs(l, 5.0);
    HEARD(l, 0, 1, 0, 0, 0);
    listener_free(l);
}

static void what_lies_at_the_end_of_a_run_waits_for_the_next(void **state)
{
    listener *l = listener_new(4, 64);

    (void)state;
    sets(l, 0, 1.0, 0, HEARS, 0);
    sets(l, 1, 2.0, 0, HEARS, 1);
    runs(l, 2.0);
    HEARD(l, 0);
    assert_true(l->engine.now >= 2.0 && l->engine.now <= 2.0);
    runs(l, 2.5);
    HEARD(l, 0, 1);
    assert_true(l->engine.now >= 2.5 && l->engine.now <= 2.5);
    listener_free(l);
}

static void minus_nought_is_the_beginning_of_time(void **state)
{
    listener *l = listener_new(4, 64);

    (void)state;
    sets(l, 0, 0x1p-1074, 0, HEARS, 0);
    sets(l, 1, -0.0, 0, HEARS, 1);
    runs(l, 1.0);
    HEARD(l, 1, 0);
    listener_free(l);
}

static void a_stop_is_noticed_within_4096_events(void **state)
{
    listener *l = listener_new(4, 64);

    (void)state;
    sets(l, 0, 0.0, 0, STOPS, 0);
    assert_int_equal(sf_engine_run(&l->engine, 1e9, hears, l, &l->stop), SF_EINTERRUPTED);
    assert_int_equal(l->n, 4096);
    assert_int_equal(sf_engine_run(&l->engine, l->engine.now + 10.5, hears, l, NULL),
                     SF_OK); /* and the run can go on */
    assert_int_equal(l->n, 4106);
    listener_free(l);
}

static void a_full_event_set_ends_the_run_with_out_of_memory(void **state)
{
    listener *l = listener_new(16, 8);

    (void)state;
    for (uint32_t i = 0; i < 8; i++)
        sets(l, i, 1.0 + i, 0, HEARS, i);
    assert_false(l->engine.is_full);
    sets(l, 8, 0.5, 0, HEARS, 8);
    assert_true(l->engine.is_full);
    assert_int_equal(sf_engine_run(&l->engine, 100.0, hears, l, NULL), SF_ENOMEM);
    listener_free(l);
}

static void stale_events_make_room_before_the_set_is_called_full(void **state)
{
    listener *l = listener_new(16, 8);

    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        sets(l, i % 4, 1000.0 - i, 0, HEARS, i);
    assert_false(l->engine.is_full);
    runs(l, 2000.0);
    HEARD(l, 999, 998, 997, 996);
    listener_free(l);
}

/* What the heap must give: the list of live timers, searched from end to end. */
typedef struct naive {
    double time[MOST_SLOTS];
    uint32_t priority[MOST_SLOTS];
    uint64_t order[MOST_SLOTS]; /* of the schedule call; 0 idle */
} naive;

static uint32_t first_of(const naive *n, size_t slots)
{
    uint32_t best = UINT32_MAX;

    for (uint32_t i = 0; i < slots; i++) {
        if (n->order[i] == 0)
            continue;
        if (best == UINT32_MAX || n->time[i] < n->time[best] ||
            (!(n->time[i] > n->time[best]) && (n->priority[i] < n->priority[best] ||
                                               (n->priority[i] == n->priority[best] && n->order[i] < n->order[best]))))
            best = i;
    }
    return best;
}

/* Times on a coarse grid, so that most of them are tied; far more timers are moved than strike. */
static void any_mixture_of_schedules_and_cancels_is_heard_in_order(void **state)
{
    enum { SLOTS = 300, CALLS = 40000 };
    listener *l = listener_new(SLOTS, 2 * SLOTS + 2048);
    naive *n = calloc(1, sizeof *n);
    sf_luck luck = sf_luck_of(SEED, 1);
    uint64_t calls = 0;
    size_t followed = 0, most_stale = 0;

    (void)state;
    assert_non_null(n);
    for (uint32_t step = 0; step < CALLS; step++) {
        sf_bits bits = sf_luck_draw(luck, step, 1, 0, 0, 0);
        uint32_t slot = (uint32_t)(bits.word[0] % SLOTS), what = (uint32_t)(bits.word[0] >> 32) % 20;

        if (what < 15) {
            n->time[slot] = floor(l->engine.now) + 1.0 + (double)(bits.word[1] % 64);
            n->priority[slot] = (uint32_t)(bits.word[1] >> 32) % SF_PRIORITIES;
            n->order[slot] = ++calls;
            sets(l, slot, n->time[slot], n->priority[slot], HEARS, slot);
        } else if (what < 19) {
            n->order[slot] = 0;
            sf_engine_cancel(&l->engine, slot);
        } else if (step % 8 == 0) {
            uint32_t next = first_of(n, SLOTS);
            double until = next == UINT32_MAX ? l->engine.now : n->time[next] + 0.5;

            l->n = followed = 0;
            runs(l, until);
            while (next != UINT32_MAX && n->time[next] < until) {
                assert_true(followed < l->n);
                assert_int_equal(l->heard[followed++], next);
                n->order[next] = 0;
                next = first_of(n, SLOTS);
            }
            assert_int_equal(l->n, followed);
        }
        most_stale = l->engine.stale > most_stale ? l->engine.stale : most_stale;
        assert_true(l->engine.stale <= l->engine.pending);
    }
    assert_true(most_stale > 256); /* the sweep has been at work */
    free(n);
    listener_free(l);
}

/* Thousands of timers, from instants to thousands of years ahead, in bursts of one scale: wheels of every width. */
static void a_large_set_on_every_scale_of_time_is_heard_in_order(void **state)
{
    enum { SLOTS = 3000, CALLS = 60000 };
    static const double scales[] = {0.0, 1e-30, 1e-9, 1e-3, 1.0, 1e3, 1e6};
    listener *l = listener_new(SLOTS, 2 * SLOTS + 2048);
    naive *n = calloc(1, sizeof *n);
    sf_luck luck = sf_luck_of(SEED, 2);
    uint64_t calls = 0;
    size_t followed = 0, strikes = 0;

    (void)state;
    assert_non_null(n);
    for (uint32_t step = 0; step < CALLS; step++) {
        sf_bits bits = sf_luck_draw(luck, step, 1, 0, 0, 0);
        uint32_t slot = (uint32_t)(bits.word[0] % SLOTS), what = (uint32_t)(bits.word[0] >> 32) % 64;
        size_t burst = step / 6000;
        double scale = scales[what < 8 ? what % 7 : burst % 7]; /* mostly the scale of the burst */

        if (what < 58) {
            n->time[slot] = l->engine.now + scale * sf_uniform(bits.word[1]);
            n->priority[slot] = (uint32_t)(bits.word[1] >> 32) % SF_PRIORITIES;
            n->order[slot] = ++calls;
            sets(l, slot, n->time[slot], n->priority[slot], HEARS, slot);
        } else if (what < 63) {
            n->order[slot] = 0;
            sf_engine_cancel(&l->engine, slot);
        } else {
            uint32_t next = first_of(n, SLOTS);
            double until = next == UINT32_MAX ? l->engine.now : n->time[next] + scale / 64.0;

            l->n = followed = 0;
            runs(l, until);
            while (next != UINT32_MAX && n->time[next] < until) {
                assert_true(followed < l->n);
                assert_int_equal(l->heard[followed++], next);
                n->order[next] = 0;
                next = first_of(n, SLOTS);
            }
            assert_int_equal(l->n, followed);
            strikes += followed;
        }
        assert_true(l->engine.stale <= l->engine.pending);
    }
    assert_true(strikes > 5000);
    free(n);
    listener_free(l);
}

static void instants_and_ages_may_lie_in_one_set(void **state)
{
    enum { EACH = 200 };
    listener *l = listener_new(2 * EACH, 4 * EACH + 1024);

    (void)state;
    for (uint32_t i = 0; i < EACH; i++) {
        sets(l, EACH - 1 - i, (EACH - i) * 1e-30, 0, HEARS, EACH - 1 - i);
        sets(l, 2 * EACH - 1 - i, (EACH - i) * 1e250, 0, HEARS, 2 * EACH - 1 - i);
    }
    runs(l, 1e300);
    assert_int_equal(l->n, 2 * EACH);
    for (uint32_t i = 0; i < 2 * EACH; i++)
        assert_int_equal(l->heard[i], i);
    listener_free(l);
}

static void used_up_sequence_numbers_change_no_order(void **state)
{
    enum { SLOTS = 200 };
    listener *l = listener_new(SLOTS, 2 * SLOTS + 1024);
    size_t n = 0;

    (void)state;
    l->engine.sequence = UINT32_MAX - 150; /* used up in the midst of what follows */
    for (uint32_t i = 0; i < SLOTS; i++)
        sets(l, i, 1.0 + i % 2, 3, HEARS, i);
    sf_engine_cancel(&l->engine, 4);
    sets(l, 6, 1.0, 3, HEARS, 6); /* asked for later than all others */
    assert_true(l->engine.sequence < 1000);
    runs(l, 10.0);
    for (uint32_t i = 0; i < SLOTS; i += 2) {
        if (i != 4 && i != 6)
            assert_int_equal(l->heard[n++], i);
    }
    assert_int_equal(l->heard[n++], 6);
    for (uint32_t i = 1; i < SLOTS; i += 2)
        assert_int_equal(l->heard[n++], i);
    assert_int_equal(l->n, n);
    listener_free(l);
}

static void are_announced(void *model, const sf_event *due, size_t n)
{
    listener *l = model;

    for (size_t k = 1; k <= n; k++) {
        const uint32_t slot = sf_event_slot(due[-(ptrdiff_t)k]);

        assert_true(slot < l->engine.slots);
        assert_true(sf_engine_is_pending(&l->engine, slot) ||
                    l->engine.stale > 0); /* only what lies in the set is announced */
        assert_int_equal(slot, l->next_announced + k);
    }
    l->announced += n > 8;
    l->next_announced++;
}

static void the_model_hears_ahead_what_is_due_in_its_order(void **state)
{
    enum { SLOTS = 400 };
    listener *l = listener_new(SLOTS, 2 * SLOTS + 1024);

    (void)state;
    l->engine.ahead = are_announced;
    for (uint32_t i = 0; i < SLOTS; i++)
        sets(l, i, 1.0 + 1e-3 * i, 0, HEARS, i);
    runs(l, 10.0);
    assert_int_equal(l->n, SLOTS);
    assert_true(l->announced > SLOTS / 4);
    listener_free(l);
}

static void are_opened(void *model, const sf_event *due, size_t n)
{
    listener *l = model;

    if (l->buckets++ == 0) /* some lay in the first bucket from the beginning */
        l->opened = sf_event_slot(due[-1]);
    for (size_t k = 0; k < n; k++)
        assert_int_equal(sf_event_slot(due[-(ptrdiff_t)k - 1]), l->opened + k);
    l->opened += n;
}

static void the_model_hears_of_every_bucket_when_it_is_opened(void **state)
{
    enum { SLOTS = 400 };
    listener *l = listener_new(SLOTS, 2 * SLOTS + 1024);

    (void)state;
    l->engine.opens = are_opened;
    for (uint32_t i = 0; i < SLOTS; i++)
        sets(l, i, 1e-3 * (i + 1), 0, HEARS, i);
    runs(l, 10.0);
    assert_int_equal(l->n, SLOTS);
    assert_int_equal(l->opened, SLOTS);
    assert_true(l->buckets > 10);
    listener_free(l);
}

/* A timer that is moved leaves its old event behind. Those that lie years ahead do not come up to be dropped. */
static void timers_moved_again_and_again_years_ahead_leave_little_behind(void **state)
{
    enum { SLOTS = 300, ROUNDS = 200 };
    listener *l = listener_new(SLOTS, 2 * SLOTS + 1024);
    size_t n = 0, most = 0;

    (void)state;
    for (uint32_t i = 0; i < SLOTS / 2; i++)
        sets(l, i, 1.0 + 0.01 * i, 0, HEARS, i); /* a wheel of days ... */
    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (uint32_t i = SLOTS / 2; i < SLOTS; i++) /* ... beyond which these lie, later each time */
            sets(l, i, 1000.0 + round + 0.01 * i, 0, HEARS, i);
        most = l->engine.pending > most ? l->engine.pending : most;
    }
    assert_true(most < 3 * SLOTS);
    runs(l, 1e6);
    assert_int_equal(l->n, SLOTS);
    for (uint32_t i = 0; i < SLOTS; i++)
        assert_int_equal(l->heard[n++], i);
    listener_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_go_by_priority_and_then_by_the_order_of_the_schedule_calls),
        cmocka_unit_test(a_moved_timer_counts_from_the_call_that_moved_it),
        cmocka_unit_test(a_cancelled_timer_never_strikes),
        cmocka_unit_test(who_is_cancelled_or_moved_at_the_very_instant_does_not_strike_then),
        cmocka_unit_test(a_handler_may_set_its_own_timer_again),
        cmocka_unit_test(what_lies_at_the_end_of_a_run_waits_for_the_next),
        cmocka_unit_test(minus_nought_is_the_beginning_of_time),
        cmocka_unit_test(a_stop_is_noticed_within_4096_events),
        cmocka_unit_test(a_full_event_set_ends_the_run_with_out_of_memory),
        cmocka_unit_test(stale_events_make_room_before_the_set_is_called_full),
        cmocka_unit_test(any_mixture_of_schedules_and_cancels_is_heard_in_order),
        cmocka_unit_test(a_large_set_on_every_scale_of_time_is_heard_in_order),
        cmocka_unit_test(instants_and_ages_may_lie_in_one_set),
        cmocka_unit_test(used_up_sequence_numbers_change_no_order),
        cmocka_unit_test(the_model_hears_ahead_what_is_due_in_its_order),
        cmocka_unit_test(the_model_hears_of_every_bucket_when_it_is_opened),
        cmocka_unit_test(timers_moved_again_and_again_years_ahead_leave_little_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
