// See pack_segment.h. The addon's packSegment() runs packRecords() on a libuv worker; the result goes to JavaScript as little
// more than a handle, for writeSegment().
#include "pack_segment.h"

#include <cstring>
#include <memory>

#include "codec.h"
#include "journal.h"
#include "repeats.h"
#include "segment_message.h"

extern "C" {
#include "../guest/common/wire.h"
}

namespace sgl {

namespace {

// Records stand in memory that another process may still write: everything is copied out once, then looked at.
template <typename T> T load(const uint8_t* p) {
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

// So much behind the first frame of a segment is a program that sends much in each frame: then processor time matters more
// than bytes. What it sends before its first one, models and textures, is compressed well: that comes once.
constexpr size_t kMuchInFrames = 512u << 10;

bool isCall(uint32_t opcode) { return opcode >= SGL_OP_QUERY_HOST; }

class Packer {
public:
    Packer(const PackOptions& options, size_t inFrames) : options_(options), fast_(options.level <= 1 && inFrames >= kMuchInFrames), seen_(65536 / 64) {
        commands_.clear();
        payload_.clear();
        repeats_.reset();
    }

    void record(RecordKind kind, const uint8_t* p, uint64_t bytes) {
        switch (kind) {
        case RecordKind::Batch: return batch(p, bytes);
        case RecordKind::Reply: return reply(p, bytes);
        case RecordKind::Error: return error(p, bytes);
        case RecordKind::Frame: return frame(p, bytes);
        case RecordKind::Loss: return loss(p, bytes);
        }
        out.ignored += bytes;
    }

    PackedSegment finish() {
        for (uint32_t i = 0; i < 65536; i++)
            if (seen_[i / 64] >> (i % 64) & 1) out.opcodes.push_back(i);
        out.command_bytes = commands_.size();
        out.commands = fast_ ? compressRepeats(commands_.data(), commands_.size(), repeats_) : compressBlock(commands_.data(), commands_.size(), options_.level);
        out.replies.payload_bytes = payload_.size();
        out.replies.payload = compressBlock(payload_.data(), payload_.size(), options_.level);
        return std::move(out);
    }

    PackedSegment out;

private:
    double time(uint64_t ns) const { return static_cast<double>(static_cast<int64_t>(ns - options_.origin_ns)); }

    void ended(double at) {
        if (at > out.end_ns) out.end_ns = at;
    }

    void batch(const uint8_t* p, uint64_t bytes) {
        if (bytes < sizeof(RecordBatch)) { out.ignored += bytes; return; }
        auto head = load<RecordBatch>(p);
        p += sizeof head;
        bytes -= sizeof head;
        if (bytes == 0) return; // nothing was published
        double at = time(head.time_ns);
        auto& b = out.batches;
        if (b.bytes.empty()) {
            out.first_call = static_cast<double>(head.first_call);
            out.time_ns = last_time_ = at;
            next_call_ = head.first_call;
        }
        b.bytes.push_back(static_cast<uint32_t>(bytes));
        b.calls.push_back(head.calls);
        b.stream.push_back(head.stream);
        b.context.push_back(head.context);
        uint64_t gap = head.first_call > next_call_ ? head.first_call - next_call_ : 0;
        b.gap.push_back(static_cast<uint32_t>(gap < UINT32_MAX ? gap : UINT32_MAX));
        b.time.push_back(at - last_time_);
        last_time_ = at;
        next_call_ = head.first_call + head.calls;
        out.calls += head.calls;
        ended(at);
        size_t start = commands_.size();
        commands_.insert(commands_.end(), p, p + bytes);
        walk(commands_.data() + start, bytes, head.first_call);
        if (fast_) repeats_.take(commands_.data(), commands_.size());
    }

    // Which commands there are. Stops at the first that is malformed: so did the renderer.
    void walk(const uint8_t* p, uint64_t bytes, uint64_t call) {
        while (bytes >= 4) {
            uint32_t word = load<uint32_t>(p);
            uint32_t opcode = word & 0xffff;
            uint64_t words = word >> 16;
            uint32_t header = 4;
            if (words == 0) {
                if (bytes < 8) return;
                words = load<uint32_t>(p + 4);
                header = 8;
            }
            uint64_t length = words * 4;
            if (length < header || length > bytes) return;
            seen_[opcode / 64] |= uint64_t{1} << (opcode % 64);
            if (opcode >= SGL_OP_CREATE_CONTEXT && opcode <= SGL_OP_DESTROY_DRAWABLE)
                out.objects.push_back({static_cast<double>(call), opcode, 0, {p + header, p + length}});
            if (isCall(opcode)) call++;
            p += length;
            bytes -= length;
        }
    }

    void reply(const uint8_t* p, uint64_t bytes) {
        if (bytes < sizeof(RecordReply)) { out.ignored += bytes; return; }
        auto head = load<RecordReply>(p);
        p += sizeof head;
        bytes -= sizeof head;
        auto call = static_cast<double>(head.call);
        out.replies.call.push_back(call);
        out.replies.opcode.push_back(head.opcode);
        out.replies.flags.push_back(head.flags);
        out.replies.bytes.push_back(static_cast<uint32_t>(bytes));
        payload_.insert(payload_.end(), p, p + bytes);
        if (head.opcode == SGL_OP_QUERY_HOST || head.opcode == SGL_OP_CREATE_CONTEXT)
            out.answers.push_back({call, head.opcode, head.flags, {p, p + bytes}});
    }

    void error(const uint8_t* p, uint64_t bytes) {
        if (bytes < sizeof(RecordError)) { out.ignored += bytes; return; }
        auto head = load<RecordError>(p);
        out.errors.call.push_back(static_cast<double>(head.call));
        out.errors.error.push_back(head.error);
        out.errors.context.push_back(head.context);
    }

    void frame(const uint8_t* p, uint64_t bytes) {
        if (bytes < sizeof(RecordFrame)) { out.ignored += bytes; return; }
        auto head = load<RecordFrame>(p);
        auto& f = out.frames;
        f.call.push_back(static_cast<double>(head.call));
        f.time.push_back(time(head.time_ns));
        f.drawable.push_back(head.drawable);
        f.width.push_back(head.width);
        f.height.push_back(head.height);
        f.context.push_back(head.context);
        f.hash.push_back(head.hash);
        ended(f.time.back());
    }

    void loss(const uint8_t* p, uint64_t bytes) {
        if (bytes < sizeof(RecordLoss)) { out.ignored += bytes; return; }
        auto head = load<RecordLoss>(p);
        std::string reason(reinterpret_cast<const char*>(p) + sizeof head, bytes - sizeof head);
        out.losses.push_back({static_cast<double>(head.call), time(head.time_ns), std::move(reason)});
    }

    PackOptions options_;
    bool fast_;
    std::vector<uint64_t> seen_; // a bit for each opcode
    // The thread's own, since fresh pages for each segment cost as much as the copy.
    static thread_local std::vector<uint8_t> commands_, payload_;
    static thread_local RepeatFinder repeats_; // in commands_
    uint64_t next_call_ = 0;
    double last_time_ = 0;
};
thread_local std::vector<uint8_t> Packer::commands_, Packer::payload_;
thread_local RepeatFinder Packer::repeats_;

Napi::Value bytes(Napi::Env env, const std::vector<uint8_t>& v) { return Napi::Buffer<uint8_t>::Copy(env, v.data(), v.size()); }

Napi::Value own(Napi::Env env, const std::vector<PackedSegment::Own>& rows) {
    auto list = Napi::Array::New(env, rows.size());
    for (uint32_t i = 0; i < rows.size(); i++) {
        auto row = Napi::Object::New(env);
        row.Set("call", rows[i].call);
        row.Set("opcode", rows[i].opcode);
        row.Set("flags", rows[i].flags);
        row.Set("bytes", bytes(env, rows[i].bytes));
        list.Set(i, row);
    }
    return list;
}

} // namespace

// What the writer of the trace must know of a segment, and the segment itself as something to hand back to
// writeSegment().
Napi::Object segmentObject(Napi::Env env, std::unique_ptr<PackedSegment> segment) {
    const PackedSegment& s = *segment;
    double gaps = 0;
    for (uint32_t gap : s.batches.gap) gaps += gap;
    auto result = Napi::Object::New(env);
    result.Set("calls", s.calls + gaps);
    result.Set("batches", static_cast<double>(s.batches.bytes.size()));
    result.Set("replies", static_cast<double>(s.replies.call.size()));
    auto opcodes = Napi::Uint32Array::New(env, s.opcodes.size());
    if (!s.opcodes.empty()) std::memcpy(opcodes.Data(), s.opcodes.data(), s.opcodes.size() * sizeof s.opcodes[0]);
    result.Set("opcodes", opcodes);
    result.Set("objects", own(env, s.objects));
    result.Set("answers", own(env, s.answers));
    result.Set("ignored", static_cast<double>(s.ignored));
    result.Set("segment", Napi::External<PackedSegment>::New(env, segment.release(), [](Napi::Env, PackedSegment* p) { delete p; }));
    return result;
}

namespace {

class PackWorker : public Napi::AsyncWorker {
public:
    PackWorker(Napi::Env env, Napi::ArrayBuffer records, const PackOptions& options)
        : Napi::AsyncWorker(env, "sgl.packSegment"), deferred_(Napi::Promise::Deferred::New(env)),
          records_(static_cast<const uint8_t*>(records.Data()), static_cast<const uint8_t*>(records.Data()) + records.ByteLength()), options_(options) {}
    Napi::Promise promise() { return deferred_.Promise(); }
    void Execute() override {
        try {
            segment_ = std::make_unique<PackedSegment>(packRecords(records_.data(), records_.size(), options_));
        } catch (const std::exception& e) {
            SetError(e.what());
        }
    }
    void OnOK() override { deferred_.Resolve(segmentObject(Env(), std::move(segment_))); }
    void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

private:
    Napi::Promise::Deferred deferred_;
    std::vector<uint8_t> records_;
    PackOptions options_;
    std::unique_ptr<PackedSegment> segment_;
};

// Nothing of it passes through JavaScript: packets of hundreds of KiB, some in a second, keep the garbage collector busy.
class WriteWorker : public Napi::AsyncWorker {
public:
    WriteWorker(Napi::Env env, Napi::Value segment, int fd, const TraceEnd& end)
        : Napi::AsyncWorker(env, "sgl.writeSegment"), deferred_(Napi::Promise::Deferred::New(env)), kept_(Napi::Reference<Napi::Value>::New(segment, 1)),
          segment_(*segment.As<Napi::External<PackedSegment>>().Data()), fd_(fd), end_(end) {}
    Napi::Promise promise() { return deferred_.Promise(); }
    void Execute() override {
        try {
            written_ = appendSegment(fd_, end_, segment_);
        } catch (const std::exception& e) {
            SetError(e.what());
        }
    }
    void OnOK() override { deferred_.Resolve(writtenObject(Env(), written_)); }
    void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

private:
    Napi::Promise::Deferred deferred_;
    Napi::Reference<Napi::Value> kept_;
    const PackedSegment& segment_;
    int fd_;
    TraceEnd end_;
    WrittenSegment written_{};
};

} // namespace

// What `each` gets of every whole record: its kind, where it begins, its payload and the bytes of that. The rest's bytes.
template <typename Each> static size_t eachRecord(const uint8_t* records, size_t size, Each&& each) {
    size_t at = 0;
    while (size - at >= sizeof(RecordHeader)) {
        auto head = load<RecordHeader>(records + at);
        uint64_t room = size - at - sizeof head;
        if (head.bytes > room) break;
        if (!each(static_cast<RecordKind>(head.kind), at, records + at + sizeof head, head.bytes)) break;
        uint64_t padded = (static_cast<uint64_t>(head.bytes) + 7) & ~uint64_t{7};
        at += sizeof head + (padded < room ? padded : room);
    }
    return size - at;
}

PackedSegment packRecords(const uint8_t* records, size_t size, const PackOptions& options) {
    size_t inFrames = 0;
    eachRecord(records, size, [&](RecordKind kind, size_t at, const uint8_t*, uint32_t) {
        if (kind == RecordKind::Frame) inFrames = size - at;
        return kind != RecordKind::Frame;
    });
    Packer packer(options, inFrames);
    packer.out.ignored += eachRecord(records, size, [&](RecordKind kind, size_t, const uint8_t* payload, uint32_t bytes) {
        packer.record(kind, payload, bytes);
        return true;
    });
    return packer.finish();
}

PackOptions packOptions(Napi::Value value) {
    PackOptions options;
    if (!value.IsObject()) return options;
    auto given = value.As<Napi::Object>();
    auto level = given.Get("level");
    if (level.IsNumber()) options.level = level.As<Napi::Number>().Int32Value();
    auto origin = given.Get("originNs");
    bool lossless = true;
    if (origin.IsBigInt()) options.origin_ns = origin.As<Napi::BigInt>().Uint64Value(&lossless);
    return options;
}

Napi::Value packSegment(const Napi::CallbackInfo& info) {
    if (info.Length() < 1 || !info[0].IsArrayBuffer()) throw Napi::TypeError::New(info.Env(), "packSegment: argument 1 is not an ArrayBuffer");
    auto* worker = new PackWorker(info.Env(), info[0].As<Napi::ArrayBuffer>(), packOptions(info[1]));
    const auto promise = worker->promise();
    worker->Queue();
    return promise;
}

Napi::Object writtenObject(Napi::Env env, const WrittenSegment& w) {
    Napi::Object row = Napi::Object::New(env);
    row.Set("offset", static_cast<double>(w.offset));
    row.Set("bytes", static_cast<double>(w.bytes));
    row.Set("firstCall", w.place.first_call);
    row.Set("calls", w.place.calls);
    row.Set("timeNs", w.place.time_ns);
    row.Set("durationNs", w.place.duration_ns);
    row.Set("frames", w.frames);
    return row;
}

TraceEnd traceEnd(Napi::Object given) {
    const auto number = [&](const char* name) { return given.Get(name).ToNumber(); };
    return {static_cast<uint64_t>(number("offset").Int64Value()), number("calls").DoubleValue(), number("frames").DoubleValue(), number("durationNs").DoubleValue()};
}

Napi::Value writeSegment(const Napi::CallbackInfo& info) {
    if (info.Length() < 3 || !info[0].IsNumber() || !info[1].IsObject() || !info[2].IsExternal())
        throw Napi::TypeError::New(info.Env(), "writeSegment: a file, where its trace ends, and a segment are needed");
    auto* worker = new WriteWorker(info.Env(), info[2], info[0].As<Napi::Number>(), traceEnd(info[1].As<Napi::Object>()));
    const auto promise = worker->promise();
    worker->Queue();
    return promise;
}

} // namespace sgl
