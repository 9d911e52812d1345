// Questions of our own between two calls of a program: commands that are executed in its contexts, whose answers and
// errors go to whoever asks, and not to the program.
#pragma once
#include <string>
#include <vector>

#include "journal.h"

namespace sgl {

class Executor;
struct HostContext;

// What the driver says of questions of our own does not get into the debug output of a program that uses it. The context is
// current (exec_debug.cpp).
void quietDebug(const Executor&, const HostContext&, bool quiet);

// By the call's number, from 0, in the question.
struct Answer {
    uint64_t call;
    uint32_t opcode, flags;
    uint64_t start, bytes; // in Asked::payloads
};
struct Asked {
    std::vector<Answer> answers;
    std::vector<uint8_t> payloads; // each begins at a multiple of 8
    std::vector<RecordError> errors;
    std::string failure; // why it broke off; empty when it did not
};

// A Sink passes its replies and errors through one of these.
class Asking {
public:
    // Executes `count` words of whole commands. The errors that the program has not asked for yet stay as they were.
    // In the stream where `context` is current, else in one of our own, where it is current without drawables
    // meanwhile; with context 0 in `stream`, as if the program had sent them. Throws std::runtime_error when the
    // structure is wrong or there is no such context.
    Asked ask(Executor&, uint32_t stream, uint32_t context, const uint32_t* words, size_t count);

    bool active() const { return asked_ != nullptr; }
    // Whether it was meant for us.
    bool reply(uint64_t call, uint32_t opcode, uint32_t flags, const uint8_t* payload, uint64_t bytes);
    bool error(const RecordError&);

private:
    Asked* asked_ = nullptr;
};

} // namespace sgl
