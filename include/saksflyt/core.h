/* include/saksflyt/core.h - what every part of Saksflyt shares: status, error, place, log, version.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SAKSFLYT_CORE_H
#define SAKSFLYT_CORE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SF_VERSION_MAJOR 0
#define SF_VERSION_MINOR 1
#define SF_VERSION_PATCH 0
#define SF_VERSION "0.1.0"

/* Everything is hidden in the shared library except what carries SF_API. */
#if defined(__GNUC__)
#define SF_API __attribute__((visibility("default")))
#define SF_MUST_CHECK __attribute__((warn_unused_result))
#define SF_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define SF_API
#define SF_MUST_CHECK
#define SF_PRINTF(text, first)
#endif

/** What went wrong, coarse enough to choose an exit code by (sf_status_exit_code). */
typedef enum sf_status {
    SF_OK = 0,
    SF_EUSAGE,       /* the command line is not understood */
    SF_EDATA,        /* bad data rows in a table */
    SF_ENOINPUT,     /* no such input file */
    SF_EUNAVAILABLE, /* a package, MPI or another service is missing */
    SF_EBUG,         /* our own fault, or a self-check failed */
    SF_ENOMEM,       /* memory or threads ran out */
    SF_ECANTCREATE,  /* an output cannot be created, or belongs to another study */
    SF_EIO,          /* reading or writing failed */
    SF_EBUSY,        /* the study directory is in use by another process */
    SF_ECONFIG,      /* the config is wrong */
    SF_EDOMAIN,      /* an argument of a library call is out of range */
    SF_EINTERRUPTED, /* SIGINT; finished work is saved */
    SF_ETERMINATED,  /* SIGTERM; finished work is saved */
    SF_STATUS_COUNT
} sf_status;

/** A place in the user's own files. line and column count from 1; 0 means "unknown". */
typedef struct sf_place {
    char file[256];
    int line;
    int column;
} sf_place;

/** The one error of a failed call: a sentence for the user, the user's place, and ours. The first error wins. */
typedef struct sf_error {
    sf_status status;
    sf_place place;
    char message[1024];
    const char *source_file; /* our __FILE__ */
    int source_line;         /* our __LINE__ */
} sf_error;

/** Fills *err (when err is not NULL and holds no error yet) and returns status. place may be NULL.
 *  Cost O(length of the message). Use through SF_FAIL. */
SF_API sf_status sf_error_set(sf_error *err, sf_status status, const sf_place *place, const char *source_file,
                              int source_line, const char *format, ...) SF_PRINTF(6, 7);

/** A failure is never SF_OK; inline, so that compilers and static analysis see that what follows a failure is not reached. */
static inline sf_status sf_failure(sf_status status)
{
    assert(status != SF_OK);
    return status;
}

#define SF_FAIL(err, status, place, ...) \
    sf_failure(sf_error_set((err), (status), (place), __FILE__, __LINE__, __VA_ARGS__))

/** The exit code of sysexits.h (or 128 + signal) that belongs to a status. */
SF_API int sf_status_exit_code(sf_status status);

/** The short English name of a status, "SF_ECONFIG" for example. Static; never NULL. */
SF_API const char *sf_status_name(sf_status status);

typedef enum sf_log_level { SF_LOG_DEBUG, SF_LOG_INFO, SF_LOG_WARNING } sf_log_level;

/** Where the library says what is neither result nor error. message is one line without a newline.
 *  Called from any thread: a sink that threads share takes its own lock. */
typedef void sf_log_sink(void *user, sf_log_level level, const char *message);

typedef struct sf_log {
    sf_log_sink *sink; /* NULL: silent */
    void *user;
} sf_log;

/** Sends one line to the sink. log may be NULL. */
SF_API void sf_log_write(const sf_log *log, sf_log_level level, const char *format, ...) SF_PRINTF(3, 4);

/** "0.1.0". Static. */
SF_API const char *sf_version(void);

#ifdef __cplusplus
}
#endif
#endif
