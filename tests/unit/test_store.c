/* tests/unit/test_store.c - a study's folder and database: made, continued, refused, killed, digested.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>
#include <sqlite3.h>

#include "results/manifest.h"
#include "results/store.h"
#include "results/study.h"
#include "support/synthetic_study.h"

/* --- helpers ------------------------------------------------------------------------------------------------------ */

static int sandbox_setup(void **state)
{
    *state = make_sandbox();
    return 0;
}

static int sandbox_teardown(void **state)
{
    remove_sandbox(*state);
    return 0;
}

static sf_store *open_store(const char *dir)
{
    const sf_study_info info = synthetic_study();
    sf_store *store = NULL;
    sf_error err = {0};

    if (sf_store_open(dir, &info, false, &store, &err) != SF_OK)
        fail_msg("%s", err.message);
    return store;
}

static void put(sf_store *store, uint32_t scenario, uint32_t replication)
{
    sf_replication_record record = full_record(scenario, replication);
    const sf_replication_record *list[] = {&record};
    sf_error err = {0};

    if (sf_store_put(store, list, 1, &err) != SF_OK)
        fail_msg("%s", err.message);
    sf_replication_free(&record);
}

static void finish(sf_store *store)
{
    sf_error err = {0};

    if (sf_store_finish(store, &err) != SF_OK)
        fail_msg("%s", err.message);
}

/* A whole study of two replications a scenario. */
static void make_study(const char *dir)
{
    sf_store *store = open_store(dir);

    for (uint32_t scenario = TODAY; scenario <= POOL; scenario++) {
        put(store, scenario, 1);
        put(store, scenario, 2);
    }
    finish(store);
    sf_store_close(store);
}

static bool exists(const char *path)
{
    struct stat facts;

    return lstat(path, &facts) == 0;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    return text;
}

static sqlite3 *open_database(const char *dir)
{
    sqlite3 *db = NULL;
    char path[512];

    snprintf(path, sizeof path, "%s/results.sqlite", dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

/* The rows of a query, columns joined by "|", rows by a blank. Owner: the caller. */
static char *ask(const char *dir, const char *sql)
{
    sqlite3 *db = open_database(dir);
    sqlite3_stmt *query = NULL;
    char *answer = calloc(1, 1 << 16);

    assert_non_null(answer);
    if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    while (sqlite3_step(query) == SQLITE_ROW) {
        if (answer[0] != '\0')
            strcat(answer, " ");
        for (int i = 0; i < sqlite3_column_count(query); i++) {
            const char *text = (const char *)sqlite3_column_text(query, i);

            if (i > 0)
                strcat(answer, "|");
            strcat(answer, text != NULL ? text : "NULL");
        }
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    return answer;
}

static void assert_answer(const char *dir, const char *sql, const char *expected)
{
    char *answer = ask(dir, sql);

    assert_string_equal(answer, expected);
    free(answer);
}

static void run_sql(const char *dir, const char *sql)
{
    sqlite3 *db = open_database(dir);

    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* Opening must fail with the status and a sentence that holds `word`. */
static void assert_refused(const char *dir, const sf_study_info *info, bool fresh, sf_status status, const char *word)
{
    sf_store *store = NULL;
    sf_error err = {0};

    assert_int_equal(sf_store_open(dir, info, fresh, &store, &err), status);
    assert_null(store);
    if (strstr(err.message, word) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, word);
}

static void assert_digest(const char *dir, char hex[SF_DIGEST_HEX])
{
    sf_error err = {0};

    if (sf_store_digest(dir, hex, &err) != SF_OK)
        fail_msg("%s", err.message);
    assert_int_equal(strlen(hex), 64);
}

/* --- making ------------------------------------------------------------------------------------------------------- */

static void a_new_study_makes_its_folder_and_parents(void **state)
{
    const char *dir = in_sandbox(*state, "out/deep/office");

    sf_store_close(open_store(dir));
    assert_true(exists(in_sandbox(*state, "out/deep/office/results.sqlite")));
    assert_false(exists(in_sandbox(*state, "out/deep/office/study.lock")));
}

static void a_finished_study_holds_the_files_of_the_contract(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    char *text;

    make_study(dir);
    text = read_file(in_sandbox(*state, "s/resolved.cfg"));
    assert_string_equal(text, "saksflyt = 1;\ntitle = \"A made-up office\";\n");
    free(text);
    text = read_file(in_sandbox(*state, "s/summary.csv"));
    assert_memory_equal(text, "scenario,metric,entity,segment,stat,unit,mean,ci_low,ci_high,replications\n", 74);
    free(text);
    assert_false(exists(in_sandbox(*state, "s/.summary.csv.tmp")));
    assert_false(exists(in_sandbox(*state, "s/results.sqlite-journal")));
}

static void the_manifest_says_what_made_the_study(void **state)
{
    char *text;
    json_t *manifest, *scenario;

    make_study(in_sandbox(*state, "s"));
    text = read_file(in_sandbox(*state, "s/manifest.json"));
    manifest = json_loads(text, 0, NULL);
    assert_non_null(manifest);
    assert_string_equal(json_string_value(json_object_get(manifest, "version")), SF_VERSION);
    assert_string_equal(json_string_value(json_object_get(manifest, "build")), "0.1.0 test");
    assert_string_equal(json_string_value(json_object_get(manifest, "seed")), "18446744073709551615");
    assert_string_equal(json_string_value(json_object_get(manifest, "config")), "configs/made_up.cfg");
    assert_string_equal(json_string_value(json_object_get(manifest, "config_digest")), synthetic_study().config_digest);
    assert_int_equal(json_integer_value(json_object_get(manifest, "replications")), 2);
    assert_int_equal(json_array_size(json_object_get(manifest, "scenarios")), 3);
    scenario = json_array_get(json_object_get(manifest, "scenarios"), P60);
    assert_string_equal(json_string_value(json_object_get(scenario, "id")), "p60");
    assert_int_equal(json_integer_value(json_object_get(scenario, "replications")), 2);
    assert_int_equal(json_array_size(json_object_get(manifest, "charts")), 0);
    assert_int_equal(strlen(json_string_value(json_object_get(manifest, "created"))), strlen("2026-01-31T12:00:00Z"));
    json_decref(manifest);
    free(text);
}

static void the_database_carries_its_schema_version_and_uses_a_rollback_journal(void **state)
{
    make_study(in_sandbox(*state, "s"));
    assert_answer(in_sandbox(*state, "s"), "PRAGMA user_version", "1");
    assert_answer(in_sandbox(*state, "s"), "PRAGMA journal_mode", "delete");
    assert_answer(in_sandbox(*state, "s"), "PRAGMA integrity_check", "ok");
}

static void the_views_have_exactly_the_columns_of_the_contract(void **state)
{
    static const char *const views[][2] = {
        {"scenario", "id label overrides"},
        {"replication", "scenario number status events"},
        {"metric", "id unit direction label"},
        {"observation", "scenario replication metric entity segment stat num den value"},
        {"series", "scenario replication metric entity segment time_days value"},
        {"histogram", "scenario replication metric entity segment bin count"},
        {"histogram_by_ending", "scenario replication metric entity segment bin count ending"},
        {"transition", "scenario replication segment from_state to_state count"},
        {"person_outcome", "scenario replication person programme segment exit_state entry_days exit_days"
                           " first_meeting_wait_days tiltak_wait_days contacts tiltak_started"},
        {"timing", "scenario replication seconds"},
    };

    make_study(in_sandbox(*state, "s"));
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        char sql[200];

        snprintf(sql, sizeof sql, "SELECT type FROM sqlite_master WHERE name = '%s'", views[i][0]);
        assert_answer(in_sandbox(*state, "s"), sql, "view");
        snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')", views[i][0]);
        assert_answer(in_sandbox(*state, "s"), sql, views[i][1]);
    }
}

static void the_views_show_what_was_put_with_ids_as_text(void **state)
{
    const char *dir = in_sandbox(*state, "s");

    make_study(dir);
    assert_answer(dir, "SELECT id FROM scenario", "today p60 pool");
    assert_answer(dir, "SELECT * FROM replication WHERE scenario = 'p60'", "p60|1|finished|1000 p60|2|finished|2000");
    assert_answer(
        dir,
        "SELECT id, unit, direction FROM metric WHERE id IN ('stock', 'wait.meeting', 'outcome.by/work/24') ORDER BY id",
        "outcome.by/work/24|share|higher stock|persons|neither wait.meeting|d|lower");
    assert_answer(
        dir,
        "SELECT * FROM observation WHERE scenario = 'p60' AND replication = 2 ORDER BY metric, entity, segment, stat",
        "p60|2|cost.staff/municipality|all|all|sum|NULL|NULL|1000012.0 p60|2|stock|all|all|mean|NULL|NULL|NULL"
        " p60|2|wait.meeting|all|all|mean|22.0|3.0|7.33333333333333 p60|2|wait.meeting|all|all|p90|NULL|NULL|12.0"
        " p60|2|wait.meeting|all|low|mean|8.0|2.0|4.0");
    assert_answer(dir, "SELECT * FROM series WHERE scenario = 'today' AND replication = 1",
                  "today|1|stock|all|all|-30.0|1.0 today|1|stock|all|all|0.0|2.0");
    /* the bin of 1.0 is its exponent, 1023, before eight zero bits; of 40.0 = 1.25 x 2^5 it is 1028 x 256 + 64 */
    assert_answer(dir, "SELECT * FROM histogram WHERE scenario = 'today' AND replication = 1 ORDER BY bin",
                  "today|1|wait.meeting|all|all|0|5 today|1|wait.meeting|all|all|261888|7"
                  " today|1|wait.meeting|all|all|263232|1");
    assert_answer(dir,
                  "SELECT * FROM histogram_by_ending WHERE scenario = 'today' AND replication = 1"
                  " ORDER BY ending DESC, bin",
                  "today|1|wait.meeting|all|all|0|5|served today|1|wait.meeting|all|all|261888|7|served"
                  " today|1|wait.meeting|all|all|263232|1|open");
    assert_answer(dir, "SELECT * FROM transition WHERE scenario = 'pool'",
                  "pool|1|all|aap|work|1 pool|2|all|aap|work|2");
    assert_answer(dir, "SELECT * FROM person_outcome WHERE scenario = 'today' AND replication = 2 ORDER BY person",
                  "today|2|0000000000000003|programmes.aap|high|work|2.5|90.0|12.5|3.0|4|1"
                  " today|2|fedcba9800000003|programmes.aap|high|work|1.5|NULL|12.5|3.0|4|1");
    assert_answer(dir, "SELECT count(*), sum(seconds) FROM timing", "6|3.0");
    assert_answer(dir, "SELECT count(*), sum(passed) FROM self_check", "6|6");
}

static void a_replication_that_repeats_a_row_is_refused_whole(void **state)
{
    sf_store *store = open_store(in_sandbox(*state, "s"));
    sf_replication_record good = full_record(TODAY, 1), bad = full_record(TODAY, 2);
    const sf_replication_record *list[] = {&good, &bad};
    sf_error err = {0};

    add_sums(&bad, WAIT_MEETING, SEGMENT_ALL, SF_STAT_MEAN, 1.0, 1.0); /* full_record has it already */
    assert_int_equal(sf_store_put(store, list, 2, &err), SF_EBUG);
    assert_false(sf_store_has(store, TODAY, 1));
    assert_answer(in_sandbox(*state, "s"), "SELECT count(*) FROM replication", "0");
    assert_answer(in_sandbox(*state, "s"), "SELECT count(*) FROM observation", "0");
    put(store, TODAY, 1); /* and the store goes on working */
    assert_true(sf_store_has(store, TODAY, 1));
    sf_store_close(store);
    sf_replication_free(&good);
    sf_replication_free(&bad);
}

/* --- continuing --------------------------------------------------------------------------------------------------- */

static void the_same_study_is_continued(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    sf_store *store = open_store(dir);

    put(store, TODAY, 1);
    put(store, POOL, 70); /* numbers need not be dense while threads race */
    sf_store_close(store);
    store = open_store(dir);
    assert_true(sf_store_has(store, TODAY, 1));
    assert_true(sf_store_has(store, POOL, 70));
    assert_false(sf_store_has(store, TODAY, 2));
    assert_false(sf_store_has(store, P60, 1));
    assert_false(sf_store_has(store, TODAY, 1000000));
    put(store, TODAY, 2);
    sf_store_close(store);
}

static void another_config_seed_or_build_is_refused_by_name(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    sf_study_info info = synthetic_study();

    make_study(dir);
    info.config_digest = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    assert_refused(dir, &info, false, SF_ECANTCREATE, "the config (001122334455 there, ff1122334455 here)");
    assert_refused(dir, &info, false, SF_ECANTCREATE, "--fresh");
    info = synthetic_study();
    info.seed = 7;
    assert_refused(dir, &info, false, SF_ECANTCREATE, "the seed (18446744073709551615 there, 7 here)");
    info.build = "0.2.0 test";
    assert_refused(dir, &info, false, SF_ECANTCREATE,
                   "here), the build of the program (0.1.0 test there, 0.2.0 test here)");
    assert_answer(dir, "SELECT count(*) FROM replication", "6");
    assert_false(exists(in_sandbox(*state, "s/study.lock")));
}

static void a_study_with_other_names_is_refused(void **state)
{
    sf_study_info info = synthetic_study();
    sf_catalogue catalogue = *info.catalogue;
    static const char *const segments[] = {"all", "low", "other"};

    make_study(in_sandbox(*state, "s"));
    catalogue.segments = segments;
    info.catalogue = &catalogue;
    assert_refused(in_sandbox(*state, "s"), &info, false, SF_ECANTCREATE, "does not know \"other\"");
}

static void a_newer_schema_is_refused(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    const sf_study_info info = synthetic_study();
    sf_study *study = NULL;
    char hex[SF_DIGEST_HEX];

    make_study(dir);
    run_sql(dir, "PRAGMA user_version = 2");
    assert_refused(dir, &info, false, SF_ECANTCREATE, "newer");
    assert_int_equal(sf_study_open(dir, &study, NULL), SF_EUNAVAILABLE);
    assert_int_equal(sf_store_digest(dir, hex, NULL), SF_EUNAVAILABLE);
}

static void reordered_lists_continue_the_same_study_id_by_id(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    static const char *const segments[] = {"all", "high", "low"};
    static const sf_store_scenario scenarios[] = {{"pool", "P", ""}, {"today", "T", ""}, {"p60", "6", ""}};
    sf_study_info info = synthetic_study();
    sf_catalogue catalogue = *info.catalogue;
    sf_store *store = open_store(dir);
    sf_replication_record record = synthetic_record(1, 2); /* number 1 is "today" in the new order */
    const sf_replication_record *list[] = {&record};

    put(store, TODAY, 1);
    sf_store_close(store);
    catalogue.segments = segments;
    info.catalogue = &catalogue;
    info.scenarios = scenarios;
    assert_int_equal(sf_store_open(dir, &info, false, &store, NULL), SF_OK);
    assert_true(sf_store_has(store, 1, 1));
    add_sums(&record, WAIT_MEETING, 2, SF_STAT_MEAN, 1.0, 1.0); /* number 2 is "low" in the new order */
    assert_int_equal(sf_store_put(store, list, 1, NULL), SF_OK);
    sf_store_close(store);
    sf_replication_free(&record);
    assert_answer(dir, "SELECT scenario, segment FROM observation WHERE replication = 2", "today|low");
    assert_answer(dir, "SELECT id FROM scenario", "pool today p60");
}

static void scenarios_may_be_added_while_a_study_grows(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    sf_study_info info = synthetic_study();
    sf_store *store = NULL;

    info.scenarios++; /* as with --scenario p60 */
    info.n_scenarios = 1;
    assert_int_equal(sf_store_open(dir, &info, false, &store, NULL), SF_OK);
    put(store, 0, 1);
    sf_store_close(store);
    store = open_store(dir);
    assert_true(sf_store_has(store, P60, 1));
    assert_false(sf_store_has(store, TODAY, 1));
    put(store, TODAY, 1);
    sf_store_close(store);
    assert_answer(dir, "SELECT id FROM scenario", "today p60 pool");
    assert_answer(dir, "SELECT scenario FROM replication ORDER BY scenario", "p60 today");
}

/* --- whose folder is it ------------------------------------------------------------------------------------------- */

static void a_folder_with_other_peoples_files_is_refused_and_untouched(void **state)
{
    const sf_study_info info = synthetic_study();

    assert_int_equal(mkdir(in_sandbox(*state, "s"), 0777), 0);
    write_file(in_sandbox(*state, "s/thesis.doc"), "mine");
    assert_refused(in_sandbox(*state, "s"), &info, false, SF_ECANTCREATE, "thesis.doc");
    assert_refused(in_sandbox(*state, "s"), &info, true, SF_ECANTCREATE, "thesis.doc");
    assert_false(exists(in_sandbox(*state, "s/results.sqlite")));
    assert_false(exists(in_sandbox(*state, "s/study.lock")));
}

static void a_folder_with_nothing_but_a_studys_files_is_taken(void **state)
{
    assert_int_equal(mkdir(in_sandbox(*state, "s"), 0777), 0);
    write_file(in_sandbox(*state, "s/summary.csv"), "old");
    write_file(in_sandbox(*state, "s/.manifest.json.tmp"), "half");
    make_study(in_sandbox(*state, "s"));
    assert_answer(in_sandbox(*state, "s"), "SELECT count(*) FROM replication", "6");
}

static void a_foreign_database_is_refused_even_with_fresh(void **state)
{
    const sf_study_info info = synthetic_study();

    assert_int_equal(mkdir(in_sandbox(*state, "s"), 0777), 0);
    run_sql(in_sandbox(*state, "s"), "CREATE TABLE mine(x); INSERT INTO mine VALUES (1)");
    assert_refused(in_sandbox(*state, "s"), &info, true, SF_ECANTCREATE, "is not a database that Saksflyt can read");
    assert_answer(in_sandbox(*state, "s"), "SELECT x FROM mine", "1");
    assert_int_equal(mkdir(in_sandbox(*state, "t"), 0777), 0);
    write_file(in_sandbox(*state, "t/results.sqlite"),
               "this is no database, however long the text may be: it is not one");
    assert_refused(in_sandbox(*state, "t"), &info, true, SF_ECANTCREATE, "is not a database that Saksflyt can read");
}

static void a_path_that_cannot_be_made_leaves_nothing_behind(void **state)
{
    const sf_study_info info = synthetic_study();

    write_file(in_sandbox(*state, "file"), "x");
    assert_refused(in_sandbox(*state, "file"), &info, false, SF_ECANTCREATE, "file");
    assert_refused(in_sandbox(*state, "file/below"), &info, false, SF_ECANTCREATE, "file");
    assert_int_equal(mkdir(in_sandbox(*state, "s"), 0777), 0);
    assert_int_equal(symlink("/etc/hostname", in_sandbox(*state, "s/results.sqlite")), 0);
    assert_refused(in_sandbox(*state, "s"), &info, true, SF_ECANTCREATE, "results.sqlite");
    assert_true(exists(in_sandbox(*state, "s/results.sqlite")));
    assert_false(exists(in_sandbox(*state, "s/study.lock")));
}

static void fresh_deletes_what_a_study_wrote_and_nothing_else(void **state)
{
    static const char *const ours[] = {"s/report.html", "s/report.xlsx", "s/export.json", "s/charts/waits.png",
                                       "s/charts/waits.svg"};
    static const char *const listed[] = {"waits.png", "waits.svg"};
    static const char *const theirs[] = {"s/notes.txt", "s/charts/mine.png", "s/events.txt"};
    sf_study_info info = synthetic_study();
    sf_store *store = NULL;

    make_study(in_sandbox(*state, "s"));
    assert_int_equal(mkdir(in_sandbox(*state, "s/charts"), 0777), 0);
    assert_int_equal(sf_manifest_add_charts(in_sandbox(*state, "s"), listed, 2, NULL), SF_OK);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        write_file(in_sandbox(*state, ours[i]), "ours");
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
        write_file(in_sandbox(*state, theirs[i]), "theirs");
    info.seed = 7;
    assert_int_equal(sf_store_open(in_sandbox(*state, "s"), &info, true, &store, NULL), SF_OK);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        assert_false(exists(in_sandbox(*state, ours[i])));
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
        assert_true(exists(in_sandbox(*state, theirs[i])));
    assert_false(exists(in_sandbox(*state, "s/summary.csv")));
    assert_false(sf_store_has(store, TODAY, 1));
    sf_store_close(store);
    assert_answer(in_sandbox(*state, "s"), "SELECT value FROM study WHERE key = 'seed'", "7");
}

static void the_manifest_keeps_its_charts_when_the_study_grows(void **state)
{
    static const char *const charts[] = {"a.png", "b.svg"}, *const again[] = {"b.svg", "c.pdf"},
                             *const bad[] = {"../x.png"};
    const char *dir = in_sandbox(*state, "s");
    sf_store *store;
    char *text;
    json_t *manifest;

    make_study(dir);
    assert_int_equal(sf_manifest_add_charts(dir, charts, 2, NULL), SF_OK);
    assert_int_equal(sf_manifest_add_charts(dir, again, 2, NULL), SF_OK);
    assert_int_equal(sf_manifest_add_charts(dir, bad, 1, NULL), SF_EDOMAIN);
    store = open_store(dir);
    put(store, TODAY, 3);
    finish(store);
    sf_store_close(store);
    text = read_file(in_sandbox(*state, "s/manifest.json"));
    manifest = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(manifest, "charts")), 3);
    assert_int_equal(json_integer_value(json_object_get(manifest, "replications")), 3);
    json_decref(manifest);
    free(text);
}

/* --- two at once, and sudden death -------------------------------------------------------------------------------- */

static void a_second_writer_is_told_that_the_study_is_in_use(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    const sf_study_info info = synthetic_study();
    sf_store *store = open_store(dir);

    put(store, TODAY, 1);
    assert_refused(dir, &info, false, SF_EBUSY, "another Saksflyt process");
    assert_refused(dir, &info, true, SF_EBUSY, "another Saksflyt process");
    put(store, TODAY, 2); /* the first is unharmed */
    sf_store_close(store);
    store = open_store(dir);
    assert_true(sf_store_has(store, TODAY, 2));
    sf_store_close(store);
}

static void a_reader_sees_what_is_finished_while_a_writer_goes_on(void **state)
{
    const char *dir = in_sandbox(*state, "s");
    sf_store *store = open_store(dir);
    sf_study *study = NULL;

    put(store, TODAY, 1);
    assert_int_equal(sf_study_open(dir, &study, NULL), SF_OK);
    put(store, TODAY, 2);
    assert_int_equal(sf_study_replications(study, TODAY), 1);
    sf_study_close(study);
    sf_store_close(store);
}

/* Puts replications until it is killed, and writes the number of each one down the pipe when it is stored. */
static void work_until_killed(const char *dir, int pipe_end)
{
    const sf_study_info info = synthetic_study();
    sf_store *store = NULL;

    if (sf_store_open(dir, &info, false, &store, NULL) != SF_OK)
        _exit(1);
    for (uint32_t replication = 1; replication < 1000000; replication++) {
        sf_replication_record record = full_record(TODAY, replication);
        const sf_replication_record *list[] = {&record};

        for (int i = 0; i < 3000; i++) /* long transactions are more often hit in the middle */
            add_point(&record, COST, i, replication);
        if (!sf_store_has(store, TODAY, replication) && sf_store_put(store, list, 1, NULL) != SF_OK)
            _exit(2);
        if (write(pipe_end, &replication, sizeof replication) != sizeof replication)
            _exit(3);
        sf_replication_free(&record);
    }
    _exit(0);
}

static void finished_replications_survive_kill_9_at_any_moment(void **state)
{
    const char *dir = in_sandbox(*state, "s");

    bool any = false;

    for (int round = 0; round < 12 || (!any && round < 90);
         round++) { /* later rounds: a slow disk has saved nothing yet */
        int ends[2], status;
        uint32_t one, last = 0;
        const struct timespec pause = {.tv_nsec = 1000000L * (3 + 11 * round)};
        pid_t child;
        sf_store *store;
        char *whole;

        assert_int_equal(pipe(ends), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(ends[0]);
            work_until_killed(dir, ends[1]);
        }
        close(ends[1]);
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        while (read(ends[0], &one, sizeof one) == sizeof one)
            last = one;
        close(ends[0]);
        any = any || last > 0;

        store = open_store(dir);
        for (uint32_t replication = 1; replication <= last; replication++)
            assert_true(sf_store_has(store, TODAY, replication)); /* everything acknowledged is there */
        sf_store_close(store);
        assert_answer(dir, "PRAGMA integrity_check", "ok");
        whole =
            ask(dir, "SELECT count(*) FROM (SELECT count(*) AS n FROM series GROUP BY replication) WHERE n <> 3002");
        assert_string_equal(whole, "0"); /* and nothing by halves */
        free(whole);
    }
    assert_answer(dir, "SELECT count(*) > 0 FROM replication", "1");
}

static void limit_files(rlim_t bytes)
{
    const struct rlimit limit = {.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};

    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A limit on the size of files is a disk that is full at just that place. */
static void a_full_disk_is_said_and_earlier_results_stay_whole(void **state)
{
    char *dir = strdup(in_sandbox(*state, "s"));
    sf_store *store;
    sf_replication_record large = full_record(TODAY, 3);
    const sf_replication_record *list[] = {&large};
    char before[SF_DIGEST_HEX], after[SF_DIGEST_HEX];
    char *old, *now;
    sf_error err = {0};

    make_study(dir);
    assert_digest(dir, before);
    old = read_file(in_sandbox(*state, "s/summary.csv"));
    for (int i = 0; i < 20000; i++)
        add_point(&large, COST, i, 1.0);
    store = open_store(dir);
    signal(SIGXFSZ, SIG_IGN);
    limit_files(300000);
    assert_int_equal(sf_store_put(store, list, 1, &err), SF_EIO);
    assert_non_null(strstr(err.message, "s/results.sqlite"));
    assert_false(sf_store_has(store, TODAY, 3));
    limit_files(100);
    assert_int_equal(sf_store_finish(store, NULL), SF_EIO);
    limit_files(RLIM_INFINITY);
    assert_false(exists(in_sandbox(*state, "s/.summary.csv.tmp")));
    now = read_file(in_sandbox(*state, "s/summary.csv"));
    assert_string_equal(now, old);
    assert_digest(dir, after);
    assert_string_equal(before, after);
    assert_int_equal(sf_store_put(store, list, 1, NULL), SF_OK); /* and there is room again */
    sf_store_close(store);
    sf_replication_free(&large);
    free(old);
    free(now);
    free(dir);
}

static void a_disk_that_is_full_from_the_start_leaves_no_folder(void **state)
{
    const sf_study_info info = synthetic_study();
    sf_store *store = NULL;
    sf_error err = {0};

    signal(SIGXFSZ, SIG_IGN);
    limit_files(5000);
    assert_int_equal(sf_store_open(in_sandbox(*state, "out/s"), &info, false, &store, &err), SF_EIO);
    limit_files(RLIM_INFINITY);
    assert_false(exists(in_sandbox(*state, "out")));
}

/* --- digest ------------------------------------------------------------------------------------------------------- */

static void two_orders_of_insertion_and_a_restart_give_the_same_digest(void **state)
{
    const char *first = in_sandbox(*state, "first"), *second = in_sandbox(*state, "second");
    char one[SF_DIGEST_HEX], other[SF_DIGEST_HEX];
    sf_store *store;

    make_study(first);
    store = open_store(second);
    put(store, POOL, 2);
    put(store, TODAY, 1);
    put(store, P60, 1);
    sf_store_close(store);
    assert_digest(second, other); /* before the end, too, there is one */
    store = open_store(second);
    put(store, TODAY, 2);
    put(store, POOL, 1);
    put(store, P60, 2);
    finish(store);
    sf_store_close(store);
    assert_digest(first, one);
    assert_string_not_equal(one, other);
    assert_digest(second, other);
    assert_string_equal(one, other);
}

static void the_summary_is_the_same_bytes_in_any_order_of_insertion(void **state)
{
    sf_store *store = open_store(in_sandbox(*state, "second"));
    char *one, *other;

    for (uint32_t scenario = POOL + 1; scenario-- > TODAY;) {
        put(store, scenario, 2);
        put(store, scenario, 1);
    }
    finish(store);
    sf_store_close(store);
    make_study(in_sandbox(*state, "first"));
    one = read_file(in_sandbox(*state, "first/summary.csv"));
    other = read_file(in_sandbox(*state, "second/summary.csv"));
    assert_string_equal(one, other);
    free(one);
    free(other);
}

static void the_digest_sees_every_table_and_resolved_cfg_but_no_timing(void **state)
{
    static const char *const changes[] = {
        "UPDATE scenario_data SET label = 'x' WHERE code = 0",
        "UPDATE replication_data SET events = 1",
        "UPDATE metric_data SET unit = 'x' WHERE code = 0",
        "UPDATE observation_data SET value = 0.5 WHERE stat = 9",
        "UPDATE series_data SET value = 0.5",
        "UPDATE histogram_data SET bins = '{}'",
        "UPDATE transition_data SET count = 77",
        "UPDATE person_outcome_data SET contacts = 77",
    };
    const char *dir = in_sandbox(*state, "s");
    char before[SF_DIGEST_HEX], after[SF_DIGEST_HEX];

    make_study(dir);
    assert_digest(dir, before);
    run_sql(
        dir,
        "UPDATE timing_data SET seconds = 99; UPDATE study SET value = 'x' WHERE key IN ('build', 'config_path', 'created')");
    assert_digest(dir, after);
    assert_string_equal(before, after);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        run_sql(dir, changes[i]);
        assert_digest(dir, after);
        assert_string_not_equal(before, after);
        memcpy(before, after, sizeof before);
    }
    write_file(in_sandbox(*state, "s/resolved.cfg"), "saksflyt = 1;\n");
    assert_digest(dir, after);
    assert_string_not_equal(before, after);
}

static void a_folder_without_a_study_has_no_digest(void **state)
{
    char hex[SF_DIGEST_HEX];
    sf_error err = {0};

    assert_int_equal(sf_store_digest(in_sandbox(*state, "missing"), hex, &err), SF_ENOINPUT);
    assert_int_equal(sf_store_digest(*state, hex, NULL), SF_ENOINPUT);
}

#define IN_SANDBOX(test) cmocka_unit_test_setup_teardown(test, sandbox_setup, sandbox_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SANDBOX(a_new_study_makes_its_folder_and_parents),
        IN_SANDBOX(a_finished_study_holds_the_files_of_the_contract),
        IN_SANDBOX(the_manifest_says_what_made_the_study),
        IN_SANDBOX(the_database_carries_its_schema_version_and_uses_a_rollback_journal),
        IN_SANDBOX(the_views_have_exactly_the_columns_of_the_contract),
        IN_SANDBOX(the_views_show_what_was_put_with_ids_as_text),
        IN_SANDBOX(a_replication_that_repeats_a_row_is_refused_whole),
        IN_SANDBOX(the_same_study_is_continued),
        IN_SANDBOX(another_config_seed_or_build_is_refused_by_name),
        IN_SANDBOX(a_study_with_other_names_is_refused),
        IN_SANDBOX(a_newer_schema_is_refused),
        IN_SANDBOX(reordered_lists_continue_the_same_study_id_by_id),
        IN_SANDBOX(scenarios_may_be_added_while_a_study_grows),
        IN_SANDBOX(a_folder_with_other_peoples_files_is_refused_and_untouched),
        IN_SANDBOX(a_folder_with_nothing_but_a_studys_files_is_taken),
        IN_SANDBOX(a_foreign_database_is_refused_even_with_fresh),
        IN_SANDBOX(a_path_that_cannot_be_made_leaves_nothing_behind),
        IN_SANDBOX(fresh_deletes_what_a_study_wrote_and_nothing_else),
        IN_SANDBOX(the_manifest_keeps_its_charts_when_the_study_grows),
        IN_SANDBOX(a_second_writer_is_told_that_the_study_is_in_use),
        IN_SANDBOX(a_reader_sees_what_is_finished_while_a_writer_goes_on),
        IN_SANDBOX(finished_replications_survive_kill_9_at_any_moment),
        IN_SANDBOX(a_full_disk_is_said_and_earlier_results_stay_whole),
        IN_SANDBOX(a_disk_that_is_full_from_the_start_leaves_no_folder),
        IN_SANDBOX(two_orders_of_insertion_and_a_restart_give_the_same_digest),
        IN_SANDBOX(the_summary_is_the_same_bytes_in_any_order_of_insertion),
        IN_SANDBOX(the_digest_sees_every_table_and_resolved_cfg_but_no_timing),
        IN_SANDBOX(a_folder_without_a_study_has_no_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
