/* results/eventlog.c - blocks of compressed events, appended whole.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/eventlog.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "core/text.h"
#include "results/files.h"

static const char magic[] = "SFEVENTS 1\n";
enum { MAGIC_BYTES = sizeof magic - 1, RECORD_BYTES = 21, SCENARIO_BYTES = 64, HEADER_BYTES = 4 + 64 + 4 + 8 + 8 };
enum { RECORDS_AT_ONCE = 4096, CHUNK = 1 << 16 };
static const char block_mark[4] = {'B', 'L', 'K', '1'};

struct sf_event_log {
    int file;
    char *shown; /* path, for messages */
    pthread_mutex_t lock;
};

struct sf_event_scratch {
    sf_event_log *log;
    int file; /* without a name */
    z_stream stream;
    unsigned char records[RECORDS_AT_ONCE * RECORD_BYTES], out[CHUNK];
    size_t n; /* records that wait */
    uint64_t n_events, bytes;
    int problem; /* errno of the first write that failed; 0: all is well */
};

/* --- numbers in files: little-endian, whatever the machine ------------------------------------------------------------------- */

static void put_whole(unsigned char *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t whole_at(const unsigned char *from, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static sf_status fails(const char *shown, int reason, sf_error *err)
{
    return SF_FAIL(err, SF_EIO, NULL, _("%s: %s"), shown, strerror(reason));
}

/* Reads exactly count bytes at an offset; false when the file ends before. */
static bool reads_all(int file, unsigned char *bytes, size_t count, uint64_t offset)
{
    while (count > 0) {
        const ssize_t got = pread(file, bytes, count, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        count -= (size_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

/* --- blocks ------------------------------------------------------------------------------------------------------------------ */

static bool block_at(int file, uint64_t offset, uint64_t size, sf_event_block *out)
{
    unsigned char header[HEADER_BYTES];

    if (offset + HEADER_BYTES > size || !reads_all(file, header, HEADER_BYTES, offset) ||
        memcmp(header, block_mark, sizeof block_mark) != 0 || memchr(header + 4, '\0', SCENARIO_BYTES) == NULL)
        return false;
    memcpy(out->scenario, header + 4, SCENARIO_BYTES);
    out->replication = (uint32_t)whole_at(header + 68, 4);
    out->n_events = whole_at(header + 72, 8);
    out->bytes = whole_at(header + 80, 8);
    out->offset = offset + HEADER_BYTES;
    return out->bytes <= size - out->offset;
}

static bool begins_well(int file, uint64_t size)
{
    unsigned char start[MAGIC_BYTES];

    return size >= MAGIC_BYTES && reads_all(file, start, MAGIC_BYTES, 0) && memcmp(start, magic, MAGIC_BYTES) == 0;
}

/* Where the last whole block ends. */
static uint64_t end_of_blocks(int file, uint64_t size)
{
    uint64_t end = MAGIC_BYTES;
    sf_event_block block;

    while (block_at(file, end, size, &block))
        end = block.offset + block.bytes;
    return end;
}

/* --- writing ----------------------------------------------------------------------------------------------------------------- */

static char *path_of(const char *dir)
{
    char *path = malloc(strlen(dir) + sizeof SF_FILE_EVENTS + 1);

    if (path != NULL)
        sprintf(path, "%s/%s", dir, SF_FILE_EVENTS);
    return path;
}

/* A new file gets its first line; an old one loses what follows its last whole block. */
static sf_status prepare(sf_event_log *log, sf_error *err)
{
    struct stat info;
    uint64_t end;

    if (fstat(log->file, &info) != 0)
        return fails(log->shown, errno, err);
    if (!S_ISREG(info.st_mode) || (info.st_size > 0 && !begins_well(log->file, (uint64_t)info.st_size)))
        return SF_FAIL(err, SF_EDATA, NULL, _("%s is no event log of this program"), log->shown);
    if (info.st_size == 0)
        return sf_write_all(log->file, magic, MAGIC_BYTES) ? SF_OK : fails(log->shown, errno, err);
    end = end_of_blocks(log->file, (uint64_t)info.st_size);
    if (end < (uint64_t)info.st_size && ftruncate(log->file, (off_t)end) != 0)
        return fails(log->shown, errno, err);
    return lseek(log->file, (off_t)end, SEEK_SET) < 0 ? fails(log->shown, errno, err) : SF_OK;
}

sf_status sf_event_log_open(const char *dir, sf_event_log **out, sf_error *err)
{
    sf_event_log *log = calloc(1, sizeof *log);
    sf_status status;

    if (log != NULL)
        log->shown = path_of(dir);
    if (log == NULL || log->shown == NULL) {
        free(log);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    pthread_mutex_init(&log->lock, NULL);
    log->file = open(log->shown, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    status = log->file < 0 ? SF_FAIL(err, SF_ECANTCREATE, NULL, _("%s: %s"), log->shown, strerror(errno))
                           : prepare(log, err);
    if (status != SF_OK) {
        sf_event_log_close(log);
        return status;
    }
    *out = log;
    return SF_OK;
}

void sf_event_log_close(sf_event_log *log)
{
    if (log == NULL)
        return;
    if (log->file >= 0)
        close(log->file);
    pthread_mutex_destroy(&log->lock);
    free(log->shown);
    free(log);
}

/* A file without a name, beside the log where that is possible: it may be larger than memory. */
static int nameless_file(const char *beside)
{
    char *folder = strdup(beside);
    int file = -1;

    if (folder != NULL) {
        *strrchr(folder, '/') = '\0';
        file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        free(folder);
    }
    return file >= 0 ? file : memfd_create("events", MFD_CLOEXEC);
}

sf_status sf_event_scratch_open(sf_event_log *log, sf_event_scratch **out, sf_error *err)
{
    sf_event_scratch *s = calloc(1, sizeof *s);

    /* Level 1: the log is written as fast as lives are lived; higher levels save a few per cent. */
    if (s == NULL || deflateInit(&s->stream, 1) != Z_OK) {
        free(s);
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    s->log = log;
    s->file = nameless_file(log->shown);
    if (s->file < 0) {
        const int reason = errno;

        sf_event_scratch_close(s);
        return fails(log->shown, reason, err);
    }
    *out = s;
    return SF_OK;
}

/* Compresses the records that wait; the last time everything that zlib still holds comes out, too. */
static void flush(sf_event_scratch *s, int how)
{
    s->stream.next_in = s->records;
    s->stream.avail_in = (uInt)(s->n * RECORD_BYTES);
    do {
        size_t made;

        s->stream.next_out = s->out;
        s->stream.avail_out = CHUNK;
        (void)deflate(&s->stream, how); /* cannot fail: the stream is ours and there is room */
        made = CHUNK - s->stream.avail_out;
        if (s->problem == 0 && !sf_write_all(s->file, s->out, made))
            s->problem = errno;
        s->bytes += made;
    } while (s->stream.avail_out == 0);
    s->n = 0;
}

void sf_event_scratch_hears(void *user, uint64_t key, double time, sf_life what, uint32_t detail)
{
    sf_event_scratch *s = user;
    unsigned char *record = s->records + s->n * RECORD_BYTES;
    uint64_t bits;

    memcpy(&bits, &time, sizeof bits);
    put_whole(record, key, 8);
    put_whole(record + 8, bits, 8);
    put_whole(record + 16, (uint64_t)what, 1);
    put_whole(record + 17, detail, 4);
    s->n_events++;
    if (++s->n == RECORDS_AT_ONCE)
        flush(s, Z_NO_FLUSH);
}

/* Header and data at the end of the log. On failure the log is as it was. */
static bool appends(sf_event_log *log, sf_event_scratch *s, const unsigned char header[HEADER_BYTES])
{
    const off_t before = lseek(log->file, 0, SEEK_CUR);
    bool is_whole = before >= 0 && sf_write_all(log->file, header, HEADER_BYTES);

    for (uint64_t done = 0; is_whole && done < s->bytes;) {
        const size_t n = s->bytes - done < CHUNK ? (size_t)(s->bytes - done) : CHUNK;

        is_whole = reads_all(s->file, s->out, n, done) && sf_write_all(log->file, s->out, n);
        done += n;
    }
    if (is_whole && fsync(log->file) != 0)
        is_whole = false;
    if (!is_whole && before >= 0) {
        const int reason = errno;

        if (ftruncate(log->file, before) == 0)
            (void)lseek(log->file, before, SEEK_SET);
        errno = reason;
    }
    return is_whole;
}

sf_status sf_event_scratch_commit(sf_event_scratch *s, const char *scenario, uint32_t replication, sf_error *err)
{
    unsigned char header[HEADER_BYTES] = {0};
    sf_event_log *log = s->log;
    sf_status status = SF_OK;

    assert(strlen(scenario) < SCENARIO_BYTES);
    flush(s, Z_FINISH);
    memcpy(header, block_mark, sizeof block_mark);
    memcpy(header + 4, scenario, strlen(scenario) + 1);
    put_whole(header + 68, replication, 4);
    put_whole(header + 72, s->n_events, 8);
    put_whole(header + 80, s->bytes, 8);
    if (s->problem != 0) {
        status = fails(log->shown, s->problem, err);
    } else {
        pthread_mutex_lock(&log->lock);
        if (!appends(log, s, header))
            status = fails(log->shown, errno, err);
        pthread_mutex_unlock(&log->lock);
    }
    sf_event_scratch_close(s);
    return status;
}

void sf_event_scratch_close(sf_event_scratch *s)
{
    if (s == NULL)
        return;
    deflateEnd(&s->stream);
    if (s->file >= 0)
        close(s->file);
    free(s);
}

/* --- reading ----------------------------------------------------------------------------------------------------------------- */

static sf_status open_to_read(const char *dir, int *file, uint64_t *size, sf_error *err)
{
    char *path = path_of(dir);
    struct stat info;
    sf_status status = SF_OK;

    if (path == NULL)
        return SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    *file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (*file < 0 && errno == ENOENT)
        status = SF_FAIL(
            err, SF_ENOINPUT, NULL,
            _("%s has no event log; run the config with --events (and --fresh, if the study is there already)"), dir);
    else if (*file < 0 || fstat(*file, &info) != 0)
        status = fails(path, errno, err);
    else if (!S_ISREG(info.st_mode) || !begins_well(*file, (uint64_t)info.st_size))
        status = SF_FAIL(err, SF_EDATA, NULL, _("%s is no event log of this program"), path);
    else
        *size = (uint64_t)info.st_size;
    if (status != SF_OK && *file >= 0)
        close(*file);
    free(path);
    return status;
}

sf_status sf_event_blocks(const char *dir, sf_event_block **blocks, size_t *n, sf_error *err)
{
    int file = -1;
    uint64_t size = 0, at = MAGIC_BYTES;
    size_t room = 0;
    sf_event_block block;
    sf_status status = open_to_read(dir, &file, &size, err);

    *blocks = NULL;
    *n = 0;
    while (status == SF_OK && block_at(file, at, size, &block)) {
        size_t same = 0;

        at = block.offset + block.bytes;
        while (same < *n && (strcmp((*blocks)[same].scenario, block.scenario) != 0 ||
                             (*blocks)[same].replication != block.replication))
            same++;
        if (same == room) {
            sf_event_block *grown = realloc(*blocks, (room = room * 2 + 64) * sizeof *grown);

            if (grown == NULL) {
                status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
                break;
            }
            *blocks = grown;
        }
        (*blocks)[same] = block;
        *n += same == *n;
    }
    if (file >= 0 && size > 0)
        close(file);
    if (status != SF_OK) {
        free(*blocks);
        *blocks = NULL;
        *n = 0;
    }
    return status;
}

/* Inflates a block's data into records[n * RECORD_BYTES]. */
static bool inflates(int file, const sf_event_block *block, unsigned char *records)
{
    unsigned char in[CHUNK];
    z_stream unpacker = {0};
    uint64_t done = 0;
    int result = Z_OK;

    if (inflateInit(&unpacker) != Z_OK)
        return false;
    unpacker.next_out = records;
    while (result == Z_OK) {
        const uint64_t room = block->n_events * RECORD_BYTES - (uint64_t)(unpacker.next_out - records);

        if (unpacker.avail_in == 0) {
            const size_t n = block->bytes - done < CHUNK ? (size_t)(block->bytes - done) : CHUNK;

            if (n == 0 || !reads_all(file, in, n, block->offset + done))
                break;
            done += n;
            unpacker.next_in = in;
            unpacker.avail_in = (uInt)n;
        }
        unpacker.avail_out = (uInt)(room < 1u << 30 ? room : 1u << 30);
        result = inflate(&unpacker, Z_NO_FLUSH);
    }
    inflateEnd(&unpacker);
    return result == Z_STREAM_END && (uint64_t)(unpacker.next_out - records) == block->n_events * RECORD_BYTES;
}

sf_status sf_event_block_read(const char *dir, const sf_event_block *block, sf_logged_event **events, sf_error *err)
{
    int file = -1;
    uint64_t size = 0;
    unsigned char *records = NULL;
    sf_logged_event *made = NULL;
    sf_status status = open_to_read(dir, &file, &size, err);

    *events = NULL;
    if (status != SF_OK)
        return status;
    /* zlib packs at most about 1 to 1032: a header that promises more is broken, and must not make us ask for memory. */
    if (block->n_events > block->bytes * 1040 / RECORD_BYTES + 1)
        status = SF_FAIL(err, SF_EDATA, NULL, _("%s/%s is damaged"), dir, SF_FILE_EVENTS);
    if (status == SF_OK) {
        records = malloc((size_t)block->n_events * RECORD_BYTES + 1);
        made = malloc((size_t)block->n_events * sizeof *made + 1);
        if (records == NULL || made == NULL)
            status = SF_FAIL(err, SF_ENOMEM, NULL, "%s", _("out of memory"));
    }
    if (status == SF_OK && !inflates(file, block, records))
        status = SF_FAIL(err, SF_EDATA, NULL, _("%s/%s is damaged"), dir, SF_FILE_EVENTS);
    for (uint64_t i = 0; status == SF_OK && i < block->n_events; i++) {
        const unsigned char *r = records + i * RECORD_BYTES;
        const uint64_t bits = whole_at(r + 8, 8);

        made[i] = (sf_logged_event){.key = whole_at(r, 8), .detail = (uint32_t)whole_at(r + 17, 4), .what = r[16]};
        memcpy(&made[i].time, &bits, sizeof bits);
        if (made[i].what >= SF_LIFE_KINDS)
            status = SF_FAIL(err, SF_EDATA, NULL, _("%s/%s is damaged"), dir, SF_FILE_EVENTS);
    }
    close(file);
    free(records);
    if (status != SF_OK) {
        free(made);
        return status;
    }
    *events = made;
    return SF_OK;
}
