/* What the client knows of a context's state without asking: answers that the driver gave once, followed through
 * the calls that set them, and whether an error can have happened since glGetError last said that there is none.
 *
 * Nothing is guessed. A cell is known when the driver told it, or when a call set it that cannot fail; a call that
 * might fail, might be part of a display list or might change it in a way that is not followed makes it unknown, and
 * the next question is the driver's. Which calls do what is said in src/spec/memo.ts: whatever is not named there
 * forgets all. The renderer does not use this. */
#ifndef SGL_MEMO_H
#define SGL_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sgl_track;

enum {
    SGL_MEMO_CELLS = 48,
    SGL_MEMO_STACK = 16,    /* depth that every driver has (GL 4.6 compatibility, table 23.70) */
    SGL_MEMO_NAMES = 4096,  /* textures with larger names are asked for */
    SGL_MEMO_FRESH = 8,
};

/* Of a share group: what any of its contexts ever did; never taken back. Atomic. */
enum sgl_memo_fact {
    SGL_LISTS_CHANGE = 1,  /* some display list changes what cells hold */
    SGL_LISTS_OPEN = 2,    /* some display list begins what it does not end, or the other way round */
    SGL_LISTS_STACK = 4,   /* some display list pushes or pops attributes */
    SGL_HIGH_UNITS = 8,    /* a texture unit beyond the first two was selected: not every state exists there */
    SGL_OWN_PIPELINE = 16, /* shaders or assembly programs were used: other contexts may break draws */
};
struct sgl_memo_group {
    uint32_t facts;
    uint32_t deletions; /* of textures */
};

enum sgl_memo_profile { SGL_COMPATIBILITY = 1, SGL_CORE = 2, SGL_ES1 = 4, SGL_ES2 = 8 };

/* What asks for it: glIsEnabled and glGet, glGet alone, glGetTexEnv. */
enum sgl_memo_question { SGL_ASK_ENABLED, SGL_ASK_GET, SGL_ASK_TEX_ENV };

/* A name that is asked for, and the cell with its value: generated from src/spec/memo.ts. */
struct sgl_memo_row {
    uint32_t pname;
    uint8_t cell;
    uint8_t asked;    /* enum sgl_memo_question */
    uint8_t profiles; /* that have it */
    bool unit;       /* of the active texture unit */
    uint32_t attrib; /* bits of glPushAttrib that save it */
    const uint16_t *values; /* that always are allowed; NULL: 0 and 1 */
    uint32_t value_count;
};
extern const struct sgl_memo_row sgl_memo_rows[];
extern const uint64_t sgl_memo_unit_cells; /* bit 1 << cell */
extern const uint32_t sgl_memo_row_count;

struct sgl_memo_saved {
    uint64_t known;
    uint32_t mask, unit, deletions;
    uint32_t value[SGL_MEMO_CELLS];
};

struct sgl_memo {
    struct sgl_memo_group *group; /* NULL: nothing is ever known */
    uint64_t known;                 /* bit 1 << cell */
    uint64_t asked;                 /* bit 1 << row: such a question is no error in this context (but glIsEnabled's) */
    uint32_t value[SGL_MEMO_CELLS];
    uint8_t profile;
    bool watched;       /* a debug callback waits for its messages in glGetError, or resets are errors */
    bool begin_unknown; /* a display list may have begun, or ended, what the program ended, or began */
    bool lists_lost;    /* whether a display list is compiled is not known: nothing is, from then on */
    bool stack_lost;    /* what glPopAttrib brings back is not known */
    uint32_t unit;      /* which texture unit is active: equal numbers, equal units */
    uint32_t last_unit;
    uint32_t deletions; /* of the group when `bound` was right */
    uint32_t own_deletions; /* of the group's, those by this context */
    uint32_t framebuffer; /* to draw to; 0 only if that is certain */
    uint32_t proven;    /* bit 1 << mode: such draws are no error as things are */
    uint32_t tried;     /* the same, of those since the last glGetError */
    uint32_t depth;
    uint32_t fresh_count;
    uint32_t fresh[SGL_MEMO_FRESH];    /* textures bound to GL_TEXTURE_2D since the last glGetError, for the first time */
    uint64_t bound[SGL_MEMO_NAMES / 64]; /* textures that are known to be two-dimensional */
    struct sgl_memo_saved stack[SGL_MEMO_STACK];
};

/* A new context's. */
void sgl_memo_init(struct sgl_track *, struct sgl_memo_group *, uint32_t profile, bool watched);

/* ---- asking ---- */

/* The value of that name, if it is known. */
bool sgl_memo_answer(const struct sgl_track *, uint32_t pname, enum sgl_memo_question, uint32_t *value);
/* The driver's answer; but for glIsEnabled only when it was no error. */
void sgl_memo_learn(struct sgl_track *, uint32_t pname, enum sgl_memo_question, uint32_t value);
/* glGetError asked the driver, and it said that there was none, or what. */
void sgl_memo_no_error(struct sgl_track *);
void sgl_memo_error(struct sgl_track *);

/* ---- what calls do ----
 * Before their command is written. Those that return a value say whether this call cannot be an error. */

/* Anything may be different from now on. */
void sgl_memo_forget(struct sgl_track *);
/* Draws may be errors from now on. */
void sgl_memo_unprove(struct sgl_track *);
/* From here on other contexts may make this one's draws errors. */
void sgl_memo_own_pipeline(struct sgl_track *);
/* Legal outside of glBegin and glEnd, whatever its arguments: in any context, or where there is fixed function. */
bool sgl_memo_outside(const struct sgl_track *);
bool sgl_memo_fixed(const struct sgl_track *);

bool sgl_memo_enable(struct sgl_track *, uint32_t cap, bool on);
bool sgl_memo_glDrawArrays(struct sgl_track *, uint32_t mode, int32_t first, int32_t count);

bool sgl_memo_glActiveTexture(struct sgl_track *, uint32_t texture);
bool sgl_memo_glBindTexture(struct sgl_track *, uint32_t target, uint32_t texture);
bool sgl_memo_glDeleteTextures(struct sgl_track *, int32_t n, const uint32_t *textures);
bool sgl_memo_glDeleteTexturesEXT(struct sgl_track *, int32_t n, const uint32_t *textures);
bool sgl_memo_glTexEnvi(struct sgl_track *, uint32_t target, uint32_t pname, int32_t param);
bool sgl_memo_glTexEnvf(struct sgl_track *, uint32_t target, uint32_t pname, float param);
bool sgl_memo_glTexParameteri(struct sgl_track *, uint32_t target, uint32_t pname, int32_t param);
bool sgl_memo_glTexParameterf(struct sgl_track *, uint32_t target, uint32_t pname, float param);
bool sgl_memo_glBlendFunc(struct sgl_track *, uint32_t source, uint32_t destination);
bool sgl_memo_glMatrixMode(struct sgl_track *, uint32_t mode);
bool sgl_memo_glShadeModel(struct sgl_track *, uint32_t mode);
bool sgl_memo_glFrontFace(struct sgl_track *, uint32_t mode);
bool sgl_memo_glCullFace(struct sgl_track *, uint32_t mode);
bool sgl_memo_glDepthFunc(struct sgl_track *, uint32_t func);
bool sgl_memo_glDepthMask(struct sgl_track *, uint8_t flag);
bool sgl_memo_glClear(struct sgl_track *, uint32_t mask);

bool sgl_memo_glPushAttrib(struct sgl_track *, uint32_t mask);
bool sgl_memo_glPopAttrib(struct sgl_track *);
bool sgl_memo_glEnd(struct sgl_track *);
bool sgl_memo_glNewList(struct sgl_track *, uint32_t list, uint32_t mode);
bool sgl_memo_glEndList(struct sgl_track *);
bool sgl_memo_glCallList(struct sgl_track *, uint32_t list);
bool sgl_memo_glCallLists(struct sgl_track *, int32_t n, uint32_t type, const void *lists);

bool sgl_memo_glBindFramebuffer(struct sgl_track *, uint32_t target, uint32_t framebuffer);
bool sgl_memo_glBindFramebufferEXT(struct sgl_track *, uint32_t target, uint32_t framebuffer);
bool sgl_memo_glBindFramebufferOES(struct sgl_track *, uint32_t target, uint32_t framebuffer);
bool sgl_memo_glUseProgram(struct sgl_track *, uint32_t program);

bool sgl_memo_glBindBuffer(struct sgl_track *, uint32_t target, uint32_t buffer);
bool sgl_memo_glEnableClientState(struct sgl_track *, uint32_t array);
bool sgl_memo_glDisableClientState(struct sgl_track *, uint32_t array);
bool sgl_memo_glVertexPointer(struct sgl_track *, int32_t size, uint32_t type, int32_t stride, const void *pointer);
bool sgl_memo_glColorPointer(struct sgl_track *, int32_t size, uint32_t type, int32_t stride, const void *pointer);
bool sgl_memo_glTexCoordPointer(struct sgl_track *, int32_t size, uint32_t type, int32_t stride, const void *pointer);
bool sgl_memo_glNormalPointer(struct sgl_track *, uint32_t type, int32_t stride, const void *pointer);

#ifdef __cplusplus
}
#endif

#endif
