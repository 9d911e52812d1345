// Client-memory vertex arrays on the executor's side: the data that SGL_OP_CLIENT_ARRAYS brought, and the
// scope in which the driver's array pointers point to it. See guest/common/client_arrays.h for the format.
#pragma once
#include <cstdint>
#include <vector>

#include "executor.h"
#include "state.h"

extern "C" {
#include "../guest/common/client_arrays.h"
#include "../guest/common/track_draws.h"
}

namespace sgl {

// Arrays of the draw that follows. Copied out of the batch, since the draw may come in the next one.
struct ClientArrays {
    struct Array {
        uint32_t slot;
        int64_t first;
        uint64_t count;
        const uint8_t* data; // of element `first`
        uint64_t bytes;      // from there to the end of what came
    };
    std::vector<Array> arrays;
    std::vector<uint8_t> memory;    // of inline blocks
    std::vector<uint8_t*> owned;    // staged blobs, taken over
    void clear();
    ~ClientArrays() { clear(); }
};

// For one draw: gives the driver the arrays of the draw, and takes them back at the end.
class ArrayScope {
public:
    // ok() is false when the draw needs arrays that did not come: the command is malformed then.
    ArrayScope(Exec& x, const sgl_draw_extent& extent);
    ~ArrayScope();
    ArrayScope(const ArrayScope&) = delete;
    ArrayScope& operator=(const ArrayScope&) = delete;
    bool ok() const { return ok_; }

private:
    void point(uint32_t slot, const void* pointer);
    Exec& x_;
    bool ok_ = true;
    bool changed_ = false;
    uint64_t set_ = 0;
};

// Primitive restart as the driver has it now.
sgl_restart restartNow(Exec& x);

// Indices of the bound element buffer into `out`; those that lie beyond it are left out. False: none can be read.
bool readIndices(Exec& x, uint32_t type, uint64_t offset, uint64_t count, std::vector<uint8_t>& out, uint64_t& found);

// Adds a draw by indices. `indices` null: from the bound element buffer at `offset`.
void addElements(Exec& x, sgl_draw_extent& extent, uint32_t mode, int64_t count, uint32_t type, const void* indices, uint64_t offset,
                 int64_t instances, int64_t baseVertex, uint32_t baseInstance);

} // namespace sgl
