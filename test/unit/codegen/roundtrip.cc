// The executor's side of the round-trip tests: decodes what the client encoded, with a driver that only takes
// notes. Prints every difference; exit code 1 if there was one.
#include "roundtrip.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <deque>

#include "decoders.h"

using namespace sgl;

void sgl_test_part_1();
void sgl_test_part_2();
void sgl_test_part_3();
void sgl_test_part_4();

namespace {

const char* command = "";
const char* variant = "";
int failures = 0, cases = 0, damaged = 0;
Log wanted, got;
int calls = 0;
const char* malformedWhy = nullptr;
bool decoded = false;
std::vector<uint8_t> payload;
std::deque<std::vector<uint8_t>> staged, stagedForDecoding;
std::vector<std::vector<uint8_t>> scratches;
std::vector<uint8_t> measureBuffers[2];
sgl_track track{};
HostGl table{};
alignas(16) char nothing[64]; // stands for objects of the executor that nobody here looks into

Exec& exec() {
    static Exec x(reinterpret_cast<Executor&>(nothing), table);
    x.cx = &track;
    return x;
}

std::string hex(const void* p, size_t n) {
    std::string s;
    char digits[3];
    for (size_t i = 0; i < n; i++) {
        std::snprintf(digits, sizeof digits, "%02x", static_cast<const uint8_t*>(p)[i]);
        s += digits;
    }
    return s;
}

// The last command of the stream (staged data travels beside it here).
struct Command {
    uint32_t opcode, words;
    const uint32_t* arguments;
};
Command lastCommand() {
    uint32_t count = 0;
    const uint32_t* w = roundtrip_words(&count);
    const uint32_t header = w[0] >> 16 ? 1 : 2;
    const uint32_t words = header == 1 ? w[0] >> 16 : w[1];
    if (words != count) fail("more or less than one command was encoded");
    return {w[0] & 0xffff, words - header, w + header};
}

bool decode(uint32_t opcode, const uint32_t* arguments, uint32_t words) {
    malformedWhy = nullptr;
    stagedForDecoding = staged;
    payload.clear();
    Exec& x = exec();
    x.opcode = opcode;
    Args args(arguments, words, reinterpret_cast<StreamState&>(nothing));
    const Decoder decoder = opcode < kDecoderCount ? kDecoders[opcode] : nullptr;
    if (!decoder) {
        fail("has no decoder");
        return false;
    }
    const bool good = decoder(x, args);
    scratches.clear();
    return good;
}

void damage(const Command& c, const std::vector<uint32_t>& slots) {
    const std::vector<uint32_t> whole(c.arguments, c.arguments + c.words);
    auto refused = [&](const std::vector<uint32_t>& copy, uint32_t words, const char* how) {
        damaged++;
        const int before = calls;
        if (decode(c.opcode, copy.data(), words) || calls != before) fail(std::string("was accepted ") + how);
    };
    for (uint32_t words = 0; words < c.words; words++) refused(whole, words, "cut off");
    std::vector<uint32_t> longer(whole);
    longer.push_back(0);
    refused(longer, c.words + 1, "with a word too many");

    size_t end = c.words; // of the tail of the pointer looked at: the last one's is the last
    for (size_t i = slots.size(); i-- > 0;) {
        const uint32_t bytes = whole[slots[i]];
        if (bytes >= SGL_PTR_MAX_INLINE) {
            end -= bytes == SGL_PTR_STAGED || bytes == SGL_PTR_OFFSET ? 2 : 0;
            continue;
        }
        if (bytes > 0) {
            std::vector<uint32_t> shorter(whole);
            shorter[slots[i]] = bytes > 4 ? bytes - 4 : 0;
            shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(end) - 1);
            refused(shorter, c.words - 1, "with too little data");
        }
        end -= (bytes + 3) / 4;
    }
}

} // namespace

void fail(const std::string& what) {
    if (failures++ < 100) std::fprintf(stderr, "%s (%s): %s\n", command, variant, what.c_str());
}

// ---- the log ------------------------------------------------------------------------------------

void Log::bits(const char* name, const void* p, size_t n) { items.push_back(std::string(name) + "=" + hex(p, n)); }
void Log::data(const char* name, const void* p, uint64_t bytes, bool nullable) {
    if (!p && nullable) return items.push_back(std::string(name) + "=NULL");
    const std::vector<uint8_t> zeros(p ? 0 : bytes);
    items.push_back(std::string(name) + ":" + hex(p ? p : zeros.data(), bytes));
}
void Log::unpack(const char* name, const void* p, uint64_t bytes, uint32_t buffer, bool nullable) {
    if (buffer) value(name, reinterpret_cast<uintptr_t>(p));
    else data(name, p, bytes, nullable);
}
void Log::vertex(const char* name, const void* p, uint32_t buffer) {
    if (buffer) value(name, reinterpret_cast<uintptr_t>(p));
    else items.push_back(std::string(name) + (p ? "=client memory" : "=NULL"));
}
Log& expected() { return wanted; }
Log& called(const char* name) {
    if (std::strcmp(name, command) != 0) fail(std::string("called ") + name);
    calls++;
    got.items.clear();
    return got;
}

// ---- memory -------------------------------------------------------------------------------------

Memory::Memory(How how, uint64_t n) : bytes(n) {
    if (how == How::Null) return;
    if (how == How::Offset) {
        p = reinterpret_cast<void*>(uintptr_t{4096});
        return;
    }
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    mapped_ = (n + page - 1) / page * page + page;
    map_ = static_cast<uint8_t*>(mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (map_ == MAP_FAILED) {
        std::perror("mmap");
        std::exit(2);
    }
    mprotect(map_ + mapped_ - page, page, PROT_NONE);
    uint8_t* start = map_ + mapped_ - page - n;
    for (uint64_t i = 0; i < n; i++) start[i] = how == How::Received ? 0xcc : static_cast<uint8_t>(how == How::Text ? 'a' + i % 26 : 1 + i % 250);
    if (how == How::Text) start[n - 1] = 0;
    p = start;
}
Memory::~Memory() {
    if (map_) munmap(map_, mapped_);
}

// ---- one call -----------------------------------------------------------------------------------

HostGl& driver() { return table; }
const sgl_track* executorTrack() { return &track; }

// What a decoder asks the driver before it passes an offset: which buffer is bound.
static void APIENTRY boundBuffer(GLenum, GLint* buffer) { *buffer = static_cast<GLint>(track.pixel_unpack_buffer); }

const sgl_track* begin(const char* name, const char* which, bool bound) {
    command = name;
    variant = which;
    cases++;
    for (sgl_track* t : {roundtrip_track(), &track}) {
        sgl_track_free(t);
        sgl_track_init(t, false);
        if (bound) t->array_buffer = t->pixel_pack_buffer = t->pixel_unpack_buffer = 7;
    }
    table.GetIntegerv = boundBuffer;
    roundtrip_reset();
    wanted.items.clear();
    got.items.clear();
    staged.clear();
    calls = 0;
    decoded = false;
    return roundtrip_track();
}

extern "C" void roundtrip_staged(const void* p, uint64_t bytes) {
    const auto* b = static_cast<const uint8_t*>(p);
    staged.emplace_back(b, b + bytes);
}

extern "C" const uint8_t* roundtrip_reply(uint32_t opcode, uint64_t* bytes) {
    const Command c = lastCommand();
    if (c.opcode != opcode) fail("waits for the reply of another command");
    if (!decode(c.opcode, c.arguments, c.words)) fail(std::string("refused: ") + (malformedWhy ? malformedWhy : "?"));
    decoded = true;
    *bytes = payload.size();
    return payload.data();
}

void finish(bool damageToo, const std::vector<uint32_t>& slots) {
    const Command c = lastCommand();
    if (!decoded && !decode(c.opcode, c.arguments, c.words)) fail(std::string("refused: ") + (malformedWhy ? malformedWhy : "?"));
    if (calls == 0) return fail("the driver was not called");
    if (wanted.items.size() != got.items.size()) return fail("the driver got another number of arguments");
    for (size_t i = 0; i < wanted.items.size(); i++)
        if (wanted.items[i] != got.items[i]) fail("passed " + wanted.items[i].substr(0, 80) + ", the driver got " + got.items[i].substr(0, 80));
    if (damageToo) damage(c, slots);
}

// ---- what the driver writes -----------------------------------------------------------------------

void writeOut(void* p, uint64_t bytes) {
    for (uint64_t i = 0; i < bytes; i++) static_cast<uint8_t*>(p)[i] = static_cast<uint8_t>(1 + i % 50);
}
void writeText(char* p, int64_t capacity) {
    if (!p) return; // asks for the length
    if (capacity >= 4) std::memcpy(p, "abc", 4);
    else if (capacity > 0) *p = 0;
}
static void expectBytes(const Memory& m, uint64_t written, const char* what) {
    const auto* b = static_cast<const uint8_t*>(m.p);
    for (uint64_t i = 0; i < m.bytes; i++)
        if (b[i] != (i < written ? 1 + i % 50 : 0xcc)) return fail(std::string(what) + " differs at byte " + std::to_string(i));
}
void expectOut(const Memory& m, uint64_t bytes) { expectBytes(m, bytes, "what the driver wrote"); }
void expectText(const Memory& m, int64_t capacity) {
    if (capacity >= 4 && std::memcmp(m.p, "abc\0\xcc", std::min<size_t>(5, m.bytes)) != 0) fail("text came back changed");
}
void expectLength(const Memory& m) {
    int32_t length;
    std::memcpy(&length, m.p, 4);
    if (length != 3) fail("the length of the text came back as " + std::to_string(length));
}
uint64_t imageBytes(const sgl_pixel_store& store, int dimensions, int64_t w, int64_t h, int64_t d, uint32_t format, uint32_t type) {
    struct sgl_image_layout layout;
    return sgl_image_layout(&store, dimensions, w, h, d, format, type, &layout) ? layout.extent : 0;
}
void expectPixels(const Memory& m, const sgl_pixel_store& store, int dimensions, int64_t w, int64_t h, int64_t d, uint32_t format, uint32_t type) {
    struct sgl_image_layout layout;
    if (!sgl_image_layout(&store, dimensions, w, h, d, format, type, &layout)) return;
    std::vector<bool> inRow(layout.extent, false);
    for (uint64_t r = 0; layout.extent && r < layout.rows * layout.images; r++)
        for (uint64_t i = 0; i < layout.row_bytes; i++) inRow[sgl_image_row_at(&layout, r) + i] = true;
    const auto* b = static_cast<const uint8_t*>(m.p);
    for (uint64_t i = 0; i < layout.extent; i++)
        if (b[i] != (inRow[i] ? 1 + i % 50 : 0xcc)) return fail("pixels differ at byte " + std::to_string(i));
}

// ---- the executor's classes, as far as decoders use them -------------------------------------------

namespace sgl {

bool Args::data(uint32_t slot, Data& out) {
    out = Data{};
    const uint32_t word = w_[slot];
    if (word == SGL_PTR_NULL) out.null = true;
    else if (word == SGL_PTR_CLIENT) out.client = true;
    else if (word == SGL_PTR_STAGED || word == SGL_PTR_OFFSET) {
        if (count_ - tail_ < 2) return false;
        const uint64_t value = u64(tail_);
        tail_ += 2;
        if (word == SGL_PTR_STAGED) return staged(out) && out.bytes == value;
        out.offset = true;
        out.value = value;
    } else {
        const uint64_t words = (static_cast<uint64_t>(word) + 3) / 4;
        if (words > count_ - tail_) return false;
        out.p = w_ + tail_;
        out.bytes = word;
        tail_ += static_cast<uint32_t>(words);
    }
    return true;
}
bool Args::staged(Data& out) {
    if (stagedForDecoding.empty()) return false;
    scratches.push_back(stagedForDecoding.front());
    stagedForDecoding.pop_front();
    out.p = scratches.back().data();
    out.bytes = scratches.back().size();
    return true;
}

static void append(const void* p, size_t n) {
    const auto* b = static_cast<const uint8_t*>(p);
    payload.insert(payload.end(), b, b + n);
}
void Reply::begin(uint32_t) { open_ = true; }
void Reply::result(uint64_t bits) { append(&bits, 8); }
void Reply::out(const void* p, uint64_t bytes) {
    const auto length = static_cast<uint32_t>(bytes);
    append(&length, 4);
    append(p, bytes);
    payload.resize((payload.size() + 3) / 4 * 4);
}
void Reply::outNull() {
    const uint32_t none = SGL_PTR_NULL;
    append(&none, 4);
}
void Reply::outRows(const uint8_t* base, const struct sgl_image_layout& layout) {
    const auto length = static_cast<uint32_t>(sgl_image_tight_bytes(&layout));
    append(&length, 4);
    for (uint64_t i = 0; i < layout.rows * layout.images; i++) append(base + sgl_image_row_at(&layout, i), layout.row_bytes);
    payload.resize((payload.size() + 3) / 4 * 4);
}
void Reply::end() { open_ = false; }

bool Exec::malformed(const char* what) {
    malformedWhy = what;
    return false;
}
void* Exec::scratch(uint64_t bytes, uint8_t fill) {
    if (bytes > 1u << 26) return nullptr;
    scratches.emplace_back(bytes ? bytes : 1, fill);
    return scratches.back().data();
}
void* Exec::poison() {
    static uint8_t never[16];
    return never;
}
bool Exec::errorRaised() { return false; }
bool Exec::placesDiffer() const { return false; }
int32_t Exec::translated(uint32_t, uint32_t, int32_t recorded) { return recorded; }
void Exec::raise(uint32_t error) { fail("raised error " + std::to_string(error)); }
uint8_t* Exec::measureBuffer(int which) {
    measureBuffers[which].assign(65536, which ? 0xa5 : 0x5a);
    return measureBuffers[which].data();
}
Measured Exec::measured(bool) {
    size_t n = 65536;
    while (n && measureBuffers[0][n - 1] == 0x5a && measureBuffers[1][n - 1] == 0xa5) n--;
    return {measureBuffers[0].data(), n};
}
bool Exec::adoptNames(uint32_t, int32_t n, const uint32_t* names, const std::function<void(int32_t, uint32_t*)>& generate) {
    for (int32_t i = 0; i < n; i++)
        if (names[i] != 37u + static_cast<uint32_t>(i)) fail("other names arrived than the client chose");
    uint32_t none = 0;
    generate(n, &none);
    return true;
}
bool Exec::adoptName(uint32_t, uint32_t name, const std::function<uint32_t()>& generate) {
    if (generate() != name) fail("another name arrived than the client chose");
    return true;
}

} // namespace sgl

int main() {
    // what a decoder calls besides its own function
    table.NewList = [](GLuint, GLenum) {};
    table.EndList = [] {};
    table.DeleteLists = [](GLuint, GLsizei) {};
    sgl_track_init(roundtrip_track(), false);
    sgl_track_init(&track, false);
    sgl_test_part_1();
    sgl_test_part_2();
    sgl_test_part_3();
    sgl_test_part_4();
    std::printf("%d calls, %d damaged commands, %d failures\n", cases, damaged, failures);
    return failures ? 1 : 0;
}
