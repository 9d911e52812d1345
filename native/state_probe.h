// Executes commands of a trace and asks the driver for state between them, without a crossing into JavaScript each time.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "replayer.h"

namespace sgl {

// A question: one of the functions below, its arguments, how many words of its answer are wanted.
struct ProbeQuery {
    uint32_t function, arguments[4], words;
};
static_assert(sizeof(ProbeQuery) == 24, "the words of a question");

// Commands up to a word, then questions about the context that is current then.
struct ProbeStep {
    uint32_t end, firstCallLow, firstCallHigh, queries;
};
static_assert(sizeof(ProbeStep) == 16, "the words of a step");

// The driver's functions that answer questions of state: `void get(a, …, T *out)`, or `GLboolean is(a, …)`.
class ProbeFunctions {
public:
    // How `probe` calls it from now on. Throws std::runtime_error when the driver has no such function.
    uint32_t add(const std::string& name, uint32_t arguments, bool returns);
    // Appends to `out`: 0, or the GL error; then `query.words` words.
    void ask(const HostGl&, const ProbeQuery&, std::vector<uint32_t>& out);
    bool has(uint32_t function) const { return function < functions_.size(); }

private:
    struct Function {
        void (*address)();
        uint32_t arguments;
        bool returns;
    };
    std::vector<Function> functions_;
    std::vector<uint32_t> answer_;
};

// Runs `count` words of commands in `stream` and the program of steps (ProbeStep, then its questions, each as words).
// Answers are appended to `answers`. Gives how many steps were done; fewer when a command is malformed (failure()).
// Throws std::runtime_error when the program is not well formed.
uint32_t runProbed(Replayer&, ProbeFunctions&, uint32_t stream, const uint32_t* words, size_t count, const uint32_t* program, size_t programWords,
                   std::vector<uint32_t>& answers);

} // namespace sgl
