/* tests/reference/staff.c - section "Veiledere" of docs/model.md: they leave, are replaced, learn, and know different things.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "reference/reference.h"

bool ref_is_there(const ref_post *post)
{
    return post->is_filled && !post->is_vacant;
}

/* --- what they can ----------------------------------------------------------------------------------------------------------- */

/* From `first` on the first day to 1 when the work is learnt. */
static double learnt(const ref_world *w, const ref_post *post, double first)
{
    const double days = w->rules->teams[post->team].learning_days, there = w->now - post->joined;

    return there >= days ? 1.0 : first + (1.0 - first) * there / days;
}

/* Those who are there when the run begins: the first so many. What leaves with them a successor has by luck, or learns in time. */
static bool has_it_for(const ref_world *w, const ref_post *post, const competence *it, const ref_person *p)
{
    bool has = post->number < it->veiledere;

    if (it->leaves && post->holders > 0)
        has = sf_luck_uniform(w->luck, post->key, it->purpose, 0, post->holders) < it->successors ||
              w->now - post->joined >= it->learnt_days;
    return has && ((it->segments >> p->segment & 1) != 0 || (it->barriers & p->barriers) != 0);
}

bool ref_has_competence(const ref_world *w, const ref_post *post, const ref_person *p)
{
    const team *its = &w->rules->teams[post->team];
    bool has = false;

    for (size_t i = 0; i < its->n_competences; i++)
        has = has || has_it_for(w, post, &its->competences[i], p);
    return has;
}

double ref_slowness(const ref_world *w, const ref_post *post, const ref_person *p)
{
    const team *its = &w->rules->teams[post->team];
    double slowness = 1.0 / learnt(w, post, its->first_speed);

    for (size_t i = 0; i < its->n_competences; i++)
        slowness *= has_it_for(w, post, &its->competences[i], p) ? its->competences[i].minutes : 1.0;
    return slowness;
}

double ref_quality(const ref_world *w, const ref_post *post, const ref_person *p)
{
    const team *its = &w->rules->teams[post->team];
    const bool is_first = p->met == SF_NONE,
               knows_the_person = !is_first && &w->posts[p->met] == post && p->met_at >= post->joined;
    double quality = its->method * learnt(w, post, its->first_quality);

    for (size_t i = 0; i < its->n_competences; i++)
        quality *= has_it_for(w, post, &its->competences[i], p) ? its->competences[i].quality : 1.0;
    return is_first || knows_the_person ? quality : quality * its->continuity;
}

/* --- coming and going ---------------------------------------------------------------------------------------------------------- */

/* The present veileder leaves after a time of their own. */
void ref_turnover_is_arranged(ref_world *w, ref_post *post)
{
    const team *its = &w->rules->teams[post->team];

    post->turnover.is_made = false;
    if (its->turnover_rate > 0.0)
        ref_arrange(w, &post->turnover,
                    w->now + sf_luck_exponential(w->luck, post->key, its->turnover_purpose, 0, 2 * post->holders) /
                                 its->turnover_rate,
                    TURN_END);
}

/* Another rate: what is left of the stay is longer or shorter by as much. An empty chair is filled as arranged. */
void ref_turnover_is_rearranged(ref_world *w, ref_post *post, const team *before)
{
    const team *its = &w->rules->teams[post->team];

    if (post->is_vacant || (its->turnover_rate >= before->turnover_rate && its->turnover_rate <= before->turnover_rate))
        return;
    if (!post->turnover.is_made)
        ref_turnover_is_arranged(w, post);
    else if (its->turnover_rate > 0.0)
        ref_arrange(w, &post->turnover,
                    w->now + (post->turnover.at - w->now) * before->turnover_rate / its->turnover_rate, TURN_END);
    else
        post->turnover.is_made = false;
}

static void leaves(ref_world *w, ref_post *post)
{
    const team *its = &w->rules->teams[post->team];

    ref_arrange(w, &post->turnover,
                w->now + (its->vacancy == NULL ? 0.0
                                               : sf_sampler_draw(its->vacancy, w->luck, post->key,
                                                                 its->turnover_purpose, 0, 2 * post->holders + 1)),
                TURN_END);
    post->is_vacant = true;
    post->holders++;
    post->absence.is_made = false;
    post->absences += post->is_absent;
    post->is_absent = false;
    if (post->person != NULL)
        ref_work_is_put_down(w, post);
    if (its->colleagues_take_over)
        ref_portfolio_is_handed_over(w, post);
}

static void begins(ref_world *w, ref_post *post)
{
    post->is_vacant = false;
    post->joined = w->now;
    ref_turnover_is_arranged(w, post);
    ref_absence_is_arranged(w, post);
    ref_portfolio_is_taken_over(w, post);
}

void ref_turnover_changes(ref_world *w, ref_post *post)
{
    w->is_reorganising = true;
    if (post->is_vacant)
        begins(w, post);
    else
        leaves(w, post);
    w->is_reorganising = false;
    ref_everybody_works(w);
}
