// What a decoder sees: the arguments of one command (`Args`), the state it acts on (`Exec`) and the
// answer it builds (`Reply`). A decoder checks sizes from its own state, executes, and replies; it
// returns false only through Exec::malformed(), which ends this client. GL errors are the driver's
// business: a decoder passes wrong values on and lets the driver say so.
#pragma once
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "host_gl.h" // generated: struct HostGl, one member per entry point

extern "C" {
#include "../guest/common/pixels.h"
#include "../guest/common/track.h"
#include "../guest/common/wire.h"
}

namespace sgl {

struct HostContext;
struct ShareGroup;
struct StreamState;
class Executor;

// Data behind a pointer argument, as it came.
struct Data {
    const void* p = nullptr; // null when null, offset or client
    uint64_t bytes = 0;
    uint64_t value = 0; // of an offset
    bool null = false, offset = false, client = false;
};

// A staged blob: large data that was sent in pieces before its command.
struct Blob {
    uint8_t* p = nullptr;
    uint64_t total = 0, filled = 0;
};

// The arguments of one command. Word indices count from the first argument. Call fixed(n) first, then
// data() once per sending pointer, in parameter order.
class Args {
public:
    Args(const uint32_t* words, uint32_t count, StreamState& stream) : w_(words), count_(count), tail_(0), stream_(stream) {}
    bool fixed(uint32_t words) {
        tail_ = words;
        return words <= count_;
    }
    uint32_t u32(uint32_t i) const { return w_[i]; }
    int32_t i32(uint32_t i) const { return static_cast<int32_t>(w_[i]); }
    uint64_t u64(uint32_t i) const { return w_[i] | static_cast<uint64_t>(w_[i + 1]) << 32; }
    int64_t i64(uint32_t i) const { return static_cast<int64_t>(u64(i)); }
    float f32(uint32_t i) const { float f; std::memcpy(&f, w_ + i, 4); return f; }
    double f64(uint32_t i) const { double d; std::memcpy(&d, w_ + i, 8); return d; }
    // The tail of the pointer whose word stands at `slot`. False: it runs past the command's end, or no
    // staged blob is there (then the command is malformed).
    bool data(uint32_t slot, Data& out);
    // Whether the pointer whose word stands at `slot` (one that only receives) was null.
    bool isNull(uint32_t slot) const { return w_[slot] == SGL_PTR_NULL; }
    // The tail of an SGL_PTR_OFFSET in a receiving pointer (a bound pixel pack buffer) is taken by data() too.
    bool isOffset(uint32_t slot) const { return w_[slot] == SGL_PTR_OFFSET; }
    // All that is left: for hand-written commands with a format of their own.
    const uint32_t* rest() const { return w_ + tail_; }
    uint32_t restWords() const { return count_ - tail_; }
    // The oldest staged blob of the stream (valid until the command ends); false when there is none.
    bool staged(Data& out);
    uint32_t words() const { return count_; }

private:
    const uint32_t* w_;
    uint32_t count_, tail_;
    StreamState& stream_;
};

// Builds the payload of one reply (wire.h) and hands it to the stream, the recorder or the verifier.
class Reply {
public:
    explicit Reply(Executor& executor) : executor_(executor) {}
    void begin(uint32_t opcode);
    void result(uint64_t bits);                      // the return value, 8 bytes
    void resultFloat(float f) { uint32_t b; std::memcpy(&b, &f, 4); result(b); }
    void out(const void* p, uint64_t bytes);         // a receiving pointer: bytes written
    void outNull();                                  // it was null
    void outRows(const uint8_t* base, const struct sgl_image_layout& layout); // the rows that the driver wrote, tight
    void raw(const void* p, uint64_t bytes);         // payload of commands with a format of their own; no length word
    void end();                                      // sends it
    void fail(uint32_t opcode, const std::string& reason); // begin .. end with SGL_REPLY_FAILED
    bool open() const { return open_; }
    uint8_t* grow(uint64_t bytes); // room for `bytes` more payload, to be filled in by the caller

private:
    Executor& executor_;
    std::vector<uint8_t> payload_;
    uint32_t opcode_ = 0, flags_ = 0;
    bool open_ = false;
};

struct Measured {
    const uint8_t* p;
    uint64_t bytes; // that the driver wrote, from the start of the buffer
};

// The state a decoder acts on.
class Exec {
public:
    Exec(Executor& executor, const HostGl& host) : gl(host), reply(executor), executor(executor) {}

    const HostGl& gl;
    sgl_track* cx = nullptr;        // tracked state of the current context; never null
    HostContext* context = nullptr; // null when none is current (GL commands then do nothing but reply zeros)
    StreamState* stream = nullptr;
    Reply reply;
    Executor& executor;
    uint64_t call = 0; // number of the call being executed
    uint32_t opcode = 0;
    uint32_t firstWords[2] = {0, 0}; // of its arguments: what a glGet asks for is among them

    // Ends this client: the command cannot be what a client library sends. Always returns false.
    bool malformed(const char* what);

    // Memory that is valid until the command ends, every byte `fill`; null beyond the upload limit.
    void* scratch(uint64_t bytes, uint8_t fill = 0);

    // A non-null address that must never be read: stands for a client-memory vertex pointer.
    static void* poison();

    // Whether the command being executed has raised a GL error by now.
    bool errorRaised();

    // Raises a GL error on behalf of the program (SGL_OP_ERROR, checks that natively fail in the client).
    void raise(uint32_t error);
    // The program's glGetError: the oldest error kept, which is then cleared.
    uint32_t takeError();

    // Runs `get` twice over buffers filled with different patterns: what differs from its filling was written.
    // `get` receives the buffer's address. At most 64 KiB.
    template <class Get> Measured measure(Get&& get) {
        uint8_t* a = measureBuffer(0);
        uint8_t* b = measureBuffer(1);
        get(static_cast<void*>(a));
        if (errorRaised()) return measured(true);
        get(static_cast<void*>(b));
        return measured(false);
    }

    // Makes the host hold exactly the names that the client chose. `generate(n, out)` asks the driver for n names.
    // Names that the host gives but the client did not choose are kept, reserved, until it does.
    bool adoptNames(uint32_t kind, int32_t n, const uint32_t* names, const std::function<void(int32_t, uint32_t*)>& generate);
    // The same for one name as a result; false when the driver returned 0 (an error was raised).
    bool adoptName(uint32_t kind, uint32_t name, const std::function<uint32_t()>& generate);

    ShareGroup& group();

    // Leaves the stream waiting: `poll(expired)` is called now and then, with the stream's context current,
    // until it returns true (it has sent the reply by then). Other streams go on.
    void park(std::function<bool(bool expired)> poll, uint64_t timeout_ns);

    // True in a replay of a trace: nobody waits for answers, and timing does not matter.
    bool replaying() const;

    // The driver's number for a recorded one (reflection.h): location of a uniform, index of a block. Program 0: the current one.
    int32_t location(uint32_t program, int32_t recorded) { return placesDiffer() ? translated(program, 2, recorded) : recorded; }
    uint32_t block(uint32_t program, uint32_t kind, uint32_t recorded) {
        return placesDiffer() ? static_cast<uint32_t>(translated(program, kind, static_cast<int32_t>(recorded))) : recorded;
    }
    bool placesDiffer() const;
    int32_t translated(uint32_t program, uint32_t kind, int32_t recorded);

private:
    bool takeSpare(uint32_t kind, uint32_t name, uint32_t given);
    bool outOfReach(uint32_t given, uint32_t wanted, uint32_t tries, uint32_t farthest) const;
    uint8_t* measureBuffer(int which);
    Measured measured(bool failed);
};

using Decoder = bool (*)(Exec&, Args&);
// Generated: the decoder of each opcode, null for opcodes that have none.
extern const Decoder kDecoders[];
extern const uint32_t kDecoderCount; // opcodes 0 .. kDecoderCount - 1
const char* commandName(uint32_t opcode); // generated: "glClear"; null when unknown

} // namespace sgl
