// The renderer process's part of the addon: runs a LiveRenderer on a thread of its own.
#include <optional>
#include <thread>

#include "addon.h"
#include "addon_live.h"
#include "live.h"

namespace sgl {

// runRenderer(options): a promise of {reason, calls, frames}; rejected when the renderer cannot start.
static Napi::Value runRenderer(const Napi::CallbackInfo& info) {
    Napi::Env env = info.Env();
    const auto o = info[0].As<Napi::Object>();
    auto number = [&](const char* name, double otherwise) {
        const Napi::Value v = o.Get(name);
        return v.IsNumber() ? v.As<Napi::Number>().DoubleValue() : otherwise;
    };
    LiveOptions options;
    options.region = o.Get("region").As<Napi::String>();
    options.slot = static_cast<uint32_t>(number("slot", 0));
    options.journalFd = static_cast<int>(number("journalFd", -1));
    options.executor.overlay = o.Get("overlay").ToBoolean();
    options.executor.maxUpload = static_cast<uint64_t>(number("maxUpload", static_cast<double>(options.executor.maxUpload)));
    if (o.Get("gl").IsString()) options.executor.glOverride = o.Get("gl").As<Napi::String>();
    options.executor.maxWidth = static_cast<uint32_t>(number("maxWidth", 0));
    options.executor.maxHeight = static_cast<uint32_t>(number("maxHeight", 0));
    if (o.Get("control").IsObject()) options.gate = gateOf(o.Get("control"));
    if (options.slot >= SGL_MAX_CLIENTS) throw Napi::RangeError::New(env, "no such client slot");

    auto deferred = std::make_shared<Napi::Promise::Deferred>(Napi::Promise::Deferred::New(env));
    auto call = Napi::ThreadSafeFunction::New(env, Napi::Function::New(env, [](const Napi::CallbackInfo&) {}), "sgl renderer", 0, 1);
    // Waited for before anybody hears of its end: at a thread's end EGL and OpenGL libraries free what they keep for it,
    // and when the process exits meanwhile, they free it there too.
    std::shared_ptr<std::thread> thread(new std::thread, [](std::thread* t) {
        if (t->joinable()) t->detach(); // the environment went first: nobody waits
        delete t;
    });
    *thread = std::thread([options, deferred, call, thread]() mutable {
        LiveResult result;
        std::optional<std::string> failure;
        try {
            LiveRenderer renderer(options);
            result = renderer.run();
        } catch (const std::exception& e) {
            failure = e.what();
        }
        call.BlockingCall([deferred, result, failure, thread](Napi::Env e, Napi::Function) {
            thread->join();
            if (failure) return deferred->Reject(Napi::Error::New(e, *failure).Value());
            Napi::Object r = Napi::Object::New(e);
            r.Set("reason", result.reason);
            r.Set("calls", Napi::BigInt::New(e, result.calls));
            r.Set("frames", static_cast<double>(result.frames));
            deferred->Resolve(r);
        });
        call.Release();
    });
    return deferred->Promise();
}

// warmUp(): opens the host's driver ahead of a client, so that the client does not wait for it.
static Napi::Value warmUp(const Napi::CallbackInfo& info) {
    try {
        Host::get();
    } catch (const std::exception& e) {
        throw Napi::Error::New(info.Env(), e.what());
    }
    return info.Env().Undefined();
}

// hostInfo(): what the host's driver offers; throws when there is none.
static Napi::Value hostInfo(const Napi::CallbackInfo& info) {
    Napi::Env env = info.Env();
    try {
        const Host& host = Host::get();
        Napi::Object r = Napi::Object::New(env);
        r.Set("vendor", host.vendor);
        r.Set("renderer", host.renderer);
        r.Set("version", host.version);
        r.Set("coreVersion", host.maxCoreVersion / 10.0);
        r.Set("compatVersion", host.maxCompatVersion / 10.0);
        r.Set("configs", static_cast<double>(host.configs.size()));
        r.Set("robustness", host.robustness);
        return r;
    } catch (const std::exception& e) {
        throw Napi::Error::New(env, e.what());
    }
}

void initRenderer(Napi::Env env, Napi::Object exports) {
    initLiveControl(env, exports);
    exports.Set("runRenderer", Napi::Function::New(env, runRenderer));
    exports.Set("warmUp", Napi::Function::New(env, warmUp));
    exports.Set("hostInfo", Napi::Function::New(env, hostInfo));
}

} // namespace sgl
