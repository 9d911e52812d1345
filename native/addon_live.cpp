// See addon_live.h. Everything here runs on JavaScript's thread; what needs the executor waits for the renderer's.
#include "addon_live.h"

#include <optional>
#include <stdexcept>

#include "addon.h"
#include "addon_asker.h"

namespace sgl {

class LiveControl : public Napi::ObjectWrap<LiveControl> {
public:
    static void define(Napi::Env env, Napi::Object exports) {
        exports.Set("LiveControl", DefineClass(env, "LiveControl", {
            InstanceMethod<&LiveControl::goOn>("goOn"), InstanceMethod<&LiveControl::record>("record"), InstanceMethod<&LiveControl::stopped>("stopped"), InstanceMethod<&LiveControl::ask>("ask"),
            InstanceMethod<&LiveControl::contexts>("contexts"), InstanceMethod<&LiveControl::drawables>("drawables"),
            InstanceMethod<&LiveControl::pixels>("pixels"), InstanceMethod<&LiveControl::currentDrawable>("currentDrawable"),
            InstanceMethod<&LiveControl::streams>("streams"), InstanceMethod<&LiveControl::vertexArray>("vertexArray"), InstanceMethod<&LiveControl::vertexArrays>("vertexArrays")}));
    }

    // new LiveControl(onStop, onRecord)
    explicit LiveControl(const Napi::CallbackInfo& info) : Napi::ObjectWrap<LiveControl>(info), gate(std::make_shared<Gate>()) {
        auto call = Napi::ThreadSafeFunction::New(info.Env(), info[0].As<Napi::Function>(), "sgl live", 0, 1);
        call.Unref(info.Env());
        auto recording = Napi::ThreadSafeFunction::New(info.Env(), info[1].As<Napi::Function>(), "sgl recording", 0, 1);
        recording.Unref(info.Env());
        gate->onRecord = [recording](bool on) mutable {
            recording.NonBlockingCall([on](Napi::Env env, Napi::Function callback) { callback.Call({Napi::Boolean::New(env, on)}); });
        };
        gate->onStop = [call](const Stopped& where) mutable {
            call.NonBlockingCall([where](Napi::Env env, Napi::Function callback) { callback.Call({value(env, where)}); });
        };
    }

    const std::shared_ptr<Gate> gate;

private:
    static Napi::Value value(Napi::Env env, const Stopped& where) {
        Napi::Object o = Napi::Object::New(env);
        o.Set("call", static_cast<double>(where.call));
        o.Set("opcode", where.opcode);
        o.Set("stream", where.stream);
        o.Set("frames", static_cast<double>(where.frames));
        o.Set("error", where.error);
        return o;
    }

    // record(on)
    void record(const Napi::CallbackInfo& info) { gate->record(info[0].ToBoolean()); }
    // goOn(): for good. goOn({call, opcodes, frame, skip, error}): up to there.
    void goOn(const Napi::CallbackInfo& info) {
        if (!info[0].IsObject()) return gate->goOn();
        const auto o = info[0].As<Napi::Object>();
        StopAt at;
        if (o.Get("call").IsNumber()) at.call = static_cast<uint64_t>(o.Get("call").As<Napi::Number>().Int64Value());
        if (o.Get("frame").IsNumber()) at.frame = static_cast<uint64_t>(o.Get("frame").As<Napi::Number>().Int64Value());
        if (o.Get("skip").IsNumber()) at.skip = static_cast<uint64_t>(o.Get("skip").As<Napi::Number>().Int64Value());
        at.error = o.Get("error").ToBoolean();
        if (o.Get("opcodes").IsArray()) {
            const auto opcodes = o.Get("opcodes").As<Napi::Array>();
            at.opcodes.resize(65536);
            for (uint32_t i = 0; i < opcodes.Length(); i++) at.opcodes[opcodes.Get(i).As<Napi::Number>().Uint32Value() & 0xffff] = true;
        }
        gate->goOn(std::move(at));
    }

    Napi::Value stopped(const Napi::CallbackInfo& info) {
        Stopped where;
        return gate->stopped(&where) ? value(info.Env(), where) : info.Env().Undefined();
    }

    // Does `job` on the renderer's thread; what it throws is thrown here.
    void perform(Napi::Env env, const std::function<void(Executor&)>& job) {
        std::optional<std::string> failure;
        const bool done = gate->perform([&](Executor& executor) {
            try {
                job(executor);
            } catch (const std::exception& e) {
                failure = e.what();
            }
        });
        if (!done) throw Napi::Error::New(env, "the program is not stopped");
        if (failure) throw Napi::Error::New(env, *failure);
    }

    Napi::Value ask(const Napi::CallbackInfo& info) {
        const Question question(info);
        Asked asked;
        perform(info.Env(), [&](Executor& executor) { asked = question.put(executor); });
        return answersOf(info.Env(), asked);
    }
    // The renderer's thread stands still meanwhile: reading beside it is fine.
    Executor& standing(Napi::Env env) {
        Executor* executor = nullptr;
        perform(env, [&](Executor& e) { executor = &e; });
        return *executor;
    }
    Napi::Value contexts(const Napi::CallbackInfo& info) { return contextsOf(info.Env(), standing(info.Env())); }
    Napi::Value drawables(const Napi::CallbackInfo& info) { return drawablesOf(info.Env(), standing(info.Env())); }
    Napi::Value streams(const Napi::CallbackInfo& info) { return streamsOf(info.Env(), standing(info.Env())); }
    HostContext& context(const Napi::CallbackInfo& info) {
        HostContext* c = standing(info.Env()).context(info[0].As<Napi::Number>().Uint32Value());
        if (!c) throw Napi::Error::New(info.Env(), "no such context at this call");
        return *c;
    }
    Napi::Value vertexArray(const Napi::CallbackInfo& info) { return vertexArrayObject(info.Env(), context(info).track); }
    Napi::Value vertexArrays(const Napi::CallbackInfo& info) { return vertexArraysOf(info.Env(), context(info)); }
    Napi::Value pixels(const Napi::CallbackInfo& info) {
        Picture picture;
        const uint32_t drawable = info[0].As<Napi::Number>().Uint32Value();
        perform(info.Env(), [&](Executor& executor) { picture.take(executor, drawable); });
        return picture.value(info.Env());
    }
    Napi::Value currentDrawable(const Napi::CallbackInfo& info) {
        return Napi::Number::New(info.Env(), currentDrawableOf(standing(info.Env()), info[0].As<Napi::Number>().Uint32Value()));
    }
};

void initLiveControl(Napi::Env env, Napi::Object exports) { LiveControl::define(env, exports); }

std::shared_ptr<Gate> gateOf(const Napi::Value& control) { return LiveControl::Unwrap(control.As<Napi::Object>())->gate; }

} // namespace sgl
