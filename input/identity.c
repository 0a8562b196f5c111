/* input/identity.c - see identity.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/identity.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum { DIGITS = 11, LONGEST_NAME = 40 };

/* The weighted sum of the digits before a control digit, and that digit itself, come to a multiple of 11. */
static bool fits(const int *digits, const int *weights, size_t n)
{
    int sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += digits[i] * weights[i];
    return sum % 11 == 0;
}

bool sf_identity_is_number(const char *text)
{
    static const int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1}, second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int digits[DIGITS];
    size_t n = 0;

    for (; *text != '\0'; text++) {
        if (strchr(" .-", *text) != NULL)
            continue;
        if (!isdigit((unsigned char)*text) || n == DIGITS)
            return false;
        digits[n++] = *text - '0';
    }
    return n == DIGITS && fits(digits, first, DIGITS - 1) && fits(digits, second, DIGITS);
}

bool sf_identity_is_name(const char *name)
{
    /* Without what stands between letters, and with any ø gone: "Fødselsnr.", "fodsels_nummer". */
    static const char *const names[] = {"fnr",
                                        "fodselsnummer",
                                        "fdselsnummer",
                                        "fodselsnr",
                                        "fdselsnr",
                                        "pnr",
                                        "personnummer",
                                        "personnr",
                                        "personid",
                                        "dnr",
                                        "dnummer",
                                        "dnumber",
                                        "ssn",
                                        "nationalid",
                                        "nationalidnumber",
                                        "nin",
                                        "folkeregisterident",
                                        "fregident",
                                        "identnummer",
                                        "identitynumber",
                                        "birthnumber"};
    char plain[LONGEST_NAME + 1];
    size_t n = 0;

    for (; *name != '\0' && n < LONGEST_NAME; name++) {
        if (isalpha((unsigned char)*name))
            plain[n++] = (char)tolower((unsigned char)*name);
    }
    plain[n] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(plain, names[i]) == 0)
            return true;
    }
    return false;
}
