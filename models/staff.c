/* models/staff.c - veiledere come and go. Who has begun lately works more slowly and sees less; some know more about some people.
 * A post is a chair: its holders follow each other, and each has the luck of their number in it.
 * Source: domain 6 item 11 and M21 (knowledge sits in persons), P26 (a year and a half to learn the work), domain 9.3 veileder.turnover.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "models/measure.h"

/* --- who they are ---------------------------------------------------------------------------------------------------------- */

/* Grows from `first` to 1 over the time it takes to learn the work. */
static double grown(const run *r, const post *worker, double first)
{
    const team *its = &r->now->teams[worker->team];
    double tenure = now_of(r) - worker->joined;

    return tenure >= its->learning_days ? 1.0 : first + (1.0 - first) * tenure / its->learning_days;
}

static bool is_for(const competence *c, const person *p)
{
    return (c->segments >> p->segment & 1) != 0 || (c->barriers & p->barriers) != 0;
}

/* What leaves with its veileder a successor brings with some probability, or learns in time. */
static bool has_it(const run *r, const post *worker, const competence *c)
{
    if (!c->leaves || worker->holders == 0)
        return worker->number < c->veiledere;
    return sf_luck_uniform(r->luck, worker->key, c->purpose, 0, worker->holders) < c->successors ||
           now_of(r) - worker->joined >= c->learnt_days;
}

bool has_competence(const run *r, const post *worker, const person *p)
{
    const team *its = &r->now->teams[worker->team];

    for (size_t i = 0; i < its->n_competences; i++) {
        if (is_for(&its->competences[i], p) && has_it(r, worker, &its->competences[i]))
            return true;
    }
    return false;
}

double slowness_of(const run *r, const post *worker, const person *p)
{
    const team *its = &r->now->teams[worker->team];
    double slowness = 1.0 / grown(r, worker, its->first_speed);

    for (size_t i = 0; i < its->n_competences; i++) {
        if (is_for(&its->competences[i], p) && has_it(r, worker, &its->competences[i]))
            slowness *= its->competences[i].minutes;
    }
    return slowness;
}

/* The latest contact was with the veileder who holds the post now. */
static bool has_met(const run *r, const post *worker, const person *p)
{
    return p->last_post != NOBODY && &r->posts[p->last_post] == worker && p->last_contact >= worker->joined;
}

double quality_of(const run *r, const post *worker, const person *p)
{
    const team *its = &r->now->teams[worker->team];
    double quality = its->method * grown(r, worker, its->first_quality);

    for (size_t i = 0; i < its->n_competences; i++) {
        if (is_for(&its->competences[i], p) && has_it(r, worker, &its->competences[i]))
            quality *= its->competences[i].quality;
    }
    if (p->last_post != NOBODY && !has_met(r, worker, p))
        quality *= its->continuity;
    return quality;
}

/* --- turnover -------------------------------------------------------------------------------------------------------------- */

static void leaving_is_planned(run *r, uint32_t who)
{
    if (r->posts[who].leaves_at < r->horizon)
        sf_engine_schedule(&r->engine, post_slot(r, who, TIMER_TURNOVER), r->posts[who].leaves_at, FIRST_COMPLETION);
    else
        sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_TURNOVER));
}

/* One draw for each holder, in units of the mean time that a veileder stays. */
void turnover_begins(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];

    worker->vacant = false;
    worker->leaves_at = (double)INFINITY;
    if (worker->active && its->turnover_rate > 0.0)
        worker->leaves_at =
            now_of(r) + sf_luck_exponential(r->luck, worker->key, its->turnover_purpose, 0, 2 * worker->holders) /
                            its->turnover_rate;
    leaving_is_planned(r, who);
}

/* Another rate: what is left of the draw is spent at it. Somebody who was never to leave draws now. */
void turnover_replanned(run *r, uint32_t who, const team *before)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];

    if (!is_filled(worker) || before->turnover_rate == its->turnover_rate)
        return;
    if (isinf(worker->leaves_at)) {
        turnover_begins(r, who);
        return;
    }
    worker->leaves_at = its->turnover_rate > 0.0
                            ? now_of(r) + (worker->leaves_at - now_of(r)) * before->turnover_rate / its->turnover_rate
                            : (double)INFINITY;
    leaving_is_planned(r, who);
}

static void leaves_the_post(run *r, uint32_t who)
{
    post *worker = &r->posts[who];
    const team *its = &r->now->teams[worker->team];
    double vacancy = its->vacancy == NULL ? 0.0
                                          : sf_sampler_draw(its->vacancy, r->luck, worker->key, its->turnover_purpose,
                                                            0, 2 * worker->holders + 1);
    person *served = NULL;

    measure_account(r);
    measure_post(r, worker, -1.0);
    sf_engine_cancel(&r->engine, post_slot(r, who, TIMER_ABSENCE));
    worker->absences += worker->absent;
    if (worker->task != NOBODY) {
        served = &r->people[r->tasks[worker->task].person];
        work_is_broken_off(r, who);
    }
    worker->absent = false;
    worker->vacant = true;
    worker->holders++;
    if (served != NULL) /* back in the line from which it came */
        tasks_requeue(r, served);
    if (now_of(r) + vacancy < r->horizon)
        sf_engine_schedule(&r->engine, post_slot(r, who, TIMER_TURNOVER), now_of(r) + vacancy, FIRST_COMPLETION);
    if (its->colleagues_take_over)
        portfolio_is_handed_over(r, who);
    else
        portfolio_waits(r, who);
}

static void successor_begins(run *r, uint32_t who)
{
    post *worker = &r->posts[who];

    measure_account(r);
    measure_post(r, worker, 1.0);
    worker->joined = worker->counted_to = now_of(r);
    turnover_begins(r, who);
    absence_begins(r, who);
    portfolio_is_taken_over(r, who);
    portfolios_fill(r, worker->desk);
}

void leaves_or_is_replaced(run *r, uint32_t who)
{
    assert(r->posts[who].active);
    r->is_reorganising = true;
    if (r->posts[who].vacant)
        successor_begins(r, who);
    else
        leaves_the_post(r, who);
    r->is_reorganising = false;
    everybody_works(r);
}
