// The journal: memory shared by the supervisor and one renderer process. The renderer copies each batch
// into the open segment, then checks and executes it from there; so the copy that makes execution safe is
// also the recording, and since the supervisor holds the memory too, it outlives a renderer that crashes.
//
//   +----------------+ 0
//   | journal_header | segment states, cursors, bells
//   +----------------+ kJournalData
//   | segment 0      | records, one after the other
//   | segment 1 ...  |
//
// A record is a header (kind, payload bytes) and its payload, padded with zeros to 8 bytes. `used` moves
// only past whole records (release), so whoever reads up to `used` sees whole records at any moment.
// Whoever wants a recording begins and ends it by a message, which the renderer obeys between two batches. Meanwhile
// `attended` says whether anybody empties the segments: without it the renderer reuses them itself, and never waits.
#pragma once
#include <cstdint>

namespace sgl {

constexpr uint32_t kJournalMagic = 0x4a4c4753; // "SGLJ"
constexpr uint32_t kMaxSegments = 32;
constexpr uint64_t kJournalData = 4096;

enum class SegmentState : uint32_t { Free = 0, Open = 1, Full = 2, Taken = 3 };

struct JournalSegment {
    uint32_t state; // SegmentState; renderer: Free -> Open -> Full, supervisor: Full -> Taken -> Free
    uint32_t reserved;
    uint64_t used;     // bytes of whole records
    uint64_t sequence; // order in which segments were opened, from 1
};

struct JournalHeader {
    uint32_t magic;
    uint32_t segment_count;
    uint64_t segment_bytes;
    uint32_t attended;    // supervisor: 1 while it empties segments, or will
    uint32_t close_asked; // supervisor sets it (every 250 ms) to have a non-empty open segment closed
    uint32_t full_bell;   // futex: renderer bumps and wakes after Open -> Full
    uint32_t free_bell;   // futex: supervisor bumps and wakes after Taken -> Free
    uint64_t executing_call; // call number being executed: the one that crashed, if the renderer dies
    uint32_t ended;          // 1: the renderer ended in good order, everything is in the segments
    uint32_t reserved;
    char reason[192]; // why it ended, when `ended` is 1 and it was not the program's own end
    JournalSegment segments[kMaxSegments];
};
static_assert(sizeof(JournalHeader) <= kJournalData);

enum class RecordKind : uint32_t {
    Batch = 1, // RecordBatch, then the commands
    Reply = 2, // RecordReply, then the reply payload (wire.h); after the batch that asked
    Error = 3, // RecordError: GL said this for that call
    Frame = 4, // RecordFrame: what a swap presented
    Loss = 5,  // RecordLoss, then UTF-8: calls are missing here, and why
};
struct RecordHeader {
    uint32_t kind;
    uint32_t bytes; // of the payload, padding not counted
};
struct RecordBatch {
    uint64_t first_call; // number of its first call
    uint64_t time_ns;    // CLOCK_MONOTONIC when its execution began
    uint32_t stream;
    uint32_t context; // current in that stream when the batch began, 0 = none
    uint32_t calls;   // commands in it that count as calls
    uint32_t reserved;
};
struct RecordReply {
    uint64_t call;
    uint32_t opcode;
    uint32_t flags; // sgl_reply flags, kReplyHashed
};
// Not an answer: what a replay must know of the call. For a link: reflection.h.
constexpr uint32_t kReplyNote = 0x40000000u;
// A reply above kReplyHashLimit bytes is recorded as its length and its XXH3-64 (two u64) only.
constexpr uint32_t kReplyHashed = 0x80000000u;
constexpr uint64_t kReplyHashLimit = 64 * 1024;
struct RecordError {
    uint64_t call;
    uint32_t error; // GLenum
    uint32_t context;
};
struct RecordFrame {
    uint64_t call;
    uint64_t time_ns;
    uint64_t hash; // XXH3-64 of the width * height * 4 bytes read back as BGRA, rows from the top; 0 when not hashed
    uint32_t drawable;
    uint32_t width, height;
    uint32_t context;
};
struct RecordLoss {
    uint64_t call; // the next call number after the gap
    uint64_t time_ns;
};

} // namespace sgl
