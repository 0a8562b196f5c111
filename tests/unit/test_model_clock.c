/* tests/unit/test_model_clock.c - legal time, extensions, claims and exits of people in small worlds where only arrivals are drawn.
 * Expected dates: core/civil.h by the calendar, else by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/civil.h"
#include "saksflyt/luck.h"
#include "support/lives.h"

#define SEED 20260101
#define NEAR(a, b) assert_true(fabs((a) - (b)) <= 1e-8)

#define HEAD(warm_up, length)                                                                   \
    "saksflyt = 1; title = \"Prøve\";\n"                                                       \
    "time = { start = \"2024-02-01\"; warm_up = \"" warm_up "\"; length = \"" length "\"; };\n" \
    "study = { replications = 1; seed = 1; };\n"                                                \
    "segments = ( { id = \"people\"; share = \"1\"; } );\n"

#define TEAM(veiledere)                                                \
    "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = " veiledere \
    "; hours = \"168 h/week\"; calendar = \"always\"; portfolio = { when_full = \"overload\"; }; } );\n"

/* Days from time.start: `months` by the calendar after a moment. */
static double months_after(double moment, int months)
{
    int32_t start = sf_civil_day((sf_date){2024, 2, 1}), whole = (int32_t)floor(moment);

    return sf_civil_add_months(start + whole, months) - start + (moment - whole);
}

static lived life_of_text(const char *text)
{
    return lived_of(text, SEED);
}

/* Who left, after p (NULL: from the first one on), in the order of the record; NULL when nobody did. */
static const sf_person_outcome *next_who_left(const lived *o, const sf_person_outcome *p)
{
    const sf_person_outcome *end = o->r.persons + o->r.n_persons;

    for (p = p == NULL ? o->r.persons : p + 1; p < end && isnan(p->exit_days); p++)
        ;
    return p < end ? p : NULL;
}

static const char *exit_of(const lived *o, const sf_person_outcome *p)
{
    return o->w.model->catalogue.states[p->exit_state];
}

static void lives_are_known(const lived *o)
{
    assert_true(o->r.n_persons > 10 && o->r.n_persons < 1000); /* all of them are there */
}

static void legal_months_are_counted_by_the_calendar(void **state)
{
    lived o = life_of_text(HEAD(
        "1 y",
        "3 y") "programmes = ( { id = \"p\"; arrivals = \"200 /y\"; clock = { limit = \"13 mo\"; at_limit = \"end\"; };\n"
               "  exits = ( { id = \"end\"; } ); } );\n");

    (void)state;
    lives_are_known(&o);
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&o, p)) != NULL;)
        NEAR(p->exit_days, months_after(p->entry_days, 13));
    lived_close(&o);
}

static void an_exit_at_the_limit_of_36_months_is_an_exit_within_36_months(void **state)
{
    lived o = life_of_text(HEAD(
        "0 d",
        "8 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"1095.75 d\"; at_limit = \"end\"; };\n"
               "  exits = ( { id = \"end\"; } ); } );\n");

    (void)state;
    NEAR(observed(&o.w, &o.r, "outcome.by/end/36", "programmes.p", SF_STAT_MEAN), 1.0);
    NEAR(observed(&o.w, &o.r, "outcome.by/end/24", "programmes.p", SF_STAT_MEAN), 0.0);
    NEAR(observed(&o.w, &o.r, "limit.reached", "programmes.p", SF_STAT_MEAN), 1.0);
    lived_close(&o);
}

#define EXTENSION(passes, if_late)                                                                               \
    "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; exits = ( { id = \"end\"; }, { id = \"refused\"; } );\n" \
    "  clock = { limit = \"12 mo\"; at_limit = \"end\"; end_window = \"3 mo\";\n"                                \
    "    extension = { test = \"test\"; length = \"8 mo\"; cap = \"12 mo\"; if_late = \"" if_late                \
    "\"; refused = \"refused\";\n"                                                                               \
    "                  grounds = ( { id = \"g\"; passes = \"" passes "\"; } ); }; };\n"                          \
    "  tasks = ( { id = \"test\"; minutes = \"60 min\"; counts_as = \"decision\"; } ); } );\n"

static void an_extension_moves_the_limit_by_calendar_months_up_to_the_cap(void **state)
{
    lived o = life_of_text(HEAD("0 d", "4 y") EXTENSION("1", "continues") TEAM("100"));

    (void)state;
    lives_are_known(&o);
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&o, p)) != NULL;) {
        /* 12 + 8 = 20 months, then the rest of the cap: 24. */
        NEAR(p->exit_days, months_after(p->entry_days, 24));
        assert_string_equal(exit_of(&o, p), "end");
        assert_int_equal(p->contacts, 2); /* two tests */
    }
    lived_close(&o);
}

static void who_is_refused_leaves_at_the_limit_by_the_exit_of_the_refused(void **state)
{
    lived o = life_of_text(HEAD("0 d", "4 y") EXTENSION("0", "continues") TEAM("100"));

    (void)state;
    lives_are_known(&o);
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&o, p)) != NULL;) {
        NEAR(p->exit_days, months_after(p->entry_days, 12));
        assert_string_equal(exit_of(&o, p), "refused");
        assert_int_equal(p->contacts, 1);
    }
    lived_close(&o);
}

static void a_test_that_is_not_held_in_time_keeps_the_benefit_only_where_the_rule_says_so(void **state)
{
    lived goes_on = life_of_text(HEAD("0 d", "4 y") EXTENSION("1", "continues") TEAM("0"));
    lived ends = life_of_text(HEAD("0 d", "4 y") EXTENSION("1", "ends") TEAM("0"));

    (void)state;
    lives_are_known(&goes_on);
    assert_int_equal(goes_on.r.n_persons, ends.r.n_persons);
    assert_null(next_who_left(&goes_on, NULL));
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&ends, p)) != NULL;) {
        NEAR(p->exit_days, months_after(p->entry_days, 12));
        assert_string_equal(exit_of(&ends, p), "end");
    }
    lived_close(&goes_on);
    lived_close(&ends);
}

static void a_late_refusal_ends_the_stay_at_once(void **state)
{
    /* One veileder takes 15 months for a test: the first of them is held after the limit. */
    lived o = life_of_text(HEAD("0 d", "5 y") EXTENSION(
        "0",
        "continues") "teams = ( { id = \"t\"; serves = [\"p\"]; veiledere = 400; hours = \"168 h/week\"; calendar = \"always\"; overhead = \"0.99\";\n"
                     "  leave = \"0.99\"; } );\n"); /* an hour of work takes 10,000 hours */
    double done = 1.0 / (0.01 * 0.01) / 24.0;

    (void)state;
    lives_are_known(&o);
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&o, p)) != NULL;) {
        NEAR(p->exit_days, months_after(months_after(p->entry_days, 12), -3) + done);
        assert_string_equal(exit_of(&o, p), "refused");
    }
    lived_close(&o);
}

static void a_pending_claim_lets_the_benefit_go_on_past_the_limit(void **state)
{
    lived o = life_of_text(HEAD(
        "0 d",
        "5 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"100 d\"; at_limit = \"end\"; };\n"
               "  exits = ( { id = \"end\"; }, { id = \"disability\"; rate = \"1 /mo\"; handover = \"handover\"; decision = \"300 d\"; } );\n"
               "  tasks = ( { id = \"handover\"; minutes = \"1440 min\"; } ); } );\n" TEAM("100"));
    const uint32_t claims = sf_luck_purpose("programmes.p.exits.disability");
    int claimed = 0, limited = 0;

    (void)state;
    lives_are_known(&o);
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&o, p)) != NULL;) {
        double claim = sf_luck_exponential(sf_luck_of(SEED, 1), p->key, claims, 0, 0) * 30.4375;

        if (claim < 100.0) { /* a day for the hand-over, 300 for the decision */
            assert_true(fabs(p->exit_days - p->entry_days - (claim + 1.0 + 300.0)) < 1e-8);
            assert_string_equal(exit_of(&o, p), "disability");
            claimed++;
        } else {
            assert_true(fabs(p->exit_days - p->entry_days - 100.0) < 1e-8);
            assert_string_equal(exit_of(&o, p), "end");
            limited++;
        }
    }
    assert_true(claimed > 10 && limited > 10);
    lived_close(&o);
}

#define ONE_RISK(limit)                                         \
    HEAD("0 d", "1 y")                                          \
    "programmes = ( { id = \"p\"; arrivals = \"60 /y\"; " limit \
    "exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"1 /d\"; } ); } );\n"

static void a_legal_limit_goes_before_a_risk_at_the_same_instant(void **state)
{
    lived o = life_of_text(ONE_RISK("clock = { limit = \"10000 d\"; at_limit = \"end\"; }; "));
    uint64_t key = o.r.persons[0].key;
    double stay = sf_luck_exponential(sf_luck_of(SEED, 1), key, sf_luck_purpose("programmes.p.exits.work"), 0, 0);
    char text[1024];

    (void)state;
    NEAR(o.r.persons[0].exit_days - o.r.persons[0].entry_days, stay);
    assert_string_equal(exit_of(&o, &o.r.persons[0]), "work");
    lived_close(&o);
    for (int later = 0; later < 2; later++) { /* the same instant, then a moment after it */
        snprintf(text, sizeof text, ONE_RISK("clock = { limit = \"%.17g d\"; at_limit = \"end\"; }; "),
                 later == 0 ? stay : stay + 1e-6);
        o = life_of_text(text);
        assert_true(o.r.persons[0].key == key);
        assert_string_equal(exit_of(&o, &o.r.persons[0]), later == 0 ? "end" : "work");
        lived_close(&o);
    }
}

/* A limit of 200 days: 1 a month, nothing in the last 100 days, and 3 a month in the last 40. */
static void a_rate_follows_the_time_that_is_left(void **state)
{
    lived o = life_of_text(HEAD(
        "0 d",
        "3 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"200 d\"; at_limit = \"end\"; };\n"
               "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"0.3 /mo\";\n"
               "  by_time_left = ( { within = \"100 d\"; times = 0; }, { within = \"40 d\"; times = 3; } ); } ); } );\n");
    size_t early = 0, late = 0, limit = 0;

    (void)state;
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&o, p)) != NULL;) {
        const double days = 30.4375 / 0.3 *
                            sf_luck_exponential(sf_luck_of(SEED, 1), p->key, sf_luck_purpose("programmes.p.exits.work"),
                                                0, 0),
                     stay = days <= 100.0 ? days : fmin(160.0 + (days - 100.0) / 3.0, 200.0);

        NEAR(p->exit_days - p->entry_days, stay);
        early += stay <= 100.0;
        late += stay > 160.0 && stay < 200.0;
        limit += stay >= 200.0;
    }
    assert_true(early > 50 && late > 20 && limit > 5);
    lived_close(&o);
}

static void an_extension_moves_what_follows_the_time_that_is_left(void **state)
{
    /* Everybody is extended on day 100 from day 100 to 200: what acts within 50 days acts from day 50, stops, and acts from 150. */
    lived o = life_of_text(HEAD(
        "0 d",
        "3 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; clock = { limit = \"100 d\"; at_limit = \"end\";\n"
               "    extension = { test = \"t\"; opens = \"0 d\"; length = \"100 d\"; cap = \"100 d\"; grounds = ( { id = \"g\"; passes = 1; } ); }; };\n"
               "  tasks = ( { id = \"t\"; minutes = \"0 min\"; } );\n"
               "  exits = ( { id = \"end\"; }, { id = \"work\"; rate = \"0.3 /mo\"; by_time_left = ( { within = \"50 d\"; times = 0; } ); } ); } );\n"
               "teams = ( { id = \"a\"; serves = [\"p\"]; veiledere = 1; hours = \"168 h/week\"; calendar = \"always\"; } );\n");
    size_t later = 0;

    (void)state;
    for (const sf_person_outcome *p = NULL; (p = next_who_left(&o, p)) != NULL;) {
        const double days = 30.4375 / 0.3 *
                            sf_luck_exponential(sf_luck_of(SEED, 1), p->key, sf_luck_purpose("programmes.p.exits.work"),
                                                0, 0),
                     stay = days <= 50.0    ? days
                            : days <= 100.0 ? days + 50.0
                                            : 200.0;

        NEAR(p->exit_days - p->entry_days, stay);
        later += stay > 100.0 && stay < 150.0;
    }
    assert_true(later > 30);
    lived_close(&o);
}

static void a_risk_strikes_when_its_changing_rate_has_spent_the_budget(void **state)
{
    lived o = life_of_text(HEAD(
        "0 d",
        "2 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; exits = ( { id = \"work\"; rate = \"1 /mo; 4 /mo from 2024-08-01\";\n"
               "  by_time = ( { from = \"20 d\"; times = 0; }, { from = \"50 d\"; times = 2; } ); } ); } );\n");
    const double changes = sf_civil_day((sf_date){2024, 8, 1}) - sf_civil_day((sf_date){2024, 2, 1});

    (void)state;
    lives_are_known(&o);
    for (size_t i = 0; i < o.r.n_persons; i++) {
        const sf_person_outcome *p = &o.r.persons[i];
        double left =
                   sf_luck_exponential(sf_luck_of(SEED, 1), p->key, sf_luck_purpose("programmes.p.exits.work"), 0, 0),
               at = p->entry_days;
        const double ends[4] = {p->entry_days + 20.0, p->entry_days + 50.0, changes, INFINITY};

        while (at < 1e9) { /* from one change of the rate to the next */
            double next = (double)INFINITY, rate = at < changes ? 1.0 : 4.0;

            rate *= at < ends[0] ? 1.0 : at < ends[1] ? 0.0 : 2.0;
            rate /= 30.4375;
            for (int k = 0; k < 4; k++)
                next = ends[k] > at ? fmin(next, ends[k]) : next;
            if (rate > 0.0 && at + left / rate <= next) {
                at += left / rate;
                break;
            }
            left -= rate * (next - at);
            at = next;
        }
        if (!isnan(p->exit_days))
            NEAR(p->exit_days, at);
        else
            assert_true(at >= o.w.model->length_days);
    }
    lived_close(&o);
}

static void an_application_is_decided_before_the_person_reaches_the_office(void **state)
{
    lived o = life_of_text(HEAD(
        "0 d",
        "2 y") "programmes = ( { id = \"p\"; arrivals = \"200 /y\"; application = { wait = \"30 d\"; refused = \"0.4\"; refused_to = \"no\"; };\n"
               "  exits = ( { id = \"end\"; }, { id = \"no\"; } ); clock = { limit = \"50 d\"; at_limit = \"end\"; }; } );\n");
    double years = 2.0, refused = observed(&o.w, &o.r, "flow.out/no", "programmes.p", SF_STAT_RATE) * years,
           arrived = observed(&o.w, &o.r, "flow.in/p", "programmes.p", SF_STAT_RATE) * years;

    (void)state;
    NEAR(observed(&o.w, &o.r, "wait.decision", "programmes.p", SF_STAT_MEAN), 30.0);
    assert_true(fabs(refused / arrived - 0.4) <
                4.4 * sqrt(0.24 / arrived) + 0.02); /* those of the last month are undecided */
    NEAR(observed(&o.w, &o.r, "outcome.exit/no", "programmes.p", SF_STAT_MEAN),
         0.0); /* of those whose programme has started */
    lived_close(&o);
}

static void a_selected_person_starts_when_the_offer_is_held_and_the_others_leave(void **state)
{
    lived o = life_of_text(HEAD(
        "0 d",
        "2 y") "programmes = ( { id = \"p\"; arrivals = \"100 /y\"; starts_with = \"offer\"; exits = ( { id = \"end\"; }, { id = \"not_selected\"; } );\n"
               "  clock = { limit = \"60 d\"; at_limit = \"end\"; };\n"
               "  tasks = ( { id = \"assessment\"; opens = \"entry\"; due = \"10 d\"; minutes = \"60 min\"; counts_as = \"assessment\";\n"
               "              then = ( { next = \"offer\"; p = \"0.6\"; delay = \"9 d\"; }, { exit = \"not_selected\"; p = \"rest\"; } ); },\n"
               "            { id = \"offer\"; minutes = \"60 min\"; } ); } );\n" TEAM("100"));
    double in = observed(&o.w, &o.r, "flow.in/p", "programmes.p", SF_STAT_RATE),
           out = observed(&o.w, &o.r, "flow.out/not_selected", "programmes.p", SF_STAT_RATE);

    (void)state;
    lives_are_known(&o); /* those who started */
    for (size_t i = 0; i < o.r.n_persons; i++) {
        assert_int_equal(o.r.persons[i].contacts, 2);
        if (!isnan(o.r.persons[i].exit_days))
            NEAR(o.r.persons[i].exit_days - o.r.persons[i].entry_days, 60.0); /* the clock runs from the start */
    }
    assert_true(fabs(out / in - 0.4) < 4.4 * sqrt(0.24 / (2.0 * in)) + 0.01);
    NEAR(observed(&o.w, &o.r, "wait.assessment", "programmes.p", SF_STAT_MEAN), 0.0);
    lived_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(legal_months_are_counted_by_the_calendar),
        cmocka_unit_test(an_exit_at_the_limit_of_36_months_is_an_exit_within_36_months),
        cmocka_unit_test(an_extension_moves_the_limit_by_calendar_months_up_to_the_cap),
        cmocka_unit_test(who_is_refused_leaves_at_the_limit_by_the_exit_of_the_refused),
        cmocka_unit_test(a_test_that_is_not_held_in_time_keeps_the_benefit_only_where_the_rule_says_so),
        cmocka_unit_test(a_late_refusal_ends_the_stay_at_once),
        cmocka_unit_test(a_pending_claim_lets_the_benefit_go_on_past_the_limit),
        cmocka_unit_test(a_legal_limit_goes_before_a_risk_at_the_same_instant),
        cmocka_unit_test(a_risk_strikes_when_its_changing_rate_has_spent_the_budget),
        cmocka_unit_test(a_rate_follows_the_time_that_is_left),
        cmocka_unit_test(an_extension_moves_what_follows_the_time_that_is_left),
        cmocka_unit_test(an_application_is_decided_before_the_person_reaches_the_office),
        cmocka_unit_test(a_selected_person_starts_when_the_offer_is_held_and_the_others_leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
