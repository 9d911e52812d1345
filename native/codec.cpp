// zstd and XXH3 for the addon. Compression runs on libuv's worker threads; unpacking and checksums are fast
// enough for the caller's own thread.
#include "codec.h"

#include <memory>
#include <stdexcept>

#include "executor_core.h" // hashBytes
#include "repeats.h"

namespace sgl {

namespace {

struct FreeCompressor { void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); } };
struct FreeDecompressor { void operator()(ZSTD_DCtx* d) const { ZSTD_freeDCtx(d); } };

// One compressor per thread: its tables are several hundred KiB, too much to make anew for each block.
ZSTD_CCtx* compressor() {
    thread_local std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    if (!context) throw std::runtime_error("zstd: out of memory");
    return context.get();
}

// Memory for results that a thread keeps between two blocks, at most.
constexpr size_t kKeptRoom = 8u << 20;

size_t checked(size_t n) {
    if (ZSTD_isError(n)) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(n));
    return n;
}

// A frame, made by `write(context, to, room)` in memory that the thread keeps: the worst case is much larger than the
// result, and fresh pages cost.
template <typename Write> std::vector<uint8_t> frameOf(size_t bytes, Write write) {
    thread_local std::unique_ptr<uint8_t[]> room;
    thread_local size_t roomBytes = 0;
    ZSTD_CCtx* const context = compressor();
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    const size_t most = ZSTD_compressBound(bytes);
    if (most > kKeptRoom) {
        std::vector<uint8_t> out(most);
        out.resize(checked(write(context, out.data(), most)));
        return out;
    }
    if (most > roomBytes) {
        room.reset(new uint8_t[most]);
        roomBytes = most;
    }
    const size_t n = checked(write(context, room.get(), most));
    return {room.get(), room.get() + n};
}

ZSTD_DCtx* decompressor() {
    thread_local std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
    return context.get();
}

Napi::Uint8Array bytesOf(const Napi::CallbackInfo& info, size_t index, const char* function) {
    if (info.Length() > index && info[index].IsTypedArray()) {
        auto array = info[index].As<Napi::TypedArray>();
        if (array.TypedArrayType() == napi_uint8_array) return info[index].As<Napi::Uint8Array>();
    }
    throw Napi::TypeError::New(info.Env(), std::string(function) + ": argument " + std::to_string(index + 1) + " is not a Uint8Array");
}

class CompressWorker : public Napi::AsyncWorker {
public:
    CompressWorker(Napi::Env env, Napi::Uint8Array data, int level)
        : Napi::AsyncWorker(env, "sgl.zstdCompress"), deferred_(Napi::Promise::Deferred::New(env)), kept_(Napi::Persistent(data.As<Napi::Object>())),
          data_(data.Data()), bytes_(data.ByteLength()), level_(level) {}
    Napi::Promise promise() { return deferred_.Promise(); }
    void Execute() override {
        try {
            out_ = compressBlock(data_, bytes_, level_);
        } catch (const std::exception& e) {
            SetError(e.what());
        }
    }
    void OnOK() override { deferred_.Resolve(Napi::Buffer<uint8_t>::Copy(Env(), out_.data(), out_.size())); }
    void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

private:
    Napi::Promise::Deferred deferred_;
    Napi::ObjectReference kept_; // keeps the input alive
    const uint8_t* data_;
    size_t bytes_;
    int level_;
    std::vector<uint8_t> out_;
};

Napi::Value zstdCompress(const Napi::CallbackInfo& info) {
    auto data = bytesOf(info, 0, "zstdCompress");
    int level = info.Length() > 1 && info[1].IsNumber() ? info[1].As<Napi::Number>().Int32Value() : 1;
    auto* worker = new CompressWorker(info.Env(), data, level);
    auto promise = worker->promise();
    worker->Queue();
    return promise;
}

Napi::Value zstdDecompress(const Napi::CallbackInfo& info) {
    auto data = bytesOf(info, 0, "zstdDecompress");
    double wanted = info.Length() > 1 && info[1].IsNumber() ? info[1].As<Napi::Number>().DoubleValue() : -1;
    if (!(wanted >= 0) || wanted > static_cast<double>(kMaxBlock) || wanted != static_cast<double>(static_cast<uint64_t>(wanted)))
        throw Napi::RangeError::New(info.Env(), "zstdDecompress: a size from 0 to 268435456 is needed");
    auto bytes = static_cast<size_t>(wanted);
    // The claimed size is compared with the frame's own before memory is taken for it.
    auto content = bytes == 0 ? 0 : ZSTD_getFrameContentSize(data.Data(), data.ByteLength());
    if (content != bytes) throw Napi::Error::New(info.Env(), "compressed data is damaged: its size is not the one that is named");
    auto out = Napi::Buffer<uint8_t>::New(info.Env(), bytes);
    std::string reason;
    if (!decompressBlock(data.Data(), data.ByteLength(), out.Data(), bytes, reason)) throw Napi::Error::New(info.Env(), "compressed data is damaged: " + reason);
    return out;
}

Napi::Value hash(const Napi::CallbackInfo& info) {
    auto data = bytesOf(info, 0, "xxh3");
    return Napi::BigInt::New(info.Env(), xxh3(data.Data(), data.ByteLength()));
}

} // namespace

std::vector<uint8_t> compressBlock(const uint8_t* data, size_t bytes, int level) {
    if (bytes == 0) return {};
    return frameOf(bytes, [&](ZSTD_CCtx* context, uint8_t* to, size_t room) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
        return ZSTD_compress2(context, to, room, data, bytes);
    });
}

std::vector<uint8_t> compressRepeats(const uint8_t* data, size_t bytes, const RepeatFinder& finder) {
    if (bytes == 0) return {};
    return frameOf(bytes, [&](ZSTD_CCtx* context, uint8_t* to, size_t room) {
        // no tables of its own: clearing them would only drive out of the caches what is in there
        ZSTD_CCtx_setParameter(context, ZSTD_c_strategy, ZSTD_fast);
        ZSTD_CCtx_setParameter(context, ZSTD_c_hashLog, ZSTD_HASHLOG_MIN);
        ZSTD_CCtx_setParameter(context, ZSTD_c_chainLog, ZSTD_CHAINLOG_MIN);
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, RepeatFinder::kWindowLog);
        ZSTD_CCtx_setParameter(context, ZSTD_c_literalCompressionMode, ZSTD_ps_disable);
        return ZSTD_compressSequences(context, to, room, finder.repeats().data(), finder.repeats().size(), data, bytes);
    });
}

bool decompressBlock(const uint8_t* data, size_t size, uint8_t* to, size_t bytes, std::string& reason) {
    if (bytes == 0) {
        if (size == 0) return true;
        reason = "data where there should be none";
        return false;
    }
    size_t frame = ZSTD_findFrameCompressedSize(data, size);
    if (ZSTD_isError(frame) || frame != size) {
        reason = "it is not one whole zstd frame";
        return false;
    }
    ZSTD_DCtx* context = decompressor();
    if (!context) {
        reason = "out of memory";
        return false;
    }
    size_t n = ZSTD_decompressDCtx(context, to, bytes, data, size);
    if (ZSTD_isError(n)) {
        reason = ZSTD_getErrorName(n);
        return false;
    }
    if (n != bytes) {
        reason = "it is shorter than it says";
        return false;
    }
    return true;
}

uint64_t xxh3(const void* data, size_t bytes) { return hashBytes(data, bytes); }

Napi::Object InitCodec(Napi::Env env, Napi::Object exports) {
    exports.Set("zstdCompress", Napi::Function::New(env, zstdCompress, "zstdCompress"));
    exports.Set("zstdDecompress", Napi::Function::New(env, zstdDecompress, "zstdDecompress"));
    exports.Set("xxh3", Napi::Function::New(env, hash, "xxh3"));
    exports.Set("packSegment", Napi::Function::New(env, packSegment, "packSegment"));
    exports.Set("writeSegment", Napi::Function::New(env, writeSegment, "writeSegment"));
    return exports;
}

} // namespace sgl
