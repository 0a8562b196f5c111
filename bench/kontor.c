/* bench/kontor.c - replications of a config, without the program around them. Arguments: config, replications.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "models/keys.h"
#include "models/model.h"

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "configs/kontor.cfg";
    const uint32_t replications = (uint32_t)argument(argc, argv, 2, 2);
    sf_problems problems = {0};
    sf_error err = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_arena *arena = NULL;
    double seconds = 0.0, bytes = 0.0;
    uint64_t events = 0;
    sf_status status = sf_config_read(path, sf_keys(), sf_keys_count(), NULL, 0, &problems, &config, &err);

    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    if (status == SF_OK)
        status = sf_arena_open(sf_model_memory_need(model), &arena, &err);
    for (uint32_t i = 0; status == SF_OK && i < replications; i++) {
        for (uint32_t s = 0; status == SF_OK && s < model->n_scenarios; s++) {
            sf_replication_record record = {0};
            double begun = processor_seconds();

            status = sf_model_replicate(model, s, i + 1, model->seed, arena, NULL, &record, &err);
            seconds += processor_seconds() - begun;
            events += record.events;
            bytes = record.people_bytes / (double)record.most_people > bytes
                        ? record.people_bytes / (double)record.most_people
                        : bytes;
            sf_replication_free(&record);
        }
    }
    if (status != SF_OK)
        fprintf(stderr, "%s: %s\n", path, err.message);
    else
        result(events, seconds, bytes);
    sf_arena_close(arena);
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
    return status == SF_OK ? 0 : 70;
}
