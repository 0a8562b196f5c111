/* models/selection.c - programmes that choose: a list, a score, and a decision every so often about who is taken in.
 * Invariant: who stands on a list has stage LISTED and no timer of their own; the list decides about everybody at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/measure.h"

void lists_begin(run *r)
{
    for (uint32_t i = 0; i < r->model->n_programmes && r->lists != NULL; i++) {
        sf_queue_start(&r->lists[i].line);
        if (r->now->programmes[i].selects && r->now->programmes[i].list_every < r->horizon)
            sf_engine_schedule(&r->engine, r->slot_lists + i, r->now->programmes[i].list_every, FIRST_OPENING);
    }
}

/* Stability and motivation as the office sees them: by segment, and a part that nobody writes down. */
static double score_of(const run *r, const person *p)
{
    const programme *prog = programme_of(r, p);
    double own = prog->score_spread > 0.0 ? sf_luck_normal(r->luck, p->key, prog->score_purpose, p->spell, 0) : 0.0;

    return prog->score[p->segment] + prog->score_spread * own;
}

static void stands_on_list(run *r, person *p, double score)
{
    p->owner = line_joined(r, &r->lists[p->programme].line,
                           (sf_queue_node){.time = -score, .tie = p->key, .who = index_of_person(r, p)});
}

void is_listed(run *r, person *p)
{
    p->stage = STAGE_LISTED;
    p->since = now_of(r);
    level_changes(r, LEVEL_LISTED, p->programme, p->segment, 1.0);
    life(r, p, SF_LIFE_IS_LISTED, p->programme);
    stands_on_list(r, p, score_of(r, p));
}

static void comes_off_list(run *r, person *p, sf_wait_end how)
{
    p->owner = NOBODY;
    level_changes(r, LEVEL_LISTED, p->programme, p->segment, -1.0);
    time_was_spent(r, LEVEL_LISTED, p->since);
    wait_ends(r, KIND_LIST, p->programme, p->segment, p->since, now_of(r), how);
}

/* Somebody outside the target group may be taken in while they are no larger a share of all who have been. */
static bool is_one_too_many(const list_state *list, const programme *prog, bool is_outside)
{
    return is_outside && (double)(list->taken_outside + 1) > prog->outside_share * (double)(list->taken + 1) + 1e-9;
}

/* What a decision does with one person: true when the person stays on the list. */
static bool stays_on_list(run *r, person *p, double score, bool *is_full)
{
    list_state *list = &r->lists[p->programme];
    const programme *prog = programme_of(r, p);
    bool is_outside = (prog->target_group >> p->segment & 1) == 0;

    if (score < prog->threshold) {
        comes_off_list(r, p, SF_WAIT_ABANDONED);
        leaves(r, p, prog->rejected_to, LEAVES_REFUSED);
        return false;
    }
    *is_full = *is_full || list->quota < 1.0;
    if (!*is_full && !is_one_too_many(list, prog, is_outside)) {
        list->quota -= 1.0;
        list->taken++;
        list->taken_outside += is_outside;
        comes_off_list(r, p, SF_WAIT_SERVED);
        reaches_the_office(r, p);
        return false;
    }
    if (now_of(r) - p->since >= prog->list_longest) {
        comes_off_list(r, p, SF_WAIT_ABANDONED);
        leaves(r, p, prog->rejected_to, LEAVES_REFUSED);
        return false;
    }
    return true;
}

void list_is_decided(run *r, uint32_t which)
{
    list_state *list = &r->lists[which];
    const programme *prog = &r->now->programmes[which];
    double next = now_of(r) + prog->list_every;
    uint32_t n = list->line.length, kept = 0;
    bool is_full = false;

    list->quota = isinf(prog->target) ? (double)INFINITY
                                      : (isinf(list->quota) ? 0.0 : list->quota) + prog->target * prog->list_every;
    for (uint32_t i = 0; i < n; i++) { /* the best first */
        uint32_t place = list->line.first, who;
        double score = -r->nodes[place].time;

        who = line_first_taken(r, &list->line);
        if (stays_on_list(r, &r->people[who], score, &is_full)) {
            r->listed[kept] = who;
            r->scores[kept++] = score;
        }
    }
    for (uint32_t i = 0; i < kept; i++)
        stands_on_list(r, &r->people[r->listed[i]], r->scores[i]);
    if (isfinite(list->quota))
        list->quota -= floor(list->quota); /* a target that was not reached is not made up for */
    if (next < r->horizon)
        sf_engine_schedule(&r->engine, r->slot_lists + which, next, FIRST_OPENING);
}
