/* core/digest.h - SHA-256 through nettle, fed in parts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_DIGEST_H
#define SF_CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <nettle/sha2.h>

#define SF_DIGEST_HEX 65 /* 64 hex digits and the end */

typedef struct sf_digest {
    struct sha256_ctx state;
} sf_digest;

void sf_digest_begin(sf_digest *digest);
void sf_digest_add(sf_digest *digest, const void *bytes, size_t count);
void sf_digest_add_text(sf_digest *digest,
                        const char *text);                 /* with its length, so that "ab","c" differs from "a","bc" */
void sf_digest_add_u64(sf_digest *digest, uint64_t value); /* little endian */
void sf_digest_add_double(sf_digest *digest, double value); /* its bits; every NaN alike, -0.0 as 0.0 */
void sf_digest_end(sf_digest *digest, char hex[SF_DIGEST_HEX]);

#endif
