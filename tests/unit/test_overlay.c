/* tests/unit/test_overlay.c - assignments of scenarios and of --set.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "small_config.h"

#define OFFICE                                                                                                                                        \
    HEAD                                                                                                                                              \
        "segments = ( { id = \"low\"; share = 0.5; }, { id = \"high\"; share = \"rest\"; } );\n"                                                      \
        "programmes = ( { id = \"aap\"; tasks = ( { id = \"plan\"; minutes = \"75 min, 45..120, antatt\"; then = ( { p = 0.5; } ); } );\n"            \
        "  exits = ( { id = \"work\"; rate = { low = \"2 %/mo, 1..3, P26\"; high = \"1 %/mo\"; }; } ); } );\n"                                        \
        "teams = ( { id = \"aap\"; veiledere = \"10, 5..20, antatt\"; serves = [\"aap\"]; portfolio = { }; }, { id = \"pool\"; veiledere = 0; } );\n" \
        "tiltak = ( { id = \"aft\"; places = \"24; 44 from 2026-07-01; 50 from 2027-01-01\"; stay = \"gamma(mean 9 mo, sd 4 mo), 3..36, antatt\"; } );\n"

static sf_config *with_set(const char *assignment)
{
    return read_good_with(OFFICE, &assignment, 1);
}

/* The scenario "s" with these assignments, written between quotes in the config. */
static sf_config *with_scenario(const char *assignments)
{
    char text[4096];

    snprintf(text, sizeof text, "%sscenarios = ( { id = \"s\"; set = [ %s ]; } );\n", OFFICE, assignments);
    return read_good(text);
}

static const sf_node *scenario_node(const sf_config *config, const char *path)
{
    return sf_node_get(sf_setup_root(sf_config_scenario(config, 0)), path);
}

static double on(const sf_node *node, int year, int month, int day_of_month)
{
    return sf_node_number(node, day(year, month, day_of_month));
}

static void an_assignment_acts_at_the_first_measured_day(void **state)
{
    sf_config *config = with_scenario("\"teams.aap.veiledere = 16\"");
    const sf_node *heads = scenario_node(config, "teams.aap.veiledere");
    const double *dates;

    (void)state;
    assert_true(on(heads, 2024, 12, 31) == 10.0); /* the warm-up runs the base */
    assert_true(on(heads, 2025, 1, 1) == 16.0);
    assert_int_equal(sf_setup_dates(sf_config_scenario(config, 0), &dates), 3);
    assert_true(dates[0] == day(2025, 1, 1));
    assert_true(base_number(config, "teams.aap.veiledere") == 10.0);
    assert_string_equal(sf_config_scenario_overrides(config, 0), "teams.aap.veiledere = 16");
    assert_string_equal(sf_config_scenario_label(config, 0), "s"); /* no label is written */
    sf_config_free(config);
}

static void from_always_changes_the_warm_up_too(void **state)
{
    sf_config *config = with_scenario("\"teams.aap.veiledere = 16 from always\"");

    (void)state;
    assert_true(sf_node_number(scenario_node(config, "teams.aap.veiledere"), SF_ALWAYS) == 16.0);
    sf_config_free(config);
}

static void a_dated_assignment_replaces_all_that_comes_later(void **state)
{
    sf_config *config = with_scenario("\"tiltak.aft.places = 30 from 2026-10-01\"");
    const sf_node *places = scenario_node(config, "tiltak.aft.places");

    (void)state;
    assert_true(on(places, 2025, 1, 1) == 24.0);
    assert_true(on(places, 2026, 9, 30) == 44.0);
    assert_true(on(places, 2026, 10, 1) == 30.0);
    assert_true(on(places, 2030, 1, 1) == 30.0);
    sf_config_free(config);
}

static void plus_and_times_act_on_every_later_value(void **state)
{
    sf_config *config = with_scenario("\"tiltak.aft.places += 20 from 2026-10-01\"");
    const sf_node *places = scenario_node(config, "tiltak.aft.places");

    (void)state;
    assert_true(on(places, 2026, 9, 30) == 44.0);
    assert_true(on(places, 2026, 10, 1) == 64.0);
    assert_true(on(places, 2027, 1, 1) == 70.0);
    sf_config_free(config);

    config = with_scenario("\"tiltak.aft.places *= 1.5 from always\", \"tiltak.aft.places += -6\"");
    places = scenario_node(config, "tiltak.aft.places");
    assert_true(sf_node_number(places, SF_ALWAYS) == 36.0);
    assert_true(on(places, 2025, 1, 1) == 30.0);
    assert_true(on(places, 2026, 7, 1) == 60.0);
    assert_true(on(places, 2027, 1, 1) == 69.0);
    sf_config_free(config);
}

static void an_assignment_until_a_day_leaves_no_trace_after_it(void **state)
{
    sf_config *config = with_scenario("\"teams.aap.veiledere = 5 from 2025-07-01 until 2026-07-01\"");
    const sf_node *node = scenario_node(config, "teams.aap.veiledere");
    const double *dates;

    (void)state;
    assert_true(on(node, 2025, 6, 30) == 10.0);
    assert_true(on(node, 2025, 7, 1) == 5.0);
    assert_true(on(node, 2026, 6, 30) == 5.0);
    assert_true(on(node, 2026, 7, 1) == 10.0);
    assert_int_equal(sf_setup_dates(sf_config_scenario(config, 0), &dates), 3); /* 2026-07-01 is the tiltak's, too */
    sf_config_free(config);

    config = with_scenario("\"teams.aap.veiledere = 16 until 2025-03-01\""); /* from time.start */
    node = scenario_node(config, "teams.aap.veiledere");
    assert_true(on(node, 2024, 12, 31) == 10.0);
    assert_true(on(node, 2025, 2, 28) == 16.0);
    assert_true(on(node, 2025, 3, 1) == 10.0);
    sf_config_free(config);
}

static void what_holds_after_until_is_what_would_have_held_without(void **state)
{
    sf_config *config = with_scenario("\"tiltak.aft.places *= 2 from 2026-03-01 until 2027-01-01\"");
    const sf_node *places = scenario_node(config, "tiltak.aft.places");

    (void)state;
    assert_true(on(places, 2026, 2, 28) == 24.0);
    assert_true(on(places, 2026, 3, 1) == 48.0);
    assert_true(on(places, 2026, 7, 1) == 88.0); /* the config's own date, doubled */
    assert_true(on(places, 2027, 1, 1) == 50.0);
    sf_config_free(config);

    config = with_scenario("\"tiltak.aft.places = 10 from 2026-03-01 until 2026-10-01\"");
    places = scenario_node(config, "tiltak.aft.places");
    assert_true(on(places, 2026, 7, 1) == 10.0);  /* = passes over the date that lies within */
    assert_true(on(places, 2026, 10, 1) == 44.0); /* but it has happened meanwhile */
    assert_true(on(places, 2027, 1, 1) == 50.0);
    sf_config_free(config);

    config = with_scenario("\"programmes.aap.exits.work.rate *= 1.5 from 2025-02-01 until 2025-03-01\", "
                           "\"programmes.aap.exits.work.rate *= 2\"");
    assert_true(on(scenario_node(config, "programmes.aap.exits.work.rate.low"), 2025, 2, 1) == 6.0 / (100.0 * 30.4375));
    assert_true(on(scenario_node(config, "programmes.aap.exits.work.rate.low"), 2025, 3, 1) == 4.0 / (100.0 * 30.4375));
    sf_config_free(config);
}

static const sf_assumption *assumption(const sf_setup *setup, const char *path)
{
    const sf_assumption *rows;
    const size_t count = sf_setup_assumptions(setup, &rows);

    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].path, path) == 0)
            return &rows[i];
    fail_msg("no assumption %s", path);
    return NULL;
}

static void an_override_keeps_source_and_range(void **state)
{
    sf_config *config = with_scenario(
        "\"teams.aap.veiledere = 16 from always\", \"programmes.aap.exits.work.rate.low *= 1.1 from always\"");
    const sf_setup *setup = sf_config_scenario(config, 0);
    const sf_assumption *heads = assumption(setup, "teams.aap.veiledere"),
                        *rate = assumption(setup, "programmes.aap.exits.work.rate.low");

    (void)state;
    assert_string_equal(heads->source, "antatt");
    assert_true(heads->number == 16.0 && heads->low == 5.0 && heads->high == 20.0);
    assert_string_equal(rate->source, "P26");
    assert_string_equal(rate->value, "2.2 %/mo");
    assert_string_equal(rate->range, "1.1..3.3"); /* *= scales the range */
    assert_true(rate->low == 1.1 / (100.0 * 30.4375));
    sf_config_free(config);
}

static void a_value_may_bring_its_own_range_and_source(void **state)
{
    sf_config *config = with_scenario("\"teams.aap.veiledere = 16, 12..30, P26 from always\"");
    const sf_assumption *heads = assumption(sf_config_scenario(config, 0), "teams.aap.veiledere");

    (void)state;
    assert_string_equal(heads->source, "P26");
    assert_true(heads->low == 12.0 && heads->high == 30.0);
    sf_config_free(config);
}

static void distributions_are_multiplied_by_their_times(void **state)
{
    sf_config *config = with_scenario(
        "\"tiltak.aft.stay *= 2 from always\", \"programmes.aap.tasks.plan.minutes += 15 min from always\"");
    const sf_distribution *stay = sf_node_distribution(scenario_node(config, "tiltak.aft.stay"), SF_ALWAYS);

    (void)state;
    assert_true(stay->mean == 18.0 * 30.4375 && stay->sd == 8.0 * 30.4375);
    assert_true(sf_node_distribution(scenario_node(config, "programmes.aap.tasks.plan.minutes"), SF_ALWAYS)->mean ==
                90.0);
    sf_config_free(config);
}

static void one_segment_can_be_changed_alone(void **state)
{
    sf_config *config = with_scenario(
        "\"programmes.aap.exits.work.rate.low = 4 %/mo\", \"programmes.aap.tasks.plan.then.1.p.high = 0.25\"");
    const sf_node *rate = scenario_node(config, "programmes.aap.exits.work.rate"),
                  *p = scenario_node(config, "programmes.aap.tasks.plan.then.1.p");

    (void)state;
    assert_true(on(sf_node_for(rate, "low"), 2025, 1, 1) == 4.0 / (100.0 * 30.4375));
    assert_true(on(sf_node_for(rate, "high"), 2025, 1, 1) == 1.0 / (100.0 * 30.4375));
    assert_true(on(sf_node_for(p, "low"), 2025, 1, 1) == 0.5); /* one value for all becomes one for each */
    assert_true(on(sf_node_for(p, "high"), 2025, 1, 1) == 0.25);
    assert_true(on(sf_node_for(p, "high"), 2024, 1, 1) == 0.5);
    sf_config_free(config);
}

static void a_group_by_segment_is_changed_as_a_whole(void **state)
{
    sf_config *config = with_scenario("\"programmes.aap.exits.work.rate *= 2 from always\"");
    const sf_node *rate = scenario_node(config, "programmes.aap.exits.work.rate");

    (void)state;
    assert_true(sf_node_number(sf_node_for(rate, "low"), SF_ALWAYS) == 4.0 / (100.0 * 30.4375));
    assert_true(sf_node_number(sf_node_for(rate, "high"), SF_ALWAYS) == 2.0 / (100.0 * 30.4375));
    sf_config_free(config);

    config = with_scenario("\"programmes.aap.exits.work.rate = 3 %/mo from always\"");
    rate = scenario_node(config, "programmes.aap.exits.work.rate");
    assert_false(sf_node_is_group(rate));
    assert_true(sf_node_number(sf_node_for(rate, "high"), SF_ALWAYS) == 3.0 / (100.0 * 30.4375));
    sf_config_free(config);
}

static void words_and_lists_are_assigned_as_they_are_written(void **state)
{
    sf_config *config = with_scenario(
        "\"teams.aap.portfolio.when_full = pool(pool)\", \"teams.pool.serves = [ \\\"aap\\\" ] from always\", \"teams.aap.serves = [] from always\"");

    (void)state;
    assert_string_equal(sf_node_text(scenario_node(config, "teams.aap.portfolio.when_full"), day(2025, 1, 1)),
                        "pool(pool)");
    assert_string_equal(sf_node_text(scenario_node(config, "teams.aap.portfolio.when_full"), SF_ALWAYS), "overload");
    assert_int_equal(sf_node_words(scenario_node(config, "teams.aap.serves"), SF_ALWAYS), 0);
    assert_string_equal(sf_node_word(scenario_node(config, "teams.pool.serves"), SF_ALWAYS, 0), "aap");
    sf_config_free(config);
}

static void a_default_can_be_assigned_to(void **state)
{
    sf_config *config = with_scenario("\"teams.aap.portfolio.limit = 60\", \"teams.aap.absence += 10 %\"");

    (void)state;
    assert_true(on(scenario_node(config, "teams.aap.portfolio.limit"), 2025, 1, 1) == 60.0);
    assert_true(isinf(sf_node_number(scenario_node(config, "teams.aap.portfolio.limit"), SF_ALWAYS)));
    assert_true(on(scenario_node(config, "teams.aap.absence"), 2025, 1, 1) == 0.1);
    sf_config_free(config);
}

static void without_a_warm_up_the_first_day_is_always(void **state)
{
    static const char *const sets[] = {"time.warm_up = 0 d", "segments.low.share = 0.7", "teams.aap.veiledere = 12"};
    sf_config *config = read_good_with(OFFICE, sets, 3);

    (void)state;
    assert_true(base_number(config, "segments.low.share") == 0.7);
    assert_true(base_number(config, "teams.aap.veiledere") == 12.0);
    sf_config_free(config);
}

static void set_lies_on_top_of_base_and_every_scenario(void **state)
{
    static const char *const sets[] = {"teams.aap.veiledere += 1", "study.replications = 5"};
    sf_config *config = read_good_with(
        OFFICE "scenarios = ( { id = \"s\"; label = \"Flere\"; set = [ \"teams.aap.veiledere = 16\" ]; } );\n", sets,
        2);

    (void)state;
    assert_true(on(base_node(config, "teams.aap.veiledere"), 2025, 1, 1) == 11.0);
    assert_true(on(scenario_node(config, "teams.aap.veiledere"), 2025, 1, 1) == 17.0);
    assert_true(base_number(config, "study.replications") == 5.0); /* simply replaced */
    assert_string_equal(sf_config_scenario_overrides(config, 0), "teams.aap.veiledere = 16; teams.aap.veiledere += 1");
    assert_string_equal(sf_config_base_overrides(config), "teams.aap.veiledere += 1");
    assert_string_equal(sf_config_scenario_label(config, 0), "Flere");
    sf_config_free(config);
}

static void the_start_of_time_is_set_before_what_acts_on_it(void **state)
{
    static const char *const sets[] = {"teams.aap.veiledere = 12", "time.start = 2026-01-01"};
    sf_config *config = read_good_with(OFFICE, sets, 2);

    (void)state;
    assert_true(on(base_node(config, "teams.aap.veiledere"), 2025, 12, 31) == 10.0);
    assert_true(on(base_node(config, "teams.aap.veiledere"), 2026, 1, 1) == 12.0);
    sf_config_free(config);
}

/* --- what is refused -------------------------------------------------------------------------------------------------------------- */

static void set_is_refused(const char *assignment, const char *expected)
{
    const folder f = folder_open();
    sf_config *config = NULL;
    char said[4096];

    write_text("a.cfg", OFFICE);
    assert_int_equal(read_here(&assignment, 1, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(said, expected);
    folder_close(&f);
}

static void wrong_paths_get_a_suggestion(void **state)
{
    (void)state;
    set_is_refused("teams.app.veiledere=5", "--set:1:1: there is no \"app\" in teams; did you mean \"aap\"?\n");
    set_is_refused("teams.aap.veileder=5",
                   "--set:1:1: there is no \"veileder\" in teams.aap; did you mean \"veiledere\"?\n");
    set_is_refused("temas.aap.veiledere=5",
                   "--set:1:1: there is no \"temas\" in the config; did you mean \"teams\"?\n");
    set_is_refused("programmes.aap.exits.work.rate.medium=1 /y",
                   "--set:1:1: there is no \"medium\" in programmes.aap.exits.work.rate; it is one of low, high\n");
    set_is_refused("teams.aap.veiledere.x=5",
                   "--set:1:1: teams.aap.veiledere is one value, with nothing inside it; end the path there\n");
    set_is_refused("teams.aap=5",
                   "--set:1:1: teams.aap is a block; an assignment changes one value, so point at a key in it\n");
    set_is_refused(
        "teams.pool.portfolio.limit=5",
        "--set:1:1: teams.pool has no portfolio in the config; an assignment changes one value, so write the block first\n");
    set_is_refused("teams.aap.id=b", "--set:1:1: teams.aap.id cannot be assigned; write it in the config\n");
    set_is_refused("scenarios.s.label=b", "--set:1:1: scenarios.s.label cannot be assigned; write it in the config\n");
}

static void wrong_values_are_shown_where_they_begin(void **state)
{
    (void)state;
    set_is_refused("teams.aap.veiledere = 2.5",
                   "--set:1:23: teams.aap.veiledere: 2.5 is not a whole number; a count is 0, 1, 2 and so on\n");
    set_is_refused("teams.aap.veiledere += -11",
                   "--set:1:24: teams.aap.veiledere: -1 is negative; a count is zero or more, for example \"12\"\n");
    set_is_refused("teams.aap.veiledere *= -1",
                   "--set:1:24: teams.aap.veiledere: \"-1\" is not a factor; write for example *= 1.2 or *= 120 %\n");
    set_is_refused("teams.aap.veiledere *= 1.25",
                   "--set:1:24: teams.aap.veiledere: 12.5 is not a whole number; a count is 0, 1, 2 and so on\n");
    set_is_refused(
        "teams.aap.veiledere",
        "--set:1:1: \"teams.aap.veiledere\" is not an assignment; write PATH = VALUE, PATH += VALUE or PATH *= VALUE\n");
    set_is_refused("teams.aap.veiledere=",
                   "--set:1:1: teams.aap.veiledere is given no value; write teams.aap.veiledere = VALUE\n");
    set_is_refused(
        "tiltak.aft.stay += 1 mo",
        "--set:1:1: tiltak.aft.stay is a distribution; += does not say which of its numbers grows, write *= or = instead\n");
    set_is_refused(
        "teams.aap.portfolio.limit += 5",
        "--set:1:1: teams.aap.portfolio.limit is \"unlimited\", which is no number to add to or multiply; write = instead\n");
    set_is_refused(
        "teams.aap.portfolio.when_full = pool(nobody)",
        "--set:1:33: teams.aap.portfolio.when_full: there is no \"nobody\" among teams; it is one of aap, pool\n");
    set_is_refused(
        "teams.aap.veiledere = 5 from 2026-02-30",
        "--set:1:1: \"2026-02-30\" is not a day of the calendar; write for example from 2026-07-01, or from always\n");
}

static void a_change_that_cannot_end_as_it_says_is_refused(void **state)
{
    (void)state;
    set_is_refused(
        "teams.aap.veiledere = 5 from 2026-07-01 until 2026-01-01",
        "--set:1:1: teams.aap.veiledere is changed from 2026-07-01 until 2026-01-01, so the change ends before it begins; write a later day after until\n");
    set_is_refused(
        "teams.aap.veiledere = 5 until 2025-01-01",
        "--set:1:1: teams.aap.veiledere is changed from 2025-01-01 until 2025-01-01, so the change ends before it begins; write a later day after until\n");
    set_is_refused(
        "teams.aap.veiledere = 5 from 2025-01-01 until 2025-02-30",
        "--set:1:1: \"2025-02-30\" is not a day of the calendar; write for example from 2025-01-01 until 2025-07-01\n");
    set_is_refused(
        "teams.aap.veiledere = 5 until 2025-07-01 from 2025-01-01",
        "--set:1:1: \"2025-07-01 from 2025-01-01\" is not a day of the calendar; write for example from 2025-01-01 until 2025-07-01\n");
    set_is_refused(
        "teams.aap.label = x from always until 2025-07-01",
        "--set:1:1: teams.aap.label cannot change while the model runs; write \"teams.aap.label ... from always\"\n");
    set_is_refused("time.start = 2026-01-01 until 2027-01-01",
                   "--set:1:1: time.start has no date; keys of time and study are simply replaced\n");
    set_is_refused(
        "programmes.aap.limit = 36 mo from always until 2026-01-01",
        "--set:1:1: programmes.aap.limit is not written in the config, so nothing holds after the change; write it in the config\n");
}

static void keys_that_cannot_change_need_from_always(void **state)
{
    (void)state;
    set_is_refused(
        "segments.low.share = 0.7",
        "--set:1:1: segments.low.share cannot change while the model runs; write \"segments.low.share ... from always\"\n");
    set_is_refused("time.start = 2026-01-01 from 2027-01-01",
                   "--set:1:1: time.start has no date; keys of time and study are simply replaced\n");
    set_is_refused(
        "teams.aap.label = x",
        "--set:1:1: teams.aap.label cannot change while the model runs; write \"teams.aap.label ... from always\"\n");
    set_is_refused(
        "programmes.aap.limit = 36 mo",
        "--set:1:1: programmes.aap.limit is not written in the config, so nothing holds before the date; write it in the config, or add from always\n");
}

static void sums_and_references_are_checked_after_the_change(void **state)
{
    (void)state;
    is_refused(
        OFFICE
        "scenarios = ( { id = \"s\"; set = [ \"segments.low.share = 0.7 from always\", \"segments.high.share = 0.5 from always\" ]; } );\n",
        "a.cfg:5:12: segments: the shares add up to 1.2, not 1; correct them, or write \"rest\" for one\n");
}

static void a_scenario_is_wrong_at_its_assignment(void **state)
{
    (void)state;
    is_refused(
        OFFICE
        "scenarios = ( { id = \"a\"; set = []; },\n  { id = \"b\"; set = [ \"teams.aap.veiledere = 6\",\n    \"teams.aap.veileder = 5\", \"study.seed = 5\" ]; } );\n",
        "a.cfg:12:6: there is no \"veileder\" in teams.aap; did you mean \"veiledere\"?\n"
        "a.cfg:12:32: study.seed is the same for all scenarios; change it in the config, or by --set\n");
}

static void a_value_outside_the_range_warns(void **state)
{
    (void)state;
    is_accepted(
        OFFICE "scenarios = ( { id = \"a\"; set = [ \"teams.aap.veiledere = 25\" ]; } );\n",
        "a.cfg:10:36: warning: teams.aap.veiledere: 25 lies outside the range 5..20 that the config gives; is it meant so?\n");
}

static void nothing_is_repeated_for_each_scenario(void **state)
{
    const folder f = folder_open();
    const char *set = "teams.aap.veileder = 5";
    sf_config *config = NULL;
    char said[1024];

    (void)state;
    write_text("a.cfg", OFFICE "scenarios = ( { id = \"a\"; set = []; }, { id = \"b\"; set = []; } );\n");
    assert_int_equal(read_here(&set, 1, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(said, "--set:1:1: there is no \"veileder\" in teams.aap; did you mean \"veiledere\"?\n");
    folder_close(&f);
}

static void one_set_is_enough_for_a_base(void **state)
{
    sf_config *config = with_set("teams.aap.veiledere=7 from 2026-01-01");

    (void)state;
    assert_int_equal(sf_config_scenario_count(config), 0);
    assert_true(on(base_node(config, "teams.aap.veiledere"), 2026, 1, 1) == 7.0);
    sf_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_assignment_acts_at_the_first_measured_day),
        cmocka_unit_test(from_always_changes_the_warm_up_too),
        cmocka_unit_test(a_dated_assignment_replaces_all_that_comes_later),
        cmocka_unit_test(an_assignment_until_a_day_leaves_no_trace_after_it),
        cmocka_unit_test(what_holds_after_until_is_what_would_have_held_without),
        cmocka_unit_test(plus_and_times_act_on_every_later_value),
        cmocka_unit_test(an_override_keeps_source_and_range),
        cmocka_unit_test(a_value_may_bring_its_own_range_and_source),
        cmocka_unit_test(distributions_are_multiplied_by_their_times),
        cmocka_unit_test(one_segment_can_be_changed_alone),
        cmocka_unit_test(a_group_by_segment_is_changed_as_a_whole),
        cmocka_unit_test(words_and_lists_are_assigned_as_they_are_written),
        cmocka_unit_test(a_default_can_be_assigned_to),
        cmocka_unit_test(without_a_warm_up_the_first_day_is_always),
        cmocka_unit_test(set_lies_on_top_of_base_and_every_scenario),
        cmocka_unit_test(the_start_of_time_is_set_before_what_acts_on_it),
        cmocka_unit_test(wrong_paths_get_a_suggestion),
        cmocka_unit_test(wrong_values_are_shown_where_they_begin),
        cmocka_unit_test(a_change_that_cannot_end_as_it_says_is_refused),
        cmocka_unit_test(keys_that_cannot_change_need_from_always),
        cmocka_unit_test(sums_and_references_are_checked_after_the_change),
        cmocka_unit_test(a_scenario_is_wrong_at_its_assignment),
        cmocka_unit_test(a_value_outside_the_range_warns),
        cmocka_unit_test(nothing_is_repeated_for_each_scenario),
        cmocka_unit_test(one_set_is_enough_for_a_base),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
