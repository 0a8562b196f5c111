/* core/distribution.c - when two distributions are the same one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/distribution.h"

static bool is_equal(double a, double b)
{
    return !(a < b) && !(a > b);
}

bool sf_distribution_is_same(const sf_distribution *a, const sf_distribution *b)
{
    if (a->kind != b->kind || a->count != b->count || !is_equal(a->a, b->a) || !is_equal(a->b, b->b) ||
        !is_equal(a->c, b->c) || !is_equal(a->d, b->d))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!is_equal(a->values[i], b->values[i]) ||
            (a->parts != NULL && !sf_distribution_is_same(&a->parts[i], &b->parts[i])))
            return false;
    return true;
}
