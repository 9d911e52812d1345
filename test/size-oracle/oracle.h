// The size oracle: runs OpenGL functions of the real driver with memory that ends at a guard page, and so
// finds how many bytes each reads or may write. What the model says is held against that.
#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "host_gl.h"

extern "C" {
#include "pixels.h"
#include "sizes.h"
#include "track.h"
}

namespace oracle {

extern sgl::HostGl gl;
extern sgl_track* cx; // pixel store state, as set by pixelStore()

// Objects that functions can be called with.
struct Objects {
    GLuint program, shader, buffer, texture, cube, framebuffer, renderbuffer, vertexArray, sampler, query, pipeline, transformFeedback, programArb;
};
extern Objects objects;
extern std::vector<GLint> locations; // of the program's uniforms, and -1

// Makes a context (surfaceless EGL) and the objects. False when this machine has no such driver.
bool start();

// How many bytes at the pointer that `call` is given it touches: `call` runs with memory of exactly `bytes` before
// the guard page, every byte `fill`. True when it went beyond.
bool overruns(uint64_t bytes, const std::function<void(void*)>& call, int fill = 0);

// The memory that the last overruns() used: `bytes` before the guard page.
uint8_t* memory(uint64_t bytes);

// One command of the model. Each call of a check is a set of arguments; end() prints the verdict.
class Command {
public:
    explicit Command(const char* name) : name_(name) {}
    // The command reads `bytes` from its pointer `parameter`, no more and (if it reads at all) no less. Elements have
    // `unit` bytes: memory that is too small lacks one of them, so that it stays aligned.
    void reads(const char* parameter, uint64_t bytes, uint64_t unit, const std::string& arguments, const std::function<void(void*)>& call);
    // The same for a zero-terminated text or one of `length` characters.
    void readsText(const char* parameter, int64_t length, const std::string& arguments, const std::function<void(void*)>& call);
    // The command writes at most `bytes`.
    void writes(const char* parameter, uint64_t bytes, uint64_t unit, const std::string& arguments, const std::function<void(void*)>& call);
    // `ok …` or `not ok …`, in the form that test/run counts.
    void end();

private:
    void failure(const std::string& what);
    const char* name_;
    uint64_t cases_ = 0, exact_ = 0, partial_ = 0;
    std::string failures_, partialExample_;
    int failed_ = 0;
};

struct Totals {
    int commands = 0, failed = 0;
    uint64_t cases = 0, exact = 0;
    int neverTouched = 0;
};
extern Totals totals;

// Sets the driver's and cx's pixel store.
void pixelStore(bool pack, const sgl_pixel_store& store);

template <class... Values> std::string text(const Values&... values) {
    std::string s;
    ((s += (s.empty() ? "" : ", ") + std::to_string(values)), ...);
    return s;
}

} // namespace oracle
