// How often this thread has read the clock (native/preload counts); 0 in a replay, where that is not loaded.
#pragma once
#include <cstdint>

namespace sgl {

uint64_t clockReadings();

} // namespace sgl
