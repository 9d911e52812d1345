/* Inside of a client context: what hand-written entry points need beyond client.h. */
#ifndef SGL_CONTEXT_STATE_H
#define SGL_CONTEXT_STATE_H

#include <pthread.h>

#include "client.h"
#include "context.h"
#include "memo.h"
#include "track.h"

/* Contexts that share objects. */
struct sgl_share_group {
    uint32_t number; /* no other group had or has it */
    uint32_t references;
    uint32_t next_name[SGL_OBJECT_KINDS]; /* atomic; names below were used or seen */
    pthread_mutex_t naming;               /* from choosing a name until its command has its place among all threads' */
    uint64_t next_sync;                   /* atomic */
    struct sgl_memo_group memo;       /* what its contexts did (memo.h) */
    pthread_mutex_t lock;                 /* of what follows */
    struct sgl_programs *programs;        /* cached reflection (gl_programs.c) */
    uint64_t *shaders;                    /* a bit a name: whether it is a shader's (gl_programs.c) */
    uint32_t shader_words;
    void *buffers;                        /* what is known of buffers (buffer_map.c) */
    void (*free_buffers)(void *);         /* frees it with the group's last context */
};

struct sgl_limit {
    uint32_t pname;
    int32_t value;
};

struct sgl_context {
    uint32_t id;
    struct sgl_connection *connection; /* it was made with; after a fork another one is in force */
    struct sgl_share_group *group;
    struct sgl_track track;
    struct sgl_context_request request;
    uint32_t version, profile;
    struct sgl_stream *stream; /* it is current in; NULL = nowhere. Atomic */
    uint32_t next_name[SGL_OBJECT_KINDS]; /* of objects that are not shared */
    bool destroyed;
    struct sgl_drawable *draw, *read; /* current with it */
    void *user;

    char *strings; /* all of them, NUL-terminated, as they came */
    const char *vendor, *renderer_string, *version_string, *shading_language;
    char *renderer; /* with " (sgl)" */
    const char *languages, *languages_end; /* versions of the shading language, one after the other */
    unsigned newest_language; /* newer ones are not shown: version * 100; 0 = all */
    const char **extensions;
    uint32_t extension_count;
    char *extension_line; /* for glGetString(GL_EXTENSIONS), made when first asked for */
    char *program_error;  /* of assembly programs, as last asked */
    struct sgl_limit *limits; /* sorted by pname; grows as the program asks */
    uint32_t limit_count, limit_room;
    struct sgl_formats *formats; /* gl_formats.c */

    struct sgl_debug *debug; /* gl_debug.c */
    void *buffers;           /* buffer_map.c's own, per context */
    void (*free_buffers)(void *);
};

/* The shading language versions that the context shows; NULL behind the last. */
const char *sgl_shading_language(const struct sgl_context *, uint32_t index);

/* Where a drawable's swaps and size stand. */
struct sgl_drawable {
    uint32_t id;
    struct sgl_connection *connection;
    uint32_t references; /* the program's, and one for each use as current draw or read. Atomic */
    uint32_t width, height;
    bool double_buffered;
    uint32_t kind;     /* of sgl_drawable_request */
    uint64_t swaps;    /* that were sent */
    struct sgl_frames *frames;
};
void sgl_drawable_keep(struct sgl_drawable *);
void sgl_drawable_drop(struct sgl_drawable *);

/* glFlush and glFinish show what was drawn to the front buffer since the last of them. Before their command: whether
 * there is anything; for a single-buffered drawable the command that shows it is sent. */
bool sgl_front_begin(struct sgl_stream *);
/* After it: the window system's part waits until it is shown. `finish`: the renderer is done with it. */
void sgl_front_end(struct sgl_stream *, bool finish);

/* Caches that belong to the parts named above. */
void sgl_programs_free(struct sgl_programs *);
void sgl_formats_free(struct sgl_formats *);
void sgl_debug_free(struct sgl_debug *);

#endif
