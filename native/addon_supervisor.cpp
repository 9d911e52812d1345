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
#include "segment_recorder.h"

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
    // Node does not end before this has been stopped.
    void keepAwake(Napi::Env env) { call_.Ref(env); }
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
            InstanceMethod<&JournalObject::record>("record"), InstanceMethod<&JournalObject::recordNoMore>("recordNoMore"), InstanceMethod<&JournalObject::finish>("finish"),
            InstanceMethod<&JournalObject::news>("news"), InstanceMethod<&JournalObject::goOn>("goOn"), InstanceMethod<&JournalObject::close>("close")}));
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
    // record({descriptor, offset, level, originNs}, onNews)
    void record(const Napi::CallbackInfo& info) {
        if (!header_) throw Napi::Error::New(info.Env(), "the journal is closed");
        const auto to = info[0].As<Napi::Object>();
        recordNoMore(info);
        recorder_ = std::make_unique<SegmentRecorder>(base_, count_, segmentBytes_, to.Get("descriptor").As<Napi::Number>(),
                                                      TraceEnd{static_cast<uint64_t>(to.Get("offset").As<Napi::Number>().Int64Value()), 0, 0, 0}, packOptions(to));
        watcher_.start(info.Env(), info[1].As<Napi::Function>(), [this] { return recorder_->step(); }, [this] { recorder_->wake(); });
    }
    void recordNoMore(const Napi::CallbackInfo&) {
        watcher_.stop();
        recorder_.reset();
    }
    SegmentRecorder& recorder(Napi::Env env) {
        if (!recorder_) throw Napi::Error::New(env, "the journal is not recorded");
        return *recorder_;
    }
    void finish(const Napi::CallbackInfo& info) {
        recorder(info.Env()).finish();
        watcher_.keepAwake(info.Env()); // somebody waits
    }
    Napi::Value news(const Napi::CallbackInfo& info) {
        Napi::Env env = info.Env();
        SegmentRecorder::News news = recorder(env).news();
        Napi::Object result = Napi::Object::New(env);
        Napi::Array written = Napi::Array::New(env, news.written.size());
        for (uint32_t i = 0; i < news.written.size(); i++) written.Set(i, writtenObject(env, news.written[i]));
        result.Set("written", written);
        if (news.held) result.Set("held", segmentObject(env, std::move(news.held)));
        result.Set("failure", news.failure);
        result.Set("finished", news.finished);
        return result;
    }
    // goOn({offset, calls, frames, durationNs}), or goOn(null) when nothing more is to be written
    void goOn(const Napi::CallbackInfo& info) {
        SegmentRecorder& r = recorder(info.Env());
        if (!info[0].IsObject()) {
            r.stopWriting();
            r.goOn({});
            return;
        }
        r.goOn(traceEnd(info[0].As<Napi::Object>()));
    }
    void close(const Napi::CallbackInfo&) { shut(); }
    void shut() {
        watcher_.stop();
        recorder_.reset();
        if (base_) munmap(base_, size_);
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
        header_ = nullptr;
        base_ = nullptr;
    }
    int fd_ = -1;
    uint32_t count_ = 0; // our own copies: the renderer can write the header
    uint64_t segmentBytes_ = 0;
    uint8_t* base_ = nullptr;
    uint64_t size_ = 0;
    JournalHeader* header_ = nullptr;
    std::unique_ptr<SegmentRecorder> recorder_;
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
