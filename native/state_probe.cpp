// See state_probe.h.
#include "state_probe.h"

#include <cstring>
#include <stdexcept>

namespace sgl {

// Room for whatever a driver writes, however few words of it are wanted.
static constexpr size_t kAnswerWords = 16384;
static constexpr uint32_t kMostWanted = 4096;

uint32_t ProbeFunctions::add(const std::string& name, uint32_t arguments, bool returns) {
    if (arguments > 4) throw std::runtime_error(name + " has too many arguments for a question");
    auto address = reinterpret_cast<void (*)()>(eglGetProcAddress(name.c_str()));
    if (!address) throw std::runtime_error("the driver has no " + name);
    functions_.push_back({address, arguments, returns});
    return static_cast<uint32_t>(functions_.size() - 1);
}

void ProbeFunctions::ask(const HostGl& gl, const ProbeQuery& q, std::vector<uint32_t>& out) {
    if (answer_.empty()) answer_.resize(kAnswerWords);
    const Function& f = functions_[q.function];
    const uint32_t* a = q.arguments;
    uint32_t* const p = answer_.data();
    std::memset(p, 0, q.words * 4);
    if (f.returns) {
        switch (f.arguments) {
        case 1: p[0] = reinterpret_cast<GLboolean (*)(uint32_t)>(f.address)(a[0]); break;
        case 2: p[0] = reinterpret_cast<GLboolean (*)(uint32_t, uint32_t)>(f.address)(a[0], a[1]); break;
        default: break;
        }
    } else {
        switch (f.arguments) {
        case 0: reinterpret_cast<void (*)(void*)>(f.address)(p); break;
        case 1: reinterpret_cast<void (*)(uint32_t, void*)>(f.address)(a[0], p); break;
        case 2: reinterpret_cast<void (*)(uint32_t, uint32_t, void*)>(f.address)(a[0], a[1], p); break;
        case 3: reinterpret_cast<void (*)(uint32_t, uint32_t, uint32_t, void*)>(f.address)(a[0], a[1], a[2], p); break;
        default: reinterpret_cast<void (*)(uint32_t, uint32_t, uint32_t, uint32_t, void*)>(f.address)(a[0], a[1], a[2], a[3], p); break;
        }
    }
    out.push_back(gl.GetError());
    out.insert(out.end(), p, p + q.words);
}

uint32_t runProbed(Replayer& replayer, ProbeFunctions& functions, uint32_t streamId, const uint32_t* words, size_t count, const uint32_t* program, size_t programWords,
                   std::vector<uint32_t>& answers) {
    size_t at = 0, done = 0;
    uint32_t steps = 0;
    constexpr size_t stepWords = sizeof(ProbeStep) / 4, queryWords = sizeof(ProbeQuery) / 4;
    while (at < programWords) {
        ProbeStep step;
        if (programWords - at < stepWords) throw std::runtime_error("a step of the questions is cut off");
        std::memcpy(&step, program + at, sizeof step);
        at += stepWords;
        if (step.end < done || step.end > count || step.queries > (programWords - at) / queryWords) throw std::runtime_error("a step of the questions leads out of the commands");
        if (step.end > done) replayer.run(streamId, words + done, step.end - done, step.firstCallLow | static_cast<uint64_t>(step.firstCallHigh) << 32, ~0ull);
        done = step.end;
        if (!replayer.failure().empty()) break;
        const auto& context = replayer.executor().exec.context;
        for (uint32_t i = 0; i < step.queries; i++, at += queryWords) {
            ProbeQuery query;
            std::memcpy(&query, program + at, sizeof query);
            if (!functions.has(query.function) || query.words == 0 || query.words > kMostWanted) throw std::runtime_error("a question that there is not");
            if (context) {
                functions.ask(replayer.executor().host.gl, query, answers);
            } else {
                answers.push_back(1); // nobody to ask
                answers.resize(answers.size() + query.words);
            }
        }
        if (step.queries) replayer.executor().errorsAnswered();
        steps++;
    }
    return steps;
}

} // namespace sgl
