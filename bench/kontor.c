/* bench/kontor.c - replications of a config, without the program around them. Arguments: config, replications, how many of the
 * scenarios (0: all), and then overrides as of --set. A second line tells the most people at a time and the memory of the process.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <sys/resource.h>

#include "models/keys.h"
#include "models/model.h"

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "configs/kontor.cfg";
    const uint32_t replications = (uint32_t)argument(argc, argv, 2, 2);
    const uint32_t wanted = (uint32_t)argument(argc, argv, 3, 0);
    const size_t n_sets = argc > 4 ? (size_t)argc - 4 : 0;
    sf_problems problems = {0};
    struct rusage used;
    sf_error err = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_arena *arena = NULL;
    double seconds = 0.0, bytes = 0.0;
    uint64_t events = 0;
    uint32_t people = 0;
    sf_status status =
        sf_config_read(path, sf_keys(), sf_keys_count(), n_sets > 0 ? (const char *const *)argv + 4 : NULL, n_sets,
                       &problems, &config, &err);

    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    if (status == SF_OK)
        status = sf_arena_open(sf_model_memory_need(model), &arena, &err);
    for (uint32_t i = 0; status == SF_OK && i < replications; i++) {
        const uint32_t n = wanted > 0 && wanted < model->n_declared ? wanted : (uint32_t)model->n_scenarios;

        for (uint32_t s = 0; status == SF_OK && s < n; s++) {
            sf_replication_record record = {0};
            double begun = processor_seconds();

            status = sf_model_replicate(model, s, i + 1, model->seed, arena, NULL, &record, &err);
            seconds += processor_seconds() - begun;
            events += record.events;
            bytes = record.people_bytes / (double)record.most_people > bytes
                        ? record.people_bytes / (double)record.most_people
                        : bytes;
            people = record.most_people > people ? record.most_people : people;
            sf_replication_free(&record);
        }
    }
    if (status != SF_OK) {
        fprintf(stderr, "%s: %s\n", path, err.message);
    } else {
        result(events, seconds, bytes);
        getrusage(RUSAGE_SELF, &used);
        printf("PEOPLE %" PRIu32 " MEMORY %.1f MiB\n", people, (double)used.ru_maxrss / 1024.0);
    }
    sf_arena_close(arena);
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
    return status == SF_OK ? 0 : 70;
}
