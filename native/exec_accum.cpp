// Accumulation buffers (OpenGL 4.6 compatibility, 17.4.3 and 17.4.4). No EGL configuration has one, so they are kept here: 16
// bits a component, signed, with the arithmetic of Mesa's drivers, where colour buffers are read and written as they are
// stored: bytes as sRGB, which these drivers' windows have. What is an error is the driver's to say: it has no accumulation buffer, and raises the same one.
#include <algorithm>
#include <cmath>
#include <new>

#include "decode_pointers.h"
#include "executor_core.h"
#include "srgb.h"

namespace sgl {

bool hand_sglGetAccum(Exec&, Args&);
bool hand_sglSetAccum(Exec&, Args&);

namespace {

// Pixels of the drawable that an operation is about, from its lowest row.
struct Area {
    int x, y, width, height;
    size_t pixels() const { return static_cast<size_t>(width) * static_cast<size_t>(height); }
};

// How a colour buffer's pixels come and go: bits of each component (red, green, blue, alpha), and where it begins.
struct Format {
    GLenum format, type;
    uint32_t bytes;
    uint32_t bits[4], shift[4];
};
constexpr Format kFormats[] = {
    {GL_RGB, GL_UNSIGNED_SHORT_5_6_5, 2, {5, 6, 5, 0}, {11, 5, 0, 0}},
    {GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, 4, {8, 8, 8, 8}, {16, 8, 0, 24}},
    {GL_BGRA, GL_UNSIGNED_INT_2_10_10_10_REV, 4, {10, 10, 10, 2}, {20, 10, 0, 30}},
};

const Format& formatOf(const Host& host, const Drawable& d) {
    const HostConfig* config = host.config(d.request.config);
    return kFormats[!config || config->info.red == 8 ? 1 : config->info.red == 10 ? 2 : 0];
}

// The value's low 16 bits, as processors cut a number that does not fit.
int16_t cut(float value) {
    return std::fabs(value) < 2147483648.0f ? static_cast<int16_t>(static_cast<uint32_t>(static_cast<int32_t>(value))) : int16_t{0};
}

int16_t plus(int16_t a, int16_t b) { return static_cast<int16_t>(static_cast<uint16_t>(a) + static_cast<uint16_t>(b)); }

struct Pixel {
    float component[4];
};

uint32_t wordAt(const uint8_t* p, uint32_t bytes) {
    uint32_t word = 0;
    std::memcpy(&word, p, bytes);
    return word;
}

bool isSrgb(const Format& f, int component) { return f.bits[0] == 8 && component < 3; }

Pixel unpack(uint32_t word, const Format& f) {
    Pixel pixel{{0, 0, 0, 1}};
    for (int k = 0; k < 4; k++) {
        const uint32_t most = (1u << f.bits[k]) - 1;
        const uint32_t value = word >> f.shift[k] & most;
        if (isSrgb(f, k)) pixel.component[k] = srgbToLinear(static_cast<uint8_t>(value));
        else if (most) pixel.component[k] = static_cast<float>(value) * (1.0f / static_cast<float>(most));
    }
    return pixel;
}

uint32_t pack(const Pixel& pixel, const Format& f) {
    uint32_t word = 0;
    for (int k = 0; k < 4; k++) {
        const uint32_t most = (1u << f.bits[k]) - 1;
        const float value = pixel.component[k] > 0 ? std::min(pixel.component[k], 1.0f) : 0; // NaN: 0
        const float scaled = value * static_cast<float>(most);
        const float near = most == 255 ? std::nearbyint(scaled) : scaled + 0.5f; // what lies between two goes to the even one, or up
        word |= (isSrgb(f, k) ? linearToSrgb(value) : static_cast<uint32_t>(near)) << f.shift[k];
    }
    return word;
}

int number(const HostGl& gl, GLenum name) {
    GLint value = 0;
    gl.GetIntegerv(name, &value);
    return value;
}

// The drawable whose accumulation buffer the current context uses; null: there is none, or it is not the time for it.
Drawable* accumulated(const Exec& x) {
    const HostContext& c = *x.context;
    Drawable* d = x.stream->draw;
    if (!d || !(d->request.kind & SGL_DRAWABLE_ACCUM) || c.core || x.cx->es || x.cx->begun || c.insideBegin) return nullptr;
    return number(x.gl, GL_DRAW_FRAMEBUFFER_BINDING) == 0 ? d : nullptr;
}

bool rendering(const HostGl& gl) { return number(gl, GL_RENDER_MODE) == GL_RENDER && !(gl.BeginTransformFeedback && gl.IsEnabled(GL_RASTERIZER_DISCARD)); }

// What the scissor leaves of the drawable.
Area areaOf(const HostGl& gl, const Drawable& d) {
    const auto width = static_cast<int64_t>(d.width), height = static_cast<int64_t>(d.height);
    GLint box[4] = {0, 0, static_cast<GLint>(d.width), static_cast<GLint>(d.height)};
    if (gl.IsEnabled(GL_SCISSOR_TEST)) gl.GetIntegerv(GL_SCISSOR_BOX, box);
    const int64_t left = std::clamp<int64_t>(box[0], 0, width), right = std::clamp<int64_t>(int64_t{box[0]} + box[2], left, width);
    const int64_t low = std::clamp<int64_t>(box[1], 0, height), high = std::clamp<int64_t>(int64_t{box[1]} + box[3], low, height);
    return {static_cast<int>(left), static_cast<int>(low), static_cast<int>(right - left), static_cast<int>(high - low)};
}

// Makes the buffer where it is not there yet. False: no memory.
bool haveAccum(Drawable& d) {
    if (!d.accum.empty()) return true;
    try {
        d.accum.assign(size_t{d.width} * d.height * 4, 0);
    } catch (const std::bad_alloc&) {
        return false;
    }
    return true;
}

// Each pixel of the area: its four sums, and its place among the area's pixels.
template <class Each> void forArea(Drawable& d, const Area& area, Each&& each) {
    size_t place = 0;
    for (int y = 0; y < area.height; y++) {
        int16_t* sums = d.accum.data() + (static_cast<size_t>(area.y + y) * d.width + static_cast<size_t>(area.x)) * 4;
        for (int x = 0; x < area.width; x++, sums += 4) each(sums, place++);
    }
}

template <class Each> void forSums(Drawable& d, const Area& area, Each&& each) {
    forArea(d, area, [&](int16_t* sums, size_t) {
        for (int k = 0; k < 4; k++) sums[k] = each(sums[k], k);
    });
}

// In a context of our own, where no state of the program's has a part in it.
std::vector<uint8_t> readColours(Executor& e, EGLSurface surface, const Area& area, const Format& f) {
    std::vector<uint8_t> pixels(area.pixels() * f.bytes);
    const HostGl& gl = e.host.gl;
    if (!e.bindPresent(surface, surface)) return {};
    gl.ReadBuffer(GL_BACK);
    e.packTightly();
    gl.ReadPixels(area.x, area.y, area.width, area.height, f.format, f.type, pixels.data());
    return pixels;
}

void writeColours(Executor& e, EGLSurface surface, const Area& area, const Format& f, const uint8_t* pixels) {
    const HostGl& gl = e.host.gl;
    if (!e.bindPresent(surface, surface)) return;
    gl.DrawBuffer(GL_BACK);
    gl.Disable(GL_DITHER);
    gl.PixelStorei(GL_UNPACK_ALIGNMENT, 1);
    gl.WindowPos2i(area.x, area.y);
    gl.DrawPixels(area.width, area.height, f.format, f.type, pixels);
    gl.Flush();
}

} // namespace

void Executor::accumulate(uint32_t operation, float value) {
    const HostGl& gl = host.gl;
    StreamState& s = *exec.stream;
    HostContext& c = *exec.context;
    Drawable* d = accumulated(exec);
    const bool known = operation == GL_ACCUM || operation == GL_LOAD || operation == GL_RETURN || operation == GL_MULT || operation == GL_ADD;
    if (!d || !known || s.read != d || number(gl, GL_READ_FRAMEBUFFER_BINDING) != 0) return gl.Accum(operation, value);
    if (muted_ || !rendering(gl)) return; // muted: for the front buffer, too, it was done already
    const Area area = areaOf(gl, *d);
    if (!area.pixels()) return;
    if (!haveAccum(*d)) return exec.raise(GL_OUT_OF_MEMORY);
    const Format& f = formatOf(host, *d);
    switch (operation) {
    case GL_ADD: {
        const int16_t more = cut(value * 32767.0f);
        return forSums(*d, area, [&](int16_t sum, int) { return plus(sum, more); });
    }
    case GL_MULT: return forSums(*d, area, [&](int16_t sum, int) { return cut(static_cast<float>(sum) * value); });
    case GL_ACCUM:
    case GL_LOAD: {
        if (number(gl, GL_READ_BUFFER) == GL_NONE || (operation == GL_ACCUM && value == 0)) return;
        gl.Flush();
        const std::vector<uint8_t> pixels = readColours(*this, c.frontRead && d->front != EGL_NO_SURFACE ? d->front : d->surface, area, f);
        if (!activate(s) || pixels.empty()) return;
        const float scale = value * 32767.0f;
        const bool load = operation == GL_LOAD;
        return forArea(*d, area, [&](int16_t* sums, size_t place) {
            const Pixel pixel = unpack(wordAt(pixels.data() + place * f.bytes, f.bytes), f);
            for (int k = 0; k < 4; k++) {
                const int16_t term = cut(pixel.component[k] * scale);
                sums[k] = load ? term : plus(sums[k], term);
            }
        });
    }
    default: break;
    }
    // GL_RETURN
    if (number(gl, GL_DRAW_BUFFER) == GL_NONE) return;
    GLboolean written[4] = {};
    gl.GetBooleanv(GL_COLOR_WRITEMASK, written);
    uint32_t kept = 0; // bits of a pixel that stay as they are
    for (int k = 0; k < 4; k++)
        if (!written[k]) kept |= ((1u << f.bits[k]) - 1) << f.shift[k];
    const float scale = value / 32767.0f;
    gl.Flush();
    const auto giveBack = [&](EGLSurface surface) {
        std::vector<uint8_t> pixels = kept ? readColours(*this, surface, area, f) : std::vector<uint8_t>(area.pixels() * f.bytes);
        if (pixels.empty()) return;
        forArea(*d, area, [&](const int16_t* sums, size_t place) {
            Pixel pixel;
            for (int k = 0; k < 4; k++) pixel.component[k] = static_cast<float>(sums[k]) * scale;
            uint8_t* p = pixels.data() + place * f.bytes;
            const uint32_t word = (wordAt(p, f.bytes) & kept) | (pack(pixel, f) & ~kept);
            std::memcpy(p, &word, f.bytes);
        });
        writeColours(*this, surface, area, f, pixels.data());
    };
    if ((c.frontDraw || c.bothDraw) && d->front != EGL_NO_SURFACE) giveBack(d->front);
    if (!c.frontDraw || d->front == EGL_NO_SURFACE) giveBack(d->surface);
    activate(s);
}

void Executor::clearWithAccum(uint32_t mask) {
    const HostGl& gl = host.gl;
    gl.Clear(mask);
    Drawable* d = mask & GL_ACCUM_BUFFER_BIT ? accumulated(exec) : nullptr;
    constexpr uint32_t known = GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT | GL_ACCUM_BUFFER_BIT;
    if (!d || muted_ || mask & ~known || !rendering(gl)) return; // with others it was an error
    const Area area = areaOf(gl, *d);
    if (!area.pixels()) return;
    if (!haveAccum(*d)) return exec.raise(GL_OUT_OF_MEMORY);
    GLfloat colour[4] = {};
    int16_t value[4];
    gl.GetFloatv(GL_ACCUM_CLEAR_VALUE, colour);
    for (int k = 0; k < 4; k++) value[k] = static_cast<int16_t>((static_cast<int32_t>(65535.0f * colour[k]) - 1) / 2);
    forSums(*d, area, [&](int16_t, int k) { return value[k]; });
}

// ---- For traces that begin in the middle ------------------------------------------------------------------------------------

bool hand_sglGetAccum(Exec& x, Args& a) {
    if (!a.fixed(1)) return x.malformed("is too short");
    const Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    x.reply.begin(x.opcode);
    if (d->accum.empty()) x.reply.outNull();
    else x.reply.out(d->accum.data(), d->accum.size() * sizeof(int16_t));
    x.reply.end();
    return true;
}

bool hand_sglSetAccum(Exec& x, Args& a) {
    Data data;
    if (!a.fixed(2) || !a.data(1, data)) return x.malformed("is too short");
    Drawable* d = x.executor.drawable(a.u32(0));
    if (!d) return x.malformed("names an unknown drawable");
    d->accum.clear();
    if (data.null) return true;
    if (!data.p || data.bytes != uint64_t{d->width} * d->height * 8) return x.malformed("has a wrong size");
    if (!haveAccum(*d)) return x.malformed("is larger than this renderer's memory");
    std::memcpy(d->accum.data(), data.p, data.bytes);
    return true;
}

} // namespace sgl
