// See srgb.h. Encoding is a line in each eighth of a power of two, from 2^-13 up to 1, fitted to the exact function by least
// squares, with integer coefficients (the method is Fabian Giesen's, float_to_srgb8); decoding is exact but for constants
// that were written with eight digits.
#include "srgb.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace sgl {
namespace {

constexpr uint32_t kLowest = (127 - 13) << 23; // bits of 2^-13
constexpr int kPowers = 13, kLines = 8, kCells = 256; // cells: steps within a line that are told apart

struct Line {
    uint32_t at, slope; // of the encoded value plus a half: at in 1/128, slope a cell in 1/65536
};

double encode(double x) { return x < 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1 / 2.4) - 0.055; }
double decode(double x) { return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4); }

Line fit(double start, double cell) {
    constexpr int kSamples = 4; // of a cell, for its average
    double sum = 0, weighted = 0;
    for (int c = 0; c < kCells; c++) {
        double value = 0;
        for (int k = 0; k < kSamples; k++) value += encode(start + cell * (c + (k + 0.5) / kSamples)) * 255 + 0.5;
        sum += value / kSamples;
        weighted += c * value / kSamples;
    }
    constexpr double n = kCells, first = n * (n - 1) / 2, second = (n - 1) * n * (2 * n - 1) / 6, determinant = n * second - first * first;
    return {static_cast<uint32_t>((second * sum - first * weighted) / determinant * 128 + 0.5),
            static_cast<uint32_t>((n * weighted - first * sum) / determinant * 65536 + 0.5)};
}

std::array<Line, kPowers * kLines> lines() {
    std::array<Line, kPowers * kLines> all;
    for (int i = 0; i < kPowers * kLines; i++) {
        const double power = std::ldexp(1.0, i / kLines - 13);
        all[static_cast<size_t>(i)] = fit(power * (1 + i % kLines / double{kLines}), power / kLines / kCells);
    }
    return all;
}

std::array<float, 256> decoded() {
    std::array<float, 256> all{};
    for (size_t i = 0; i < all.size(); i++) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, decode(static_cast<double>(i) / 255), std::chars_format::scientific, 7);
        std::from_chars(digits, end.ptr, all[i]);
    }
    return all;
}

} // namespace

float srgbToLinear(uint8_t encoded) {
    static const auto all = decoded();
    return all[encoded];
}

uint8_t linearToSrgb(float value) {
    static const auto all = lines();
    uint32_t bits = kLowest;
    if (value > 0x1p-13f) {
        if (value > 0x1.fffffep-1f) value = 0x1.fffffep-1f;
        std::memcpy(&bits, &value, 4);
    }
    const Line& line = all[(bits - kLowest) >> 20];
    return static_cast<uint8_t>(((line.at << 9) + line.slope * (bits >> 12 & 0xff)) >> 16);
}

} // namespace sgl
