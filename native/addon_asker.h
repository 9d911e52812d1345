// What a replayer and a stopped live program answer to JavaScript alike (NativeAsker in src/native.ts).
#pragma once
#include <napi.h>

#include "executor_core.h"

namespace sgl {

// Whole commands in a Uint8Array, as the executor wants them: aligned. Throws a RangeError where they are not whole words.
struct Commands {
    explicit Commands(const Napi::Value& bytes);
    const uint32_t* words;
    size_t count;

private:
    std::vector<uint32_t> copy_;
};

// The arguments of ask(commands, stream, context).
struct Question {
    explicit Question(const Napi::CallbackInfo&);
    // Throws std::runtime_error.
    Asked put(Executor& e) const { return e.sink.asking.ask(e, stream, context, commands.words, commands.count); }
    Commands commands;
    uint32_t stream, context;
};

Napi::Object answersOf(Napi::Env, const Asked&);
Napi::Array errorsOf(Napi::Env, const std::vector<RecordError>&);
Napi::Array contextsOf(Napi::Env, Executor&);
Napi::Array drawablesOf(Napi::Env, Executor&);
Napi::Array streamsOf(Napi::Env, Executor&); // which context and drawables are current in each
Napi::Array vertexArraysOf(Napi::Env, const HostContext&); // the default one first; arrays as the program gave them

// What a drawable shows: RGBA, rows from the top, alpha 255.
struct Picture {
    uint32_t width = 0, height = 0;
    std::vector<uint8_t> data;
    // On the executor's thread. Throws std::runtime_error when there is no such drawable.
    void take(Executor&, uint32_t drawable);
    // {width, height, data}
    Napi::Object value(Napi::Env) const;
};
// Drawable that the stream draws to; 0 = none.
uint32_t currentDrawableOf(Executor&, uint32_t stream);

} // namespace sgl
