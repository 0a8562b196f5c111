/* experiments/placebo.c - the baseline of a finished study once more, with one arrival more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/placebo.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "experiments/rerun.h"
#include "results/placebo.h"

/* The study's number of each of the model's names; 0 ("all") for one that the study does not have. */
static uint16_t *numbers_of(const char *const *ids, size_t n, const sf_study *study,
                            bool (*find)(const sf_study *study, const char *id, uint16_t *out))
{
    uint16_t *numbers = calloc(n + 1, sizeof *numbers);

    for (size_t i = 0; numbers != NULL && i < n; i++) {
        if (!find(study, ids[i], &numbers[i]))
            numbers[i] = 0;
    }
    return numbers;
}

typedef struct code_book { /* from the model's numbers to the study's */
    uint16_t *entities, *segments, *states;
} code_book;

static void code_book_free(code_book *book)
{
    free(book->entities);
    free(book->segments);
    free(book->states);
}

static sf_status code_book_of(const sf_model *model, const sf_study *study, code_book *out, sf_error *err)
{
    const sf_catalogue *c = &model->catalogue;

    *out = (code_book){.entities = numbers_of(c->entities, c->n_entities, study, sf_study_find_entity),
                       .segments = numbers_of(c->segments, c->n_segments, study, sf_study_find_segment),
                       .states = numbers_of(c->states, c->n_states, study, sf_study_find_state)};
    if (out->entities != NULL && out->segments != NULL && out->states != NULL)
        return SF_OK;
    code_book_free(out);
    *out = (code_book){0};
    return sf_out_of_memory(err);
}

static void renumber(sf_replication_record *record, const code_book *book)
{
    for (size_t i = 0; i < record->n_persons; i++) {
        sf_person_outcome *p = &record->persons[i];

        p->programme = book->entities[p->programme];
        p->segment = book->segments[p->segment];
        p->exit_state = book->states[p->exit_state];
    }
    if (record->n_persons > 0)
        qsort(record->persons, record->n_persons, sizeof *record->persons, sf_person_order);
}

static sf_status add_one(sf_study *study, size_t scenario, uint32_t replication, const sf_rerun *rerun, uint32_t which,
                         const code_book *book, const volatile sig_atomic_t *stop, sf_crowd *crowd, sf_error *err)
{
    sf_replication_record record = {0};
    const sf_person_outcome *persons = NULL;
    size_t n = 0;
    sf_status status = sf_model_replicate_placebo(rerun->model, which, replication, rerun->model->seed, rerun->arena,
                                                  stop, &record, err);

    if (status == SF_EINTERRUPTED)
        return SF_FAIL(err, *stop == SIGTERM ? SF_ETERMINATED : SF_EINTERRUPTED, NULL, "%s", _("stopped"));
    if (status == SF_OK)
        status = sf_study_persons(study, scenario, replication, &persons, &n, err);
    if (status == SF_OK) {
        renumber(&record, book);
        sf_crowd_add(crowd, persons, n, record.persons, record.n_persons);
    }
    sf_replication_free(&record);
    return status;
}

sf_status sf_placebo_add(const char *dir, sf_study *study, const char *build, size_t scenario, size_t most,
                         const volatile sig_atomic_t *stop, sf_crowd *crowd, sf_error *err)
{
    const size_t replications = sf_study_replications(study, scenario);
    code_book book = {0};
    sf_rerun rerun;
    uint32_t which = 0;
    sf_status status;

    if (strcmp(build, sf_study_facts(study)->build) != 0)
        return SF_FAIL(err, SF_EUNAVAILABLE, NULL, _("%s was made by another build of the program (%s)"), dir,
                       sf_study_facts(study)->build);
    status = sf_rerun_open(dir, study, &rerun, err);
    if (status != SF_OK)
        return status;
    status = sf_rerun_scenario(&rerun, study, scenario, &which, err);
    if (status == SF_OK)
        status = code_book_of(rerun.model, study, &book, err);
    for (size_t i = 0; i < replications && i < most && status == SF_OK; i++)
        status = add_one(study, scenario, sf_study_replication_number(study, scenario, i), &rerun, which, &book, stop,
                         crowd, err);
    code_book_free(&book);
    sf_rerun_close(&rerun);
    return status;
}

sf_status sf_placebo_make(const char *dir, sf_study *study, const char *build, size_t most,
                          const volatile sig_atomic_t *stop, sf_error *err)
{
    const size_t baseline = sf_study_baseline(study),
                 finished = sf_study_facts(study)->n_scenarios > 1 ? sf_study_replications(study, baseline) : 0,
                 wanted = finished < most ? finished : most;
    const sf_crowd *kept = wanted > 0 ? sf_study_placebo(study) : NULL;
    const sf_person_outcome *persons = NULL;
    sf_crowd *crowd = NULL;
    size_t n = 0;
    sf_status status;

    if (wanted == 0 || (kept != NULL && sf_crowd_replications(kept) >= wanted))
        return SF_OK;
    status = sf_study_persons(study, baseline, sf_study_replication_number(study, baseline, 0), &persons, &n, err);
    if (status != SF_OK || n == 0)
        return status; /* nobody was followed */
    status = sf_crowd_open(study, wanted, &crowd, err);
    if (status == SF_OK)
        status = sf_placebo_add(dir, study, build, baseline, wanted, stop, crowd, err);
    if (status == SF_OK)
        return sf_placebo_keep(dir, study, crowd, err);
    sf_crowd_close(crowd);
    return status;
}
