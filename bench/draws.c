/* bench/draws.c - keyed draws from each distribution, one subject after the other. Argument: draws of each.
 * Samplers have no public header yet, so this one is linked with the rooms themselves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "sim/sampler.h"

static const double waits[] = {1, 2, 2, 3, 5, 8, 13, 21, 34, 55, 89};
static const sf_distribution parts[] = {{.kind = SF_DIST_EXPONENTIAL, .a = 10},
                                        {.kind = SF_DIST_LOGNORMAL, .a = 4, .b = 0.5}};
static const double shares[] = {0.4, 0.6};

static const struct {
    const char *name;
    sf_distribution distribution;
} all[] = {
    {"constant", {.kind = SF_DIST_CONSTANT, .a = 30}},
    {"uniform", {.kind = SF_DIST_UNIFORM, .a = 1, .b = 3}},
    {"exponential", {.kind = SF_DIST_EXPONENTIAL, .a = 30}},
    {"gamma", {.kind = SF_DIST_GAMMA, .a = 4.84, .b = 70}},
    {"gamma, shape 0.5", {.kind = SF_DIST_GAMMA, .a = 0.5, .b = 70}},
    {"weibull", {.kind = SF_DIST_WEIBULL, .a = 1.5, .b = 30}},
    {"lognormal", {.kind = SF_DIST_LOGNORMAL, .a = 3.8, .b = 0.5}},
    {"triangular", {.kind = SF_DIST_TRIANGULAR, .a = 1, .b = 2, .c = 5}},
    {"erlang", {.kind = SF_DIST_ERLANG, .a = 4, .b = 10}},
    {"beta", {.kind = SF_DIST_BETA, .a = 2, .b = 5, .c = 0, .d = 1}},
    {"hyperexponential", {.kind = SF_DIST_HYPEREXPONENTIAL, .a = 0.3, .b = 5, .c = 60}},
    {"empirical", {.kind = SF_DIST_EMPIRICAL, .count = sizeof waits / sizeof waits[0], .values = waits}},
    {"mixture", {.kind = SF_DIST_MIXTURE, .count = 2, .values = shares, .parts = parts}},
};

static void report(const char *name, uint32_t draws, double seconds, double sum)
{
    printf("DRAW %.3f ns %s (mean %.6g)\n", seconds / draws * 1e9, name, sum / draws);
}

/* The raw draws: what a uniform, an exponential and a normal cost, and two exponentials of one block. */
static void luck_is_drawn(uint32_t draws)
{
    const sf_luck luck = sf_luck_of(1, 1);
    double sum = 0.0, begun = processor_seconds(), pair[2];

    for (uint32_t i = 0; i < draws; i++)
        sum += sf_luck_uniform(luck, i, 7, 0, 0);
    report("luck: uniform", draws, processor_seconds() - begun, sum);
    sum = 0.0;
    begun = processor_seconds();
    for (uint32_t i = 0; i < draws; i++)
        sum += sf_luck_exponential(luck, i, 7, 0, 0);
    report("luck: exponential", draws, processor_seconds() - begun, sum);
    sum = 0.0;
    begun = processor_seconds();
    for (uint32_t i = 0; i < draws; i++)
        sum += sf_luck_normal(luck, i, 7, 0, 0);
    report("luck: normal", draws, processor_seconds() - begun, sum);
    sum = 0.0;
    begun = processor_seconds();
    for (uint32_t i = 0; i < draws; i += 2) {
        sf_luck_exponential_pair(luck, i, 7, 0, 0, pair);
        sum += pair[0] + pair[1];
    }
    report("luck: exponential, two of a block", draws, processor_seconds() - begun, sum);
    sum = 0.0;
    begun = processor_seconds();
    for (uint32_t i = 0; i < draws; i++)
        sum = sf_luck_exponential(luck, i + (sum > 1e9), 7, 0, 0); /* each waits for the one before */
    report("luck: exponential, each after the other", draws, processor_seconds() - begun, sum);
}

int main(int argc, char **argv)
{
    const uint32_t draws = (uint32_t)argument(argc, argv, 1, 1e6);
    const sf_luck luck = sf_luck_of(1, 1);

    luck_is_drawn(draws);
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        sf_sampler *sampler = NULL;
        sf_error err = {0};
        double begun, sum = 0.0;

        if (sf_sampler_open(&all[k].distribution, &sampler, &err) != SF_OK) {
            fprintf(stderr, "%s: %s\n", all[k].name, err.message);
            return 70;
        }
        begun = processor_seconds();
        for (uint32_t i = 0; i < draws; i++)
            sum += sf_sampler_draw(sampler, luck, i, 7, 0, 0);
        report(all[k].name, draws, processor_seconds() - begun, sum);
        sf_sampler_close(sampler);
    }
    return 0;
}
