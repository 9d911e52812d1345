// The supervisor's part of the addon: the region, journals, and news of processes. Waiting happens on threads
// of their own, which call back into JavaScript; an idle supervisor uses no processor time.
#include <atomic>
#include <cerrno>
#include <cstring>
#include <functional>
#include <memory>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include "addon.h"
#include "codec.h"
#include "executor.h"
#include "journal.h"
#include "pack_segment.h"
#include "region.h"

namespace sgl {

// A thread that calls a JavaScript function without arguments each time `wait` returns true. When Node takes its
// environment down it ends the function itself; `ended` tells, and then it must not be released again.
class Watcher {
public:
    ~Watcher() { stop(); }
    template <class Wait, class Wake> void start(Napi::Env env, Napi::Function callback, Wait wait, Wake wake) {
        stop();
        running_ = true;
        wake_ = wake;
        auto ended = std::make_shared<std::atomic<bool>>(false);
        ended_ = ended;
        call_ = Napi::ThreadSafeFunction::New(env, callback, "sgl watcher", 1, 1, [ended](Napi::Env) { *ended = true; });
        call_.Unref(env);
        thread_ = std::thread([this, wait, ended] {
            while (running_)
                if (wait() && running_ && !*ended && call_.NonBlockingCall() == napi_closing) return; // the queue holds one: more news of the same kind adds nothing
        });
    }
    void stop() {
        if (!running_.exchange(false)) return;
        wake_();
        thread_.join();
        if (!*ended_) call_.Release();
    }

private:
    std::atomic<bool> running_{false};
    std::shared_ptr<std::atomic<bool>> ended_;
    std::function<void()> wake_;
    std::thread thread_;
    Napi::ThreadSafeFunction call_;
};

// ---- Region -----------------------------------------------------------------------------------------

class RegionObject : public Napi::ObjectWrap<RegionObject> {
public:
    static void define(Napi::Env env, Napi::Object exports) {
        exports.Set("Region", DefineClass(env, "Region", {
            InstanceAccessor<&RegionObject::path>("path"), InstanceMethod<&RegionObject::watch>("watch"), InstanceMethod<&RegionObject::clients>("clients"),
            InstanceMethod<&RegionObject::refuse>("refuse"), InstanceMethod<&RegionObject::lost>("lost"), InstanceMethod<&RegionObject::release>("release"),
            InstanceMethod<&RegionObject::markEnded>("markEnded"), InstanceMethod<&RegionObject::close>("close")}));
    }
    explicit RegionObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<RegionObject>(info) {
        const std::string path = info[0].As<Napi::String>();
        const bool attach = info.Length() > 2 && info[2].IsObject() && info[2].As<Napi::Object>().Get("attach").ToBoolean();
        try {
            region_.reset(attach ? Region::attach(path) : Region::create(path, static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value()), kDecoderCount - 1));
        } catch (const std::exception& e) {
            throw Napi::Error::New(info.Env(), e.what());
        }
    }
    ~RegionObject() override { watcher_.stop(); }

private:
    Region& get(Napi::Env env) {
        if (!region_) throw Napi::Error::New(env, "the region is closed");
        return *region_;
    }
    uint32_t slot(const Napi::CallbackInfo& info) {
        const uint32_t s = info[0].As<Napi::Number>().Uint32Value();
        if (s >= SGL_MAX_CLIENTS) throw Napi::RangeError::New(info.Env(), "no such client slot");
        return s;
    }
    Napi::Value path(const Napi::CallbackInfo& info) { return Napi::String::New(info.Env(), region_ ? region_->path() : ""); }
    void watch(const Napi::CallbackInfo& info) {
        sgl_region* header = get(info.Env()).header();
        auto seen = std::make_shared<uint32_t>(__atomic_load_n(&header->bell, __ATOMIC_ACQUIRE));
        watcher_.start(info.Env(), info[0].As<Napi::Function>(),
            [header, seen] {
                futexWait(&header->bell, *seen, 500'000'000);
                __atomic_add_fetch(&header->heartbeat, 1, __ATOMIC_RELAXED);
                const uint32_t now = __atomic_load_n(&header->bell, __ATOMIC_ACQUIRE);
                const bool news = now != *seen;
                *seen = now;
                return news;
            },
            [header] {
                __atomic_add_fetch(&header->bell, 1, __ATOMIC_SEQ_CST);
                futexWake(&header->bell);
            });
    }
    Napi::Value clients(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        Napi::Array rows = Napi::Array::New(env);
        uint32_t n = 0;
        for (uint32_t i = 0; i < SGL_MAX_CLIENTS; i++) {
            const sgl_client& c = get(env).client(i);
            const uint32_t state = __atomic_load_n(&c.state, __ATOMIC_ACQUIRE);
            if (state == SGL_CLIENT_FREE) continue;
            auto text = [&](const char* p, size_t room) { return Napi::String::New(env, p, strnlen(p, room)); };
            Napi::Object row = Napi::Object::New(env);
            row.Set("slot", i);
            row.Set("state", state);
            row.Set("pid", c.pid);
            row.Set("startTime", Napi::BigInt::New(env, c.start_time));
            row.Set("rendererPid", c.renderer_pid);
            row.Set("protocol", c.protocol);
            row.Set("highestOpcode", c.highest_opcode);
            row.Set("program", text(c.program, sizeof c.program));
            row.Set("commandLine", text(c.command_line, sizeof c.command_line));
            row.Set("bits", c.bits);
            row.Set("sameKernel", (__atomic_load_n(&c.flags, __ATOMIC_RELAXED) & SGL_CLIENT_FUTEX) != 0);
            row.Set("reason", text(c.reason, sizeof c.reason));
            rows.Set(n++, row);
        }
        return rows;
    }
    void refuse(const Napi::CallbackInfo& info) { get(info.Env()).lose(slot(info), SGL_CLIENT_REFUSED, info[1].As<Napi::String>()); }
    void lost(const Napi::CallbackInfo& info) { get(info.Env()).lose(slot(info), SGL_CLIENT_LOST, info[1].As<Napi::String>()); }
    void release(const Napi::CallbackInfo& info) { get(info.Env()).release(slot(info)); }
    void markEnded(const Napi::CallbackInfo& info) { get(info.Env()).markEnded(slot(info)); }
    void close(const Napi::CallbackInfo&) {
        watcher_.stop();
        region_.reset();
    }
    std::unique_ptr<Region> region_;
    Watcher watcher_;
};

// ---- Journal ----------------------------------------------------------------------------------------

class JournalObject : public Napi::ObjectWrap<JournalObject> {
public:
    static void define(Napi::Env env, Napi::Object exports) {
        exports.Set("Journal", DefineClass(env, "Journal", {
            InstanceAccessor<&JournalObject::fd>("fd"), InstanceAccessor<&JournalObject::executingCall>("executingCall"),
            InstanceAccessor<&JournalObject::ended>("ended"), InstanceAccessor<&JournalObject::reason>("reason"), InstanceMethod<&JournalObject::attend>("attend"),
            InstanceMethod<&JournalObject::watch>("watch"), InstanceMethod<&JournalObject::take>("take"), InstanceMethod<&JournalObject::drain>("drain"),
            InstanceMethod<&JournalObject::pack>("pack"),
            InstanceMethod<&JournalObject::free>("free"), InstanceMethod<&JournalObject::close>("close")}));
    }
    explicit JournalObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<JournalObject>(info) {
        Napi::Env env = info.Env();
        const auto options = info[0].As<Napi::Object>();
        const uint32_t count = options.Get("segments").As<Napi::Number>().Uint32Value();
        const uint64_t bytes = static_cast<uint64_t>(options.Get("segmentBytes").As<Napi::Number>().Int64Value());
        if (count < 2 || count > kMaxSegments || bytes < 65536 || bytes > (1u << 30) || bytes % 4096) throw Napi::RangeError::New(env, "a journal has 2 to 32 segments of 64 KiB or more");
        size_ = kJournalData + count * bytes;
        fd_ = static_cast<int>(syscall(SYS_memfd_create, "sgl-journal", MFD_CLOEXEC)); // only its own renderer gets it
        if (fd_ < 0 || ftruncate(fd_, static_cast<off_t>(size_))) throw Napi::Error::New(env, std::string("no memory for a journal: ") + std::strerror(errno));
        void* p = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
        if (p == MAP_FAILED) throw Napi::Error::New(env, std::string("no memory for a journal: ") + std::strerror(errno));
        base_ = static_cast<uint8_t*>(p);
        mapping_ = std::shared_ptr<void>(p, [size = size_](void* at) { munmap(at, size); });
        header_ = reinterpret_cast<JournalHeader*>(base_);
        count_ = header_->segment_count = count;
        segmentBytes_ = bytes;
        header_->segment_bytes = bytes;
        header_->attended = options.Get("recording").ToBoolean();
        header_->magic = kJournalMagic;
    }
    ~JournalObject() override { shut(); }

private:
    Napi::Value fd(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), fd_); }
    Napi::Value executingCall(const Napi::CallbackInfo& info) { return Napi::BigInt::New(info.Env(), header_ ? header_->executing_call : uint64_t{0}); }
    Napi::Value ended(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), header_ && __atomic_load_n(&header_->ended, __ATOMIC_ACQUIRE)); }
    Napi::Value reason(const Napi::CallbackInfo& info) { return Napi::String::New(info.Env(), header_ ? std::string(header_->reason, strnlen(header_->reason, sizeof header_->reason)) : ""); }
    // attend(on)
    void attend(const Napi::CallbackInfo& info) {
        if (!header_) return;
        __atomic_store_n(&header_->attended, info[0].ToBoolean() ? 1u : 0u, __ATOMIC_SEQ_CST);
        __atomic_add_fetch(&header_->free_bell, 1, __ATOMIC_SEQ_CST);
        futexWake(&header_->free_bell);
    }
    void watch(const Napi::CallbackInfo& info) {
        JournalHeader* h = header_;
        auto seen = std::make_shared<uint32_t>(__atomic_load_n(&h->full_bell, __ATOMIC_ACQUIRE));
        watcher_.start(info.Env(), info[0].As<Napi::Function>(),
            [h, seen] {
                futexWait(&h->full_bell, *seen, 250'000'000);
                const uint32_t now = __atomic_load_n(&h->full_bell, __ATOMIC_ACQUIRE);
                const bool news = now != *seen;
                // not after news: the bell of a segment that was closed on request must not ask for the next
                if (!news) __atomic_store_n(&h->close_asked, 1u, __ATOMIC_RELAXED);
                *seen = now;
                return news;
            },
            [h] {
                __atomic_add_fetch(&h->full_bell, 1, __ATOMIC_SEQ_CST);
                futexWake(&h->full_bell);
            });
    }
    Napi::Value take(const Napi::CallbackInfo& info) { return oldest(info.Env(), false); }
    Napi::Value drain(const Napi::CallbackInfo& info) { return oldest(info.Env(), true); }
    // The oldest segment, if it is full (or at any rate, when the renderer is gone); the caller frees it by its index.
    Napi::Value oldest(Napi::Env env, bool openToo) {
        if (!header_) return env.Null();
        int best = -1;
        for (uint32_t i = 0; i < count_; i++) {
            const JournalSegment& s = header_->segments[i];
            if (__atomic_load_n(&s.state, __ATOMIC_ACQUIRE) == static_cast<uint32_t>(SegmentState::Free) || taken_[i]) continue;
            if (best < 0 || s.sequence < header_->segments[best].sequence) best = static_cast<int>(i);
        }
        if (best < 0) return env.Null();
        JournalSegment& s = header_->segments[best];
        if (!openToo && __atomic_load_n(&s.state, __ATOMIC_ACQUIRE) != static_cast<uint32_t>(SegmentState::Full)) return env.Null();
        __atomic_store_n(&s.state, static_cast<uint32_t>(SegmentState::Taken), __ATOMIC_SEQ_CST);
        taken_[best] = true;
        uint64_t used = __atomic_load_n(&s.used, __ATOMIC_ACQUIRE);
        if (used > segmentBytes_) used = segmentBytes_;
        Napi::Object result = Napi::Object::New(env);
        result.Set("index", best);
        result.Set("bytes", static_cast<double>(used));
        return result;
    }
    // No ArrayBuffer over the records: some hundreds a second, of MiBs each, keep the garbage collector busy.
    Napi::Value pack(const Napi::CallbackInfo& info) {
        const auto segment = info[0].As<Napi::Object>();
        const uint32_t i = segment.Get("index").As<Napi::Number>().Uint32Value();
        const double bytes = segment.Get("bytes").As<Napi::Number>().DoubleValue();
        if (!header_ || i >= count_ || !taken_[i] || !(bytes >= 0 && bytes <= static_cast<double>(segmentBytes_))) throw Napi::RangeError::New(info.Env(), "that segment was not taken");
        return packInBackground(info.Env(), {base_ + kJournalData + i * segmentBytes_, static_cast<size_t>(bytes), mapping_}, packOptions(info[1]));
    }
    void free(const Napi::CallbackInfo& info) {
        const uint32_t i = info[0].As<Napi::Number>().Uint32Value();
        if (!header_ || i >= count_ || !taken_[i]) throw Napi::RangeError::New(info.Env(), "that segment was not taken");
        taken_[i] = false;
        __atomic_store_n(&header_->segments[i].used, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&header_->segments[i].state, static_cast<uint32_t>(SegmentState::Free), __ATOMIC_SEQ_CST);
        __atomic_add_fetch(&header_->free_bell, 1, __ATOMIC_SEQ_CST);
        futexWake(&header_->free_bell);
    }
    void close(const Napi::CallbackInfo&) { shut(); }
    void shut() {
        watcher_.stop();
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
        header_ = nullptr;
        base_ = nullptr;
        mapping_.reset(); // what is being packed keeps it
    }
    int fd_ = -1;
    uint32_t count_ = 0; // our own copies: the renderer can write the header
    uint64_t segmentBytes_ = 0;
    std::shared_ptr<void> mapping_;
    uint8_t* base_ = nullptr;
    uint64_t size_ = 0;
    JournalHeader* header_ = nullptr;
    bool taken_[kMaxSegments] = {};
    Watcher watcher_;
};

// ---- Processes --------------------------------------------------------------------------------------

// watchProcess(pid, callback): calls back once, with 'exited' or 'unknown' (no such process, or not ours to watch).
static Napi::Value watchProcess(const Napi::CallbackInfo& info) {
    Napi::Env env = info.Env();
    const auto pid = static_cast<pid_t>(info[0].As<Napi::Number>().Int32Value());
    const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0u));
    const int stop = eventfd(0, EFD_CLOEXEC);
    auto ended = std::make_shared<std::atomic<bool>>(false); // Node has taken the function down itself, as in Watcher
    auto call = Napi::ThreadSafeFunction::New(env, info[1].As<Napi::Function>(), "sgl process", 0, 1, [ended](Napi::Env) { *ended = true; });
    call.Unref(env);
    std::thread([fd, stop, call, ended]() mutable {
        const char* how = "unknown";
        bool stopped = false;
        if (fd >= 0) {
            pollfd p[2] = {{fd, POLLIN, 0}, {stop, POLLIN, 0}};
            while (poll(p, 2, -1) < 0 && errno == EINTR) {}
            stopped = p[1].revents;
            how = "exited";
            ::close(fd);
        }
        if (!stopped && !*ended) call.BlockingCall([how](Napi::Env e, Napi::Function f) { f.Call({Napi::String::New(e, how)}); });
        if (!*ended) call.Release();
        ::close(stop);
    }).detach();
    Napi::Object handle = Napi::Object::New(env);
    const int stopCopy = dup(stop);
    auto stopped = std::make_shared<bool>(false);
    handle.Set("stop", Napi::Function::New(env, [stopCopy, stopped](const Napi::CallbackInfo&) {
        if (*stopped) return;
        *stopped = true;
        const uint64_t one = 1;
        if (write(stopCopy, &one, sizeof one) < 0) {}
        ::close(stopCopy);
    }));
    return handle;
}

void initSupervisor(Napi::Env env, Napi::Object exports) {
    RegionObject::define(env, exports);
    JournalObject::define(env, exports);
    exports.Set("watchProcess", Napi::Function::New(env, watchProcess));
    exports.Set("protocol", SGL_PROTOCOL);
    exports.Set("highestOpcode", kDecoderCount - 1);
}

} // namespace sgl
