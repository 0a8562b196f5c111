/* results/placebo.c - a crowd as JSON and back. Names are ids, so that lists may be reordered meanwhile.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/placebo.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "results/directory.h"
#include "results/files.h"
#include "results/reader.h"

enum { LONGEST_FILE = 64 << 20, MOST_REPLICATIONS = 1000000 };

static const char *const gain_ids[SF_GAINS] = {"outcome", "first_meeting", "tiltak"};

/* --- writing ------------------------------------------------------------------------------------------------------ */

/* jansson's packers take over what they are given, and give NULL when memory runs out. */
static json_t *tallies_json(const sf_study *study, const sf_crowd *crowd)
{
    const sf_catalogue *c = study->facts.catalogue;
    const size_t n = sf_crowd_replications(crowd);
    json_t *list = json_array();

    for (uint16_t g = 0; g < c->n_segments; g++)
        for (int gain = 0; gain < SF_GAINS; gain++) {
            json_t *compared = json_array(), *gained = json_array(), *lost = json_array();

            for (size_t r = 0; r < n; r++) {
                const sf_tally *t = sf_crowd_tally(crowd, r, g, (sf_gain)gain);

                json_array_append_new(compared, json_integer((json_int_t)t->compared));
                json_array_append_new(gained, json_integer((json_int_t)t->gained));
                json_array_append_new(lost, json_integer((json_int_t)t->lost));
            }
            json_array_append_new(list, json_pack("{ss ss so so so}", "segment", c->segments[g], "gain", gain_ids[gain],
                                                  "compared", compared, "gained", gained, "lost", lost));
        }
    return list;
}

static json_t *moves_json(const sf_study *study, const sf_crowd *crowd)
{
    const sf_catalogue *c = study->facts.catalogue;
    const size_t n = sf_crowd_replications(crowd);
    json_t *list = json_array();

    for (uint16_t from = 0; from < c->n_states; from++)
        for (uint16_t to = 0; to < c->n_states; to++) {
            const double *moved = sf_crowd_moved(crowd, from, to);
            json_t *people = json_array();
            double sum = 0.0;

            for (size_t r = 0; r < n; r++) {
                json_array_append_new(people, json_integer((json_int_t)moved[r]));
                sum += moved[r];
            }
            if (sum > 0.0)
                json_array_append_new(
                    list, json_pack("{ss ss so}", "from", c->states[from], "to", c->states[to], "people", people));
            else
                json_decref(people);
        }
    return list;
}

static void seed_text(const sf_study *study, char text[24])
{
    snprintf(text, 24, "%" PRIu64, study->facts.seed); /* as text: JSON readers lose whole numbers above 2^53 */
}

static sf_status write_file(const char *dir, const sf_study *study, const sf_crowd *crowd, sf_error *err)
{
    const sf_study_info *facts = &study->facts;
    char seed[24], *text = NULL;
    sf_directory directory;
    json_t *all;
    sf_status status;

    seed_text(study, seed);
    all = json_pack("{ss ss ss ss sI so so}", "baseline", facts->scenarios[sf_study_baseline(study)].id, "build",
                    facts->build, "config_digest", facts->config_digest, "seed", seed, "replications",
                    (json_int_t)sf_crowd_replications(crowd), "people", tallies_json(study, crowd), "moved",
                    moves_json(study, crowd));
    if (all != NULL)
        text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    if (text == NULL)
        return sf_study_out_of_memory(err);
    status = sf_directory_look(dir, &directory, err);
    if (status == SF_OK) {
        status = sf_file_replace(directory.folder, dir, SF_FILE_PLACEBO, text, strlen(text), err);
        sf_directory_leave(&directory);
    }
    free(text);
    return status;
}

sf_status sf_placebo_keep(const char *dir, sf_study *study, sf_crowd *placebo, sf_error *err)
{
    if (study->placebo != placebo)
        sf_crowd_close(study->placebo);
    study->placebo = placebo;
    study->has_placebo = true;
    return study->facts.is_about_real_people ? SF_OK : write_file(dir, study, placebo, err);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static bool says(const json_t *object, const char *key, const char *value)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL && strcmp(text, value) == 0;
}

static bool is_of_this_study(const json_t *all, const sf_study *study)
{
    const sf_study_info *facts = &study->facts;
    char seed[24];

    seed_text(study, seed);
    return facts->n_scenarios > 0 && says(all, "baseline", facts->scenarios[sf_study_baseline(study)].id) &&
           says(all, "build", facts->build) && says(all, "config_digest", facts->config_digest) &&
           says(all, "seed", seed);
}

/* n whole numbers >= 0 into every `step`-th of to. */
static bool read_counts(const json_t *list, size_t n, double *to, size_t step)
{
    if (json_array_size(list) != n)
        return false;
    for (size_t r = 0; r < n; r++) {
        const json_t *count = json_array_get(list, r);

        if (!json_is_integer(count) || json_integer_value(count) < 0)
            return false;
        to[r * step] = (double)json_integer_value(count);
    }
    return true;
}

static bool read_tallies(const json_t *one, const sf_study *study, sf_crowd *crowd)
{
    const size_t n = sf_crowd_replications(crowd),
                 step = study->facts.catalogue->n_segments * SF_GAINS * (sizeof(sf_tally) / sizeof(double));
    const char *segment_id = json_string_value(json_object_get(one, "segment"));
    uint16_t segment;
    int gain = 0;
    sf_tally *first;

    while (gain < SF_GAINS && !says(one, "gain", gain_ids[gain]))
        gain++;
    if (segment_id == NULL || gain == SF_GAINS || !sf_study_find_segment(study, segment_id, &segment))
        return false;
    first = sf_crowd_tally(crowd, 0, segment, (sf_gain)gain);
    return read_counts(json_object_get(one, "compared"), n, &first->compared, step) &&
           read_counts(json_object_get(one, "gained"), n, &first->gained, step) &&
           read_counts(json_object_get(one, "lost"), n, &first->lost, step);
}

static bool read_move(const json_t *one, const sf_study *study, sf_crowd *crowd)
{
    const char *from_id = json_string_value(json_object_get(one, "from")),
               *to_id = json_string_value(json_object_get(one, "to"));
    uint16_t from, to;

    return from_id != NULL && to_id != NULL && sf_study_find_state(study, from_id, &from) &&
           sf_study_find_state(study, to_id, &to) &&
           read_counts(json_object_get(one, "people"), sf_crowd_replications(crowd), sf_crowd_moved(crowd, from, to),
                       1);
}

static bool read_all(const json_t *all, const sf_study *study, sf_crowd *crowd)
{
    const json_t *people = json_object_get(all, "people"), *moved = json_object_get(all, "moved");
    bool is_whole = json_array_size(people) == study->facts.catalogue->n_segments * SF_GAINS && json_is_array(moved);

    for (size_t i = 0; is_whole && i < json_array_size(people); i++)
        is_whole = read_tallies(json_array_get(people, i), study, crowd);
    for (size_t i = 0; is_whole && i < json_array_size(moved); i++)
        is_whole = read_move(json_array_get(moved, i), study, crowd);
    return is_whole;
}

static sf_crowd *read_file(sf_study *study)
{
    sf_directory directory;
    sf_crowd *crowd = NULL;
    char *text = NULL;
    size_t length = 0;
    json_t *all = NULL;
    json_int_t n;

    if (sf_directory_look(study->dir, &directory, NULL) != SF_OK)
        return NULL;
    if (sf_file_read(directory.folder, study->dir, SF_FILE_PLACEBO, LONGEST_FILE, &text, &length, NULL) == SF_OK)
        all = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    sf_directory_leave(&directory);
    free(text);
    n = json_integer_value(json_object_get(all, "replications"));
    if (all != NULL && is_of_this_study(all, study) && n > 0 && n <= MOST_REPLICATIONS &&
        sf_crowd_open(study, (size_t)n, &crowd, NULL) == SF_OK) {
        for (json_int_t r = 0; r < n; r++)
            sf_crowd_begin_replication(crowd);
        if (!read_all(all, study, crowd)) {
            sf_crowd_close(crowd);
            crowd = NULL;
        }
    }
    json_decref(all);
    return crowd;
}

const sf_crowd *sf_study_placebo(sf_study *study)
{
    if (!study->has_placebo)
        study->placebo = read_file(study);
    study->has_placebo = true;
    return study->placebo;
}
