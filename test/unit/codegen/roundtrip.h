// What the generated round-trip tests (build/gen/test_roundtrip_N.cc) stand on: memory of known size, a log of
// what the driver was called with against what the program passed, and a stream that is decoded in place.
#pragma once
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "executor.h"

extern "C" {
#include "sizes.h"
}

// One call as text, parameter by parameter.
struct Log {
    std::vector<std::string> items;
    void bits(const char* name, const void* p, size_t n);
    template <class T> void value(const char* name, T v) { bits(name, &v, sizeof v); }
    // NULL reads as zeros where the decoder has to put them in its place.
    void data(const char* name, const void* p, uint64_t bytes, bool nullable);
    void unpack(const char* name, const void* p, uint64_t bytes, uint32_t buffer, bool nullable);
    void vertex(const char* name, const void* p, uint32_t buffer);
};
Log& expected();
Log& called(const char* name); // the driver's function of that name was reached

enum class How { Null, Offset, Sent, Received, Text };

// A pointer argument: `bytes` that end at a guard page. Sent memory holds a pattern, received memory canaries.
struct Memory {
    Memory(How how, uint64_t bytes);
    ~Memory();
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    void* p = nullptr;
    uint64_t bytes = 0;

private:
    uint8_t* map_ = nullptr;
    size_t mapped_ = 0;
};

constexpr int kResult = 37; // what every function of the driver returns

sgl::HostGl& driver();
const sgl_track* executorTrack();

// Starts one call: fresh state on both sides, with buffers bound to all targets or not. Returns the client's state.
const sgl_track* begin(const char* command, const char* variant, bool bound);
// Decodes what was encoded, unless a reply did so already; compares. With `damage` tries cut and lengthened copies
// too, and copies with too little data behind each of the pointers whose words stand at `slots`.
void finish(bool damage, const std::vector<uint32_t>& slots);

void writeOut(void* p, uint64_t bytes);
void writeText(char* p, int64_t capacity);
void expectOut(const Memory&, uint64_t bytes);
void expectText(const Memory&, int64_t capacity);
void expectLength(const Memory&);
void expectPixels(const Memory&, const sgl_pixel_store& store, int dimensions, int64_t width, int64_t height, int64_t depth, uint32_t format, uint32_t type);
uint64_t imageBytes(const sgl_pixel_store& store, int dimensions, int64_t width, int64_t height, int64_t depth, uint32_t format, uint32_t type);
inline uint64_t textLength(const char* p, int64_t length) { return length >= 0 ? static_cast<uint64_t>(length) : p ? std::strlen(p) + 1 : 1; }
void fail(const std::string& what);
template <class T> void expectResult(T wanted, T got) {
    if (std::memcmp(&wanted, &got, sizeof got) != 0) fail("the result came back changed");
}

// The client's side, in roundtrip_client.c.
extern "C" {
void roundtrip_reset(void);
const uint32_t* roundtrip_words(uint32_t* count);
struct sgl_track* roundtrip_track(void);
void roundtrip_staged(const void* p, uint64_t bytes);
// Decodes the last command; its reply payload.
const uint8_t* roundtrip_reply(uint32_t opcode, uint64_t* bytes);
}
