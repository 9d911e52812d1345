// What the generated cases of the size oracle use.
#pragma once
#include <vector>

#include "oracle.h"

namespace oracle {

template <class T> using list = std::vector<T>;

// Memory for the pointers that a case is not about: zeros to read, or room to write.
inline void* spare(bool zeros) {
    static std::vector<uint8_t> in(1 << 20), out(1 << 20);
    return zeros ? in.data() : out.data();
}

// Whether the command line asks for this command (no words: for all).
bool chosen(const char* name);

void cases1();
void cases2();
void cases3();
void cases4();
void cases5();
void cases6();
void pixels();

} // namespace oracle
