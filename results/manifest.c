/* results/manifest.c - manifest.json: what made a study, and which charts belong to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/manifest.h"

#include <gnu/libc-version.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "core/text.h"
#include "results/directory.h"
#include "results/files.h"

enum { LONGEST_MANIFEST = 16 << 20 };

static sf_status out_of_memory(sf_error *err)
{
    (void)SF_FAIL(err, SF_ENOMEM, NULL, _("out of memory"));
    return SF_ENOMEM;
}

/* Reads the manifest; *out is NULL when there is none or it is no JSON object (somebody else's, or damaged). */
static sf_status read_manifest(int folder, const char *shown, json_t **out, sf_error *err)
{
    sf_error why = {0};
    char *text = NULL;
    size_t length = 0;
    sf_status status = sf_file_read(folder, shown, SF_FILE_MANIFEST, LONGEST_MANIFEST, &text, &length, &why);

    *out = NULL;
    if (status == SF_ENOINPUT || status == SF_EDATA)
        return SF_OK;
    if (status != SF_OK)
        return SF_FAIL(err, status, NULL, "%s", why.message);
    *out = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    if (*out != NULL && !json_is_object(*out)) {
        json_decref(*out);
        *out = NULL;
    }
    return SF_OK;
}

static sf_status write_manifest(int folder, const char *shown, const json_t *manifest, sf_error *err)
{
    char *text = json_dumps(manifest, JSON_INDENT(2));
    char *whole = NULL;
    sf_status status;

    if (text == NULL || asprintf(&whole, "%s\n", text) < 0) {
        free(text);
        return out_of_memory(err);
    }
    status = sf_file_replace(folder, shown, SF_FILE_MANIFEST, whole, strlen(whole), err);
    free(text);
    free(whole);
    return status;
}

/* --- charts ------------------------------------------------------------------------------------------------------- */

sf_status sf_manifest_charts(int folder, const char *shown, char ***names, size_t *n, sf_error *err)
{
    json_t *manifest = NULL, *charts;
    sf_status status = read_manifest(folder, shown, &manifest, err);
    size_t count, kept = 0;
    char **list;

    *names = NULL;
    *n = 0;
    if (status != SF_OK || manifest == NULL)
        return status;
    charts = json_object_get(manifest, "charts");
    count = json_array_size(charts);
    list = calloc(count + 1, sizeof *list);
    for (size_t i = 0; i < count && list != NULL && status == SF_OK; i++) {
        const char *name = json_string_value(json_array_get(charts, i));

        if (name == NULL || !sf_file_name_is_chart(name))
            continue;
        list[kept] = strdup(name);
        if (list[kept] == NULL)
            status = out_of_memory(err);
        else
            kept++;
    }
    json_decref(manifest);
    if (list == NULL)
        return out_of_memory(err);
    if (status != SF_OK) {
        sf_manifest_charts_free(list, kept);
        return status;
    }
    *names = list;
    *n = kept;
    return SF_OK;
}

void sf_manifest_charts_free(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

static bool is_listed(const json_t *charts, const char *name)
{
    for (size_t i = 0; i < json_array_size(charts); i++) {
        const char *other = json_string_value(json_array_get(charts, i));

        if (other != NULL && strcmp(other, name) == 0)
            return true;
    }
    return false;
}

static sf_status add_charts(int folder, const char *shown, const char *const *names, size_t n, sf_error *err)
{
    json_t *manifest = NULL, *charts;
    sf_status status = read_manifest(folder, shown, &manifest, err);

    if (status != SF_OK)
        return status;
    if (manifest == NULL)
        return SF_FAIL(err, SF_ENOINPUT, NULL, _("%s/%s: there is none; is the study finished?"), shown,
                       SF_FILE_MANIFEST);
    charts = json_object_get(manifest, "charts");
    if (!json_is_array(charts)) {
        charts = json_array();
        if (json_object_set_new(manifest, "charts", charts) != 0)
            status = out_of_memory(err);
    }
    for (size_t i = 0; i < n && status == SF_OK; i++) {
        if (!is_listed(charts, names[i]) && json_array_append_new(charts, json_string(names[i])) != 0)
            status = out_of_memory(err);
    }
    if (status == SF_OK)
        status = write_manifest(folder, shown, manifest, err);
    json_decref(manifest);
    return status;
}

sf_status sf_manifest_add_charts(const char *dir, const char *const *names, size_t n, sf_error *err)
{
    sf_directory directory;
    sf_status status;

    for (size_t i = 0; i < n; i++) {
        if (!sf_file_name_is_chart(names[i]))
            return SF_FAIL(err, SF_EDOMAIN, NULL,
                           _("\"%s\" is no name for a chart; use letters, digits and .png, .svg or .pdf"), names[i]);
    }
    status = sf_directory_look(dir, &directory, err);
    if (status != SF_OK)
        return status;
    status = add_charts(directory.folder, dir, names, n, err);
    sf_directory_leave(&directory);
    return status;
}

/* --- the whole manifest ------------------------------------------------------------------------------------------- */

static json_t *scenario_list(const sf_study *study)
{
    const sf_study_info *facts = sf_study_facts(study);
    json_t *list = json_array();

    for (size_t i = 0; i < facts->n_scenarios; i++) {
        const sf_store_scenario *one = &facts->scenarios[i];

        json_array_append_new(list,
                              json_pack("{ss ss ss sI}", "id", one->id, "label", one->label, "overrides",
                                        one->overrides, "replications", (json_int_t)sf_study_replications(study, i)));
    }
    return list;
}

static json_t *host_facts(void)
{
    struct utsname system;

    if (uname(&system) != 0)
        return json_object();
    return json_pack("{ss ss ss ss sI}", "system", system.sysname, "release", system.release, "machine", system.machine,
                     "libc", gnu_get_libc_version(), "processors", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN));
}

static void write_time(char text[32], time_t moment)
{
    struct tm utc;

    if (gmtime_r(&moment, &utc) == NULL || strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        text[0] = '\0';
}

static size_t most_replications(const sf_study *study)
{
    size_t most = 0;

    for (size_t i = 0; i < sf_study_facts(study)->n_scenarios; i++) {
        const size_t n = sf_study_replications(study, i);

        most = n > most ? n : most;
    }
    return most;
}

sf_status sf_manifest_write(int folder, const char *shown, const sf_study *study, sf_error *err)
{
    const sf_study_info *facts = sf_study_facts(study);
    json_t *old = NULL, *manifest, *charts;
    char seed[24], finished[32];
    sf_status status = read_manifest(folder, shown, &old, err);

    if (status != SF_OK)
        return status;
    snprintf(seed, sizeof seed, "%" PRIu64, facts->seed); /* as text: JSON readers lose whole numbers above 2^53 */
    write_time(finished, time(NULL));
    charts = json_object_get(old, "charts");
    charts = json_is_array(charts) ? json_incref(charts) : json_array();
    manifest = json_pack("{ss ss ss ss si ss ss ss so sI ss ss so so}", "program", "saksflyt", "version", sf_version(),
                         "title", facts->title, "build", facts->build, "schema", SF_SCHEMA_VERSION, "config",
                         facts->config_path, "config_digest", facts->config_digest, "seed", seed, "scenarios",
                         scenario_list(study), "replications", (json_int_t)most_replications(study), "created",
                         sf_study_created(study), "finished", finished, "charts", charts, "host", host_facts());
    json_decref(old);
    if (manifest == NULL)
        return out_of_memory(err);
    status = write_manifest(folder, shown, manifest, err);
    json_decref(manifest);
    return status;
}
