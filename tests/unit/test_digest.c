/* tests/unit/test_digest.c - SHA-256 in parts.
 * Expected values: FIPS 180-4's example "abc" and the empty message; the others by sha256sum over the bytes that the
 * comments name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/digest.h"

static void nothing_has_the_known_digest(void **state)
{
    char hex[SF_DIGEST_HEX];
    sf_digest digest;

    (void)state;
    sf_digest_begin(&digest);
    sf_digest_end(&digest, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void bytes_in_parts_have_the_digest_of_the_whole(void **state)
{
    char hex[SF_DIGEST_HEX];
    sf_digest digest;

    (void)state;
    sf_digest_begin(&digest);
    sf_digest_add(&digest, "a", 1);
    sf_digest_add(&digest, NULL, 0);
    sf_digest_add(&digest, "bc", 2);
    sf_digest_end(&digest, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void text_of_digest(const char *first, const char *second, char hex[SF_DIGEST_HEX])
{
    sf_digest digest;

    sf_digest_begin(&digest);
    sf_digest_add_text(&digest, first);
    sf_digest_add_text(&digest, second);
    sf_digest_end(&digest, hex);
}

static void texts_carry_their_length(void **state)
{
    char one[SF_DIGEST_HEX], other[SF_DIGEST_HEX];

    (void)state;
    text_of_digest("ab", "c", one);
    text_of_digest("a", "bc", other);
    assert_string_not_equal(one, other);
    /* printf '\2\0\0\0\0\0\0\0ab\1\0\0\0\0\0\0\0c' | sha256sum */
    assert_string_equal(one, "43ee655579de01ca739b3f95c1c2d3f46d353b2c0df818064ea594506cdb2617");
}

static void whole_numbers_are_little_endian(void **state)
{
    char hex[SF_DIGEST_HEX];
    sf_digest digest;

    (void)state;
    sf_digest_begin(&digest);
    sf_digest_add_u64(&digest, 0x0807060504030201u);
    sf_digest_end(&digest, hex);
    /* printf '\1\2\3\4\5\6\7\10' | sha256sum */
    assert_string_equal(hex, "66840dda154e8a113c31dd0ad32f7f3a366a80e8136979d8f5a101d3d29d6f72");
}

static void digest_of_double(double value, char hex[SF_DIGEST_HEX])
{
    sf_digest digest;

    sf_digest_begin(&digest);
    sf_digest_add_double(&digest, value);
    sf_digest_end(&digest, hex);
}

static void every_nan_counts_as_one_and_both_zeros_as_one(void **state)
{
    char one[SF_DIGEST_HEX], other[SF_DIGEST_HEX];

    (void)state;
    digest_of_double((double)NAN, one);
    digest_of_double(-(double)NAN, other);
    assert_string_equal(one, other);
    digest_of_double(0.0, one);
    digest_of_double(-0.0, other);
    assert_string_equal(one, other);
    digest_of_double(1.0, one);
    assert_string_not_equal(one, other);
    /* printf '\0\0\0\0\0\0\360\77' | sha256sum: the bits of 1.0 */
    assert_string_equal(one, "6c3c396ed6b5c36dcae172271f462051b1266b851e92df3deea8ac65478fd712");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_has_the_known_digest),
        cmocka_unit_test(bytes_in_parts_have_the_digest_of_the_whole),
        cmocka_unit_test(texts_carry_their_length),
        cmocka_unit_test(whole_numbers_are_little_endian),
        cmocka_unit_test(every_nan_counts_as_one_and_both_zeros_as_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
