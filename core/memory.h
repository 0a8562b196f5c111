/* core/memory.h - the one thing to say when memory is gone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_CORE_MEMORY_H
#define SF_CORE_MEMORY_H

#include "core/text.h"
#include "saksflyt/core.h"

/** Says so in *err. Always SF_ENOMEM; inline, so that static analysis sees that. */
static inline sf_status sf_out_of_memory(sf_error *err)
{
    (void)SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    return SF_ENOMEM;
}

#endif
