/* tests/unit/test_table.c - lists and samples from CSV files, as people and as Norwegian Excel write them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "small_config.h"

#include "input/identity.h"

#define SEGMENTS "segments = ( { id = \"low\"; share = \"0.5\"; }, { id = \"high\"; share = \"rest\"; } );\n"
#define TILTAK HEAD "tiltak = \"t.csv\";\n"
#define STAY HEAD "tiltak = ( { id = \"aft\"; places = 5; stay = \"empirical(t.csv, d)\"; } );\n"

/* Reads `text` as a.cfg beside `table` as t.csv; what is said must be exactly `expected`. The config is the caller's. */
static sf_config *read_with_table(const char *text, const char *table, size_t size, sf_status status,
                                  const char *expected)
{
    const folder f = folder_open();
    sf_config *config = NULL;
    char said[16384];

    write_text("a.cfg", text);
    if (table != NULL)
        write_bytes("t.csv", table, size);
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), status);
    assert_string_equal(said, expected);
    assert_true((config != NULL) == (status == SF_OK));
    folder_close(&f);
    return config;
}

static sf_config *read_table(const char *text, const char *table, const char *expected)
{
    return read_with_table(text, table, strlen(table), SF_OK, expected);
}

static void is_bad(const char *text, const char *table, sf_status status, const char *expected)
{
    assert_null(read_with_table(text, table, table != NULL ? strlen(table) : 0, status, expected));
}

/* --- lists -------------------------------------------------------------------------------------------------------------------- */

static void a_row_is_an_element_and_a_column_a_key(void **state)
{
    sf_config *config = read_table(
        TILTAK,
        "id,places,stay,offers\naft,60,\"gamma(mean 9 mo, sd 4 mo)\",training skills\namo,\"24; 44 from 2026-07-01\",,[]\n",
        "");

    (void)state;
    assert_int_equal(sf_node_count(base_node(config, "tiltak")), 2);
    assert_true(base_number(config, "tiltak.aft.places") == 60.0);
    assert_true(base_number(config, "tiltak.aft.stay") == 9.0 * 30.4375);
    assert_int_equal(sf_node_words(base_node(config, "tiltak.aft.offers"), SF_ALWAYS), 2);
    assert_string_equal(sf_node_word(base_node(config, "tiltak.aft.offers"), SF_ALWAYS, 1), "skills");
    assert_true(sf_node_number(base_node(config, "tiltak.amo.places"), day(2027, 1, 1)) == 44.0);
    assert_null(sf_node_get(base_node(config, "tiltak.amo"), "stay")); /* an empty cell is a key that is not written */
    assert_int_equal(sf_node_words(base_node(config, "tiltak.amo.offers"), SF_ALWAYS), 0);
    assert_string_equal(sf_node_place(base_node(config, "tiltak.amo.places"))->file, "t.csv");
    assert_int_equal(sf_node_place(base_node(config, "tiltak.amo.places"))->line, 3);
    assert_int_equal(sf_node_place(base_node(config, "tiltak.amo.places"))->column, 5);
    sf_config_free(config);
}

static void excel_is_understood_and_named(void **state)
{
    sf_config *config = read_table(
        HEAD SEGMENTS "teams = \"t.csv\";\n",
        "\xef\xbb\xbfid;label;veiledere;absence;portfolio.limit\r\naap;Ærlig team;10;8,6 %, 7..12,9, P26;100\r\n\r\nkvp;;2;0,1;\r\n",
        "t.csv:1:1: warning: the table is read as Excel writes it, with a byte order mark, Windows line ends, ; between the cells, decimal commas; all is well\n");

    (void)state;
    assert_true(base_number(config, "teams.aap.absence") == 0.086);
    assert_true(base_number(config, "teams.aap.portfolio.limit") == 100.0);
    assert_string_equal(sf_node_text(base_node(config, "teams.aap.label"), SF_ALWAYS), "Ærlig team");
    assert_true(base_number(config, "teams.kvp.absence") == 0.1);
    assert_null(sf_node_get(base_node(config, "teams.kvp"), "portfolio"));
    sf_config_free(config);
}

static void quotes_protect_separators_quotes_and_line_ends(void **state)
{
    sf_config *config = read_table(HEAD "teams = \"t.csv\";\n",
                                   "id,label,veiledere\naap,\"Team \"\"A\"\", nord\nog sør\",3\nkvp,plain,4\n", "");

    (void)state;
    assert_string_equal(sf_node_text(base_node(config, "teams.aap.label"), SF_ALWAYS), "Team \"A\", nord\nog sør");
    assert_int_equal(sf_node_place(base_node(config, "teams.kvp.veiledere"))->line, 4);
    sf_config_free(config);
}

static void a_column_may_be_for_one_segment(void **state)
{
    sf_config *config = read_table(HEAD SEGMENTS "programmes = ( { id = \"aap\"; exits = \"t.csv\"; } );\n",
                                   "id,rate,rate.low,rate.high\nwork,,2 %/mo,1 %/mo\nother,1 /y,,\n", "");

    (void)state;
    assert_true(sf_node_number(sf_node_for(base_node(config, "programmes.aap.exits.work.rate"), "high"), SF_ALWAYS) ==
                1.0 / (100.0 * 30.4375));
    assert_true(base_number(config, "programmes.aap.exits.other.rate") == 1.0 / 365.25);
    sf_config_free(config);
    is_bad(
        HEAD SEGMENTS "programmes = ( { id = \"aap\"; exits = \"t.csv\"; } );\n",
        "id,rate,rate.low,rate.high\nwork,1 /y,2 %/mo,\n", SF_EDATA,
        "t.csv:2:11: programmes.aap.exits.work.rate has one value for all and one for a part in the same row; leave one of them empty\n");
    is_bad(
        HEAD SEGMENTS "programmes = ( { id = \"aap\"; exits = \"t.csv\"; } );\n",
        "id,rate.low,rate.hihg\nwork,2 %/mo,1 %/mo\n", SF_EDATA,
        "t.csv:2:6: programmes.aap.exits.work.rate leaves out the segment \"high\"; give it a value, or write one value for all\n"
        "t.csv:2:13: programmes.aap.exits.work.rate: there is no \"hihg\" among segments; did you mean \"high\"?\n");
}

static void columns_that_are_no_keys_are_refused(void **state)
{
    (void)state;
    is_bad(TILTAK, "id,plases\naft,60\n", SF_EDATA,
           "t.csv:1:4: the column \"plases\" is no key of tiltak; did you mean \"places\"?\n");
    is_bad(TILTAK, "id,places,places\naft,60,60\n", SF_EDATA,
           "t.csv:1:11: the column \"places\" stands twice; remove one\n");
    is_bad(TILTAK, "id,places,\naft,60,1\n", SF_EDATA,
           "t.csv:1:11: this column has no name; the first line names every column\n");
    is_bad(HEAD "teams = \"t.csv\";\n", "id,veiledere,portfolio\naap,3,100\n", SF_EDATA,
           "t.csv:1:14: portfolio is a block; a column is one key in it, for example portfolio.limit\n");
    is_bad(HEAD "programmes = \"t.csv\";\n", "id,tasks\naap,x\n", SF_EDATA,
           "t.csv:1:4: tasks is a list of its own and cannot be a column\n");
    is_bad(TILTAK, "places\n60\n", SF_EDATA,
           "t.csv:1:1: there is no column \"id\", which every element of tiltak needs\n");
}

static void bad_cells_are_told_one_by_one_with_their_places(void **state)
{
    (void)state;
    is_bad(
        TILTAK, "id,places,stay\naft,many,3 d\namo,-3,4 kg\n\"Lønn\",1,\n", SF_EDATA,
        "t.csv:2:5: tiltak.aft.places: \"many\" is not a number; a count is written as a whole number without a unit, for example \"12\"\n"
        "t.csv:3:5: tiltak.amo.places: -3 is negative; a count is zero or more, for example \"12\"\n"
        "t.csv:3:8: tiltak.amo.stay: \"kg\" is not a unit here; a duration is written in s, min, h, d, w, mo or y, for example \"14 d\"\n"
        "t.csv:4:1: tiltak.3.id: \"Lønn\" is not an id; write a-z, then a-z, 0-9 or _, at most 32 of them\n");
    is_bad(TILTAK, "id,places\naft,60,1\namo\n", SF_EDATA,
           "t.csv:2:1: this row has 3 cells, and the first line has 2\n"
           "t.csv:3:1: this row has 1 cells, and the first line has 2\n");
    is_bad(TILTAK, "id,places\naft,60\naft,61\n", SF_EDATA,
           "t.csv:3:1: the id \"aft\" stands twice in tiltak; the first is at t.csv:2:1, rename one\n");
    is_bad(TILTAK, "id,places\naft,\n", SF_EDATA,
           "t.csv:2:1: tiltak.aft.places is missing; write for example places = 60\n");
}

static void a_broken_file_is_refused_where_it_breaks(void **state)
{
    (void)state;
    is_bad(TILTAK, "", SF_EDATA, "t.csv:1:1: the file is empty; its first line names the columns\n");
    is_bad(
        TILTAK, "id,places\naft,6\"0\n", SF_EDATA,
        "t.csv:2:6: there is a quote inside a cell; put the whole cell in quotes, and write \"\" for a quote in it\n");
    is_bad(TILTAK, "id,places\n\"aft,60\n", SF_EDATA, "t.csv:2:1: the quote that begins this cell is never closed\n");
    is_bad(TILTAK, "id,places\na\xe6t,60\n", SF_EDATA,
           "t.csv:2:2: the byte 0xe6 here is not valid UTF-8; save the file as UTF-8\n");
    assert_null(read_with_table(TILTAK, "id,places\na\0t,60\n", 17, SF_EDATA,
                                "t.csv:2:2: there is a NUL byte here; a config is a text file\n"));
}

static void files_that_cannot_be_read_are_told_where_they_are_named(void **state)
{
    (void)state;
    is_bad(
        TILTAK, NULL, SF_ECONFIG,
        "a.cfg:5:10: tiltak: there is no file \"t.csv\"; the name counts from the folder of the file that names it\n");
    is_bad(
        HEAD "tiltak = \"/etc/t.csv\";\n", NULL, SF_ECONFIG,
        "a.cfg:5:10: tiltak: \"/etc/t.csv\" lies outside the config; CSV files are read from its own folder or from parts/\n");
    is_bad(HEAD "tiltak = \".csv\";\n", NULL, SF_ECONFIG,
           "a.cfg:5:10: tiltak is a text; it is a list ( { ... }, { ... } )\n");
    is_bad(HEAD "tiltak = \"t.txt\";\n", NULL, SF_ECONFIG,
           "a.cfg:5:10: tiltak is a text; it is a list ( { ... }, { ... } )\n");
}

static void of_very_many_errors_fifty_are_told(void **state)
{
    char table[4096] = "id,places\n", said[16384];
    const folder f = folder_open();
    sf_config *config = NULL;
    const char *line;
    int lines = 0;

    (void)state;
    for (int i = 0; i < 80; i++)
        snprintf(table + strlen(table), sizeof table - strlen(table), "t%d,x\n", i);
    write_text("a.cfg", TILTAK);
    write_text("t.csv", table);
    assert_int_equal(read_here(NULL, 0, &config, said, sizeof said), SF_EDATA);
    for (line = said; (line = strchr(line, '\n')) != NULL; line++)
        lines++;
    assert_int_equal(lines, 51);
    assert_non_null(strstr(said, ": and 30 more errors in tables\n"));
    folder_close(&f);
}

static void more_cells_than_a_config_may_have_are_refused(void **state)
{
    const size_t most = 400000;
    char *table = malloc(most);
    size_t size = (size_t)snprintf(table, most, "id,places\n");

    (void)state;
    for (int i = 0; i < 10001; i++)
        size += (size_t)snprintf(table + size, most - size, "t%d,1\n", i);
    assert_null(read_with_table(TILTAK, table, size, SF_EDATA,
                                "t.csv:1:1: the tables of a config hold more than 20000 cells together\n"));
    free(table);
}

/* --- samples ---------------------------------------------------------------------------------------------------------------------- */

static void a_sample_is_one_column_with_or_without_a_name(void **state)
{
    const char *const tables[] = {"10\n20\n60\n", "ventetid\n20\n60\n10\n", "10\n\n20\n60"};

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        sf_config *config = read_table(STAY, tables[i], "");
        const sf_distribution *stay = sf_node_distribution(base_node(config, "tiltak.aft.stay"), SF_ALWAYS);

        assert_int_equal(stay->kind, SF_DIST_EMPIRICAL);
        assert_int_equal(stay->count, 3);
        assert_true(stay->values[0] == 10.0 && stay->values[2] == 60.0);
        assert_true(fabs(stay->mean - 27.5) < 1e-12); /* (10 + 20)/2 and (20 + 60)/2, each half of the time */
        sf_config_free(config);
    }
}

#define STAY_BY_FILE HEAD "tiltak = ( { id = \"aft\"; places = 5; stay = \"empirical(t.csv)\"; } );\n"

static void a_sample_may_have_decimal_commas_and_name_its_unit(void **state)
{
    sf_config *config =
        read_table(STAY_BY_FILE, "ventetid (w)\n2,5\n2\n",
                   "t.csv:1:1: warning: the table is read as Excel writes it, with decimal commas; all is well\n");
    const sf_distribution *stay = sf_node_distribution(base_node(config, "tiltak.aft.stay"), SF_ALWAYS);

    (void)state;
    assert_true(stay->values[0] == 14.0 && stay->values[1] == 17.5);
    sf_config_free(config);
    is_bad(
        STAY_BY_FILE, "ventetid\n2\n3\n", SF_EDATA,
        "t.csv:1:1: the first line names no unit; write for example \"wait (d)\", or give the unit in the config, for example empirical(waits.csv, d)\n");
    is_bad(STAY, "ventetid (w)\n2\n3\n", SF_EDATA,
           "t.csv:1:1: the first line says w and the config says d; which is it?\n");
}

static void bad_samples_are_refused_by_row(void **state)
{
    (void)state;
    is_bad(
        STAY, "10\nx\n-3\n", SF_EDATA,
        "t.csv:2:1: \"x d\" is not a number; a duration is written in s, min, h, d, w, mo or y, for example \"14 d\"\n"
        "t.csv:3:1: -3 d is negative; a duration is zero or more, for example \"14 d\"\n");
    is_bad(STAY, "10\n", SF_ECONFIG,
           "a.cfg:5:45: tiltak.aft.stay: empirical has 1 values; it needs at least 2, or write constant(...)\n");
    is_bad(STAY, "10\n10\n", SF_ECONFIG,
           "a.cfg:5:45: tiltak.aft.stay: all values of empirical are the same; write constant(...) for it\n");
}

/* --- digests ------------------------------------------------------------------------------------------------------------------- */

static void the_values_of_a_table_are_part_of_the_digest_and_of_resolved_cfg(void **state)
{
    static const char text[] = HEAD "tiltak = \"t.csv\";\nteams = ( { id = \"aap\"; veiledere = 1; } );\n";
    sf_config *config = read_table(text, "id,places\naft,60\n", ""),
              *other = read_table(text, "id,places\naft,61\n", ""), *again;
    char hex[SF_DIGEST_HEX], other_hex[SF_DIGEST_HEX], again_hex[SF_DIGEST_HEX], *resolved = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&resolved, &size);
    sf_error err = {0};

    (void)state;
    sf_config_digest(config, hex);
    sf_config_digest(other, other_hex);
    assert_string_not_equal(hex, other_hex);
    assert_int_equal(sf_config_write_resolved(config, out, &err), SF_OK);
    assert_int_equal(fclose(out), 0);
    assert_null(strstr(resolved, "t.csv\";\nteams")); /* the list itself stands there */
    again = read_good(resolved);
    sf_config_digest(again, again_hex);
    assert_string_equal(hex, again_hex);
    assert_true(base_number(again, "tiltak.aft.places") == 60.0);
    free(resolved);
    sf_config_free(again);
    sf_config_free(other);
    sf_config_free(config);
}

/* The month is 80 too high, as in the numbers that Skatteetaten makes for tests: it is nobody's. */
static void national_identity_numbers_are_refused_and_never_repeated(void **state)
{
    (void)state;
    is_bad(
        TILTAK, "id,places,stay,label\naft,3,1 d,01819010001\n", SF_EDATA,
        "t.csv:2:11: the column \"label\" holds what looks like a national identity number; such numbers have no place here: remove the column, or number the rows from 1\n");
    is_bad(
        TILTAK, "id,places,stay,label\naft,3,1 d,018190 10001\n", SF_EDATA,
        "t.csv:2:11: the column \"label\" holds what looks like a national identity number; such numbers have no place here: remove the column, or number the rows from 1\n");
    is_bad(TILTAK,
           "id,places,stay,F\xc3\xb8"
           "dselsnr.\naft,3,1 d,x\n",
           SF_EDATA,
           "t.csv:1:16: the column \"F\xc3\xb8"
           "dselsnr.\" is for national identity numbers, which have no place here; remove it\n");
    assert_true(sf_identity_is_number("01819010001") && sf_identity_is_number("018190-10001"));
    assert_false(sf_identity_is_number("01819010002")); /* the last control digit is wrong */
    assert_false(sf_identity_is_number("018190100010") || sf_identity_is_number("0181901000"));
    assert_false(sf_identity_is_name("id") || sf_identity_is_name("label") || sf_identity_is_name("owner"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(national_identity_numbers_are_refused_and_never_repeated),
        cmocka_unit_test(a_row_is_an_element_and_a_column_a_key),
        cmocka_unit_test(excel_is_understood_and_named),
        cmocka_unit_test(quotes_protect_separators_quotes_and_line_ends),
        cmocka_unit_test(a_column_may_be_for_one_segment),
        cmocka_unit_test(columns_that_are_no_keys_are_refused),
        cmocka_unit_test(bad_cells_are_told_one_by_one_with_their_places),
        cmocka_unit_test(a_broken_file_is_refused_where_it_breaks),
        cmocka_unit_test(files_that_cannot_be_read_are_told_where_they_are_named),
        cmocka_unit_test(of_very_many_errors_fifty_are_told),
        cmocka_unit_test(more_cells_than_a_config_may_have_are_refused),
        cmocka_unit_test(a_sample_is_one_column_with_or_without_a_name),
        cmocka_unit_test(a_sample_may_have_decimal_commas_and_name_its_unit),
        cmocka_unit_test(bad_samples_are_refused_by_row),
        cmocka_unit_test(the_values_of_a_table_are_part_of_the_digest_and_of_resolved_cfg),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
