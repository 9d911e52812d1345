// What decoders call: memory of one command, measuring, names, errors, arguments and replies (executor.h).
#include "executor.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>

#include "executor_core.h"
#include "kept_objects.h"

namespace sgl {

// ---- Exec ---------------------------------------------------------------------------------------

bool Exec::malformed(const char* what) {
    return executor.fail("call " + std::to_string(call) + " (" + opcodeName(opcode) + ") " + what);
}

void* Exec::scratch(uint64_t bytes, uint8_t fill) {
    if (bytes > executor.options.maxUpload) return nullptr;
    auto& more = executor.scratch_;
    auto* p = new (std::nothrow) uint8_t[bytes ? bytes : 1];
    if (!p) return nullptr;
    std::memset(p, fill, bytes);
    more.emplace_back(p);
    return p;
}

void* Exec::poison() {
    static uint8_t never[16];
    return never;
}

bool Exec::errorRaised() {
    if (!context) return false;
    if (!context->errorsFlagged && !context->insideBegin) executor.collectErrors();
    return executor.errorFlag_ || (!context->errorsFlagged && executor.errorCollected_);
}

void Exec::raise(uint32_t error) {
    if (!context) return;
    executor.sink.error({call, error, context->id});
    if (!context->pendingError) context->pendingError = error;
}

uint32_t Exec::takeError() {
    if (!context) return 0;
    if (!context->pendingError) return gl.GetError();
    const uint32_t error = context->pendingError;
    context->pendingError = 0;
    return error;
}

ShareGroup& Exec::group() { return *context->group; }

bool Exec::replaying() const { return executor.options.replaying; }

bool Exec::placesDiffer() const { return executor.placesDiffer; }

void Exec::park(std::function<bool(bool)> poll, uint64_t timeoutNs) {
    if (poll(timeoutNs == 0)) return;
    const uint64_t now = monotonicNs();
    stream->deadline = timeoutNs > ~0ull - now ? ~0ull : now + timeoutNs;
    stream->poll = std::move(poll);
    executor.parkedChanged(1);
}

static constexpr size_t kMeasureBytes = 65536;
static constexpr uint8_t kMeasureFill[2] = {0x5a, 0xa5};

static constexpr size_t kPieceBytes = 4096;
static const uint8_t* untouched(int which) {
    static const auto pieces = [] {
        std::array<std::array<uint8_t, kPieceBytes>, 2> all;
        for (size_t i = 0; i < 2; i++) all[i].fill(kMeasureFill[i]);
        return all;
    }();
    return pieces[static_cast<size_t>(which)].data();
}

// The measuring buffers keep their filling: only what the driver wrote is filled again.
uint8_t* Exec::measureBuffer(int which) {
    auto& buffer = executor.measure_[which];
    if (buffer.empty()) buffer.assign(kMeasureBytes, kMeasureFill[which]);
    return buffer.data();
}

Measured Exec::measured(bool failed) {
    auto extent = [&](int which) {
        const auto& buffer = executor.measure_[which];
        const uint64_t pattern = 0x0101010101010101ull * kMeasureFill[which];
        size_t end = kMeasureBytes;
        // most answers are a few words: whole pieces that nobody touched are passed over at once
        while (end && std::memcmp(buffer.data() + end - kPieceBytes, untouched(which), kPieceBytes) == 0) end -= kPieceBytes;
        while (end) {
            uint64_t word;
            std::memcpy(&word, buffer.data() + end - 8, 8);
            if (word != pattern) break;
            end -= 8;
        }
        while (end && buffer[end - 1] == kMeasureFill[which]) end--;
        return end;
    };
    if (executor.measure_[1].empty()) measureBuffer(1);
    const size_t a = extent(0), b = extent(1), n = a > b ? a : b;
    const uint8_t* result = nullptr;
    if (!failed && n) {
        auto* copy = static_cast<uint8_t*>(scratch(n));
        std::memcpy(copy, executor.measure_[0].data(), n);
        result = copy;
    }
    std::memset(executor.measure_[0].data(), kMeasureFill[0], a);
    std::memset(executor.measure_[1].data(), kMeasureFill[1], b);
    return {result, result ? n : 0};
}

// Whether the name is there already. `given`: the last one that the driver gave; when that is beyond `name`, a driver that
// shares framebuffers gave it to another context.
bool Exec::takeSpare(uint32_t kind, uint32_t name, uint32_t given) {
    if (sparesOf(*context, kind).erase(name)) return true;
    if (kind != SGL_OBJECT_FRAMEBUFFER || given < name) return false;
    for (auto& [id, other] : executor.contexts)
        if (other->group == context->group && other->spares.at(kind).erase(name)) return true;
    return false;
}

// Whether a driver that gives names in ascending order, `given` last, will not come to `wanted`: it has passed it (as at a
// replay that went back), or that is farther than any program's own names make the way.
bool Exec::outOfReach(uint32_t given, uint32_t wanted, uint32_t tries, uint32_t farthest) const {
    if (given > wanted) return tries > (executor.options.seeking ? 64 : 4096);
    return wanted - given > farthest || tries > farthest;
}

static constexpr uint32_t kNamesAtOnce = 4096;

bool Exec::adoptNames(uint32_t kind, int32_t n, const uint32_t* names, const std::function<void(int32_t, uint32_t*)>& generate) {
    if (n <= 0) {
        uint32_t none = 0;
        generate(n, &none); // the driver raises the error for a negative count
        return true;
    }
    auto& spares = sparesOf(*context, kind);
    const auto count = static_cast<size_t>(n);
    std::vector<uint32_t> got(count, 0);
    uint32_t name = 0;
    if (spares.empty()) {
        generate(n, got.data());
        if (executor.options.seeking) givenTo(*context, kind).insert(got.begin(), got.end());
        if (errorRaised() || std::memcmp(got.data(), names, count * 4) == 0) return true;
        for (uint32_t each : got)
            if (each) spares.insert(name = each);
    }
    for (size_t i = 0; i < count; i++)
        for (uint32_t tries = 0; !takeSpare(kind, names[i], name);) {
            // the first tells where the driver is, the others are the way from there
            got.assign(tries == 0 || name >= names[i] ? 1 : std::min(names[i] - name, kNamesAtOnce), 0);
            generate(static_cast<int32_t>(got.size()), got.data());
            if (errorRaised()) return true;
            if (executor.options.seeking) givenTo(*context, kind).insert(got.begin(), got.end());
            name = got.back();
            tries += static_cast<uint32_t>(got.size());
            if (!name || outOfReach(name, names[i], tries, 1 << 20)) return malformed("asks for an object name that this driver does not give");
            spares.insert(got.begin(), got.end());
        }
    return true;
}

bool Exec::adoptName(uint32_t kind, uint32_t name, const std::function<uint32_t()>& generate) {
    auto& spares = sparesOf(*context, kind);
    if (spares.erase(name)) return !executor.options.seeking || beginAgain(*this, name) || malformed("takes the name of an object of another kind");
    for (uint32_t tries = 0;; tries++) {
        const uint32_t got = executor.options.seeking && kind == SGL_OBJECT_PROGRAM ? nextProgram(*this, name, generate) : generate();
        if (got == 0) return false;
        if (got == name) return true;
        spares.insert(got);
        if (outOfReach(got, name, tries, 1 << 16)) break;
    }
    malformed("asks for an object name that this driver does not give");
    return false;
}

// ---- Args and streams -----------------------------------------------------------------------------

bool Args::data(uint32_t slot, Data& out) {
    out = Data{};
    const uint32_t word = w_[slot];
    switch (word) {
    case SGL_PTR_NULL: out.null = true; return true;
    case SGL_PTR_CLIENT: out.client = true; return true;
    case SGL_PTR_STAGED:
    case SGL_PTR_OFFSET: {
        if (count_ - tail_ < 2) return false;
        const uint64_t value = u64(tail_);
        tail_ += 2;
        if (word == SGL_PTR_OFFSET) {
            out.offset = true;
            out.value = value;
            return true;
        }
        return staged(out) && out.bytes == value;
    }
    default: {
        const uint64_t words = (static_cast<uint64_t>(word) + 3) / 4;
        if (words > count_ - tail_) return false;
        out.p = w_ + tail_;
        out.bytes = word;
        tail_ += static_cast<uint32_t>(words);
        return true;
    }
    }
}

bool Args::staged(Data& out) {
    if (stream_.blobs.empty() || stream_.blobs.front().filled != stream_.blobs.front().total) return false;
    stream_.taken.push_back(stream_.blobs.front());
    stream_.blobs.pop_front();
    out.p = stream_.taken.back().p;
    out.bytes = stream_.taken.back().total;
    return true;
}

void StreamState::dropTaken() {
    for (Blob& b : taken) std::free(b.p);
    taken.clear();
}

StreamState::~StreamState() {
    dropTaken();
    for (Blob& b : blobs) std::free(b.p);
}

HostContext::~HostContext() { sgl_track_free(&track); }

// ---- Reply ----------------------------------------------------------------------------------------

void Reply::begin(uint32_t opcode) {
    payload_.clear();
    opcode_ = opcode;
    flags_ = 0;
    open_ = true;
}
uint8_t* Reply::grow(uint64_t bytes) {
    const size_t at = payload_.size();
    payload_.resize(at + bytes);
    return payload_.data() + at;
}
void Reply::raw(const void* p, uint64_t bytes) {
    if (bytes) std::memcpy(grow(bytes), p, bytes);
}
void Reply::result(uint64_t bits) { raw(&bits, 8); }
void Reply::out(const void* p, uint64_t bytes) {
    const auto n = static_cast<uint32_t>(bytes);
    raw(&n, 4);
    raw(p, bytes);
    while (payload_.size() % 4) payload_.push_back(0);
}
void Reply::outNull() {
    const uint32_t n = SGL_PTR_NULL;
    raw(&n, 4);
}
void Reply::outRows(const uint8_t* base, const struct sgl_image_layout& layout) {
    const uint64_t total = layout.row_bytes * layout.rows * layout.images;
    const auto n = static_cast<uint32_t>(total);
    raw(&n, 4);
    uint8_t* to = grow(total);
    for (uint64_t image = 0; image < layout.images; image++)
        for (uint64_t row = 0; row < layout.rows; row++, to += layout.row_bytes)
            std::memcpy(to, base + layout.offset + image * layout.image_stride + row * layout.row_stride, layout.row_bytes);
    while (payload_.size() % 4) payload_.push_back(0);
}
void Reply::end() {
    open_ = false;
    if (!executor_.muted_) executor_.sink.reply(*executor_.exec.stream, executor_.exec.call, opcode_, flags_, payload_.data(), payload_.size());
    if (payload_.capacity() > 1 << 20) std::vector<uint8_t>().swap(payload_);
}
void Reply::fail(uint32_t opcode, const std::string& reason) {
    begin(opcode);
    flags_ = SGL_REPLY_FAILED;
    raw(reason.data(), reason.size());
    end();
}

} // namespace sgl
