// See gate.h.
#include "gate.h"

#include <chrono>

namespace sgl {

bool Gate::stops(uint64_t call, uint32_t opcode, uint64_t frames) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (call >= at_.call) return true;
    if (at_.error && raised_) return true;
    raised_ = 0;
    if (frames < at_.frame || opcode >= at_.opcodes.size() || !at_.opcodes[opcode]) return false;
    if (at_.skip == 0) return true;
    at_.skip--;
    return false;
}

void Gate::wait(Executor& executor, const Stopped& where, const std::function<bool()>& abandoned) {
    std::unique_lock<std::mutex> lock(mutex_);
    where_ = where;
    where_.error = at_.error ? raised_ : 0;
    raised_ = 0;
    armed_ = false;
    waiting_ = true;
    released_ = false;
    if (onStop) {
        lock.unlock();
        onStop(where_);
        lock.lock();
    }
    while (!released_) {
        if (job_) {
            (*job_)(executor); // whoever asked waits for it, and holds nothing
            job_ = nullptr;
            changed_.notify_all();
            continue;
        }
        if (changed_.wait_for(lock, std::chrono::milliseconds(250)) == std::cv_status::timeout && abandoned()) break;
    }
    waiting_ = false;
    changed_.notify_all();
}

void Gate::goOn(StopAt at) {
    std::lock_guard<std::mutex> lock(mutex_);
    at_ = std::move(at);
    forErrors_ = at_.error;
    raised_ = 0;
    armed_ = true;
    released_ = true;
    changed_.notify_all();
}

void Gate::goOn() {
    std::lock_guard<std::mutex> lock(mutex_);
    armed_ = false;
    released_ = true;
    changed_.notify_all();
}

bool Gate::stopped(Stopped* where) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (waiting_ && !released_ && where) *where = where_;
    return waiting_ && !released_;
}

bool Gate::perform(const std::function<void(Executor&)>& job) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!waiting_ || released_ || job_) return false;
    job_ = &job;
    changed_.notify_all();
    changed_.wait(lock, [&] { return job_ != &job || !waiting_; });
    const bool done = job_ != &job;
    if (!done) job_ = nullptr;
    return done;
}

} // namespace sgl
