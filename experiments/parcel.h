/* experiments/parcel.h - one replication as bytes, for another process of the same build.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_EXPERIMENTS_PARCEL_H
#define SF_EXPERIMENTS_PARCEL_H

#include "models/observation.h"
#include "saksflyt/core.h"

/** Packs a record. Owner of *bytes: the caller, free(). SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_parcel_pack(const sf_replication_record *record, void **bytes, size_t *count, sf_error *err);

/** Unpacks it again into a record of its own (sf_replication_free). SF_EBUG when the bytes are no parcel of this build; SF_ENOMEM. */
SF_MUST_CHECK sf_status sf_parcel_unpack(const void *bytes, size_t count, sf_replication_record *out, sf_error *err);

#endif
