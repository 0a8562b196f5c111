/* tests/unit/test_semantics.c - configs that are well written and make no sense: each is refused, or warned of, with one sentence where
 * the mistake is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/keys.h"
#include "models/model.h"

/* A sound office, a setting or two on each line, so that a line tells which. Lines are numbered in the margin. */
static const char office[] =
    "saksflyt = 1; title = \"Prøve\";\n"                                                              /* 1 */
    "time = { start = \"2025-01-01\"; warm_up = \"5 y\"; length = \"2 y\"; };\n"                      /* 2 */
    "segments = ( { id = \"low\"; share = \"0.5\"; }, { id = \"high\"; share = \"rest\"; } );\n"      /* 3 */
    "programmes = ( { id = \"aap\"; arrivals = \"40 /y\";\n"                                          /* 4 */
    "  starts_with = \"intake\";\n"                                                                   /* 5 */
    "  referral = \"referral\";\n"                                                                    /* 6 */
    "  clock = { limit = \"24 mo\"; at_limit = \"limit\"; };\n"                                       /* 7 */
    "  tasks = (\n"                                                                                   /* 8 */
    "    { id = \"intake\"; opens = \"entry\"; minutes = \"30 min\"; },\n"                            /* 9 */
    "    { id = \"meeting\"; due = \"14 d\"; minutes = \"60 min\";\n"                                 /* 10 */
    "      then = ( { need = \"training\"; p = \"0.5\"; }, { next = \"plan\"; p = \"0.3\"; } ); },\n" /* 11 */
    "    { id = \"plan\"; minutes = \"30 min\"; },\n"                                                 /* 12 */
    "    { id = \"follow_up\"; every = \"2 mo\"; minutes = \"60 min\"; },\n"                          /* 13 */
    "    { id = \"referral\"; minutes = \"15 min\"; } );\n"                                           /* 14 */
    "  exits = (\n"                                                                                   /* 15 */
    "    { id = \"work\"; rate = { low = \"3 %/mo\"; high = \"1 %/mo\"; }; },\n"                      /* 16 */
    "    { id = \"limit\"; } ); } );\n"                                                               /* 17 */
    "teams = (\n"                                                                                     /* 18 */
    "  { id = \"t\"; serves = [\"aap\"]; veiledere = 2; hours = \"37.5 h/week\";\n"                   /* 19 */
    "    portfolio = { limit = 30; when_full = \"pool(pool)\"; }; },\n"                               /* 20 */
    "  { id = \"pool\"; serves = []; veiledere = 1; hours = \"37.5 h/week\";\n"                       /* 21 */
    "    minimum = { task = \"follow_up\"; every = \"6 mo\"; }; } );\n"                               /* 22 */
    "tiltak = (\n"                                                                                    /* 23 */
    "  { id = \"aft\"; places = 5; stay = \"gamma(mean 6 mo, sd 2 mo)\";\n"                           /* 24 */
    "    offers = [\"training\"]; } );\n"                                                             /* 25 */
    "scenarios = (\n"                                                                                 /* 26 */
    "  { id = \"today\"; set = []; } );\n";                                                           /* 27 */

typedef struct change {
    const char *old, *new; /* `old`, which the office holds once, becomes `new` */
} change;

static void change_text(char *text, size_t size, const change *c)
{
    char *at = strstr(text, c->old);
    const size_t longer = strlen(c->new), shorter = strlen(c->old);

    if (at == NULL || strstr(at + 1, c->old) != NULL)
        fail_msg("the office does not hold this once: %s", c->old);
    assert_true(strlen(text) + longer < size);
    memmove(at + longer, at + shorter, strlen(at + shorter) + 1);
    memcpy(at, c->new, longer);
}

/* What is said about the changed office, as lines "line:column: message". */
static void read_changed(const change *changes, size_t count, char *said, size_t size)
{
    char folder[] = "/tmp/saksflyt-test-XXXXXX", home[1024], text[8192];
    sf_problems problems = {0};
    sf_config *config = NULL;
    sf_model *model = NULL;
    sf_error err = {0};
    sf_status status;
    size_t used = 0;
    FILE *out;

    snprintf(text, sizeof text, "%s", office);
    for (size_t i = 0; i < count; i++)
        change_text(text, sizeof text, &changes[i]);
    assert_non_null(getcwd(home, sizeof home));
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    out = fopen("a.cfg", "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    status = sf_config_read("a.cfg", sf_keys(), sf_keys_count(), NULL, 0, &problems, &config, &err);
    if (status == SF_OK)
        status = sf_model_compile(config, &problems, &model, &err);
    assert_int_equal(unlink("a.cfg"), 0);
    assert_int_equal(chdir(home), 0);
    assert_int_equal(rmdir(folder), 0);
    sf_problems_sort(&problems);
    said[0] = '\0';
    for (size_t i = 0; i < problems.count && used < size; i++)
        used += (size_t)snprintf(said + used, size - used, "%d:%d: %s%s\n", problems.items[i].place.line,
                                 problems.items[i].place.column, problems.items[i].is_warning ? "warning: " : "",
                                 problems.items[i].message);
    assert_int_equal(status, problems.errors > 0 ? SF_ECONFIG : SF_OK);
    assert_int_equal(model == NULL, problems.errors > 0);
    sf_model_free(model);
    sf_config_free(config);
    sf_problems_free(&problems);
}

static void office_says(const char *old, const char *new, const char *old_too, const char *new_too,
                        const char *expected)
{
    const change changes[] = {{old, new}, {old_too, new_too}};
    char said[8192];

    read_changed(changes, old_too == NULL ? 1 : 2, said, sizeof said);
    assert_string_equal(said, expected);
}

static void says(const char *old, const char *new, const char *expected)
{
    office_says(old, new, NULL, NULL, expected);
}

static void a_sound_office_is_accepted_without_a_word(void **state)
{
    (void)state;
    says("Prøve", "Prøve", "");
}

/* --- who comes, starts and leaves ------------------------------------------------------------------------------------------ */

static void a_programme_that_nobody_enters_is_refused(void **state)
{
    (void)state;
    says(
        " arrivals = \"40 /y\";", "",
        "4:16: nobody ever enters aap; write arrivals = \"430 /y\", or a stream with to = \"aap\"; or let an exit of another programme lead there\n");
}

static void a_programme_that_nobody_starts_is_refused(void **state)
{
    (void)state;
    says(
        "starts_with = \"intake\"", "starts_with = \"plan\"",
        "5:17: nobody ever starts aap: its first task plan cannot open before the start; give it opens = \"entry\", or let a task that opens at entry lead to it by next or after\n");
}

static void people_who_neither_start_nor_leave_are_told(void **state)
{
    (void)state;
    says(
        "{ id = \"intake\"; opens = \"entry\"; minutes = \"30 min\"; }",
        "{ id = \"call\"; opens = \"entry\"; minutes = \"5 min\"; then = ( { next = \"intake\"; p = \"0.4\"; } ); }, { id = \"intake\"; minutes = \"30 min\"; }",
        "5:17: of segment high only a share of 0.4 starts aap or leaves it; the rest would wait for ever: let the tasks before the start lead to an exit or a next task with p = \"rest\"\n");
}

static void a_segment_that_never_leaves_is_told(void **state)
{
    (void)state;
    says(
        "rate = { low = \"3 %/mo\"; high = \"1 %/mo\"; }; },\n    { id = \"limit\"; } ); } );",
        "rate = { low = \"3 %/mo\"; high = \"1 %/mo\"; }; },\n    { id = \"limit\"; } ); },\n"
        "  { id = \"kvp\"; arrivals = \"10 /y\"; exits = ( { id = \"done\"; rate = { low = \"3 %/mo\"; high = \"0 %/mo\"; }; } ); } );",
        "18:45: people of segment high never leave kvp: no exit has a rate for them, no task leads to one, and there is no clock; give an exit a rate, or write a clock\n");
}

static void an_exit_that_nothing_leads_to_is_refused(void **state)
{
    (void)state;
    says(
        "{ id = \"limit\"; } ); } );", "{ id = \"limit\"; }, { id = \"other\"; } ); } );",
        "17:24: nobody can leave aap by the exit other; give it a rate, let a task or the limit lead to it, or remove it\n");
}

static void a_task_that_nothing_asks_for_is_refused(void **state)
{
    (void)state;
    says(
        "{ next = \"plan\"; p = \"0.3\"; }", "{ need = \"other\"; p = \"0.3\"; }",
        "11:60: warning: programmes.aap.tasks.meeting.then.2.need: nothing offers \"other\", so it will count as unmet; name it in `offers` of what meets it, or leave it so on purpose\n"
        "12:5: nothing ever asks for the task plan; give it opens, due, every or rate, let another task lead to it by next, or remove it\n");
    says(
        "{ id = \"plan\"; minutes = \"30 min\"; },",
        "{ id = \"plan\"; minutes = \"30 min\"; }, { id = \"echo\"; after = \"silence\"; minutes = \"1 min\"; }, { id = \"silence\"; minutes = \"1 min\"; },",
        "12:66: the task echo opens after silence, which never opens itself; name a task that does\n"
        "12:99: nothing ever asks for the task silence; give it opens, due, every or rate, let another task lead to it by next, or remove it\n");
    says(
        "{ need = \"training\"; p = \"0.5\"; }, ", "",
        "14:5: nobody is ever referred by the task referral: no task of aap sees a need; write then = ( { need = ...; p = ...; } ) in a task, or leave out the referral\n");
}

/* --- time must pass --------------------------------------------------------------------------------------------------------- */

static void a_circle_of_tasks_without_time_is_refused(void **state)
{
    (void)state;
    says(
        "{ id = \"plan\"; minutes = \"30 min\"; }",
        "{ id = \"plan\"; minutes = \"0 min\"; then = ( { next = \"plan\"; p = \"0.5\"; } ); }",
        "12:46: the task plan leads back to itself without any time passing, so the run would stand still; give a task in the circle minutes, or its next a delay\n");
    says(
        "{ id = \"plan\"; minutes = \"30 min\"; }",
        "{ id = \"plan\"; minutes = \"0 min\"; then = ( { next = \"again\"; p = \"0.5\"; } ); }, { id = \"again\"; minutes = \"0 min\"; then = ( { next = \"plan\"; p = \"1\"; } ); }",
        "12:127: the task again leads back to itself without any time passing, so the run would stand still; give a task in the circle minutes, or its next a delay\n");
}

static void a_circle_of_tasks_that_takes_time_is_accepted(void **state)
{
    (void)state;
    says("{ id = \"plan\"; minutes = \"30 min\"; }",
         "{ id = \"plan\"; minutes = \"1 min\"; then = ( { next = \"plan\"; p = \"0.5\"; } ); }", "");
    says("{ id = \"plan\"; minutes = \"30 min\"; }",
         "{ id = \"plan\"; minutes = \"0 min\"; then = ( { next = \"plan\"; p = \"0.5\"; delay = \"1 d\"; } ); }", "");
}

static void a_referral_without_time_to_a_line_with_room_for_few_is_refused(void **state)
{
    (void)state;
    office_says(
        "{ id = \"referral\"; minutes = \"15 min\"; } );", "{ id = \"referral\"; minutes = \"0 min\"; } );",
        "places = 5;", "places = 5; room = 3;",
        "14:5: the referral referral takes no time, and who is turned away from the full line of aft would be referred again in the same moment; give it minutes, or counts = 0\n");
    office_says("{ id = \"referral\"; minutes = \"15 min\"; } );",
                "{ id = \"referral\"; minutes = \"0 min\"; counts = 0; } );", "places = 5;", "places = 5; room = 3;",
                "");
}

/* --- shares -------------------------------------------------------------------------------------------------------------------- */

static void what_a_task_leads_to_adds_up_to_one_at_most(void **state)
{
    (void)state;
    says(
        "{ next = \"plan\"; p = \"0.3\"; }",
        "{ next = \"plan\"; p = \"0.7\"; }, { exit = \"work\"; p = \"0.300000002\"; }",
        "11:14: the exits, next tasks and cleared barriers of meeting add up to 1.000000002 for segment high; they must add up to at most 1\n");
    says("{ next = \"plan\"; p = \"0.3\"; }", "{ next = \"plan\"; p = \"0.7\"; }, { exit = \"work\"; p = \"0.3\"; }",
         "");
    says(
        "{ next = \"plan\"; p = \"0.3\"; }", "{ p = \"0.3\"; }",
        "11:51: a row of then leads nowhere; write one of need, exit, next or clears\n"
        "12:5: nothing ever asks for the task plan; give it opens, due, every or rate, let another task lead to it by next, or remove it\n");
}

/* --- tiltak, teams, dates ------------------------------------------------------------------------------------------------------- */

static void a_tiltak_longer_than_the_law_allows_is_refused(void **state)
{
    (void)state;
    says(
        "stay = \"gamma(mean 6 mo, sd 2 mo)\"", "stay = \"36 mo\"",
        "24:36: 99 of 100 stays in aft are longer than 1095 days, but nobody may be in aap for more than 730 days, extensions included; shorten the stay, write longest, or raise the limit\n");
    says("stay = \"gamma(mean 6 mo, sd 2 mo)\"", "stay = \"36 mo\"; longest = \"12 mo\"", "");
}

static void a_team_that_nobody_is_served_by_is_refused(void **state)
{
    (void)state;
    says(
        "when_full = \"pool(pool)\"", "when_full = \"wait\"",
        "21:3: nobody is ever served by the team pool: other teams go first for all its people, or it serves no programme and no team sends people to it by when_full = \"pool(pool)\"; change what it serves, or remove it\n");
}

static void a_pool_that_one_scenario_sends_people_to_is_served(void **state)
{
    (void)state;
    office_says(
        "when_full = \"pool(pool)\"", "when_full = \"wait\"", "{ id = \"today\"; set = []; }",
        "{ id = \"today\"; set = []; }, { id = \"pooled\"; set = [\"teams.t.portfolio.when_full = pool(pool)\"]; }",
        "");
}

static void a_programme_that_no_team_serves_is_refused(void **state)
{
    (void)state;
    says("serves = [\"aap\"]; veiledere", "serves = [\"aap\"]; segments = [\"low\"]; veiledere",
         "4:16: no team serves people of segment high in programme aap; name the programme in the serves of a team\n");
}

static void a_team_with_people_and_nobody_to_work_is_warned_of(void **state)
{
    (void)state;
    says(
        "veiledere = 2", "veiledere = 0",
        "19:45: warning: in scenario today the team t has people but no veileder, so nothing is done for them; give it veiledere\n");
}

static void a_minimum_that_nobody_has_again_and_again_is_refused(void **state)
{
    (void)state;
    says("minimum = { task = \"follow_up\"", "minimum = { task = \"meeting\"",
         "22:24: the minimum of pool is the task meeting, which nobody has again and again; name a task with every\n");
}

static void a_date_after_the_run_is_refused(void **state)
{
    (void)state;
    says(
        "places = 5;", "places = \"5; 6 from 2027-01-01\";",
        "24:26: tiltak.aft.places changes on 2027-01-01, but the run ends with 2026-12-31; choose a day before that, or a longer time.length\n");
    says("places = 5;", "places = \"5; 6 from 2026-12-31\";", "");
    says(
        "{ id = \"today\"; set = []; }", "{ id = \"today\"; set = [\"tiltak.aft.places = 6 from 2028-01-01\"]; }",
        "27:27: tiltak.aft.places changes on 2028-01-01, but the run ends with 2026-12-31; choose a day before that, or a longer time.length\n");
}

static void settings_that_do_nothing_are_warned_of(void **state)
{
    (void)state;
    says(
        "{ id = \"meeting\"; due = \"14 d\"; minutes = \"60 min\";",
        "{ id = \"meeting\"; due = \"14 d\"; minutes = \"60 min\"; no_show = \"yes\";",
        "10:67: warning: the task meeting may be missed, but aap has no no_show, so nobody misses it; write no_show = { p = ...; } in the programme\n");
    says(
        "high = \"1 %/mo\"; }; },",
        "high = \"1 %/mo\"; }; follow_up = { doubling = \"1.1\"; without_end = \"1.4\"; }; },",
        "16:77: warning: the exit work answers to contact, but aap has no follow_up.reference to compare with, so it does not; write follow_up = { reference = ...; } in the programme\n");
}

static void a_short_warm_up_is_warned_of(void **state)
{
    (void)state;
    says(
        "warm_up = \"5 y\"", "warm_up = \"1 y\"",
        "2:8: warning: the warm-up of 366 days is shorter than the longest legal spell and the longest tiltak together (1084 days): the first results still carry traces of an empty office; a warm_up of \"3 y\" would be right\n");
}

static void effects_of_contact_that_contradict_themselves_are_refused(void **state)
{
    (void)state;
    says(
        "high = \"1 %/mo\"; }; },",
        "high = \"1 %/mo\"; }; follow_up = { doubling = \"1.2\"; without_end = \"1.4\"; }; },",
        "16:111: without_end is 1.4 and doubling is 1.2; without_end must be larger than doubling squared (1.44), and doubling larger than 1\n");
}

static void hours_that_no_week_holds_are_refused(void **state)
{
    (void)state;
    says(
        "veiledere = 2; hours = \"37.5 h/week\"", "veiledere = 2; hours = \"100 h/week\"",
        "19:56: 100 hours a week from 8 o'clock do not fit in five days; write fewer hours, or calendar = \"always\"\n");
}

static void more_of_anything_than_somebody_has_luck_for_is_refused(void **state)
{
    (void)state;
    says(
        "every = \"2 mo\"; minutes = \"60 min\"", "rate = \"1000 /d\"; minutes = \"60 min\"",
        "13:32: somebody may have the task follow_up 730500 times in one spell; there is luck for 60000: ask for it less often, set a "
        "limit, or run for a shorter time\n"
        "22:24: the minimum of pool is the task follow_up, which nobody has again and again; name a task with every\n");
    says("every = \"2 mo\"; minutes = \"60 min\"", "every = \"1 h\"; minutes = \"60 min\"", "");
    says("veiledere = 2; hours = \"37.5 h/week\";",
         "veiledere = 2; hours = \"37.5 h/week\"; absence = \"50 %\"; absence_spell = \"1 min\";",
         "19:105: a veileder of t would be away 1841400 times; there is luck for 500000: let spells be longer\n");
}

/* --- ids and paths ------------------------------------------------------------------------------------------------------------- */

static void ids_used_twice_and_paths_that_lead_nowhere_are_refused(void **state)
{
    (void)state;
    says("{ id = \"high\"; share = \"rest\"; }", "{ id = \"low\"; share = \"rest\"; }",
         "3:46: the id \"low\" stands twice in segments; the first is at a.cfg:3:14, rename one\n"
         "16:52: programmes.aap.exits.work.rate: there is no \"high\" among segments; it is one of low, low\n");
    says("{ id = \"today\"; set = []; }", "{ id = \"today\"; set = [\"tiltak.amo.places = 6\"]; }",
         "27:27: there is no \"amo\" in tiltak; it can only be aft\n");
    says("{ id = \"today\"; set = []; }", "{ id = \"today\"; set = [\"teams.t.portfolio.limt = 6\"]; }",
         "27:27: there is no \"limt\" in teams.t.portfolio; did you mean \"limit\"?\n");
}

static void a_model_without_segments_is_refused(void **state)
{
    (void)state;
    office_says("segments = ( { id = \"low\"; share = \"0.5\"; }, { id = \"high\"; share = \"rest\"; } );", "",
                "rate = { low = \"3 %/mo\"; high = \"1 %/mo\"; };", "rate = \"1 %/mo\";",
                "0:0: there are no segments; declare at least one, with share = \"1\"\n");
}

static void what_nav_alone_does_is_not_delegated(void **state)
{
    (void)state;
    says("offers = [\"training\"];",
         "offers = [\"training\"]; delegates = { tasks = [\"follow_up\"]; hand_back = \"plan\"; };", "");
    says(
        "offers = [\"training\"];",
        "offers = [\"training\"]; delegates = { tasks = [\"referral\", \"plan\"]; hand_back = \"plan\"; };",
        "25:40: the provider of aft cannot hold plan: in aap it comes when the provider hands back; leave it out of delegates.tasks\n"
        "25:40: the provider of aft cannot hold referral: in aap it is the referral to a tiltak; leave it out of delegates.tasks\n");
    says(
        "offers = [\"training\"];",
        "offers = [\"training\"]; delegates = { tasks = [\"follow_up\"]; hand_back = \"intake\"; };",
        "25:77: the provider of aft cannot hand back with intake: in aap it starts the programme; name a task of its own\n");
}

/* --- attributes ---------------------------------------------------------------------------------------------------------------- */

#define SEGMENTS "segments = ( { id = \"low\"; share = \"0.5\"; }, { id = \"high\"; share = \"rest\"; } );"
#define RATE "rate = { low = \"3 %/mo\"; high = \"1 %/mo\"; };"
#define MIND(low, high) \
    "{ id = \"mind\"; values = ( { id = \"low\"; share = " low "; }, { id = \"high\"; share = " high "; } ); }"
#define AGE(young, old) \
    "{ id = \"age\"; values = ( { id = \"young\"; share = " young "; }, { id = \"old\"; share = " old "; } ); }"
#define ATTRIBUTES(a, b) "attributes = ( " a ", " b " );"

static void attributes_that_make_sense_are_accepted_without_a_word(void **state)
{
    (void)state;
    says(SEGMENTS, "attributes = ( " MIND("\"0.5\"", "\"rest\"") " );", "");
    says(SEGMENTS,
         ATTRIBUTES(AGE("\"0.5\"", "\"rest\""),
                    MIND("{ young = \"0.5\"; old = \"0.25\"; }", "{ young = \"0.5\"; old = \"0.75\"; }")),
         "");
}

static void shares_of_attributes_add_up_among_any_people(void **state)
{
    (void)state;
    says(
        SEGMENTS, ATTRIBUTES(AGE("\"0.5\"", "\"rest\""), MIND("{ young = \"0.5\"; old = \"0.2\"; }", "\"0.5\"")),
        "3:113: attributes.mind: the shares of its values add up to 0.7 and 0 times \"rest\"; they are 1 in all, or less and one rest, among people with any values of the other attributes\n");
    says(
        SEGMENTS,
        ATTRIBUTES(AGE("\"rest\"", "{ low = \"0.5\"; high = \"0.2\"; }"),
                   MIND("{ young = \"0.5\"; old = \"0.2\"; }", "\"rest\"")),
        "3:16: attributes.age: its shares depend on shares that depend on its own; give one attribute shares by itself\n");
    says(SEGMENTS, "attributes = ( " MIND("\"0.5\"", "{ low = \"0.5\"; }") " );",
         "3:97: attributes.mind.values.high.share leaves out the value \"high\"; give it a share\n");
}

static void segments_and_attributes_say_the_same_thing_once(void **state)
{
    (void)state;
    office_says(
        SEGMENTS,
        ATTRIBUTES(
            AGE("\"0.5\"", "\"rest\""),
            MIND(
                "\"0.5\"",
                "\"rest\"")) " segments = ( { id = \"youth\"; of = [\"young\"]; }, { id = \"lows\"; of = [\"low\"]; } );",
        RATE, "rate = \"1 %/mo\";",
        "3:260: segments.lows: people with young_low belong to the segment youth already; let `of` of one of them take fewer\n");
    office_says(
        SEGMENTS,
        ATTRIBUTES(AGE("\"0.5\"", "\"rest\""),
                   MIND("\"0.5\"", "\"rest\"")) " segments = ( { id = \"youth\"; share = \"1\"; } );",
        RATE, "rate = \"1 %/mo\";",
        "3:225: segments.youth: write of = [ ... ], the values of the attributes that make the segment\n"
        "3:249: segments.youth.share: attributes have shares, so a segment has none; write them at the values\n");
    says(
        SEGMENTS, "segments = ( { id = \"low\"; share = \"1\"; }, { id = \"high\"; } );",
        "3:44: segments.high.share is missing; write for example share = \"0.55, 0.40..0.70, antatt\", or declare attributes\n");
}

static void a_value_stands_for_segments_that_it_tells_apart(void **state)
{
    (void)state;
    office_says(
        SEGMENTS,
        ATTRIBUTES(MIND("\"0.5\"", "\"rest\""), "{ id = \"hope\"; values = ( { id = \"high\"; share = \"1\"; } ); }"),
        RATE, "rate = \"1 %/mo\";",
        "3:139: the value \"high\" belongs to two attributes; rename one, results are split by its id\n");
    office_says(
        SEGMENTS, ATTRIBUTES(AGE("\"0.5\"", "\"rest\""), MIND("\"0.5\"", "\"rest\"")), RATE,
        "rate = { low = \"3 %/mo\"; high = \"1 %/mo\"; young = \"2 %/mo\"; };",
        "16:70: programmes.aap.exits.work.rate: the segment \"young_low\" is both low and young; key the group by one attribute, or name the segment itself\n"
        "16:70: programmes.aap.exits.work.rate: the segment \"young_high\" is both high and young; key the group by one attribute, or name the segment itself\n");
    office_says(
        SEGMENTS,
        ATTRIBUTES(AGE("\"0.5\"", "\"rest\""),
                   MIND("\"0.5\"", "\"rest\"")) " segments = ( { id = \"youth\"; of = [\"young\"]; } );",
        "offers = [\"training\"];", "offers = [\"training\"]; accepts = [\"low\"];",
        "16:27: programmes.aap.exits.work.rate leaves out the segment \"youth\"; give it a value, or write one value for all\n"
        "25:40: tiltak.aft.accepts: the segment youth mixes values of mind, so \"low\" does not tell who is meant; name segments\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_office_is_accepted_without_a_word),
        cmocka_unit_test(a_programme_that_nobody_enters_is_refused),
        cmocka_unit_test(a_programme_that_nobody_starts_is_refused),
        cmocka_unit_test(people_who_neither_start_nor_leave_are_told),
        cmocka_unit_test(a_segment_that_never_leaves_is_told),
        cmocka_unit_test(an_exit_that_nothing_leads_to_is_refused),
        cmocka_unit_test(a_task_that_nothing_asks_for_is_refused),
        cmocka_unit_test(a_circle_of_tasks_without_time_is_refused),
        cmocka_unit_test(a_circle_of_tasks_that_takes_time_is_accepted),
        cmocka_unit_test(a_referral_without_time_to_a_line_with_room_for_few_is_refused),
        cmocka_unit_test(what_a_task_leads_to_adds_up_to_one_at_most),
        cmocka_unit_test(a_tiltak_longer_than_the_law_allows_is_refused),
        cmocka_unit_test(a_team_that_nobody_is_served_by_is_refused),
        cmocka_unit_test(a_pool_that_one_scenario_sends_people_to_is_served),
        cmocka_unit_test(a_programme_that_no_team_serves_is_refused),
        cmocka_unit_test(a_team_with_people_and_nobody_to_work_is_warned_of),
        cmocka_unit_test(a_minimum_that_nobody_has_again_and_again_is_refused),
        cmocka_unit_test(a_date_after_the_run_is_refused),
        cmocka_unit_test(settings_that_do_nothing_are_warned_of),
        cmocka_unit_test(a_short_warm_up_is_warned_of),
        cmocka_unit_test(effects_of_contact_that_contradict_themselves_are_refused),
        cmocka_unit_test(hours_that_no_week_holds_are_refused),
        cmocka_unit_test(more_of_anything_than_somebody_has_luck_for_is_refused),
        cmocka_unit_test(ids_used_twice_and_paths_that_lead_nowhere_are_refused),
        cmocka_unit_test(a_model_without_segments_is_refused),
        cmocka_unit_test(what_nav_alone_does_is_not_delegated),
        cmocka_unit_test(attributes_that_make_sense_are_accepted_without_a_word),
        cmocka_unit_test(shares_of_attributes_add_up_among_any_people),
        cmocka_unit_test(segments_and_attributes_say_the_same_thing_once),
        cmocka_unit_test(a_value_stands_for_segments_that_it_tells_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
