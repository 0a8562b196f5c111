/* tests/fuzz/fuzz.h - what the two targets share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_FUZZ_H
#define SF_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "models/model.h"

/** The target, as libFuzzer calls it, or fuzz/drive.c where there is no libFuzzer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Ends the process with the sentence, as a crash. */
#define FUZZ_HOLDS(condition, ...)   \
    do {                             \
        if (!(condition))            \
            fuzz_fails(__VA_ARGS__); \
    } while (0)
_Noreturn void fuzz_fails(const char *format, ...) SF_PRINTF(1, 2);

/** Goes to a folder of this process's own with an empty parts/, which is removed when the process ends well. Its path; static. */
const char *fuzz_enter_folder(void);

/** Writes a file in the current folder. */
void fuzz_write(const char *name, const void *bytes, size_t size);

/** Reads a.cfg and compiles it: both, or neither with at least one problem that has a place and a sentence. */
bool fuzz_read(sf_config **config, sf_model **model);

#endif
