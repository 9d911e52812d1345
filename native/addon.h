// Parts of the addon, each registering its own exports.
#pragma once
#include <napi.h>

struct sgl_track;

namespace sgl {

void initSupervisor(Napi::Env, Napi::Object exports); // addon_supervisor.cpp: Region, Journal, watchProcess
void initRenderer(Napi::Env, Napi::Object exports);   // addon_renderer.cpp: runRenderer, hostInfo
void initReplayer(Napi::Env, Napi::Object exports);   // addon_replayer.cpp: Replayer
Napi::Object InitCodec(Napi::Env, Napi::Object exports); // codec.cpp: zstd, XXH3, packSegment

Napi::Object vertexArrayObject(Napi::Env, const ::sgl_track&); // addon_arrays.cpp

} // namespace sgl
