// Stops a live program's calls: the renderer's thread waits in front of a call until it is told to go on, and does what
// other threads ask of the executor meanwhile. The program notices nothing but the time.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "executor_core.h"

namespace sgl {

// Where to stop next: before the first call that is one of these.
struct StopAt {
    uint64_t call = ~0ull;       // this one, or the first after it
    std::vector<bool> opcodes;   // one of these ...
    uint64_t frame = 0;          // ... when so many frames are done ...
    uint64_t skip = 0;           // ... after so many of them
    bool error = false;          // the one after a call that raised a GL error
};

// Where it stands.
struct Stopped {
    uint64_t call = 0; // the next to be executed
    uint32_t opcode = 0;
    uint32_t stream = 0;
    uint64_t frames = 0; // swaps executed so far
    uint32_t error = 0;  // GL error that it stopped for
};

class Gate {
public:
    // ---- The renderer's thread
    bool armed() const { return armed_.load(std::memory_order_relaxed); }
    // Whether to stop before this call; asked once for each that does not stop.
    bool stops(uint64_t call, uint32_t opcode, uint64_t frames);
    // Whether what comes depends on what each call does: then no call is passed before the one in front of it was executed.
    bool callByCall() const { return forErrors_.load(std::memory_order_relaxed); }
    void errorRaised(uint32_t error) { raised_ = error; }
    // Whether somebody wants the calls from here on recorded, or no more; tells once.
    enum Record { Same, On, Off };
    Record takeRecord() { return record_.load(std::memory_order_relaxed) == Same ? Same : record_.exchange(Same); }
    // Waits until it may go on, or `abandoned` says so (asked four times a second).
    void wait(Executor&, const Stopped&, const std::function<bool()>& abandoned);

    // ---- Any other thread
    // Arms the next stop, and lets go on. A stop at call 0 is the next call.
    void goOn(StopAt);
    void goOn(); // without a stop
    bool stopped(Stopped*);
    // Does `job` on the renderer's thread. False: it is not stopped.
    bool perform(const std::function<void(Executor&)>& job);
    // The calls that come are to be recorded, and count from 0, the first one a stop; or no more.
    void record(bool on) { record_ = on ? On : Off; }
    // Called on the renderer's thread: when it stops, when recording begins or ends.
    std::function<void(const Stopped&)> onStop;
    std::function<void(bool on)> onRecord;

private:
    std::atomic<bool> armed_{false}, forErrors_{false};
    std::atomic<Record> record_{Same};
    uint32_t raised_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    StopAt at_;
    bool waiting_ = false, released_ = false;
    Stopped where_;
    const std::function<void(Executor&)>* job_ = nullptr;
};

} // namespace sgl
