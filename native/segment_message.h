// A packed journal segment as the packet that stands in the trace file: tag, length, message, checksum
// (proto/trace.proto). Written by hand, since it is done for each segment of a recording: tables of thousands of rows,
// of which protobuf objects in JavaScript would cost more than compressing what they describe.
#pragma once
#include <cstdint>
#include <vector>

#include "pack_segment.h"

namespace sgl {

// Where a segment stands in its trace, which only the writer of the file knows.
struct SegmentPlace {
    double first_call = 0; // what its columns count from
    double calls = 0;
    double time_ns = 0;
    double duration_ns = 0;
    double first_frame = 0;
};

// Where the next segment of a trace goes, and what it counts on from.
struct TraceEnd {
    uint64_t offset = 0;
    double calls = 0;
    double frames = 0;
    double duration_ns = 0;
};

// A segment that stands in a trace. `frames`: how many it has.
struct WrittenSegment {
    uint64_t offset, bytes;
    SegmentPlace place;
    double frames;
};

// Writes a segment to where the trace ends, and moves the end behind it. Throws std::runtime_error, and std::length_error when it
// is larger than a packet may be (64 MiB).
WrittenSegment appendSegment(int fd, TraceEnd& end, const PackedSegment& segment);

// Throws std::length_error when it is larger than a packet may be (64 MiB).
std::vector<uint8_t> segmentPacket(const PackedSegment& segment, const SegmentPlace& place);

} // namespace sgl
