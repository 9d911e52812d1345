/* State that is known without asking, and errors that cannot have happened: see memo.h. */
#include "memo.h"

#include <string.h>

#include "memo_rows.h"
#include "track_internal.h"

enum {
    GL_BLEND_ = 0x0BE2,
    GL_LIST_MODE_ = 0x0B30,
    GL_LIST_INDEX_ = 0x0B33,
    GL_DEPTH_WRITEMASK_ = 0x0B72,
    GL_TEXTURE_2D_ = 0x0DE1,
    GL_TEXTURE_BINDING_2D_ = 0x8069,
    GL_ACTIVE_TEXTURE_ = 0x84E0,
    GL_TEXTURE_BIT_ = 0x00040000,
};

void sgl_memo_init(struct sgl_track *cx, struct sgl_memo_group *group, uint32_t profile, bool watched)
{
    struct sgl_memo *s = &cx->memo;
    s->group = group;
    s->profile = (uint8_t)profile;
    s->watched = watched;
    s->deletions = group ? __atomic_load_n(&group->deletions, __ATOMIC_ACQUIRE) : 0;
}

static uint32_t facts(const struct sgl_memo *s) { return __atomic_load_n(&s->group->facts, __ATOMIC_ACQUIRE); }
static void note(const struct sgl_memo *s, uint32_t fact)
{
    if (s->group && !(facts(s) & fact)) __atomic_or_fetch(&s->group->facts, fact, __ATOMIC_ACQ_REL);
}

/* Calls are executed at once, and legal. */
static bool live(const struct sgl_track *cx)
{
    const struct sgl_memo *s = &cx->memo;
    return s->group && !cx->begun && !cx->list_mode && !s->begin_unknown && !s->lists_lost;
}
/* ... and their errors are nobody's but glGetError's. */
static bool sure(const struct sgl_track *cx) { return live(cx) && !cx->memo.watched; }

bool sgl_memo_outside(const struct sgl_track *cx) { return sure(cx); }
bool sgl_memo_fixed(const struct sgl_track *cx)
{
    return sure(cx) && (cx->memo.profile & (SGL_COMPATIBILITY | SGL_ES1)) && !(facts(&cx->memo) & SGL_HIGH_UNITS);
}

static uint64_t cell_bit(const struct sgl_memo_row *row) { return (uint64_t)1 << row->cell; }
static bool usable(const struct sgl_memo *s, const struct sgl_memo_row *row)
{
    return (row->profiles & s->profile) && !(row->unit && (facts(s) & SGL_HIGH_UNITS));
}

/* ---- Asking --------------------------------------------------------------------------------------- */

static bool asks(const struct sgl_memo_row *row, enum sgl_memo_question question)
{
    return row->asked == question || (row->asked == SGL_ASK_ENABLED && question == SGL_ASK_GET);
}

bool sgl_memo_answer(const struct sgl_track *cx, uint32_t pname, enum sgl_memo_question question, uint32_t *value)
{
    const struct sgl_memo *s = &cx->memo;
    if (!live(cx)) return false;
    if (question == SGL_ASK_GET && (pname == GL_LIST_MODE_ || pname == GL_LIST_INDEX_)) {
        *value = 0; /* no list is compiled: unless glEndList failed for what one began */
        return s->profile == SGL_COMPATIBILITY && !(facts(s) & SGL_LISTS_OPEN);
    }
    const int at = sgl_memo_row_of(pname);
    if (at < 0) return false;
    const struct sgl_memo_row *row = &sgl_memo_rows[at];
    if (!asks(row, question) || !(s->known & cell_bit(row)) || !usable(s, row)) return false;
    if (question != SGL_ASK_ENABLED && !(s->asked >> at & 1)) return false;
    *value = s->value[row->cell];
    return true;
}

static void set(struct sgl_track *cx, const struct sgl_memo_row *row, uint32_t value)
{
    cx->memo.known |= cell_bit(row);
    cx->memo.value[row->cell] = value;
}

/* Not once another context deleted any: a deleted texture stays bound in the others, and its name is free. */
static void confirm(struct sgl_memo *s, uint32_t texture)
{
    if (texture < SGL_MEMO_NAMES && s->deletions == s->own_deletions) s->bound[texture / 64] |= (uint64_t)1 << texture % 64;
}
/* Names that were deleted, by whatever context, may come back as something else. */
static void follow_deletions(struct sgl_memo *s)
{
    const uint32_t now = __atomic_load_n(&s->group->deletions, __ATOMIC_ACQUIRE);
    if (now == s->deletions) return;
    s->deletions = now;
    s->fresh_count = 0;
    memset(s->bound, 0, sizeof s->bound);
}

void sgl_memo_learn(struct sgl_track *cx, uint32_t pname, enum sgl_memo_question question, uint32_t value)
{
    struct sgl_memo *s = &cx->memo;
    const int at = live(cx) ? sgl_memo_row_of(pname) : -1;
    if (at < 0) return;
    const struct sgl_memo_row *row = &sgl_memo_rows[at];
    if (!usable(s, row) || !asks(row, question)) return;
    if (pname == GL_DEPTH_WRITEMASK_ && value > 1) return; /* a driver that keeps the number gives it as 1 where floats are asked for */
    if (question != SGL_ASK_ENABLED) s->asked |= (uint64_t)1 << at;
    set(cx, row, row->asked == SGL_ASK_ENABLED ? value != 0 : value);
    if (pname != GL_TEXTURE_BINDING_2D_) return;
    follow_deletions(s);
    confirm(s, value);
}

void sgl_memo_no_error(struct sgl_track *cx)
{
    struct sgl_memo *s = &cx->memo;
    if (!live(cx)) return;
    follow_deletions(s);
    for (uint32_t i = 0; i < s->fresh_count; i++) confirm(s, s->fresh[i]);
    s->fresh_count = 0;
    s->proven |= s->tried;
    s->tried = 0;
}
void sgl_memo_error(struct sgl_track *cx) { cx->memo.fresh_count = cx->memo.tried = 0; }

/* ---- Anything -------------------------------------------------------------------------------------- */

static void another_unit(struct sgl_memo *s)
{
    s->known &= ~sgl_memo_unit_cells;
    s->unit = ++s->last_unit;
}

void sgl_memo_unprove(struct sgl_track *cx) { cx->memo.proven = cx->memo.tried = 0; }

static void changes_in_list(struct sgl_track *cx)
{
    if (cx->list_mode) note(&cx->memo, SGL_LISTS_CHANGE);
}

void sgl_memo_forget(struct sgl_track *cx)
{
    struct sgl_memo *s = &cx->memo;
    changes_in_list(cx);
    sgl_memo_unprove(cx);
    s->known = 0;
    s->unit = ++s->last_unit;
}

void sgl_memo_own_pipeline(struct sgl_track *cx)
{
    note(&cx->memo, SGL_OWN_PIPELINE);
    sgl_memo_unprove(cx);
}

/* The cell of that name gets a value that is no error, or may have got any. */
static bool put(struct sgl_track *cx, const struct sgl_memo_row *row, uint32_t value, bool allowed)
{
    struct sgl_memo *s = &cx->memo;
    if (!s->group) return false;
    if (allowed && live(cx) && usable(s, row)) {
        set(cx, row, value);
        return !s->watched;
    }
    s->known &= ~cell_bit(row);
    changes_in_list(cx);
    return false;
}

static bool is_allowed(const struct sgl_memo_row *row, uint32_t value)
{
    for (uint32_t i = 0; i < row->value_count; i++)
        if (row->values[i] == value) return true;
    return false;
}

static bool choose(struct sgl_track *cx, uint32_t pname, uint32_t value)
{
    const struct sgl_memo_row *row = &sgl_memo_rows[sgl_memo_row_of(pname)];
    return put(cx, row, value, is_allowed(row, value));
}

/* ---- Capabilities and values ------------------------------------------------------------------------ */

bool sgl_memo_enable(struct sgl_track *cx, uint32_t cap, bool on)
{
    const int at = sgl_memo_row_of(cap);
    if (at < 0 || sgl_memo_rows[at].asked != SGL_ASK_ENABLED) {
        sgl_memo_unprove(cx);
        return false;
    }
    if (cap == GL_BLEND_ && on) sgl_memo_unprove(cx); /* with two sources it may not go with the draw buffers */
    return put(cx, &sgl_memo_rows[at], on, true);
}

bool sgl_memo_glBlendFunc(struct sgl_track *cx, uint32_t source, uint32_t destination)
{
    enum { SRC_RGB = 0x80C9, SRC_ALPHA = 0x80CB, DST_RGB = 0x80C8, DST_ALPHA = 0x80CA };
    const struct sgl_memo_row *sources = &sgl_memo_rows[sgl_memo_row_of(SRC_RGB)], *destinations = &sgl_memo_rows[sgl_memo_row_of(DST_RGB)];
    /* both or, by an error, none; blending with two sources is not among the values, and may be an error when drawing */
    const bool allowed = is_allowed(sources, source) && is_allowed(destinations, destination);
    bool known = put(cx, sources, source, allowed);
    known &= put(cx, &sgl_memo_rows[sgl_memo_row_of(SRC_ALPHA)], source, allowed);
    known &= put(cx, destinations, destination, allowed);
    known &= put(cx, &sgl_memo_rows[sgl_memo_row_of(DST_ALPHA)], destination, allowed);
    if (!allowed) sgl_memo_unprove(cx);
    return known;
}
bool sgl_memo_glMatrixMode(struct sgl_track *cx, uint32_t mode)
{
    return choose(cx, 0x0BA0, mode) && sgl_memo_fixed(cx); /* GL_TEXTURE only for units that have a matrix */
}
bool sgl_memo_glShadeModel(struct sgl_track *cx, uint32_t mode) { return choose(cx, 0x0B54, mode); }
bool sgl_memo_glFrontFace(struct sgl_track *cx, uint32_t mode) { return choose(cx, 0x0B46, mode); }
bool sgl_memo_glCullFace(struct sgl_track *cx, uint32_t mode) { return choose(cx, 0x0B45, mode); }
bool sgl_memo_glDepthFunc(struct sgl_track *cx, uint32_t func) { return choose(cx, 0x0B74, func); }
bool sgl_memo_glDepthMask(struct sgl_track *cx, uint8_t flag)
{
    return put(cx, &sgl_memo_rows[sgl_memo_row_of(GL_DEPTH_WRITEMASK_)], flag, flag <= 1); /* drivers may keep the very number */
}

/* ---- Textures ------------------------------------------------------------------------------------------ */

bool sgl_memo_glActiveTexture(struct sgl_track *cx, uint32_t texture)
{
    struct sgl_memo *s = &cx->memo;
    const struct sgl_memo_row *row = &sgl_memo_rows[sgl_memo_row_of(GL_ACTIVE_TEXTURE_)];
    if (texture - SGL_GL_TEXTURE0 > 1) note(s, SGL_HIGH_UNITS);
    if (live(cx) && (s->known & cell_bit(row)) && s->value[row->cell] == texture) return !s->watched;
    another_unit(s);
    return choose(cx, GL_ACTIVE_TEXTURE_, texture) && s->profile != SGL_ES1; /* which may have a single unit */
}

bool sgl_memo_glBindTexture(struct sgl_track *cx, uint32_t target, uint32_t texture)
{
    struct sgl_memo *s = &cx->memo;
    if (target != GL_TEXTURE_2D_) return false;
    const struct sgl_memo_row *row = &sgl_memo_rows[sgl_memo_row_of(GL_TEXTURE_BINDING_2D_)];
    if (!live(cx)) return put(cx, row, texture, false);
    follow_deletions(s);
    const bool confirmed = !texture || (texture < SGL_MEMO_NAMES && s->bound[texture / 64] >> texture % 64 & 1);
    if (!confirmed && s->fresh_count < SGL_MEMO_FRESH) s->fresh[s->fresh_count++] = texture;
    return put(cx, row, texture, confirmed);
}

/* Unbound here; other contexts keep what they have bound. */
bool sgl_memo_glDeleteTextures(struct sgl_track *cx, int32_t n, const uint32_t *textures)
{
    struct sgl_memo *s = &cx->memo;
    (void)n, (void)textures;
    sgl_memo_unprove(cx);
    if (!s->group) return false;
    __atomic_add_fetch(&s->group->deletions, 1, __ATOMIC_ACQ_REL);
    s->own_deletions++;
    s->known &= ~cell_bit(&sgl_memo_rows[sgl_memo_row_of(GL_TEXTURE_BINDING_2D_)]);
    return false;
}

bool sgl_memo_glDeleteTexturesEXT(struct sgl_track *cx, int32_t n, const uint32_t *textures) { return sgl_memo_glDeleteTextures(cx, n, textures); }

bool sgl_memo_glTexEnvi(struct sgl_track *cx, uint32_t target, uint32_t pname, int32_t param)
{
    if (target != 0x2300 || pname != 0x2200) return false; /* GL_TEXTURE_ENV, GL_TEXTURE_ENV_MODE */
    return choose(cx, pname, (uint32_t)param);
}
bool sgl_memo_glTexEnvf(struct sgl_track *cx, uint32_t target, uint32_t pname, float param)
{
    return sgl_memo_glTexEnvi(cx, target, pname, param >= 0 && param < 65536 ? (int32_t)param : -1);
}

bool sgl_memo_glTexParameteri(struct sgl_track *cx, uint32_t target, uint32_t pname, int32_t param)
{
    if (!sure(cx) || target != GL_TEXTURE_2D_) return false;
    switch (pname) {
    case 0x2800: return param == 0x2600 || param == 0x2601;                                          /* GL_TEXTURE_MAG_FILTER */
    case 0x2801: return param == 0x2600 || param == 0x2601 || (param >= 0x2700 && param <= 0x2703); /* GL_TEXTURE_MIN_FILTER */
    case 0x2802:
    case 0x2803: return param == 0x2901; /* GL_TEXTURE_WRAP_S and _T: GL_REPEAT */
    default: return false;
    }
}
bool sgl_memo_glTexParameterf(struct sgl_track *cx, uint32_t target, uint32_t pname, float param)
{
    return sgl_memo_glTexParameteri(cx, target, pname, param >= 0 && param < 65536 ? (int32_t)param : -1);
}

/* ---- The attribute stack --------------------------------------------------------------------------------- */

bool sgl_memo_glPushAttrib(struct sgl_track *cx, uint32_t mask)
{
    struct sgl_memo *s = &cx->memo;
    if (cx->list_mode) note(s, SGL_LISTS_STACK | SGL_LISTS_CHANGE);
    if (cx->list_mode == SGL_GL_COMPILE || !s->group) return false;
    if (!live(cx) || s->depth == SGL_MEMO_STACK || s->profile != SGL_COMPATIBILITY) {
        s->stack_lost = true;
        return false;
    }
    struct sgl_memo_saved *saved = &s->stack[s->depth++];
    saved->mask = mask;
    saved->known = s->known;
    saved->unit = s->unit;
    saved->deletions = __atomic_load_n(&s->group->deletions, __ATOMIC_ACQUIRE);
    memcpy(saved->value, s->value, sizeof s->value);
    return !s->stack_lost && !s->watched;
}

bool sgl_memo_glPopAttrib(struct sgl_track *cx)
{
    struct sgl_memo *s = &cx->memo;
    if (cx->list_mode) note(s, SGL_LISTS_STACK | SGL_LISTS_CHANGE);
    if (cx->list_mode == SGL_GL_COMPILE || !s->group) return false;
    sgl_memo_unprove(cx);
    if (!live(cx)) s->stack_lost = true;
    if (s->stack_lost) {
        sgl_memo_forget(cx);
        return false;
    }
    if (s->depth == 0) return false; /* an error that changes nothing */
    const struct sgl_memo_saved *saved = &s->stack[--s->depth];
    const bool textures = saved->mask & GL_TEXTURE_BIT_; /* the active unit with them */
    uint64_t back = 0;
    for (uint32_t i = 0; i < sgl_memo_row_count; i++) {
        const struct sgl_memo_row *row = &sgl_memo_rows[i];
        if (!(row->attrib & saved->mask)) continue;
        back |= cell_bit(row);
        s->value[row->cell] = saved->value[row->cell];
    }
    uint64_t known = saved->known;
    if (!textures && saved->unit != s->unit) known &= ~sgl_memo_unit_cells; /* what came back is another unit's */
    if (saved->deletions != __atomic_load_n(&s->group->deletions, __ATOMIC_ACQUIRE)) known &= ~cell_bit(&sgl_memo_rows[sgl_memo_row_of(GL_TEXTURE_BINDING_2D_)]);
    s->known = (s->known & ~back) | (known & back);
    if (textures) s->unit = saved->unit;
    return false;
}

/* ---- Display lists and glBegin ---------------------------------------------------------------------------- */

bool sgl_memo_glEnd(struct sgl_track *cx)
{
    struct sgl_memo *s = &cx->memo;
    if (cx->list_mode && !cx->list_begun) note(s, SGL_LISTS_OPEN);
    if (!cx->list_mode) s->begin_unknown = false; /* an error or not: nothing is begun any more */
    return false;
}

/* Refused where something is begun: whether it is now compiled is the driver's to know. */
bool sgl_memo_glNewList(struct sgl_track *cx, uint32_t list, uint32_t mode)
{
    (void)list, (void)mode;
    if (cx->begun || cx->memo.begin_unknown) cx->memo.lists_lost = true;
    return false;
}

bool sgl_memo_glEndList(struct sgl_track *cx)
{
    if (cx->list_begun || cx->begun) note(&cx->memo, SGL_LISTS_OPEN);
    return false;
}

static bool list_called(struct sgl_track *cx)
{
    struct sgl_memo *s = &cx->memo;
    sgl_memo_unprove(cx);
    if (!s->group || cx->list_mode == SGL_GL_COMPILE) return false;
    const uint32_t found = facts(s);
    if (found & SGL_LISTS_CHANGE) {
        s->known = 0;
        s->unit = ++s->last_unit;
    }
    s->begin_unknown |= (found & SGL_LISTS_OPEN) != 0;
    s->stack_lost |= (found & SGL_LISTS_STACK) != 0;
    return false;
}
bool sgl_memo_glCallList(struct sgl_track *cx, uint32_t list)
{
    (void)list;
    return list_called(cx);
}
bool sgl_memo_glCallLists(struct sgl_track *cx, int32_t n, uint32_t type, const void *lists)
{
    (void)n, (void)type, (void)lists;
    return list_called(cx);
}
