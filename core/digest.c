/* core/digest.c - SHA-256 through nettle, fed in parts.
 * Invariant: what is fed is a sequence of bytes that does not depend on the machine: whole numbers little endian,
 * doubles as their IEEE 754 bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/digest.h"

#include <string.h>

static const uint64_t ONE_NAN = 0x7ff8000000000000; /* every NaN counts as this one */

void sf_digest_begin(sf_digest *digest)
{
    sha256_init(&digest->state);
}

void sf_digest_add(sf_digest *digest, const void *bytes, size_t count)
{
    if (count > 0)
        sha256_update(&digest->state, count, bytes);
}

void sf_digest_add_text(sf_digest *digest, const char *text)
{
    const size_t length = strlen(text);

    sf_digest_add_u64(digest, length);
    sf_digest_add(digest, text, length);
}

void sf_digest_add_u64(sf_digest *digest, uint64_t value)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
    sf_digest_add(digest, bytes, sizeof bytes);
}

void sf_digest_add_double(sf_digest *digest, double value)
{
    uint64_t bits = 0; /* 0.0 and -0.0 alike */

    if (value != value)
        bits = ONE_NAN;
    else if (value < 0.0 || value > 0.0)
        memcpy(&bits, &value, sizeof bits);
    sf_digest_add_u64(digest, bits);
}

void sf_digest_end(sf_digest *digest, char hex[SF_DIGEST_HEX])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t sum[SHA256_DIGEST_SIZE];

    sha256_digest(&digest->state, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++) {
        hex[2 * i] = digits[sum[i] >> 4];
        hex[2 * i + 1] = digits[sum[i] & 15];
    }
    hex[SF_DIGEST_HEX - 1] = '\0';
}
