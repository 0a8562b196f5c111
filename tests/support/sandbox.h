/* tests/support/sandbox.h - a folder for a test to write in (in synthetic_study.c).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SF_TESTS_SANDBOX_H
#define SF_TESTS_SANDBOX_H

/** A new empty folder under /tmp; remove_sandbox deletes it with all that is in it. */
char *make_sandbox(void);
void remove_sandbox(char *sandbox);
/** "sandbox/name" in one of sixteen buffers that are used in turn. */
const char *in_sandbox(const char *sandbox, const char *name);
/** Makes the file anew, with that text in it. */
void write_file(const char *path, const char *text);

#endif
