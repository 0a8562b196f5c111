/* tests/unit/test_config.c - the config door: what it reads, and what it says when it refuses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>

#include "small_config.h"

/* --- what is read ---------------------------------------------------------------------------------------------------------- */

static const char *const office = HEAD
    "segments = ( { id = \"low\"; share = \"0.55, 0.40..0.70, antatt\"; young = \"yes\"; }, { id = \"high\"; share = \"rest\"; } );\n"
    "programmes = ( { id = \"aap\"; arrivals = \"430 /y, 380..480, antatt\"; season = \"sin(0.4, 12 mo)\"; limit = \"36 mo, P26\";\n"
    "  tasks = ( { id = \"plan\"; minutes = \"75 min, 45..120, antatt\"; } );\n"
    "  exits = ( { id = \"work\"; rate = { low = \"2.4 %/mo, antatt\"; high = \"0.9 %/mo, antatt\"; }; }, { id = \"other\"; rate = \"1 %/mo\"; } ); } );\n"
    "teams = ( { id = \"aap\"; label = \"AAP-team på æøå\"; serves = [\"aap\"]; veiledere = 10; absence = \"8.6 %, 7..12.9, P26\";\n"
    "  portfolio = { when_full = \"pool(pool)\"; }; }, { id = \"pool\"; veiledere = 0; } );\n"
    "tiltak = ( { id = \"aft\"; places = \"24; 44 from 2026-07-01; 50 from 2027-01-01\"; stay = \"gamma(mean 9 mo, sd 4 mo), 3..36, antatt\"; } );\n";

static void numbers_come_in_the_unit_of_their_key(void **state)
{
    sf_config *config = read_good(office);

    (void)state;
    assert_true(base_number(config, "teams.aap.veiledere") ==
                10.0); /* a plain 10, which libconfig 1.5 reads as float 0.0 */
    assert_true(base_number(config, "teams.aap.absence") == 0.086);
    assert_true(base_number(config, "programmes.aap.arrivals") == 430.0 / 365.25);
    assert_int_equal(sf_node_quantity(base_node(config, "programmes.aap.limit"), SF_ALWAYS).calendar_months, 36);
    assert_true(sf_node_season(base_node(config, "programmes.aap.season"), SF_ALWAYS).amplitude == 0.4);
    assert_true(sf_node_season(base_node(config, "programmes.aap.season"), SF_ALWAYS).period_days == 12.0 * 30.4375);
    assert_true(base_number(config, "time.start") == day(2025, 1, 1));
    sf_config_free(config);
}

static void texts_words_and_references_come_as_written(void **state)
{
    sf_config *config = read_good(office);
    const sf_node *serves = base_node(config, "teams.aap.serves");

    (void)state;
    assert_string_equal(sf_node_text(base_node(config, "teams.aap.label"), SF_ALWAYS), "AAP-team på æøå");
    assert_string_equal(sf_node_text(base_node(config, "teams.aap.portfolio.when_full"), SF_ALWAYS), "pool(pool)");
    assert_int_equal(sf_node_words(serves, SF_ALWAYS), 1);
    assert_string_equal(sf_node_word(serves, SF_ALWAYS, 0), "aap");
    assert_true(sf_node_switch(base_node(config, "segments.low.young"), SF_ALWAYS));
    assert_false(sf_node_switch(base_node(config, "segments.high.young"), SF_ALWAYS));
    assert_true(sf_node_is_rest(base_node(config, "segments.high.share"), SF_ALWAYS));
    sf_config_free(config);
}

static void a_value_holds_from_its_date_until_the_next(void **state)
{
    sf_config *config = read_good(office);
    const sf_node *places = base_node(config, "tiltak.aft.places");
    const double *dates;

    (void)state;
    assert_true(sf_node_number(places, SF_ALWAYS) == 24.0);
    assert_true(sf_node_number(places, day(2026, 6, 30)) == 24.0);
    assert_true(sf_node_number(places, day(2026, 7, 1)) == 44.0);
    assert_true(sf_node_number(places, day(2026, 12, 31)) == 44.0);
    assert_true(sf_node_number(places, day(2099, 1, 1)) == 50.0);
    assert_int_equal(sf_setup_dates(sf_config_base(config), &dates), 2);
    assert_true(dates[0] == day(2026, 7, 1) && dates[1] == day(2027, 1, 1));
    sf_config_free(config);
}

static void a_value_by_segment_is_found_by_its_id(void **state)
{
    sf_config *config = read_good(office);
    const sf_node *work = base_node(config, "programmes.aap.exits.work.rate"),
                  *other = base_node(config, "programmes.aap.exits.other.rate");

    (void)state;
    assert_true(sf_node_is_group(work));
    assert_true(sf_node_number(sf_node_for(work, "low"), SF_ALWAYS) == 2.4 / (100.0 * 30.4375));
    assert_false(sf_node_is_group(other)); /* one value for all */
    assert_true(sf_node_number(sf_node_for(other, "high"), SF_ALWAYS) == 1.0 / (100.0 * 30.4375));
    sf_config_free(config);
}

static void omitted_keys_have_their_default_or_are_absent(void **state)
{
    sf_config *config = read_good(office);
    const sf_node *root = sf_setup_root(sf_config_base(config));

    (void)state;
    assert_true(base_number(config, "study.replications") == 30.0);
    assert_int_equal(sf_node_seed(base_node(config, "study.seed")), 1);
    assert_true(isinf(base_number(config, "teams.aap.portfolio.limit")));
    assert_null(sf_node_get(root, "teams.pool.portfolio.limit")); /* the whole block is absent */
    assert_null(sf_node_get(root, "barriers"));
    assert_null(sf_node_get(NULL, "anything"));
    assert_int_equal(sf_node_count(NULL), 0);
    sf_config_free(config);
}

static void lists_are_walked_in_file_order(void **state)
{
    sf_config *config = read_good(office);
    const sf_node *teams = base_node(config, "teams");

    (void)state;
    assert_int_equal(sf_node_count(teams), 2);
    assert_string_equal(sf_node_id(sf_node_at(teams, 0)), "aap");
    assert_string_equal(sf_node_id(sf_node_at(teams, 1)), "pool");
    assert_string_equal(sf_node_path(base_node(config, "teams.aap.portfolio.limit")), "teams.aap.portfolio.limit");
    sf_config_free(config);
}

static void every_value_knows_its_line_and_column(void **state)
{
    sf_config *config = read_good(office);
    const sf_place *place = sf_node_place(base_node(config, "teams.aap.veiledere"));

    (void)state;
    assert_string_equal(place->file, "a.cfg");
    assert_int_equal(place->line, 9);
    assert_int_equal(place->column, 82); /* characters, not bytes: æ, ø and å count once */
    sf_config_free(config);
}

static void the_register_lists_every_number_with_range_and_source(void **state)
{
    sf_config *config = read_good(office);
    const sf_assumption *rows, *absence = NULL, *stay = NULL, *rate = NULL, *counts = NULL;
    const size_t count = sf_setup_assumptions(sf_config_base(config), &rows);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_true(strncmp(rows[i].path, "study", 5) != 0); /* how to run the study is no assumption about NAV */
        if (strcmp(rows[i].path, "teams.aap.absence") == 0)
            absence = &rows[i];
        if (strcmp(rows[i].path, "tiltak.aft.stay") == 0)
            stay = &rows[i];
        if (strcmp(rows[i].path, "programmes.aap.exits.other.rate") == 0)
            rate = &rows[i];
        if (strcmp(rows[i].path, "programmes.aap.tasks.plan.counts") == 0)
            counts = &rows[i];
    }
    assert_string_equal(absence->value, "8.6 %");
    assert_string_equal(absence->range, "7..12.9");
    assert_string_equal(absence->source_title, "dagsavisen.no");
    assert_true(absence->low == 0.07 && absence->high == 0.129 && absence->number == 0.086 && !absence->is_default);
    assert_true(stay->number == 9.0 * 30.4375 && stay->low == 3.0 * 30.4375 && stay->high == 36.0 * 30.4375);
    assert_string_equal(rate->source, "antatt"); /* no source is written */
    assert_true(isnan(rate->low));
    assert_true(counts->is_default);
    sf_config_free(config);
}

static void switches_are_yes_or_no_true_or_false(void **state)
{
    sf_config *config = read_good(
        HEAD
        "segments = ( { id = \"a\"; share = 0.25; young = true; }, { id = \"b\"; share = \"75 %\"; young = FALSE; } );\n");

    (void)state;
    assert_true(sf_node_switch(base_node(config, "segments.a.young"), SF_ALWAYS));
    assert_false(sf_node_switch(base_node(config, "segments.b.young"), SF_ALWAYS));
    assert_true(base_number(config, "segments.a.share") == 0.25);
    sf_config_free(config);
}

static void a_seed_may_use_all_64_bits(void **state)
{
    sf_config *config = read_good(HEAD "study = { seed = 18446744073709551615; };\n");

    (void)state;
    assert_true(sf_node_seed(base_node(config, "study.seed")) == UINT64_MAX);
    sf_config_free(config);
    is_refused(
        HEAD "study = { seed = 18446744073709551616; };\n",
        "a.cfg:5:18: study.seed: 18446744073709551616 is not a seed; it is a whole number from 0 to 18446744073709551615\n");
    is_refused(HEAD "study = { seed = -1; };\n",
               "a.cfg:5:18: study.seed: -1 is not a seed; it is a whole number from 0 to 18446744073709551615\n");
}

/* --- what is refused: keys -------------------------------------------------------------------------------------------------- */

static void an_unknown_key_gets_a_suggestion(void **state)
{
    (void)state;
    is_refused(HEAD "teams = ( { id = \"aap\"; veileder = 10; } );\n",
               "a.cfg:5:11: teams.aap.veiledere is missing; write for example veiledere = 10\n"
               "a.cfg:5:25: teams.aap has no key \"veileder\"; did you mean \"veiledere\"?\n");
    is_refused(HEAD "tems = ();\n",
               "a.cfg:5:1: there is no key \"tems\" at the top of a config; did you mean \"teams\"?\n");
    is_refused(HEAD "barriers = ( { id = \"debt\"; colour = \"red\"; } );\n",
               "a.cfg:5:29: barriers.debt has no key \"colour\"; it can only be id\n");
}

static void what_is_left_open_is_told_where_it_begins(void **state)
{
    (void)state;
    is_refused(HEAD "teams = ( { id = \"aap\"; portfolio = { limit = 3; }, { id = \"kvp\"; } );\n",
               "a.cfg:5:53: the block { that begins at a.cfg:5:11 is still open here; a } is missing before this {\n");
    is_refused(HEAD "teams = ( { id = \"aap\"; veiledere = 3; );\n",
               "a.cfg:5:40: the block { that begins at a.cfg:5:11 is still open here; a } is missing before this )\n");
    is_refused(HEAD "teams = ( { id = \"aap\"; veiledere = 3; } ); }\n",
               "a.cfg:5:45: there is one } too many; nothing is open here\n");
    is_refused(
        HEAD "tiltak = ( { id = \"aft; places = \"45\"; } );\n",
        "a.cfg:5:35: a key is expected here; is a quote missing earlier on this line? \"aft; places = \" is one text as it stands\n");
    is_refused(
        HEAD "study = ( replications = 3 );\n",
        "a.cfg:5:11: replications is a setting, but a value is expected here; settings stand in { }, and in ( ) stand such blocks\n");
}

static void missing_keys_are_named_with_an_example(void **state)
{
    (void)state;
    is_refused("saksflyt = 1;\ntime = { start = \"2025-01-01\"; };\n",
               "a.cfg:1:1: title is missing; write for example title = \"Kontor\"\n");
    is_refused("saksflyt = 1; title = \"x\";\ntime = { };\n",
               "a.cfg:2:8: time.start is missing; write for example start = \"2025-01-01\"\n");
}

static void the_language_version_comes_first(void **state)
{
    (void)state;
    is_refused("title = \"x\"; saksflyt = 1; time = { start = \"2025-01-01\"; };\n",
               "a.cfg:1:1: the language version does not come first; begin with saksflyt = 1;\n");
    is_refused("saksflyt = 2; title = \"x\"; time = { start = \"2025-01-01\"; };\n",
               "a.cfg:1:12: saksflyt: 2 is too large; it is from 1 to 1 (count)\n");
}

static void a_key_that_stands_twice_is_refused(void **state)
{
    (void)state;
    is_refused(HEAD "title = \"again\";\n",
               "a.cfg:5:1: \"title\" is written twice; it stands at a.cfg:2:1 already, remove one\n");
}

static void a_wrong_shape_says_the_right_one(void **state)
{
    (void)state;
    is_refused(HEAD "teams = { id = \"aap\"; };\n",
               "a.cfg:5:9: teams is a block { }; it is a list ( { ... }, { ... } )\n");
    is_refused(HEAD "study = 5;\n", "a.cfg:5:9: study is a bare number; it is a block { ... }\n");
    is_refused(HEAD "teams = ( { id = \"aap\"; veiledere = 10; label = 5; serves = \"aap\"; } );\n",
               "a.cfg:5:49: teams.aap.label is a bare number; it is a text in quotes, for example \"AAP\"\n"
               "a.cfg:5:61: teams.aap.serves is a text; it is a list of texts [ \"...\" ], for example [\"aap\"]\n");
    is_refused(HEAD "teams = ( \"aap\" );\n", "a.cfg:5:11: teams.1 is a text; it is a list ( { ... }, { ... } )\n");
}

/* --- what is refused: values ------------------------------------------------------------------------------------------------ */

static void wrong_units_and_numbers_are_refused(void **state)
{
    (void)state;
    is_refused(
        HEAD
        "time2 = 5;\nteams = ( { id = \"aap\"; veiledere = -3; absence = \"8.6 min\"; }, { id = \"b\"; veiledere = 2.5; absence = 1e999; } );\n"
        "tiltak = ( { id = \"aft\"; places = \"many\"; stay = 9; } );\n",
        "a.cfg:5:1: there is no key \"time2\" at the top of a config; did you mean \"time\"?\n"
        "a.cfg:6:37: teams.aap.veiledere: -3 is negative; a count is zero or more, for example \"12\"\n"
        "a.cfg:6:51: teams.aap.absence: \"min\" is not a unit here; a share is written as a number from 0 to 1, or in %, for example \"8.6 %\"\n"
        "a.cfg:6:89: teams.b.veiledere: 2.5 is not a whole number; a count is 0, 1, 2 and so on\n"
        "a.cfg:6:104: teams.b.absence: 1e999 is too large for a number; at most 1e15 is understood\n"
        "a.cfg:7:35: tiltak.aft.places: \"many\" is not a number; a count is written as a whole number without a unit, for example \"12\"\n"
        "a.cfg:7:50: tiltak.aft.stay: \"9\" has no unit; a duration is written in s, min, h, d, w, mo or y, for example \"14 d\"\n");
}

static void values_out_of_their_range_are_refused(void **state)
{
    (void)state;
    is_refused(HEAD "teams = ( { id = \"aap\"; veiledere = 100001; absence = 1; } );\nstudy = { replications = 0; };\n",
               "a.cfg:5:37: teams.aap.veiledere: 100001 is too large; it is from 0 to 100000 (count)\n"
               "a.cfg:5:55: teams.aap.absence: 1 is too large; it is from 0 to 0.99 (share)\n"
               "a.cfg:6:26: study.replications: 0 is not above zero; write for example 30\n");
}

static void impossible_dates_are_refused(void **state)
{
    (void)state;
    is_refused(
        "saksflyt = 1; title = \"x\";\ntime = { start = \"2025-02-30\"; };\n",
        "a.cfg:2:18: time.start: \"2025-02-30\" is not a day of the calendar; write year-month-day, for example \"2025-01-01\"\n");
    is_refused(
        HEAD
        "tiltak = ( { id = \"a\"; places = \"24; 44 from 2026-13-01\"; }, { id = \"b\"; places = \"24; 44 from 2026-07-01; 5 from 2026-07-01\"; },\n"
        "  { id = \"c\"; places = \"24 from 2025-01-01\"; }, { id = \"d\"; places = \"24; 44\"; } );\n"
        "segments = ( { id = \"low\"; share = \"1; 0.5 from 2026-01-01\"; } );\n",
        "a.cfg:5:33: tiltak.a.places: \"2026-13-01\" is not a day of the calendar; write for example from 2026-07-01\n"
        "a.cfg:5:83: tiltak.b.places: the dates do not rise; write the earliest first\n"
        "a.cfg:6:24: tiltak.c.places: the first value has a date; write what holds before it first, for example \"24; 44 from 2026-07-01\"\n"
        "a.cfg:6:70: tiltak.d.places: \"44\" has no date; write for example \"24; 44 from 2026-07-01\"\n"
        "a.cfg:7:36: segments.low.share: this cannot change by date; write one value\n");
}

static void unit_range_and_source_need_to_be_written_only_once(void **state)
{
    sf_config *config = read_good(
        HEAD
        "programmes = ( { id = \"aap\"; limit = \"36 mo, 24..48, P26; 24 from 2026-01-01; 1 y from 2027-01-01, antatt\"; } );\n");
    const sf_node *limit = base_node(config, "programmes.aap.limit");

    (void)state;
    assert_int_equal(sf_node_quantity(limit, day(2026, 1, 1)).calendar_months, 24);
    assert_int_equal(sf_node_quantity(limit, day(2027, 1, 1)).calendar_months, 12);
    sf_config_free(config);
}

static void ranges_and_sources_are_checked(void **state)
{
    (void)state;
    is_refused(
        HEAD
        "teams = ( { id = \"a\"; veiledere = \"10, 20..5\"; }, { id = \"b\"; veiledere = \"10, P27\"; }, { id = \"c\"; veiledere = \"10, antatt, 5..20\"; },\n"
        "  { id = \"d\"; veiledere = \"10, 5..20, P26, P26\"; }, { id = \"e\"; veiledere = 1; absence = \"8,6 %\"; }, { id = \"f\"; veiledere = \"10, 5..ten\"; } );\n",
        "a.cfg:5:35: teams.a.veiledere: the range 20..5 falls; write the low end first\n"
        "a.cfg:5:75: teams.b.veiledere: the source \"P27\" is not in `sources`; add it there, or did you mean \"P26\"?\n"
        "a.cfg:5:113: teams.c.veiledere: the range 5..20 stands in the wrong place; write value, range, source\n"
        "a.cfg:6:27: teams.d.veiledere: \"P26\" is one field too many; write value, range, source\n"
        "a.cfg:6:90: teams.e.absence: \"8,6 %\" has a decimal comma; the decimal mark is a point\n"
        "a.cfg:6:126: teams.f.veiledere: in the range 5..ten: \"ten\" is not a number; a count is written as a whole number without a unit, for example \"12\"\n");
}

static void a_value_outside_its_own_range_warns(void **state)
{
    (void)state;
    is_accepted(
        HEAD "teams = ( { id = \"a\"; veiledere = \"25, 5..20, antatt\"; } );\n",
        "a.cfg:5:35: warning: teams.a.veiledere: 25 lies outside its own range 5..20; widen the range or correct the value\n");
}

static void words_are_checked_against_the_choices(void **state)
{
    (void)state;
    is_refused(
        HEAD
        "teams = ( { id = \"a\"; veiledere = 1; portfolio = { when_full = \"overlaod\"; }; }, { id = \"b\"; veiledere = 1; portfolio = { when_full = \"pool(pol)\"; }; },\n"
        "  { id = \"pool\"; veiledere = 1; portfolio = { when_full = \"give up\"; }; } );\nsegments = ( { id = \"s\"; share = 1; young = \"maybe\"; } );\n",
        "a.cfg:5:64: teams.a.portfolio.when_full: \"overlaod\" is not a choice here; did you mean \"overload\"?\n"
        "a.cfg:5:135: teams.b.portfolio.when_full: there is no \"pol\" among teams; did you mean \"pool\"?\n"
        "a.cfg:6:59: teams.pool.portfolio.when_full: \"give up\" is not a choice here; it is one of overload, wait, pool(*teams)\n"
        "a.cfg:7:45: segments.s.young: \"maybe\" is neither yes nor no; write \"yes\" or \"no\"\n");
}

static void a_season_has_amplitude_and_period(void **state)
{
    (void)state;
    is_refused(
        HEAD
        "programmes = ( { id = \"a\"; season = \"sin(1.4, 12 mo)\"; }, { id = \"b\"; season = \"sin(0.4, 0 d)\"; }, { id = \"c\"; season = \"cos\"; } );\n",
        "a.cfg:5:37: programmes.a.season: the amplitude 1.4 is not from 0 to 1; write for example \"sin(0.4, 12 mo)\"\n"
        "a.cfg:5:80: programmes.b.season: the period 0 d is not a time above zero; write for example \"sin(0.4, 12 mo)\"\n"
        "a.cfg:5:121: programmes.c.season: \"cos\" is not a season; write amplitude and period, for example \"sin(0.4, 12 mo)\"\n");
}

/* --- what is refused: ids and references --------------------------------------------------------------------------------------- */

static void ids_are_plain_unique_and_not_reserved(void **state)
{
    (void)state;
    is_refused(
        HEAD
        "barriers = ( { id = \"debt\"; }, { id = \"Debt\"; }, { id = \"all\"; }, { id = \"debt\"; }, { id = \"../x\"; } );\n",
        "a.cfg:5:39: barriers.2.id: \"Debt\" is not an id; write a-z, then a-z, 0-9 or _, at most 32 of them\n"
        "a.cfg:5:57: barriers.3.id: \"all\" is a reserved word; choose another id\n"
        "a.cfg:5:67: the id \"debt\" stands twice in barriers; the first is at a.cfg:5:14, rename one\n"
        "a.cfg:5:92: barriers.5.id: \"../x\" is not an id; write a-z, then a-z, 0-9 or _, at most 32 of them\n");
}

static void the_same_task_id_may_stand_in_two_programmes(void **state)
{
    (void)state;
    is_accepted(
        HEAD
        "programmes = ( { id = \"a\"; tasks = ( { id = \"plan\"; minutes = \"5 min\"; } ); }, { id = \"b\"; tasks = ( { id = \"plan\"; minutes = \"5 min\"; } ); } );\n",
        "");
}

static void references_find_what_they_name(void **state)
{
    (void)state;
    is_refused(
        HEAD
        "programmes = ( { id = \"aap\"; tasks = ( { id = \"plan\"; minutes = \"5 min\"; then = ( { p = 1; next = \"offer\"; } ); } ); },\n"
        "  { id = \"kvp\"; tasks = ( { id = \"offer\"; minutes = \"5 min\"; } ); } );\n"
        "teams = ( { id = \"a\"; serves = [\"aap\", \"kpv\"]; veiledere = 1; minimum = \"offer\"; }, { id = \"b\"; veiledere = 1; minimum = \"plam\"; } );\n"
        "profiles = ( { id = \"p\"; barriers = [\"debt\"]; } );\n",
        /* a task of another programme cannot be next; a team may name a task of any programme */
        "a.cfg:5:99: programmes.aap.tasks.plan.then.1.next: there is no \"offer\" among tasks; it can only be plan\n"
        "a.cfg:7:41: teams.a.serves: there is no \"kpv\" among programmes; did you mean \"kvp\"?\n"
        "a.cfg:7:122: teams.b.minimum: there is no \"plam\" among tasks; did you mean \"plan\"?\n"
        "a.cfg:8:39: profiles.p.barriers: there is no \"debt\" among barriers; none is declared yet\n");
}

static void a_missing_id_is_told_once(void **state)
{
    (void)state;
    is_refused(HEAD "programmes = ( { limit = \"36 mo\"; }, { id = \"kvp\"; } );\n"
                    "teams = ( { id = \"a\"; serves = [\"aap\", \"kvp\"]; veiledere = 1; } );\n",
               "a.cfg:5:16: programmes.1.id is missing; write for example id = \"aap\"\n");
    is_refused(
        HEAD "programmes = ( { id = \"A AP\"; }, { id = \"kvp\"; } );\n"
             "teams = ( { id = \"a\"; serves = [\"aap\", \"kvp\"]; veiledere = 1; } );\n",
        "a.cfg:5:23: programmes.1.id: \"A AP\" is not an id; write a-z, then a-z, 0-9 or _, at most 32 of them\n");
}

static void a_need_that_nothing_offers_warns(void **state)
{
    (void)state;
    is_accepted(
        HEAD
        "barriers = ( { id = \"debt\"; } );\ntiltak = ( { id = \"aft\"; places = 1; offers = [\"work_training\"]; } );\n"
        "programmes = ( { id = \"aap\"; tasks = ( { id = \"plan\"; minutes = \"5 min\";\n"
        "  then = ( { p = 1; need = \"work_traning\"; }, { p = 1; need = \"debt\"; }, { p = 1; need = \"work_training\"; } ); } ); } );\n",
        "a.cfg:8:28: warning: programmes.aap.tasks.plan.then.1.need: nothing offers \"work_traning\", so it will count as unmet; "
        "name it in `offers` of what meets it, or did you mean \"work_training\"?\n");
}

/* --- what is refused: segments and sums ---------------------------------------------------------------------------------------- */

#define SEGMENTS "segments = ( { id = \"low\"; share = 0.5; }, { id = \"high\"; share = 0.5; } );\n"

static void a_value_by_segment_names_every_segment_and_no_other(void **state)
{
    (void)state;
    is_refused(
        HEAD SEGMENTS
        "programmes = ( { id = \"aap\"; exits = ( { id = \"work\"; rate = { low = \"1 /y\"; hihg = \"1 /y\"; }; } ); } );\n",
        "a.cfg:6:62: programmes.aap.exits.work.rate leaves out the segment \"high\"; give it a value, or write one value for all\n"
        "a.cfg:6:85: programmes.aap.exits.work.rate: there is no \"hihg\" among segments; did you mean \"high\"?\n");
}

static void shares_add_up_to_one(void **state)
{
    (void)state;
    is_refused(HEAD "segments = ( { id = \"low\"; share = \"0.55\"; }, { id = \"high\"; share = \"0.46\"; } );\n",
               "a.cfg:5:12: segments: the shares add up to 1.01, not 1; correct them, or write \"rest\" for one\n");
    is_refused(HEAD "segments = ( { id = \"low\"; share = \"rest\"; }, { id = \"high\"; share = \"rest\"; } );\n",
               "a.cfg:5:70: segments.high.share: \"rest\" stands twice; write it once, the others as shares\n");
    is_refused(
        HEAD
        "segments = ( { id = \"a\"; share = \"0.6\"; }, { id = \"b\"; share = \"0.6\"; }, { id = \"c\"; share = \"rest\"; } );\n",
        "a.cfg:5:12: segments: the shares beside \"rest\" add up to 1.2; leave something for the rest\n");
    is_accepted(
        HEAD
        "segments = ( { id = \"a\"; share = \"0.1\"; }, { id = \"b\"; share = \"0.2\"; }, { id = \"c\"; share = \"0.7\"; } );\n",
        "");
}

static void profiles_of_a_segment_and_segments_of_a_programme_add_up_too(void **state)
{
    (void)state;
    is_refused(
        HEAD "profiles = ( { id = \"p\"; } );\nsegments = ( { id = \"low\"; share = 1; profiles = 1; } );\n",
        "a.cfg:6:50: segments.low.profiles is one value; write a share for each profile, for example { ready = \"rest\"; }\n");
    is_refused(
        HEAD
        "profiles = ( { id = \"p\"; }, { id = \"q\"; } );\n"
        "segments = ( { id = \"low\"; share = 0.5; profiles = { p = 0.5; q = 0.4; }; }, { id = \"high\"; share = 0.5; profiles = { q = \"rest\"; }; } );\n"
        "programmes = ( { id = \"a\"; shares = { low = 0.5; high = 0.6; }; }, { id = \"b\"; shares = 0.5; } );\n",
        "a.cfg:6:52: segments.low.profiles: the shares add up to 0.9, not 1; correct them, or write \"rest\" for one\n"
        "a.cfg:7:37: programmes.a.shares: the shares add up to 1.1, not 1; correct them, or write \"rest\" for one\n"
        "a.cfg:7:89: programmes.b.shares is one value; write a share for each segment, for example { low = \"0.4\"; high = \"rest\"; }\n");
}

static void rest_stands_once_for_each_segment_among_outcomes(void **state)
{
    (void)state;
    is_refused(
        HEAD SEGMENTS
        "programmes = ( { id = \"a\"; tasks = ( { id = \"plan\"; minutes = \"5 min\"; then = ( { p = { low = 0.2; high = \"rest\"; }; },\n"
        "  { p = { low = \"rest\"; high = \"rest\"; }; } ); } ); } );\n",
        "a.cfg:7:32: programmes.a.tasks.plan.then.2.p.high: \"rest\" stands twice; write it once, the others as shares\n");
}

/* --- what is refused: bytes, syntax, files -------------------------------------------------------------------------------------- */

static void windows_files_are_read(void **state)
{
    sf_config *config =
        read_good("\xef\xbb\xbfsaksflyt = 1;\r\ntitle = \"x\";\r\ntime = { start = \"2025-01-01\"; };\r\n");

    (void)state;
    assert_int_equal(sf_node_place(base_node(config, "title"))->line, 2);
    sf_config_free(config);
}

static void bytes_that_are_no_text_are_refused_by_name(void **state)
{
    (void)state;
    bytes_are_refused("saksflyt = 1;\0", 14, "a.cfg:1:14: there is a NUL byte here; a config is a text file\n");
    is_refused("title = \"p\xe5\";\n", "a.cfg:1:11: the byte 0xe5 here is not valid UTF-8; save the file as UTF-8\n");
    is_refused("title = \"\xc0\xaf\";\n",
               "a.cfg:1:10: the byte 0xc0 here is not valid UTF-8; save the file as UTF-8\n");
    is_refused("title = \"\xed\xa0\x80\";\n",
               "a.cfg:1:10: the byte 0xed here is not valid UTF-8; save the file as UTF-8\n");
    is_refused("title = \"\xe2\x82", "a.cfg:1:10: the byte 0xe2 here is not valid UTF-8; save the file as UTF-8\n");
    is_refused("# \xe2\x80\xae\n",
               "a.cfg:1:3: there is a text direction override (U+202E) here, which hides what is written; remove it\n");
    is_refused("title = \"\x1b[31m\";\n", "a.cfg:1:10: there is a control character (U+001B) here; remove it\n");
    is_refused("a\rb\n", "a.cfg:1:2: there is a carriage return inside a line; lines end with a newline\n");
}

static void slips_of_syntax_are_shown_where_they_are(void **state)
{
    (void)state;
    is_refused(HEAD "study = { seed = 1;\n", "a.cfg:5:9: this { is never closed; end the block with }\n");
    is_refused(HEAD "teams = ( { id = \"a\"; }\n", "a.cfg:5:9: this ( is never closed; end the list with )\n");
    is_refused(HEAD "teams = ( { id = \"a\"; }, );\n",
               "a.cfg:5:26: there is one comma too many; the last element has none after it\n");
    is_refused(HEAD "teams = ( { id = \"a\"; } { id = \"b\"; } );\n",
               "a.cfg:5:25: a comma is missing before this element, or a ) to end the list\n");
    is_refused(HEAD "title2 = \"no end;\n", "a.cfg:5:10: this text has no closing quote on its line; write \"...\"\n");
    is_refused(HEAD "title2 \"x\";\n", "a.cfg:5:8: a = is missing between the key and its value\n");
    is_refused(HEAD "stay = 75 min;\n", "a.cfg:5:8: a number with a unit is one text; write \"75 min\" in quotes\n");
    is_refused(HEAD "stay = 0x1F;\n", "a.cfg:5:8: numbers are written in decimal digits, for example 10 or 0.5\n");
    is_refused(HEAD "stay = nan;\n", "a.cfg:5:8: nan is text, and text is written in quotes; write \"nan\"\n");
    is_refused(HEAD "title2 = \"\\x00\";\n",
               "a.cfg:5:11: this escape is not understood; write the character itself, or one of \\\" \\\\ \\n \\t\n");
    is_refused(HEAD "/* no end\n", "a.cfg:5:1: this comment never ends; close it with */\n");
    is_refused(HEAD "@include \n",
               "a.cfg:5:1: the file name is missing; write for example @include \"parts/tiltak.cfg\"\n");
    is_refused(HEAD "x = [ 1, \"a\" ];\n",
               "a.cfg:5:10: [ ] holds one kind of value; write all of them in quotes, or none\n");
}

static void limits_are_kept(void **state)
{
    const folder f = folder_open();
    char *text = malloc(300 * 1024), said[1024];
    sf_config *config = NULL;
    size_t used;

    (void)state;
    assert(text != NULL);
    memset(text, ' ', 300 * 1024);
    write_bytes("a.cfg", text, 300 * 1024);
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(
        said,
        "a.cfg:1:1: the config is larger than 256 KiB with all that it includes; long lists belong in CSV files\n");

    used = (size_t)sprintf(text, "a = ");
    for (int i = 0; i < 40; i++)
        used += (size_t)sprintf(text + used, "{ a = ");
    write_bytes("a.cfg", text, used);
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(said, "a.cfg:1:197: blocks are nested more than 32 deep; no key lies that deep\n");

    used = (size_t)sprintf(text, "a = [ ");
    for (int i = 0; i < 10001; i++)
        used += (size_t)sprintf(text + used, "%s\"x\"", i > 0 ? "," : "");
    write_bytes("a.cfg", text, used);
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(said, "a.cfg:1:40003: there are more than 10,000 settings; long lists belong in CSV files\n");
    free(text);
    folder_close(&f);
}

static void a_missing_file_is_not_a_wrong_config(void **state)
{
    sf_problems problems = {.items = NULL};
    sf_error err = {.status = SF_OK};
    sf_config *config = NULL;

    (void)state;
    assert_int_equal(sf_config_read("/nowhere/x.cfg", small_keys, SMALL_KEY_COUNT, NULL, 0, &problems, &config, &err),
                     SF_ENOINPUT);
    assert_string_equal(err.message, "/nowhere/x.cfg cannot be opened: No such file or directory; check the name");
    assert_int_equal(sf_config_read("/dev/null", small_keys, SMALL_KEY_COUNT, NULL, 0, &problems, &config, &err),
                     SF_ECONFIG);
    assert_string_equal(problems.items[0].message, "this is no plain file; a config is a text file");
    sf_problems_free(&problems);
}

static void included_files_keep_their_own_lines(void **state)
{
    const folder f = folder_open();
    sf_config *config = NULL;
    char said[1024];

    (void)state;
    mkdir("parts", 0755);
    mkdir("sub", 0755);
    write_text("parts/t.cfg", "# a part\ntiltak = ( { id = \"aft\"; places = -1; } );"); /* no newline at the end */
    write_text("sub/a.cfg", HEAD "  @include \"../parts/t.cfg\" # places\nteams = 5;\n");
    assert_int_equal(chdir("sub"), 0);
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(
        said, "../parts/t.cfg:2:35: tiltak.aft.places: -1 is negative; a count is zero or more, for example \"12\"\n"
              "a.cfg:6:9: teams is a bare number; it is a list ( { ... }, { ... } )\n");
    folder_close(&f);
}

static void files_outside_the_config_are_not_included(void **state)
{
    const folder f = folder_open();
    sf_config *config = NULL;
    char said[1024];
    static const char *const names[] = {"/etc/hostname", "http://example.org/x.cfg", "../../etc/hostname",
                                        "other/x.cfg", "link.cfg"};

    (void)state;
    mkdir("other", 0755);
    write_text("other/x.cfg", "");
    assert_int_equal(symlink("/etc/hostname", "link.cfg"), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[128], expected[256];

        snprintf(text, sizeof text, "@include \"%s\"\n", names[i]);
        snprintf(expected, sizeof expected,
                 "a.cfg:1:1: \"%s\" lies outside the config; include files from its own folder or from parts/\n",
                 names[i]);
        write_text("a.cfg", text);
        assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
        assert_string_equal(said, expected);
    }
    write_text("a.cfg", "@include \"a.cfg\"\n");
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(said, "a.cfg:1:1: \"a.cfg\" includes itself; remove one of the @include lines\n");
    write_text("a.cfg", "@include \"none.cfg\"\n");
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_ECONFIG);
    assert_string_equal(
        said, "a.cfg:1:1: there is no file \"none.cfg\" to include; the name counts from the folder of this file\n");
    folder_close(&f);
}

/* --- digest and resolved.cfg ------------------------------------------------------------------------------------------------------ */

static void digest_of(const char *text, char hex[SF_DIGEST_HEX])
{
    sf_config *config = read_good(text);

    sf_config_digest(config, hex);
    sf_config_free(config);
}

static void same_digest(const char *a, const char *b, bool is_same)
{
    char first[SF_DIGEST_HEX], second[SF_DIGEST_HEX];

    digest_of(a, first);
    digest_of(b, second);
    assert_int_equal(strlen(first), 64);
    if (is_same)
        assert_string_equal(first, second);
    else
        assert_string_not_equal(first, second);
}

static void the_digest_is_of_what_is_meant_not_of_how_it_is_written(void **state)
{
    (void)state;
    same_digest(
        HEAD "teams = ( { id = \"a\"; veiledere = 10; }, { id = \"b\"; veiledere = 5; } );\n",
        HEAD
        "/* layout */ teams = ( { veiledere = \"5, antatt\"; id = \"b\"; absence = 0; },\n\n{ id = \"a\"; veiledere = 10; } );\n",
        true);
    same_digest(HEAD "study = { seed = 5; replications = 7; };\n", HEAD, true);
    same_digest(
        HEAD,
        "saksflyt = 1;\ntitle = \"Kontor\";\nsources = { X = \"other\"; };\ntime = { warm_up = \"6 y\"; start = \"2025-01-01\"; };\n",
        true);
    same_digest(HEAD "programmes = ( { id = \"a\"; limit = \"36 mo\"; } );\n",
                HEAD "programmes = ( { id = \"a\"; limit = \"3 y\"; } );\n", true);
    same_digest(HEAD "teams = ( { id = \"a\"; veiledere = 10; } );\n",
                HEAD "teams = ( { id = \"a\"; veiledere = 11; } );\n", false);
    same_digest(HEAD "teams = ( { id = \"a\"; veiledere = \"10, 5..20, antatt\"; } );\n",
                HEAD "teams = ( { id = \"a\"; veiledere = 10; } );\n", false);
    same_digest(HEAD "scenarios = ( { id = \"a\"; set = []; } );\n", HEAD, false);
}

static void the_resolved_config_is_a_config_with_the_same_digest(void **state)
{
    static const char *const sets[] = {"teams.aap.veiledere += 2",
                                       "tiltak.aft.stay *= 1.1 from 2026-01-01",
                                       "programmes.aap.exits.work.rate.low = 3 %/mo from always",
                                       "teams.aap.portfolio.when_full = wait",
                                       "study.seed = 9",
                                       "teams.aap.label = \"a \\\"b\\\"\" from always"};
    char text[4096], before[SF_DIGEST_HEX], after[SF_DIGEST_HEX], said[1024];
    sf_config *config, *again = NULL;
    const folder f = folder_open();
    FILE *file;

    (void)state;
    snprintf(
        text, sizeof text, "%s%s", office,
        "scenarios = ( { id = \"today\"; set = []; }, { id = \"more\"; label = \"Flere\"; set = [\"teams.aap.veiledere *= 2\", \"tiltak.aft.places += 6\"]; } );\n");
    config = read_good_with(text, sets, sizeof sets / sizeof sets[0]);
    sf_config_digest(config, before);
    file = fopen("a.cfg", "w");
    assert_int_equal(sf_config_write_resolved(config, file, NULL), SF_OK);
    fclose(file);
    if (read_here(NULL, 0, &again, said, sizeof said) != SF_OK)
        fail_msg("%s", said);
    sf_config_digest(again, after);
    assert_string_equal(after, before);
    assert_int_equal(sf_node_seed(base_node(again, "study.seed")), 9);
    sf_config_free(again);
    sf_config_free(config);
    folder_close(&f);
}

static void a_full_disk_is_reported(void **state)
{
    sf_config *config = read_good(office);
    FILE *file = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(file);
    assert_int_equal(sf_config_write_resolved(config, file, NULL), SF_EIO);
    fclose(file);
    sf_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_in_the_unit_of_their_key),
        cmocka_unit_test(texts_words_and_references_come_as_written),
        cmocka_unit_test(a_value_holds_from_its_date_until_the_next),
        cmocka_unit_test(a_value_by_segment_is_found_by_its_id),
        cmocka_unit_test(omitted_keys_have_their_default_or_are_absent),
        cmocka_unit_test(lists_are_walked_in_file_order),
        cmocka_unit_test(every_value_knows_its_line_and_column),
        cmocka_unit_test(the_register_lists_every_number_with_range_and_source),
        cmocka_unit_test(switches_are_yes_or_no_true_or_false),
        cmocka_unit_test(a_seed_may_use_all_64_bits),
        cmocka_unit_test(an_unknown_key_gets_a_suggestion),
        cmocka_unit_test(what_is_left_open_is_told_where_it_begins),
        cmocka_unit_test(missing_keys_are_named_with_an_example),
        cmocka_unit_test(the_language_version_comes_first),
        cmocka_unit_test(a_key_that_stands_twice_is_refused),
        cmocka_unit_test(a_wrong_shape_says_the_right_one),
        cmocka_unit_test(wrong_units_and_numbers_are_refused),
        cmocka_unit_test(values_out_of_their_range_are_refused),
        cmocka_unit_test(impossible_dates_are_refused),
        cmocka_unit_test(unit_range_and_source_need_to_be_written_only_once),
        cmocka_unit_test(ranges_and_sources_are_checked),
        cmocka_unit_test(a_value_outside_its_own_range_warns),
        cmocka_unit_test(words_are_checked_against_the_choices),
        cmocka_unit_test(a_season_has_amplitude_and_period),
        cmocka_unit_test(ids_are_plain_unique_and_not_reserved),
        cmocka_unit_test(the_same_task_id_may_stand_in_two_programmes),
        cmocka_unit_test(references_find_what_they_name),
        cmocka_unit_test(a_missing_id_is_told_once),
        cmocka_unit_test(a_need_that_nothing_offers_warns),
        cmocka_unit_test(a_value_by_segment_names_every_segment_and_no_other),
        cmocka_unit_test(shares_add_up_to_one),
        cmocka_unit_test(profiles_of_a_segment_and_segments_of_a_programme_add_up_too),
        cmocka_unit_test(rest_stands_once_for_each_segment_among_outcomes),
        cmocka_unit_test(windows_files_are_read),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_by_name),
        cmocka_unit_test(slips_of_syntax_are_shown_where_they_are),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(a_missing_file_is_not_a_wrong_config),
        cmocka_unit_test(included_files_keep_their_own_lines),
        cmocka_unit_test(files_outside_the_config_are_not_included),
        cmocka_unit_test(the_digest_is_of_what_is_meant_not_of_how_it_is_written),
        cmocka_unit_test(the_resolved_config_is_a_config_with_the_same_digest),
        cmocka_unit_test(a_full_disk_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
