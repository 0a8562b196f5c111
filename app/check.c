/* app/check.c - saksflyt check: all errors of a config at once, or a short note on what it says, before anything is run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "app/command.h"
#include "app/note.h"
#include "core/text.h"
#include "models/keys.h"

enum { OPTION_SET = 256, OPTION_FORMAT };

typedef struct arguments {
    const char *config;
    const char **sets;
    size_t n_sets;
    bool as_json;
} arguments;

static const struct argp_option options[] = {
    {"set", OPTION_SET, "PATH=VALUE", 0, N_("one more assignment on top of every scenario; may be repeated"), 0},
    {"format", OPTION_FORMAT, "text|json", 0, N_("text for people (the default), or json for editors"), 0},
    {0}};

static error_t option(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;

    switch (key) {
    case OPTION_SET:
        a->sets[a->n_sets++] = value;
        return 0;
    case OPTION_FORMAT:
        a->as_json = strcmp(value, "json") == 0;
        if (!a->as_json && strcmp(value, "text") != 0)
            argp_error(state, _("there is no format \"%s\"; write text or json"), value);
        return 0;
    case ARGP_KEY_ARG:
        if (a->config != NULL)
            argp_error(state, _("one config at a time: \"%s\" is one too many"), value);
        a->config = value;
        return 0;
    case ARGP_KEY_END:
        if (a->config == NULL)
            argp_error(state, "%s", _("which config? Write its path, configs/kontor.cfg for example"));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp check_parser = {
    options,       option,
    "CONFIG",      N_("Looks for errors in a config and says what it comes to on paper; runs nothing."),
    NULL,          NULL,
    SF_TEXT_DOMAIN};

/* One outlook for each scenario; NULL after filling *err. */
static sf_outlook *look_ahead(const sf_model *model, sf_error *err)
{
    sf_outlook *outlooks = calloc(model->n_scenarios, sizeof *outlooks);
    sf_status status = SF_OK;

    if (outlooks == NULL) {
        (void)SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory while looking ahead"));
        return NULL;
    }
    for (size_t i = 0; i < model->n_scenarios && status == SF_OK; i++)
        status = sf_outlook_make(model, i, &outlooks[i], err);
    if (status == SF_OK)
        return outlooks;
    for (size_t i = 0; i < model->n_scenarios; i++)
        sf_outlook_free(&outlooks[i]);
    free(outlooks);
    return NULL;
}

/* --- JSON for editors ---------------------------------------------------------------------------------------------------- */

/* JSON is UTF-8, but the name of a file may be anything. */
static json_t *text_json(const char *text)
{
    json_t *json = json_string(text);
    char copy[1024];

    if (json != NULL)
        return json;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *c = copy; *c != '\0'; c++) {
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    }
    return json_string(copy);
}

static json_t *problem_json(const sf_place *place, const char *severity, const char *message)
{
    return json_pack("{s:o, s:i, s:i, s:s, s:o}", "file", text_json(place->file), "line", place->line, "column",
                     place->column, "severity", severity, "message", text_json(message));
}

static int print_json(const arguments *a, const sf_problems *problems, const sf_error *err, const note *n)
{
    json_t *errors = json_array(), *warnings = json_array(), *all;
    int failed;

    for (size_t i = 0; i < problems->count; i++) {
        const sf_problem *p = &problems->items[i];

        json_array_append_new(p->is_warning ? warnings : errors,
                              problem_json(&p->place, p->is_warning ? "warning" : "error", p->message));
    }
    if (problems->errors == 0 && err->status != SF_OK)
        json_array_append_new(errors, problem_json(&err->place, "error", err->message));
    all = json_pack("{s:o, s:b, s:o, s:o, s:o}", "file", text_json(a->config), "ok", err->status == SF_OK, "errors",
                    errors, "warnings", warnings, "summary", err->status == SF_OK ? note_json(n) : json_null());
    failed = all == NULL || json_dumpf(all, stdout, JSON_INDENT(2)) != 0;
    putchar('\n');
    json_decref(all);
    return failed;
}

/* --- the command ----------------------------------------------------------------------------------------------------------- */

static int check(const app *context, const arguments *a)
{
    sf_problems problems = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_outlook *outlooks = NULL;
    sf_error err = {0};
    sf_status status =
        sf_config_read(a->config, sf_keys(), sf_keys_count(), a->sets, a->n_sets, &problems, &config, &err);
    note n;
    int code = EX_OK;

    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    if (status == SF_OK && (outlooks = look_ahead(model, &err)) == NULL)
        status = SF_ENOMEM;
    sf_problems_sort(&problems);
    n = (note){a->config, config, model, outlooks, problems.count - problems.errors};
    if (!a->as_json)
        show_problems(&problems);
    if (a->as_json && print_json(a, &problems, &err, &n) != 0)
        code = EX_IOERR;
    if (status == SF_OK && !a->as_json)
        note_print(&n, context->language, stdout);
    if (problems.errors > 0 && !a->as_json)
        fprintf(
            stderr,
            _("\nErrors: %zu. \"saksflyt explain KEY\" tells what may be written: \"saksflyt explain teams.veiledere\" for example.\n"),
            problems.errors);
    if (status != SF_OK)
        code = show_error(&err, a->as_json || problems.errors > 0);
    for (size_t i = 0; outlooks != NULL && i < model->n_scenarios; i++)
        sf_outlook_free(&outlooks[i]);
    free(outlooks);
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
    return code;
}

int command_check(const app *context, int argc, char **argv)
{
    arguments a = {.sets = calloc((size_t)argc, sizeof *a.sets)};
    int code;

    if (a.sets == NULL)
        return show_no_memory();
    code = parse_arguments(&check_parser, argc, argv, &a);
    if (code == EX_OK)
        code = check(context, &a);
    free(a.sets);
    return code;
}
