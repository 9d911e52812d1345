// The shared-memory region on the host's side: made by the supervisor, attached by each renderer process.
#pragma once
#include <cstdint>
#include <string>

extern "C" {
#include "../guest/common/wire.h"
}

namespace sgl {

class Region {
public:
    // Makes the region at `path`. A region there whose supervisor is dead is replaced; a live one is an error.
    static Region* create(const std::string& path, uint64_t bytes, uint32_t highestOpcode);
    static Region* attach(const std::string& path);
    ~Region();
    Region(const Region&) = delete;
    Region& operator=(const Region&) = delete;

    sgl_region* header() const { return header_; }
    sgl_client& client(uint32_t slot) const { return header_->clients[slot]; }
    uint64_t size() const { return size_; }
    const std::string& path() const { return path_; }
    // The memory at [offset, offset + bytes), null when that is not wholly behind the header.
    uint8_t* memory(uint64_t offset, uint64_t bytes) const;
    // Frees the blocks of a client slot and the slot itself.
    void release(uint32_t slot);
    // Tells the slot's client that nobody serves it (any more).
    void lose(uint32_t slot, uint32_t state, const std::string& reason);
    // Tells the slot's renderer that the client's process is gone.
    void markEnded(uint32_t slot);
    // Supervisor: the region goes; clients are told, the file is removed.
    void close();

private:
    Region(std::string path, uint8_t* base, uint64_t size, bool owner);
    std::string path_;
    uint8_t* base_;
    sgl_region* header_;
    uint64_t size_;
    bool owner_;
};

uint64_t processStartTime(uint32_t pid); // field 22 of /proc/PID/stat, 0 when there is no such process

void futexWait(uint32_t* word, uint32_t expected, uint64_t timeoutNs);
void futexWake(uint32_t* word);

} // namespace sgl
