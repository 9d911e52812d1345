/* The shared-memory region and the command encoding: what client library and renderer both
 * must agree on, byte for byte. This header is the specification; docs/protocol.md explains it.
 *
 * The region (a file in /dev/shm, or an ivshmem BAR):
 *
 *   +--------------------+ 0
 *   | sgl_region         |  identity, epoch, heartbeat, client table
 *   +--------------------+ SGL_OWNERS_OFFSET
 *   | u32 owner[blocks]  |  0 = free, else client slot + 1 (the supervisor frees a dead client's)
 *   +--------------------+ first_block * SGL_BLOCK
 *   | blocks of 64 KiB   |  streams (control + ring + reply ring) and frame areas
 *   +--------------------+ size
 *
 * All words are little endian. Words that both sides touch are read and written only with the
 * __atomic builtins; a cache line has one writer. Nothing read from here is trusted: each side
 * copies a value once, checks the copy, and uses the copy.
 *
 * Who writes what, in the life of a client process:
 *   client      claims a slot (CAS FREE -> CLAIMING), fills it in, state = CLAIMED, rings region.bell
 *   supervisor  starts a renderer process for the slot
 *   renderer    fills renderer_pid, state = READY (or REFUSED with a reason), wakes `state`
 *   client      allocates blocks per thread, publishes streams in stream_offset[]
 *   client      at exit: state = CLOSING, rings; supervisor frees blocks, state = FREE
 *   supervisor  when the renderer dies: state = LOST with a reason, wakes everybody
 */
#ifndef SGL_WIRE_H
#define SGL_WIRE_H

#include <stdint.h>

#define SGL_MAGIC 0x314c4753u /* "SGL1" */
#define SGL_PROTOCOL 2u
#define SGL_BLOCK 65536u
#define SGL_MAX_CLIENTS 64u
#define SGL_MAX_STREAMS 128u
#define SGL_BATCHES 256u /* descriptors a stream can have outstanding */
#define SGL_CACHE_LINE 64
/* 32-bit x86 would align 64-bit members to 4. */
#define SGL_8 __attribute__((aligned(8)))

enum sgl_client_state {
    SGL_CLIENT_FREE = 0,
    SGL_CLIENT_CLAIMING = 1, /* the client is filling the slot in */
    SGL_CLIENT_CLAIMED = 2,  /* waits for a renderer */
    SGL_CLIENT_READY = 3,    /* a renderer serves it */
    SGL_CLIENT_CLOSING = 4,  /* the client left in good order */
    SGL_CLIENT_LOST = 5,     /* the renderer is gone; `reason` says why */
    SGL_CLIENT_REFUSED = 6,  /* never served; `reason` says why */
};

enum sgl_client_flags {
    SGL_CLIENT_FUTEX = 1u, /* same kernel as the renderer: futexes and pids mean something */
    SGL_CLIENT_ENDED = 2u, /* set by the supervisor: the process is gone, drain and end */
};

/* One client process. */
struct sgl_client {
    uint32_t state; /* enum sgl_client_state; also a futex */
    uint32_t flags;
    uint32_t pid;
    uint32_t renderer_pid;
    uint64_t start_time SGL_8; /* field 22 of /proc/PID/stat: a pid alone can be reused */
    uint32_t protocol;
    uint32_t highest_opcode;
    char program[64];       /* process name, as the driver should see it */
    char command_line[384]; /* for the trace; arguments parted by one space */
    char reason[192];
    uint32_t bits; /* 32 or 64: the client's pointer width */
    uint32_t reserved0;

    /* renderer's bell: clients bump it and wake when renderer_sleeping was set */
    uint32_t bell __attribute__((aligned(SGL_CACHE_LINE)));
    uint32_t renderer_sleeping;

    uint64_t ticket __attribute__((aligned(SGL_CACHE_LINE))); /* next batch ticket, fetch-and-add; starts at 0 */

    /* byte offset of each stream's sgl_stream_ctl in the region, 0 = none */
    uint64_t stream_offset[SGL_MAX_STREAMS] __attribute__((aligned(SGL_CACHE_LINE)));
};

struct sgl_region {
    uint32_t magic; /* written last, when the region is ready */
    uint32_t protocol;
    uint32_t highest_opcode;
    uint32_t block_count; /* of the whole region, header blocks included */
    uint32_t first_block; /* blocks before this hold the header */
    uint32_t supervisor_pid;
    uint64_t size SGL_8;
    uint64_t epoch SGL_8; /* random, new for each start of the supervisor */
    uint64_t supervisor_start_time SGL_8;

    uint64_t heartbeat __attribute__((aligned(SGL_CACHE_LINE))); /* counts half seconds while the supervisor lives */
    uint32_t bell; /* supervisor's futex: a client changed its state */
    uint32_t closing; /* 1: the supervisor shuts down in good order */

    struct sgl_client clients[SGL_MAX_CLIENTS] __attribute__((aligned(4096)));
};

#define SGL_OWNERS_OFFSET ((sizeof(struct sgl_region) + 4095u) & ~(uint64_t)4095u)

/* A batch: the commands between the previous descriptor's end and this one's. */
struct sgl_batch {
    uint64_t ticket SGL_8;
    uint64_t end SGL_8; /* ring position (bytes since the stream began) */
};

enum sgl_stream_state { SGL_STREAM_OPEN = 1, SGL_STREAM_CLOSED = 2 };

/* What a client thread sleeps for: one of the renderer's counts below, until it is at least client_target. */
enum sgl_sleep { SGL_AWAKE = 0, SGL_SLEEP_CONSUMED = 1, SGL_SLEEP_BATCHES = 2, SGL_SLEEP_REPLY = 3, SGL_SLEEP_FRAMES = 4 };

#define SGL_ATTEMPT_WORDS 9u

/* One client thread. The command ring is written by the client and read by the renderer, the reply
 * ring the other way round. Positions count bytes since the stream began and never wrap; a position's
 * place in its ring is position % size (sizes are powers of two). */
struct sgl_stream_ctl {
    uint32_t id;    /* index in stream_offset */
    uint32_t state; /* enum sgl_stream_state */
    uint32_t tid;
    uint32_t reserved0;
    uint64_t ring_offset SGL_8; /* from the start of the region */
    uint64_t reply_offset SGL_8;
    uint32_t ring_size;
    uint32_t reply_size;

    /* client writes */
    uint64_t written __attribute__((aligned(SGL_CACHE_LINE))); /* end of the last whole command; stored per command */
    uint64_t published __attribute__((aligned(SGL_CACHE_LINE))); /* number of descriptors published */
    uint64_t reply_read __attribute__((aligned(SGL_CACHE_LINE)));
    uint32_t client_sleeping; /* enum sgl_sleep; set before sleeping on client_bell */
    uint64_t client_target SGL_8;   /* set before client_sleeping */
    /* The draw for which the client is reading the program's memory, which may not be there: header and first words of its
     * command; 0 = none. When the client dies of it, the trace ends with this draw; see SGL_OP_NOT_EXECUTED. */
    uint32_t attempt[SGL_ATTEMPT_WORDS];

    /* renderer writes */
    uint64_t consumed __attribute__((aligned(SGL_CACHE_LINE))); /* ring bytes before this may be written again */
    uint64_t batches_done SGL_8; /* descriptors before this may be written again */
    uint64_t reply_written __attribute__((aligned(SGL_CACHE_LINE)));
    uint64_t frames_done SGL_8; /* swaps of this stream that were executed */
    uint64_t clock_reads SGL_8; /* how often the driver has read the clock in this stream's calls; see native/preload */
    uint32_t client_bell; /* futex: bumped when the client sleeps and has what it sleeps for */

    struct sgl_batch batch[SGL_BATCHES] __attribute__((aligned(SGL_CACHE_LINE)));
};

static inline const uint64_t *sgl_sleep_word(const struct sgl_stream_ctl *ctl, uint32_t sleep)
{
    switch (sleep) {
    case SGL_SLEEP_CONSUMED: return &ctl->consumed;
    case SGL_SLEEP_BATCHES: return &ctl->batches_done;
    case SGL_SLEEP_REPLY: return &ctl->reply_written;
    case SGL_SLEEP_FRAMES: return &ctl->frames_done;
    default: return 0;
    }
}

/* Frame area of a drawable: this header, then `slots` images of slot_bytes each, the first
 * at SGL_FRAME_DATA. Rows run from the top, BGRA, stride = width * 4.
 * The renderer takes a slot FREE or READY -> WRITING, then -> READY and rings; the presenter takes
 * the newest READY -> SHOWING, copies, -> FREE. With two slots the renderer never waits. */
enum sgl_frame_state { SGL_FRAME_FREE = 0, SGL_FRAME_WRITING = 1, SGL_FRAME_READY = 2, SGL_FRAME_SHOWING = 3 };
#define SGL_FRAME_SLOTS 2u
#define SGL_FRAME_DATA 4096u
struct sgl_frame_slot {
    uint32_t state;
    uint32_t width, height;
    uint32_t reserved;
    uint64_t sequence SGL_8; /* counts what the drawable was given to show, from 1 */
};
struct sgl_frame_area {
    uint32_t slots;
    uint32_t reserved;
    uint64_t slot_bytes SGL_8;
    uint64_t sequence __attribute__((aligned(SGL_CACHE_LINE))); /* of the newest slot made READY; renderer writes */
    uint32_t bell;                                              /* futex: bumped with it, always woken */
    struct sgl_frame_slot slot[SGL_FRAME_SLOTS] __attribute__((aligned(SGL_CACHE_LINE)));
};

/* ---- Commands ---------------------------------------------------------------------------------
 * word 0: opcode in the low 16 bits, length in words (header included) in the high 16.
 * Length 0: word 1 is the length in words (both header words included), arguments start at word 2.
 * Then the fixed part, a place per parameter in order:
 *   8, 16 and 32-bit types   one word (narrow ones widened by their own signedness)
 *   64-bit types             two words, low first (GLint64, GLuint64, GLdouble, GLsizeiptr, GLintptr,
 *                            GLsync and other handles: always 64 bit, whatever the client's width)
 *   pointers                 one word: the byte length of the data, or one of SGL_PTR_*
 * Then the tail: for each pointer in order its data, padded with zeros to a multiple of 4 bytes; for
 * SGL_PTR_STAGED and SGL_PTR_OFFSET 8 bytes. Pointers that only receive have no tail; their word is
 * the room in bytes, or SGL_PTR_NULL.
 * A command never crosses the end of the ring: SGL_OP_NOP fills what is left there. */
#define SGL_PTR_NULL 0xffffffffu
#define SGL_PTR_STAGED 0xfffffffeu /* tail: u64 byte length; the data is the oldest staged blob of the stream */
#define SGL_PTR_OFFSET 0xfffffffdu /* tail: u64 offset in the buffer bound for this purpose, or an opaque value */
#define SGL_PTR_CLIENT 0xfffffffcu /* a client-memory vertex or index pointer: data comes with each draw; no tail */
#define SGL_PTR_MAX_INLINE 0xffffff00u

#define SGL_HEADER(opcode, words) ((uint32_t)(opcode) | (uint32_t)(words) << 16)

/* Data above this many bytes is staged: sent before its command in pieces of at most SGL_STAGE_PIECE. */
#define SGL_INLINE_LIMIT 16384u
#define SGL_STAGE_PIECE 32768u

/* Opcodes below SGL_FIRST_GL are the protocol's own. Those marked "call" count as calls and have a
 * number in the trace; the others are plumbing. Arguments are words unless said otherwise. */
enum sgl_op {
    SGL_OP_NOP = 0,         /* padding; any length */
    SGL_OP_STAGE = 1,       /* u64 total, u64 offset, then a piece: the stream's newest staged blob grows */
    SGL_OP_CLIENT_ARRAYS = 2, /* vertex and index data of the draw that follows; see client_arrays.h */
    SGL_OP_FRAME_AREA = 3,  /* drawable, slots, u64 region offset, u64 slot_bytes; offset 0 = none any more */
    SGL_OP_ERROR = 4,       /* a GL error that the client found itself */
    SGL_OP_FLUSH_MAP = 5,   /* contents of a mapped buffer that the program wrote; see buffer_map.h */
    SGL_OP_DRAIN_DEBUG = 6, /* reply: queued debug messages for the program's callback */
    SGL_OP_INDEX_RANGE = 7,   /* reply: smallest and largest index of a draw; see client_arrays.h */
    SGL_OP_RESTART_STATE = 8, /* reply: the driver's primitive restart; see client_arrays.h */
    SGL_OP_READ_BUFFER = 9,   /* reply: contents of a buffer; see client_arrays.h */
    SGL_OP_SYNC = 10,         /* reply (empty): everything before it is executed */
    SGL_OP_FLUSH_WORDS = 11,  /* single words of a mapped buffer that the program wrote; see buffer_map.h */
    SGL_OP_NOT_EXECUTED = 12, /* only in traces: the program died in the call that follows, before it could be sent */

    SGL_OP_QUERY_HOST = 16,     /* call, reply: struct sgl_host_info then configs */
    SGL_OP_CREATE_CONTEXT = 17, /* call, reply: struct sgl_context_request -> struct sgl_context_reply + strings */
    SGL_OP_DESTROY_CONTEXT = 18,  /* call: context */
    SGL_OP_CREATE_DRAWABLE = 19,  /* call: struct sgl_drawable_request */
    SGL_OP_RESIZE_DRAWABLE = 20,  /* call: drawable, width, height */
    SGL_OP_DESTROY_DRAWABLE = 21, /* call: drawable */
    SGL_OP_MAKE_CURRENT = 22, /* call, reply (u32 0 or a sgl_make_current_error): context, draw, read; 0 0 0 releases */
    SGL_OP_SWAP_BUFFERS = 23, /* call, a frame: drawable, u32 reserved, u64 swap number of the drawable from 1 */
    SGL_OP_COPY_CONTEXT = 24, /* call: source, destination, mask */
    SGL_OP_WAIT_GL = 25,      /* call, reply (empty): everything before it is executed and finished */
    SGL_OP_COPY_SUB_BUFFER = 26, /* call: drawable, x, y, width, height (MESA_copy_sub_buffer) */
    SGL_OP_RELEASE_THREAD = 27,  /* call: the thread ended, nothing more comes from this stream */
    SGL_OP_FINISH_CONTEXT = 28,  /* call, reply (empty): context (0 and gone ones too); what it was given is finished */
    SGL_OP_BIND_TEX_IMAGE = 29,  /* call: drawable, u32 1 to bind it to the current texture, 0 to release it */
    SGL_OP_CREATE_IMAGE = 30,    /* call, reply (u32, EGL's error): struct sgl_image_request, then pairs of attribute and value */
    SGL_OP_DESTROY_IMAGE = 31,   /* call: image */
    SGL_OP_GET_ACCUM = 32, /* call, reply as of a pointer: drawable; its accumulation buffer, nothing when it is as it began */
    SGL_OP_SET_ACCUM = 33, /* call, in traces cut out of others: drawable, then as a pointer what SGL_OP_GET_ACCUM gave */
    SGL_FIRST_GL = 64,
};

/* ---- Replies ----------------------------------------------------------------------------------
 * The reply ring carries, in the order of the requests, a sgl_reply header and `bytes` of payload
 * padded to 8. A reply may be larger than its ring: the renderer writes what fits and goes on as the
 * client reads. The payload of a generated command: the return value in 8 bytes if the function has
 * one (integers extended by their signedness, floats as their bits), then for each receiving pointer
 * in order a word with the byte length that was written (SGL_PTR_NULL: it was null) and that many
 * bytes padded to 4. */
struct sgl_reply {
    uint32_t opcode; /* of the request */
    uint32_t flags;
    uint64_t bytes SGL_8;
};
#define SGL_REPLY_FAILED 1u /* the command was refused; payload is a reason in UTF-8 */

/* ---- Contexts and drawables ------------------------------------------------------------------- */
struct sgl_config { /* one host framebuffer configuration, colour as red green blue alpha bits */
    uint32_t id;    /* the renderer's number for it, from 1 */
    uint8_t red, green, blue, alpha, depth, stencil, samples, float_components;
    uint32_t srgb_capable;
};
struct sgl_host_info {
    uint32_t max_core_version; /* major * 10 + minor; 0 = no core contexts */
    uint32_t max_compat_version;
    uint32_t flags; /* SGL_HOST_* */
    uint32_t config_count;
    uint32_t max_pbuffer_width, max_pbuffer_height;
    /* configs follow; then vendor, renderer and the version that programs are to see ("": the host's), each a NUL-terminated string */
};
#define SGL_HOST_ROBUSTNESS 1u
#define SGL_HOST_NO_ERROR 2u
#define SGL_HOST_COLORSPACE 4u /* SGL_DRAWABLE_SRGB */
#define SGL_HOST_TEX_IMAGE 8u  /* SGL_DRAWABLE_TEXTURE_*, SGL_OP_BIND_TEX_IMAGE */
#define SGL_HOST_IMAGES 16u    /* SGL_OP_CREATE_IMAGE of textures and renderbuffers */
#define SGL_HOST_ACCUM 32u     /* SGL_DRAWABLE_ACCUM */

struct sgl_context_request {
    uint32_t context;  /* chosen by the client, from 1, never used again */
    uint32_t share;    /* 0 = none */
    uint32_t major, minor;
    uint32_t profile;  /* 1 core, 2 compatibility, 4 ES */
    uint32_t flags;    /* bit 0 debug, 1 forward compatible, 2 robust access, 3 no error, 4 no flush when released */
    uint32_t reset_strategy; /* 0 no notification, 1 lose context */
    uint32_t double_buffered; /* of the config it was made for: GL_BACK or GL_FRONT initially */
};
struct sgl_image_request { /* an EGLImage: memory that a texture or renderbuffer shares with others, of any share group */
    uint32_t image;    /* chosen by the client, from 1, never used again; GL commands name it by this number */
    uint32_t context;  /* whose object it is */
    uint32_t target;   /* EGL_GL_TEXTURE_2D_KHR ... */
    uint32_t name;     /* of the object */
    uint32_t attributes; /* pairs that follow: EGLint as u32, without EGL_NONE */
};
struct sgl_context_reply {
    uint32_t error;   /* 0, or a sgl_context_error */
    uint32_t version; /* major * 10 + minor of what was made */
    uint32_t profile; /* 1 core, 2 compatibility */
    uint32_t extension_count;
    /* then NUL-terminated strings: vendor, renderer, version, shading language version, extensions (each one),
     * padded with zeros to 4; then u32 n and n pairs (u32 pname, i32 value): integer limits that never change */
};
enum sgl_context_error {
    SGL_CONTEXT_OK = 0,
    SGL_CONTEXT_BAD_VERSION = 1,
    SGL_CONTEXT_BAD_PROFILE = 2,
    SGL_CONTEXT_BAD_SHARE = 3,
    SGL_CONTEXT_BAD_ATTRIBUTE = 4,
    SGL_CONTEXT_FAILED = 5,
};
struct sgl_drawable_request {
    uint32_t drawable; /* chosen by the client, from 1, never used again */
    uint32_t config;   /* sgl_config.id */
    uint32_t width, height;
    uint32_t double_buffered;
    uint32_t kind; /* 0 window, 1 pbuffer, 2 pixmap; and SGL_DRAWABLE_* */
};
#define SGL_DRAWABLE_KIND 0xffu
#define SGL_DRAWABLE_SRGB 0x100u /* its values are sRGB */
#define SGL_DRAWABLE_TEXTURE_RGB 0x200u /* a pbuffer that can be bound as a texture */
#define SGL_DRAWABLE_TEXTURE_RGBA 0x400u
#define SGL_DRAWABLE_MIPMAP 0x800u
#define SGL_DRAWABLE_ACCUM 0x1000u /* with an accumulation buffer: RGBA of 16 bits each, signed */
enum sgl_make_current_error { SGL_MAKE_CURRENT_OK = 0, SGL_MAKE_CURRENT_BAD_CONTEXT = 1, SGL_MAKE_CURRENT_BAD_DRAWABLE = 2, SGL_MAKE_CURRENT_IN_USE = 3, SGL_MAKE_CURRENT_FAILED = 4 };

/* The same for every client, whatever its width. */
#ifdef __cplusplus
#define SGL_SAME static_assert
#else
#define SGL_SAME _Static_assert
#endif
SGL_SAME(sizeof(struct sgl_client) == 1856 && sizeof(struct sgl_stream_ctl) == 384 + 16 * SGL_BATCHES, "layout of clients and streams");
SGL_SAME(sizeof(struct sgl_frame_area) == 192 && sizeof(struct sgl_frame_slot) == 24 && sizeof(struct sgl_reply) == 16, "layout of frames and replies");

#endif
