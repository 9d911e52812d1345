/* Tests print `ok NAME` or `not ok NAME` with what differs. */
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "track.h"

struct test {
    const char *name;
    void (*run)(void);
};
extern const struct test track_tests[], draws_tests[], wire_tests[], maps_tests[];

void check_that(bool holds, const char *what, const char *file, int line);
#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)

/* A stream into memory that is thrown away at each reset; replies are what the test puts there. */
struct sgl_stream *stub_stream(void);
struct sgl_track *stub_track(void); /* of a fresh compatibility context */
struct sgl_context *stub_context(void);
/* The next command since the last reset or call: its opcode, its arguments. 0 at the end. */
uint32_t stub_next(const uint32_t **arguments, uint32_t *count);
void stub_reset(void);
uint64_t stub_bytes(void); /* of the commands since the last reset or rewind */
void stub_rewind(void); /* commands that were read are forgotten */
void stub_reply(const void *p, uint64_t bytes);
uint64_t stub_staged(uint8_t *out, uint64_t room); /* the oldest staged blob */

#endif
