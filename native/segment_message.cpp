// See segment_message.h. Field numbers are those of proto/trace.proto.
#include "segment_message.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "codec.h"

namespace sgl {

namespace {

constexpr uint64_t kMaxPacket = 64u << 20;

// Protobuf's wire format: only what a segment needs. Zeros are left out, as proto3 does.
class Message {
public:
    void number(uint32_t field, uint64_t value) {
        if (value == 0) return;
        tag(field, 0);
        varint(value);
    }
    void bytes(uint32_t field, const void* p, size_t n) {
        tag(field, 2);
        varint(n);
        const auto* from = static_cast<const uint8_t*>(p);
        out.insert(out.end(), from, from + n);
    }
    void message(uint32_t field, const Message& m) { bytes(field, m.out.data(), m.out.size()); }
    // The message is the largest part of the packet: it is copied once.
    void block(uint32_t field, uint64_t raw, const std::vector<uint8_t>& zstd) {
        Message head;
        head.number(1, raw);
        if (!zstd.empty()) {
            head.tag(2, 2);
            head.varint(zstd.size());
        }
        tag(field, 2);
        varint(head.out.size() + zstd.size());
        out.insert(out.end(), head.out.begin(), head.out.end());
        out.insert(out.end(), zstd.begin(), zstd.end());
    }
    // A column without the run of equal values at its end (but one); nothing when all are 0.
    void column(uint32_t field, const std::vector<uint32_t>& values) {
        Message m;
        for (size_t i = 0, n = length(values); i < n; i++) m.varint(values[i]);
        if (!m.out.empty()) message(field, m);
    }
    void column(uint32_t field, const std::vector<int64_t>& values) { // sint64
        Message m;
        for (size_t i = 0, n = length(values); i < n; i++)
            m.varint(static_cast<uint64_t>(values[i]) << 1 ^ static_cast<uint64_t>(values[i] >> 63));
        if (!m.out.empty()) message(field, m);
    }
    // The same of the differences of absolute values, the first one to `start`.
    void differences(uint32_t field, const std::vector<double>& values, double start) {
        std::vector<int64_t> steps;
        steps.reserve(values.size());
        for (double value : values) {
            steps.push_back(static_cast<int64_t>(value - start));
            start = value;
        }
        column(field, steps);
    }
    void varint(uint64_t value) {
        for (; value > 127; value >>= 7) out.push_back(static_cast<uint8_t>(value | 128));
        out.push_back(static_cast<uint8_t>(value));
    }
    void tag(uint32_t field, uint32_t type) { varint(uint64_t{field} << 3 | type); }

    std::vector<uint8_t> out;

private:
    template <typename T> static size_t length(const std::vector<T>& values) {
        size_t n = values.size();
        while (n > 1 && values[n - 1] == values[n - 2]) n--;
        return n == 1 && values[0] == 0 ? 0 : n;
    }
};

uint64_t whole(double value) { return value > 0 ? static_cast<uint64_t>(value) : 0; }

Message batches(const PackedSegment& s) {
    const auto& b = s.batches;
    Message m;
    m.number(1, b.bytes.size());
    m.column(2, b.bytes);
    m.column(3, b.calls);
    m.column(4, b.stream);
    m.column(5, b.context);
    m.column(6, b.gap);
    m.column(7, std::vector<int64_t>(b.time.begin(), b.time.end()));
    return m;
}

Message replies(const PackedSegment& s, double firstCall) {
    const auto& r = s.replies;
    Message m;
    m.number(1, r.call.size());
    m.differences(2, r.call, firstCall);
    m.column(3, r.opcode);
    m.column(4, r.flags);
    m.column(5, r.bytes);
    m.block(6, r.payload_bytes, r.payload);
    return m;
}

Message frames(const PackedSegment& s, const SegmentPlace& place) {
    const auto& f = s.frames;
    Message m;
    m.number(1, f.call.size());
    m.differences(2, f.call, place.first_call);
    m.differences(3, f.time, place.time_ns);
    m.column(4, f.drawable);
    m.column(5, f.width);
    m.column(6, f.height);
    m.column(7, f.context);
    bool hashed = false;
    for (uint64_t hash : f.hash) hashed |= hash != 0;
    if (hashed) m.bytes(8, f.hash.data(), f.hash.size() * sizeof f.hash[0]);
    return m;
}

Message errors(const PackedSegment& s, double firstCall) {
    Message m;
    m.number(1, s.errors.call.size());
    m.differences(2, s.errors.call, firstCall);
    m.column(3, s.errors.error);
    m.column(4, s.errors.context);
    return m;
}

void loss(Message& to, double call, double time, const std::string& reason) {
    Message m;
    m.number(1, whole(call));
    m.number(2, whole(time));
    m.bytes(3, reason.data(), reason.size());
    to.message(10, m);
}

} // namespace

// Answers and marks may come alone: they count from where the calls are.
static SegmentPlace placeOf(const PackedSegment& s, const TraceEnd& end) {
    const bool calls = !s.batches.bytes.empty();
    SegmentPlace place;
    place.first_call = calls ? s.first_call : end.calls;
    place.calls = s.calls;
    for (const uint32_t gap : s.batches.gap) place.calls += gap;
    place.time_ns = std::max(0.0, calls ? s.time_ns : end.duration_ns);
    place.duration_ns = std::max(0.0, s.end_ns - place.time_ns);
    place.first_frame = end.frames;
    return place;
}

static void writeAt(int fd, uint64_t offset, const std::vector<uint8_t>& packet) {
    for (size_t written = 0; written < packet.size();) {
        const ssize_t n = pwrite(fd, packet.data() + written, packet.size() - written, static_cast<off_t>(offset + written));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw std::runtime_error(std::string("it cannot be written: ") + std::strerror(errno));
        written += static_cast<size_t>(n);
    }
}

WrittenSegment appendSegment(int fd, TraceEnd& end, const PackedSegment& segment) {
    const SegmentPlace place = placeOf(segment, end);
    const auto packet = segmentPacket(segment, place);
    writeAt(fd, end.offset, packet);
    const WrittenSegment written{end.offset, packet.size(), place, static_cast<double>(segment.frames.call.size())};
    end.offset += written.bytes;
    end.calls = place.first_call + place.calls;
    end.frames += written.frames;
    end.duration_ns = std::max(end.duration_ns, place.time_ns + place.duration_ns);
    return written;
}

std::vector<uint8_t> segmentPacket(const PackedSegment& s, const SegmentPlace& place) {
    Message m;
    m.out.reserve(s.commands.size() + s.replies.payload.size() + 4096);
    m.number(1, whole(place.first_call));
    m.number(2, whole(place.calls));
    m.number(3, whole(place.time_ns));
    m.number(4, whole(place.duration_ns));
    m.number(5, whole(place.first_frame));
    if (!s.batches.bytes.empty()) m.message(6, batches(s));
    if (!s.replies.call.empty()) m.message(7, replies(s, place.first_call));
    if (!s.frames.call.empty()) m.message(8, frames(s, place));
    if (!s.errors.call.empty()) m.message(9, errors(s, place.first_call));
    for (const auto& l : s.losses) loss(m, l.call, l.time, l.reason);
    if (s.ignored) loss(m, place.first_call + place.calls, s.end_ns, std::to_string(s.ignored) + " bytes of the journal were no whole records");
    if (!s.batches.bytes.empty()) m.block(12, s.command_bytes, s.commands);

    Message body; // TracePacket.segment and .checksum
    body.tag(4, 2);
    body.varint(m.out.size());
    const uint64_t length = body.out.size() + m.out.size() + 9;
    if (length > kMaxPacket) throw std::length_error("a packet of " + std::to_string(length) + " bytes is larger than the " + std::to_string(kMaxPacket) + " that one may have");
    Message packet; // Trace.packet
    packet.out.reserve(length + 8);
    packet.tag(1, 2);
    packet.varint(length);
    const size_t start = packet.out.size();
    packet.out.insert(packet.out.end(), body.out.begin(), body.out.end());
    packet.out.insert(packet.out.end(), m.out.begin(), m.out.end());
    uint64_t sum = xxh3(packet.out.data() + start, packet.out.size() - start);
    packet.tag(15, 1);
    for (int i = 0; i < 8; i++, sum >>= 8) packet.out.push_back(static_cast<uint8_t>(sum));
    return std::move(packet.out);
}

} // namespace sgl
