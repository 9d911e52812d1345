// Turns the records of one journal segment (journal.h) into what a Segment packet of the trace holds: commands
// and replies compressed, tables as columns. Knows the record and command layout, but neither protobuf nor OpenGL.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sgl {

struct PackOptions {
    uint64_t origin_ns = 0; // subtracted from all times: the trace's origin
    int level = 1;          // of zstd
};

// Call numbers and times are doubles because that is what they become in JavaScript: exact up to 2^53.
struct PackedSegment {
    double first_call = 0; // of the first batch
    double time_ns = 0;
    double end_ns = 0; // time of the last batch or frame
    uint32_t calls = 0;
    struct {
        std::vector<uint32_t> bytes, calls, stream, context, gap;
        std::vector<double> time; // since the batch before
    } batches;
    struct {
        std::vector<double> call;
        std::vector<uint32_t> opcode, flags, bytes;
        std::vector<uint8_t> payload; // compressed
        uint64_t payload_bytes = 0;
    } replies;
    struct {
        std::vector<double> call, time;
        std::vector<uint32_t> drawable, width, height, context;
        std::vector<uint64_t> hash;
    } frames;
    struct {
        std::vector<double> call;
        std::vector<uint32_t> error, context;
    } errors;
    struct Loss {
        double call, time;
        std::string reason;
    };
    std::vector<Loss> losses;
    std::vector<uint8_t> commands; // compressed
    uint64_t command_bytes = 0;
    std::vector<uint32_t> opcodes; // that occur, ascending
    // The commands that create contexts and drawables or resize them (whole), and the answers to QUERY_HOST and
    // CREATE_CONTEXT (payload): what the trace tells about its objects without being unpacked.
    struct Own {
        double call;
        uint32_t opcode, flags;
        std::vector<uint8_t> bytes;
    };
    std::vector<Own> objects, answers;
    uint64_t ignored = 0; // bytes at the end that are not whole records
};

// Never reads outside [records, records + bytes), whatever the records say. Throws std::bad_alloc or
// std::runtime_error (compression).
PackedSegment packRecords(const uint8_t* records, size_t bytes, const PackOptions& options);

} // namespace sgl
