// Where a linked program has its attributes, uniforms, blocks and subroutines. A recording keeps this for each link, so that a
// replay can give the driver its own numbers where the trace has those of another one.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "host_gl.h"

namespace sgl {

enum class PlaceKind : uint32_t {
    Attribute = 1,         // by name; set before a link
    Uniform = 2,           // location of its first element
    Block = 3,             // uniform block index
    StorageBlock = 4,
    Output = 5,            // fragment colour; set before a link
    Subroutine = 16,       // + stage, 0 to 5: index
    SubroutineUniform = 32, // + stage: location
};

struct Place {
    uint32_t kind; // PlaceKind
    int32_t at;
    uint32_t count; // elements that follow each other from there on
    std::string name;
};

// Of a linked program; empty for others.
std::vector<Place> reflect(const HostGl&, uint32_t program);

// As they stand in a recording: for each kind, at, count, length of the name, the name padded with zeros to 4 bytes.
std::vector<uint8_t> packPlaces(const std::vector<Place>&);
// What is not well formed is left out.
std::vector<Place> unpackPlaces(const uint8_t*, uint64_t bytes);

// The recorded numbers of one program that are others here.
class PlaceMap {
public:
    PlaceMap(const std::vector<Place>& recorded, const std::vector<Place>& here);
    bool empty() const { return numbers_.empty(); }
    int32_t operator()(uint32_t kind, int32_t recorded) const {
        const auto found = numbers_.find({kind, recorded});
        return found == numbers_.end() ? recorded : found->second;
    }

private:
    std::map<std::pair<uint32_t, int32_t>, int32_t> numbers_;
};

} // namespace sgl
