/* tests/fuzz/fuzz_config.c - any bytes: refused with a place and a sentence, or a config that can be looked at, written out, and read
 * again with the same digest. What follows a line "%%csv" is the file fuzz.csv beside it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "models/outlook.h"

static void look_ahead(const sf_model *model)
{
    for (size_t i = 0; i < model->n_scenarios; i++) {
        sf_outlook outlook;
        sf_error err = {0};

        FUZZ_HOLDS(sf_outlook_make(model, i, &outlook, &err) == SF_OK, "no outlook: %s", err.message);
        sf_outlook_free(&outlook);
    }
}

/* resolved.cfg is itself a config, and means the same. */
static void reads_again(const sf_config *config)
{
    char *text = NULL, first[SF_DIGEST_HEX], second[SF_DIGEST_HEX];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    sf_config *again = NULL;
    sf_model *model = NULL;
    sf_error err = {0};

    FUZZ_HOLDS(out != NULL && sf_config_write_resolved(config, out, &err) == SF_OK && fclose(out) == 0,
               "not written: %s", err.message);
    sf_config_digest(config, first);
    fuzz_write("a.cfg", text, size);
    if (size < 200000) { /* with every default written out it may be larger than a config may be */
        FUZZ_HOLDS(fuzz_read(&again, &model), "resolved.cfg is refused");
        sf_config_digest(again, second);
        FUZZ_HOLDS(strcmp(first, second) == 0, "resolved.cfg means something else");
    }
    sf_model_free(model);
    sf_config_free(again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char mark[] = "\n%%csv\n";
    const uint8_t *table = memmem(data, size, mark, sizeof mark - 1);
    sf_config *config = NULL;
    sf_model *model = NULL;

    fuzz_enter_folder();
    if (table != NULL)
        fuzz_write("fuzz.csv", table + sizeof mark - 1, size - (size_t)(table - data) - (sizeof mark - 1));
    fuzz_write("a.cfg", data, table != NULL ? (size_t)(table - data) + 1 : size);
    if (fuzz_read(&config, &model)) {
        look_ahead(model);
        reads_again(config);
    }
    sf_model_free(model);
    sf_config_free(config);
    return 0;
}
