/* models/compile_selection.c - the list of a programme that selects.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "models/compile.h"

void compile_selection(compiler *c, const sf_node *node, programme *p, const sf_node *const *exits, size_t n_exits)
{
    const sf_node *intake = sf_node_get(node, "intake"), *group = sf_node_get(intake, "target_group");
    bool any;

    p->rejected_to = SF_NONE;
    p->selects = intake != NULL;
    if (intake == NULL)
        return;
    p->score_purpose = compile_purpose(c, "programmes.%s.intake", p->id);
    p->score = compile_by_segment(c, intake, "score");
    p->score_spread = compile_number(c, intake, "spread", 0.0);
    p->threshold = compile_number(c, intake, "threshold", -(double)INFINITY);
    p->target = compile_number(c, intake, "target", (double)INFINITY);
    p->list_every = compile_number(c, intake, "every", 0.0);
    p->list_longest = compile_number(c, intake, "longest", (double)INFINITY);
    p->target_group =
        group == NULL ? UINT64_MAX : compile_bits_among(c, group, c->segments, c->model->n_segments, &any);
    p->outside_share = compile_number(c, intake, "outside", 1.0);
    p->rejected_to = compile_reference(c, intake, "rejected", exits, n_exits);
}
