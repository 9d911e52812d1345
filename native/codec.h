// Compression and checksums of traces: zstd and XXH3-64, as plain functions and as functions of the addon.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <napi.h>

namespace sgl {

// No block of a trace is larger than this when unpacked.
constexpr uint64_t kMaxBlock = 256u << 20;

// One zstd frame with its content size; empty for empty input. `level`: zstd's. Throws std::runtime_error.
std::vector<uint8_t> compressBlock(const uint8_t* data, size_t bytes, int level);

// The same, as fast as can be: the repeats that `finder` saw in it, and all else as it is. A third of the time of the fastest
// useful level of zstd's own for vertices written anew in each frame, and no larger (4 MiB blocks, zstd 1.5.4).
class RepeatFinder;
std::vector<uint8_t> compressRepeats(const uint8_t* data, size_t bytes, const RepeatFinder& finder);

// Unpacks exactly `bytes` bytes to `to`. False, with the reason, when `data` is not one whole zstd frame of that size.
bool decompressBlock(const uint8_t* data, size_t size, uint8_t* to, size_t bytes, std::string& reason);

uint64_t xxh3(const void* data, size_t bytes);

// Adds zstdCompress, zstdDecompress, xxh3, packSegment and writeSegment to the addon's exports.
Napi::Object InitCodec(Napi::Env env, Napi::Object exports);

// pack_segment.cpp
struct PackOptions;
struct PackedSegment;
struct TraceEnd;
struct WrittenSegment;
PackOptions packOptions(Napi::Value);
Napi::Object segmentObject(Napi::Env, std::unique_ptr<PackedSegment>);
Napi::Object writtenObject(Napi::Env, const WrittenSegment&);
TraceEnd traceEnd(Napi::Object);
Napi::Value packSegment(const Napi::CallbackInfo& info);
Napi::Value writeSegment(const Napi::CallbackInfo& info);

} // namespace sgl
