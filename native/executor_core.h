// Executes the commands of one client process, in order, on one thread. Knows neither shared memory nor
// files: what comes out (replies, errors, frames) goes to a Sink.
#pragma once
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "asking.h"
#include "journal.h"
#include "overlay.h"
#include "state.h"

namespace sgl {

// Where the executor's results go: to a live client and the journal, or to a replay's verifier.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void reply(StreamState&, uint64_t call, uint32_t opcode, uint32_t flags, const uint8_t* payload, uint64_t bytes) = 0;
    virtual void error(const RecordError&) = 0;
    virtual void frame(const RecordFrame&) = 0;
    // A swap was executed and, if frames are wanted, read back.
    virtual void swapped(StreamState&, Drawable&) = 0;
    // A frame slot was filled outside of a swap.
    virtual void shown(Drawable&) = 0;
    // Memory of the region, or null when [offset, offset + bytes) is not in it or there is none (replay).
    virtual uint8_t* memory(uint64_t offset, uint64_t bytes) = 0;
    // Something that a replay must know of a call whose program gets no answer to it; what was recorded so of that call.
    virtual void note(uint64_t call, uint32_t opcode, const uint8_t* payload, uint64_t bytes) = 0;
    virtual std::vector<uint8_t> noted(uint64_t call, uint32_t opcode) = 0;
    // Tells which call is being executed, for whoever finds out why this process died.
    virtual void executing(uint64_t call) = 0;

    Asking asking; // what comes out for questions of our own goes there first
};

struct ExecutorOptions {
    bool hashFrames = false;
    bool replaying = false;
    bool seeking = false;             // replaying to and fro: what is deleted is kept (kept_objects.h)
    bool overlay = false;             // draw the frame rate into shown frames
    std::string glOverride;           // the version that programs are to see (guest/common/override.h); empty = the driver's
    uint32_t maxWidth = 0, maxHeight = 0; // of drawables, in pixels; 0 = the driver's maximum
    uint64_t maxUpload = 1ull << 32;  // bytes that staged blobs and scratch memory may take together
};

class Executor {
public:
    Executor(Host& host, Sink& sink, const ExecutorOptions& options);
    ~Executor();

    // Checks the structure of `count` words: whole commands with known opcodes. Returns how many words
    // of whole commands there are (a cut-off last command is not counted), counts calls and says where the last
    // command begins; throws std::runtime_error.
    static size_t scan(const uint32_t* words, size_t count, uint32_t* calls, size_t* last = nullptr);

    // Executes commands that scan() accepted. Stops after call `lastCall`, or at a malformed command (failure()
    // then says which). Returns the number of calls executed.
    uint64_t run(StreamState& stream, const uint32_t* words, size_t count, uint64_t firstCall, uint64_t lastCall = ~0ull);
    const std::string& failure() const { return failure_; }
    std::string takeFailure() { return std::exchange(failure_, {}); }

    // Polls the streams that wait; true when one of them went on.
    bool pollParked();
    bool anyParked() const { return parked_ > 0; }

    StreamState& stream(uint32_t id);
    Drawable* drawable(uint32_t id);
    HostContext* context(uint32_t id);
    const std::unordered_map<uint32_t, std::unique_ptr<StreamState>>& streams() const { return streams_; }
    StreamState* streamOf(const HostContext&); // in which it is current; null when it is in none
    // The drawable's pixels now: BGRA, rows from the top, width * 4 bytes each.
    bool readPixels(Drawable& d, uint8_t* out) { return readPixels(d, d.surface, out); }
    bool readPixels(Drawable&, EGLSurface, uint8_t* out, uint64_t* hash = nullptr);
    uint64_t frames() const { return frames_; }
    // How often the driver has read the clock in this stream's GL calls (see native/preload).
    uint64_t clockReads(const StreamState&) const;

    // For the commands in exec_*.cpp ------------------------------------------------------------
    Host& host;
    Sink& sink;
    ExecutorOptions options;
    Exec exec;
    std::unordered_map<uint32_t, std::unique_ptr<HostContext>> contexts;
    std::unordered_map<uint32_t, std::unique_ptr<Drawable>> drawables;
    std::unordered_map<uint32_t, EGLImageKHR> images; // exec_images.cpp
    // Makes the stream's context and drawables the host's current ones. False (and failure()) when the host refuses.
    bool activate(StreamState&);
    // Forgets which context is current on the host (it was changed behind activate's back).
    void forgetCurrent() { currentContext_ = nullptr; currentKnown_ = false; }
    void chooseBuffers(HostContext&);
    void prepare(HostContext&); // state of a context's first MakeCurrent
    void present(StreamState&, Drawable&); // what a swap shows: flush, read back, hash
    // exec_accum.cpp: glAccum and what glClear does to the accumulation buffer, outside of display lists
    void accumulate(uint32_t operation, float value);
    void clearWithAccum(uint32_t mask);
    bool makeFront(Drawable&);   // exec_front.cpp
    void copyToFront(Drawable&);
    // exec_both.cpp: called before and after each command while both buffers are drawn to
    void drawInFront(StreamState&, uint32_t opcode, const uint32_t* arguments, uint32_t count, bool before);
    bool moveDepth(Drawable&, Drawable::DepthIn wanted);
    void readInTwo(StreamState&, uint32_t opcode, const uint32_t* arguments, uint32_t count);
    void showFront(Drawable&);
    void linked(uint32_t program, bool fromShaders); // exec_locations.cpp: after each link
    int32_t binaryRoom(uint32_t program, int32_t room);
    void binaryTaken(uint32_t program, const void* binary, uint64_t bytes); // ... glGetProgramBinary
    // At replay: what this driver gave for a binary of the recording, by the recorded one's hash.
    struct Binary {
        uint32_t format;
        std::vector<uint8_t> bytes;
    };
    std::unordered_map<uint64_t, Binary> binaries;
    bool placesDiffer = false; // some program's numbers are others than recorded
    void endFrame(StreamState&); // exec_annotations.cpp: glFrameTerminatorGREMEDY
    void resolve(const Drawable&, const HostConfig&);
    void readBound(const Drawable&, bool resolved, uint8_t* out, uint64_t* hash);
    bool bindPresent(EGLSurface draw, EGLSurface read); // makes our own context current; activate() ends that
    void packTightly(); // there: rows come from the lowest on, without gaps
    uint8_t* showInWindow(Drawable&, EGLSurface); // reads a surface into a frame slot; null when none is to be had
    void destroyImages();
    void destroyContext(HostContext&);
    void destroyDrawable(Drawable&);
    bool resizeDrawable(Drawable&, uint32_t width, uint32_t height);
    void releaseStream(StreamState&);
    bool fail(const std::string& why);
    void errorFlagged() { errorFlag_ = true; }
    void errorsAnswered() { errorFlag_ = false; } // the host's errors were read: a question of our own raised them
    bool errorFlag() const { return errorFlag_; }
    void forgetStreams(); // nothing is current anywhere, and nothing waits for its command
    void collectErrors();
    void askForBindings();
    uint64_t staged = 0; // bytes held by staged blobs of all streams
    void parkedChanged(int by) { parked_ += by; }

private:
    friend class Exec;
    bool execute(StreamState&, uint32_t opcode, const uint32_t* arguments, uint32_t count);
    void dropTaken(StreamState&);
    void drawAgain(StreamState&);

    std::unordered_map<uint32_t, std::unique_ptr<StreamState>> streams_;
    std::string failure_;
    bool errorFlag_ = false;
    bool errorCollected_ = false; // by the command being executed
    int parked_ = 0;
    uint64_t frames_ = 0;
    uint64_t readsAtStart_ = 0; // of the clock, when run() began; moved on by what our own work read
    bool resolving_ = false;    // the command shows a surface with samples: the driver resolves it natively, too
    const StreamState* running_ = nullptr;

    // what eglMakeCurrent last set
    bool currentKnown_ = false;
    HostContext* currentContext_ = nullptr;
    EGLSurface currentDraw_ = EGL_NO_SURFACE, currentRead_ = EGL_NO_SURFACE;

    EGLContext presentContext_ = EGL_NO_CONTEXT;
    bool presentInvert_ = false, presentAsked_ = false;
    GLuint resolveFramebuffer_ = 0, resolveRenderbuffer_ = 0; // of the context to present with; resolve()
    std::tuple<GLsizei, GLsizei, GLenum> resolveSize_{};
    uint64_t shownHash_ = 0; // of the frame that showInWindow read last
    std::vector<uint8_t> frame_, rows_;
    std::vector<uint8_t> measure_[2];
    friend class Reply;
    bool muted_ = false;          // answers go nowhere: exec_both.cpp executes what was executed before
    std::vector<uint32_t> again_; // exec_both.cpp: commands that the front buffer gets, too
    std::vector<std::unique_ptr<uint8_t[]>> scratch_; // memory of the command being executed
    sgl_track noTrack_{};
    Overlay overlay_;
};

// Whether a command counts as a call (has a number, stands in the trace as one).
inline bool countsAsCall(uint32_t opcode) { return opcode >= SGL_OP_QUERY_HOST; }

// The protocol's own commands (opcodes below SGL_FIRST_GL); null where there is none.
Decoder protocolDecoder(uint32_t opcode);

// Name of any opcode, the protocol's own included; never null.
const char* opcodeName(uint32_t opcode);

// Payload of the replies to SGL_OP_QUERY_HOST and, for the current context, SGL_OP_CREATE_CONTEXT.
std::vector<uint8_t> hostInfoPayload(const Host&, const ExecutorOptions&);
std::vector<uint8_t> contextInfoPayload(const Host&, const HostContext&, const sgl_context_request&);

uint64_t monotonicNs();
uint64_t hashBytes(const void* p, uint64_t bytes); // XXH3-64

} // namespace sgl
