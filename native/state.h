// What the executor remembers of one client process: contexts, share groups, drawables, streams.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "reflection.h"
#include "executor.h"
#include "host.h"
extern "C" {
#include "../guest/common/objects.h"
}

namespace sgl {

struct ClientArrays; // exec_draw.cpp: vertex data of the draw that follows

// By object kind: names the host gave but the client has not chosen.
using Spares = std::array<std::unordered_set<uint32_t>, SGL_OBJECT_KINDS>;

// exec_lists.cpp: what a display list does after the part that the driver has under its name. Each step is done, then the
// driver's list `part` is called.
struct ListStep {
    std::function<void(Exec&)> first;
    uint32_t part;
};
using CutList = std::vector<ListStep>;

// Contexts that share objects.
struct ShareGroup {
    Spares spares;
    Spares given;                                        // at a seeking replay: all names that the driver gave
    std::unordered_map<uint64_t, GLsync> syncs;          // client's token -> host's
    std::unordered_map<uint32_t, uint32_t> shaderTypes;  // of names that the trace has; the others are programs'
    uint32_t lastProgram = 0;                            // the highest name that the driver gave
    std::unordered_map<uint32_t, uint64_t> programCalls; // kept_objects.cpp: the last call that made a program or shader what it is
    std::unordered_map<uint32_t, PlaceMap> places;       // exec_locations.cpp: of programs whose numbers are others than recorded
    std::map<std::pair<uint32_t, uint32_t>, std::string> labels; // exec_annotations.cpp: by type and name
    std::unordered_map<uint32_t, std::shared_ptr<const CutList>> cutLists;
    uint32_t lastListPart = 0xf0000000u;                 // names that no program comes to
    std::shared_ptr<void> bufferState;                   // exec_map.cpp, exec_draw.cpp: what they keep about buffers
};

struct HostContext {
    uint32_t id = 0;
    EGLContext egl = EGL_NO_CONTEXT;
    std::shared_ptr<ShareGroup> group;
    Spares spares, given; // of kinds that contexts do not share
    sgl_context_request request{};
    sgl_track track{};
    bool core = false;
    bool prepared = false;      // the state of a first MakeCurrent was set
    bool buffersChosen = false; // ... and that of a first one with surfaces
    bool errorsFlagged = false; // the driver's debug output tells of errors; else glGetError is polled
    bool insideBegin = false;   // between glBegin and glEnd: glGetError is itself an error there
    std::unordered_map<uint32_t, std::vector<uint8_t>> begunBuffers; // exec_array_element.cpp: contents at glBegin
    bool destroyed = false;     // the program destroyed it while it was current
    uint32_t users = 0;         // streams in which it is current
    uint32_t annotations = 0;   // exec_annotations.cpp: what the driver offers of those
    uint32_t pendingError = 0;  // the oldest error the program has not asked for
    std::shared_ptr<void> debugState; // exec_debug.cpp
    // exec_front.cpp: GL_FRONT is selected in the default framebuffer of a double-buffered window
    bool frontDraw = false, frontRead = false;
    bool twoBuffers = false; // both, or another is read than is drawn to
    bool bothDraw = false; // front and back are; exec_both.cpp draws into the front what was drawn into the back
    uint32_t drawSelected = 0, readSelected = 0; // as the program named them; 0: the driver knows
    struct PushedFront { uint32_t mask; bool draw, both, read; uint32_t drawSelected, readSelected; };
    std::vector<PushedFront> pushedFront; // by glPushAttrib
    uint32_t compiledList = 0; // exec_lists.cpp: the list that is being compiled, and where it was cut up to now
    CutList compiledSteps;
    ~HostContext();
};

// A window, pbuffer or pixmap of the program: a host pbuffer of its size.
struct Drawable {
    uint32_t id = 0;
    sgl_drawable_request request{};
    EGLSurface surface = EGL_NO_SURFACE;
    EGLSurface front = EGL_NO_SURFACE; // a double-buffered window's front buffer, once it is used
    uint32_t width = 0, height = 0;
    bool destroyed = false;
    uint32_t users = 0;                // streams in which it is current
    sgl_frame_area* frames = nullptr;  // in the region, when frames are to be shown
    uint64_t slotBytes = 0;
    uint32_t slots = 0;
    uint64_t shown = 0;                // frames handed to the presenter
    // Which of the two has the window's depth and stencil values; the one buffer that is natively both's.
    enum class DepthIn { Both, Back, Front } depthIn = DepthIn::Both;
    std::vector<int16_t> accum; // exec_accum.cpp: RGBA, lowest row first; empty: all zero
};

struct StreamState {
    uint32_t id = 0;
    HostContext* context = nullptr;
    Drawable* draw = nullptr;
    Drawable* read = nullptr;
    std::deque<Blob> blobs;    // staged, oldest first
    std::vector<Blob> taken;   // of the command being executed
    std::function<bool(bool)> poll; // set while parked
    uint64_t deadline = 0;          // CLOCK_MONOTONIC ns
    uint64_t clockReads = 0;        // by the driver, up to the last batch
    std::shared_ptr<ClientArrays> clientArrays;
    sgl_stream_ctl* ctl = nullptr; // live only
    bool finished = false;          // its thread ended (SGL_OP_RELEASE_THREAD)
    bool skipsNext = false;         // its next call is not executed (SGL_OP_NOT_EXECUTED)
    bool parked() const { return static_cast<bool>(poll); }
    void dropTaken();
    ~StreamState();
};

// Framebuffers: drivers differ in whether they share them.
inline bool isShared(uint32_t kind) { return sgl_object_is_shared(static_cast<int>(kind)) && kind != SGL_OBJECT_FRAMEBUFFER; }
inline std::unordered_set<uint32_t>& sparesOf(HostContext& c, uint32_t kind) { return (isShared(kind) ? c.group->spares : c.spares).at(kind); }
inline std::unordered_set<uint32_t>& givenTo(HostContext& c, uint32_t kind) { return (isShared(kind) ? c.group->given : c.given).at(kind); }

} // namespace sgl
