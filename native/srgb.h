// The sRGB transfer function between a byte and a float, bit for bit as Mesa's functions that convert pixels on the CPU.
#pragma once
#include <cstdint>

namespace sgl {

float srgbToLinear(uint8_t encoded);
uint8_t linearToSrgb(float value); // below 0 and NaN: 0; above 1: 255

} // namespace sgl
